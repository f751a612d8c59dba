"""What a clause is about: seeds of the lexicon, weighed by where they stand.

The decision is made per clause, from the lexicon alone, so a rebuild of one document trains nothing and
two builds of the same files agree.  A linear model over the same evidence, with and without TF-IDF features, is
no better on the labelled clauses (bench/train_topics.py, docs/tags.md), and nobody can edit it.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence

from ingest.document import Clause, Document

from .lexicon import Lexicon
from .topic_evidence import Evidence, Seeds, evidence_of

__all__ = ["OTHER", "choose_topics", "keywords", "topics_of"]

OTHER = "其他"
_NEAREST, _ABOVE, _TITLE = 0.9, 0.5, 0.4
_ENOUGH = 2.0
"""Two weak words in the text, or one strong word in the nearest heading, are a topic; one weak word is none."""
_SHARE = 0.4
"""A topic far behind the first is a word in passing."""
_MOST = 2


def topics_of(
    clause: Clause,
    lexicon: Lexicon,
    *,
    modality: str = "",
    spans: Sequence[tuple[int, int]] = (),
    known: MutableMapping[str, dict[str, Seeds]] | None = None,
) -> tuple[str, ...]:
    """Give up to two topics, the weightiest first, and what the modality implies, or ``其他``; see ``evidence_of``."""
    return choose_topics(evidence_of(clause, lexicon, modality=modality, spans=spans, known=known))


def choose_topics(evidence: Mapping[str, Evidence]) -> tuple[str, ...]:
    """Weigh the evidence: a topic needs enough of its own, and not far less than the first.

    What the modality implies (a fine is about 处罚) always counts.
    """
    if not evidence:
        return (OTHER,)
    score = {topic: _weight(one) for topic, one in evidence.items()}
    floor = max(_ENOUGH, _SHARE * max(score.values()))
    ranked = sorted(score, key=lambda topic: -score[topic])
    kept = [topic for topic in ranked if score[topic] >= floor or evidence[topic].implied]
    told = [topic for topic in kept if not evidence[topic].implied][:_MOST]
    return tuple(topic for topic in kept if topic in told or evidence[topic].implied) or (OTHER,)


def _weight(one: Evidence) -> float:
    places = ((one.nearest, _NEAREST), (one.above, _ABOVE), (one.title, _TITLE))
    return one.text.weight + sum(min(seeds.weight, 3.0) * share for seeds, share in places) + 3.0 * one.implied


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
