"""What a clause is about: seeds of the lexicon, weighed by where they stand.

The decision is made per clause, so a rebuild of one document trains nothing and two builds of the same files agree.
The seeds are weighed together with what the clause's other words say (``topic_model``): on clauses that the lexicon
was not made from, that finds more (bench/train_topics.py, docs/tags.md).
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence

from ingest.document import Clause, Document

from .lexicon import Lexicon
from .topic_evidence import Evidence, Seeds, evidence_of
from .topic_model import load_topic_model, weight_of

__all__ = ["OTHER", "choose_topics", "judged_topics", "keywords", "topics_of"]

OTHER = "其他"
_MOST = 2
_ENOUGH, _SHARE = 2.0, 0.4


def topics_of(
    clause: Clause,
    lexicon: Lexicon,
    *,
    modality: str = "",
    spans: Sequence[tuple[int, int]] = (),
    known: MutableMapping[str, dict[str, Seeds]] | None = None,
) -> tuple[str, ...]:
    """Give up to two topics, the likeliest first, and what the modality implies, or ``其他``; see ``evidence_of``."""
    evidence = evidence_of(clause, lexicon, modality=modality, spans=spans, known=known)
    return judged_topics(evidence, clause.text, lexicon)


def judged_topics(evidence: Mapping[str, Evidence], text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Choose the topics that the shipped model finds likely, among those of the lexicon."""
    model = load_topic_model()
    judged, names = model.judge(evidence, text), lexicon.topic_names
    if not names.issuperset(judged):
        judged = {one: judged[one] for one in judged if one in names}
    return choose_topics(evidence, judged, model.least)


def choose_topics(
    evidence: Mapping[str, Evidence], judged: Mapping[str, float] | None = None, least: float = 0.5
) -> tuple[str, ...]:
    """Choose the topics of a clause: those with at least ``least`` of probability, the likeliest first.

    Without probabilities the seeds decide alone: a topic needs two weak words in the text or one strong word in the
    nearest heading, and not far less than the first.  What the modality implies (a fine is about 处罚) always counts.
    """
    if judged is None:
        score: Mapping[str, float] = {topic: weight_of(one) for topic, one in evidence.items()}
        floor = max(_ENOUGH, _SHARE * max(score.values(), default=0.0))
    else:
        score, floor = judged, least
    implied = [topic for topic, one in evidence.items() if one.implied]
    kept = [topic for topic in score if score[topic] >= floor or topic in implied]
    kept.sort(key=lambda topic: -score[topic])
    told = [topic for topic in kept if topic not in implied][:_MOST]
    return tuple([topic for topic in kept if topic in told or topic in implied]) or (OTHER,)


def keywords(documents: Sequence[Document], *, limit: int = 8) -> dict[str, tuple[str, ...]]:
    """Give the TF-IDF keywords of every clause and document, by id, for the build to store.

    Words are jieba's, weights those of scikit-learn's ``TfidfVectorizer`` (smoothed idf, sublinear tf);
    both are imported here, so no query pays for them.  Ties are settled by the word, so builds agree.
    """
    import jieba
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts: dict[str, str] = {}
    for document in documents:
        for clause in document.clauses:
            texts[clause.id] = clause.text
        texts[document.id] = " ".join((document.title, *(clause.text for clause in document.clauses)))
    vectorizer = TfidfVectorizer(
        tokenizer=lambda text: [word for word in jieba.cut(text) if len(word) > 1 and not word.isascii()],
        token_pattern=None,
        lowercase=False,
        sublinear_tf=True,
    )
    try:
        matrix = vectorizer.fit_transform(texts.values())
    except ValueError:  # no word at all in any clause
        return dict.fromkeys(texts, ())
    words = vectorizer.get_feature_names_out()
    found: dict[str, tuple[str, ...]] = {}
    for row, key in enumerate(texts):
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        weighed = sorted(
            zip(matrix.data[start:end], matrix.indices[start:end], strict=True),
            key=lambda pair: (-pair[0], words[pair[1]]),
        )
        found[key] = tuple(str(words[column]) for _, column in weighed[:limit])
    return found
