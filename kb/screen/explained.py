"""Why a reply is as it is, as text: reading, candidates with points, and whether the policies state it at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from ..reply import KIND_NAMES
from .look import Look, indented

if TYPE_CHECKING:
    from ..explain import Explanation, Point, Weighed, Word
    from ..reply import Kind

__all__ = ["explanation_lines"]

_SYNONYMS = 4
_PLACES = {"text": "条文", "heading": "标题", "title": "制度名", "above": "上级条款"}
_SHARE = 0.005  # a word that only names the kind of question weighs nothing


def explanation_lines(told: Explanation, look: Look) -> list[str]:
    """Give the lines, painted faint."""
    lines: list[str] = []
    for indent, text in (*_reading(told), *_candidates(told), *_judged(told)):
        lines += [look.paint(line, "faint") for line in indented(text, indent, look)]
    return lines


def _reading(told: Explanation) -> Iterator[tuple[str, str]]:
    yield "", "读题:"
    kinds = [f"{KIND_NAMES[cast('Kind', kind)]} {share:.0%}" for kind, share in told.kinds]
    yield "  ", f"问的是:{'、'.join(kinds)}"
    if told.words:
        yield "  ", f"找的词:{';'.join(_word(word) for word in told.words)}"
    else:
        yield "  ", "找的词:没有读到可以查找的词"
    if told.roles:
        kin = f"(连同{'、'.join(told.family)})" if told.family else ""
        yield "  ", f"岗位:{'、'.join(told.roles)}{kin}"
    if told.conditions:
        yield "  ", f"条件:{'、'.join(told.conditions)}"


def _word(word: Word) -> str:
    synonyms = f"(也找{'、'.join(word.synonyms[:_SYNONYMS])})" if word.synonyms else ""
    counted = f" {word.share:.0%}" if word.share >= _SHARE else " 不计"
    return f"{word.text}{counted}{synonyms}" + ("[没有条款用到]" if word.unknown else "")


def _candidates(told: Explanation) -> Iterator[tuple[str, str]]:
    first = f",前 {len(told.candidates)} 条" if len(told.candidates) < told.found else ""
    yield "", f"候选条款(共 {told.found} 条{first}):"
    for one in told.candidates:
        yield "  ", f"{one.rank}. {one.clause.citation}  得分 {one.score:.2f},把握 {one.probability:.0%}"
        if one.words:
            yield "     ", _places(one)
        if one.beside:
            yield (
                "     ",
                f"和第 {one.beside} 条比:{_points(one.strengths, '没有长处')};{_points(one.weaknesses, '没有短处')}",
            )


def _places(one: Weighed) -> str:
    there = [f"{word}({_PLACES[place]})" for word, place in one.words.items() if place]
    absent = [word for word, place in one.words.items() if not place]
    parts = [f"有 {'、'.join(there)}" if there else "", f"没有 {'、'.join(absent)}" if absent else ""]
    return ";".join(part for part in parts if part)


def _points(points: Iterable[Point], none: str) -> str:
    return "、".join(f"{point.aspect} {point.points:+.1f}".replace("-", "−") for point in points) or none


def _judged(told: Explanation) -> Iterator[tuple[str, str]]:
    enough = "够" if told.stated >= told.threshold else "不够"
    yield "", f"制度里有没有规定:有的可能 {told.stated:.0%},{told.threshold:.0%} 以上才回答,{enough}"
    if told.stated < told.threshold:
        for doubt in told.doubts:
            yield "  ", doubt
        if told.against:
            yield "  ", f"和通常有规定的问题比:{_points(told.against, '')}"
