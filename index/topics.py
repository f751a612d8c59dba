"""What a clause is about: seeds of the lexicon, weighed by where they stand.

The decision is made per clause, from the lexicon alone, so a rebuild of one document trains nothing and
two builds of the same files agree.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence

from ingest.document import Clause, Document

from .lexicon import Lexicon

__all__ = ["OTHER", "keywords", "topics_of"]

OTHER = "其他"
_TEXT, _NEAREST, _HEADING, _TITLE = 1.0, 0.9, 0.5, 0.35
_ENOUGH = 2.0
"""Two weak words in the text, or one strong word in the nearest heading, are a topic; one weak word is none."""
_SHARE = 0.45
"""A topic far behind the first is a word in passing."""
_CAP = 6.0
"""A clause that says 罚款 four times is not four times as much about fines."""
_IMPLIED = {"penalty": "处罚", "reward": "奖励"}
_MOST = 3


def topics_of(
    clause: Clause,
    lexicon: Lexicon,
    *,
    modality: str = "",
    weighed: MutableMapping[str, dict[str, float]] | None = None,
) -> tuple[str, ...]:
    """Give up to three topics of the lexicon, the weightiest first, or ``其他``.

    ``modality``, where it is known, speaks too: a fine is about 处罚.  ``weighed`` keeps the weights of
    headings and titles, which many clauses share, between calls.
    """
    known = {} if weighed is None else weighed
    score: dict[str, float] = {}
    for topic, weight in _weights(clause.text, lexicon).items():
        score[topic] = min(weight, _CAP) * _TEXT
    for depth, heading in enumerate(reversed(clause.headings)):
        share = _NEAREST if depth == 0 else _HEADING
        for topic, weight in _recalled(heading, lexicon, known).items():
            score[topic] = score.get(topic, 0.0) + min(weight, 3.0) * share
    for topic, weight in _recalled(clause.document.title, lexicon, known).items():
        score[topic] = score.get(topic, 0.0) + min(weight, 3.0) * _TITLE
    if (implied := _IMPLIED.get(modality)) is not None:
        score[implied] = score.get(implied, 0.0) + _ENOUGH
    if not score:
        return (OTHER,)
    floor = max(_ENOUGH, _SHARE * max(score.values()))
    ranked = sorted(score, key=lambda topic: -score[topic])
    return tuple(topic for topic in ranked if score[topic] >= floor)[:_MOST] or (OTHER,)


def _weights(text: str, lexicon: Lexicon) -> dict[str, float]:
    """Sum the seeds of ``text``; a word that is repeated says little more than once."""
    words, topics = lexicon.topic_words
    seen: dict[str, int] = {}
    for hit in words.find(text):
        seen[hit.phrase] = seen.get(hit.phrase, 0) + 1
    total: dict[str, float] = {}
    for word, times in seen.items():
        for topic, weight in topics[word]:
            total[topic] = total.get(topic, 0.0) + weight * (1 if times == 1 else 1.3)
    return total


def _recalled(text: str, lexicon: Lexicon, known: MutableMapping[str, dict[str, float]]) -> dict[str, float]:
    if text not in known:
        known[text] = _weights(text, lexicon)
    return known[text]


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
