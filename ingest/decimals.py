"""Labels of plain figures: ``3.``, ``3、``, ``3)``, ``3.3.4``, ``4.1.⏎5.1``, and a bare ``7`` before its text.

A run of figures can be read in several ways; every way that makes sense is offered, and the sequence chooses.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from .candidate import Candidate, clean_label
from .surroundings import unit_follows

__all__ = ["LABEL_GOES_ON", "decimal_candidates"]

_TERMINATOR = re.compile(r"[ \u3000]{0,8}(?:[.．][)）]|[)）][、.．]?|[、.．:：,，])")
_TORN = re.compile(r"[0-9][ \t\u3000]{0,8}\n[ \t\u3000]{0,8}[0-9](?=[、.．])")
_PARTS = re.compile(r"[.．]\s*")
_NOT_A_LIST = re.compile(r"[:：]\d|[%％‰℃]")
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}")
_TEXT_AFTER = re.compile(r"[ \u3000]{0,8}[\u3400-\u9fff“《]")
_NOT_BEFORE = frozenset("第（(【[＜<约近共达至到每满超")
_MAY_END = frozenset(" \u3000.．)）、:：,，")
LABEL_GOES_ON = _MAY_END | frozenset("\n\t")
"""What may stand behind the figures of a label; behind those of an amount stands its unit."""
_LARGEST = 150  # no list of a policy is longer; larger figures are amounts and years


def decimal_candidates(
    text: str, start: int, end: int, prior: float, at_line: bool, prior_of: Callable[[int], tuple[float, bool]]
) -> Sequence[Candidate]:
    """Read the run of figures and points at ``[start, end)``.  ``prior_of`` weighs another offset of the text."""
    if prior <= -0.5 and text[end : end + 1] not in LABEL_GOES_ON and text[start:end].isdigit():
        return ()  # 50元 in mid-sentence, as most figures are
    before = text[start - 1] if start else ""
    if before in (":", "：") and start > 1 and text[start - 2].isdigit():
        return ()  # the minutes of a clock time
    if before in _NOT_BEFORE:
        return ()
    run = text[start:end]
    newline = run.find("\n")
    if newline < 0:
        found = _run(text, start, end, prior, at_line)
        found.extend(_torn(text, start, prior, at_line))
        return found
    # Torn by a line break, or two numbers: both are offered.
    found = []
    stop, glyph = _terminator(text, end)
    if not unit_follows(text, stop):
        label = clean_label(text[start:stop])
        found.append(
            Candidate(start, stop, "multi", _values(run), label, prior - 0.3, glyph, torn=True, at_line=at_line)
        )
    head = start + len(run[:newline].rstrip(" \u3000"))
    found.extend(_run(text, start, head - 1 if text[head - 1] in ".．" else head, prior, at_line))
    tail = start + newline + 1
    while text[tail] in " \u3000":
        tail += 1
    found.extend(decimal_candidates(text, tail, end, *prior_of(tail), prior_of))
    return found


def _values(run: str) -> tuple[int, ...]:
    if run.isdecimal():
        return (int(run),)
    if not run.isascii():
        run = unicodedata.normalize("NFKC", run)
    return tuple(int(part) for part in _PARTS.split(run) if part)


def _torn(text: str, start: int, prior: float, at_line: bool) -> Iterator[Candidate]:
    """Offer ``1⏎2、`` as 12."""
    torn = _TORN.match(text, start) if start + 1 < len(text) and text[start + 1] in " \t\u3000\n" else None
    if torn is None:
        return
    label = "".join(torn.group().split())
    stop, glyph = _terminator(text, torn.end())
    yield Candidate(start, stop, "dec", (int(label),), label, prior - 0.5, glyph, torn=True, at_line=at_line)


def _run(text: str, start: int, end: int, prior: float, at_line: bool) -> list[Candidate]:
    parts = _values(text[start:end])
    stop, glyph = _terminator(text, end)
    if len(parts) == 1:
        candidate = _single(text, start, end, parts[0], (stop, glyph), prior, at_line)
        return [candidate] if candidate is not None else []
    found: list[Candidate] = []
    clean = clean_label(text[start:stop])
    if parts[-1] == 0 and len(parts) == 2 and parts[0] and text[end - 2] in ".．":
        # 2.0 heads 2.1: another way to write 2.
        if not unit_follows(text, stop):
            found.append(Candidate(start, stop, "dec", parts[:1], clean, prior - 0.4, ".0", at_line=at_line))
        return found
    if not _NOT_A_LIST.match(text, end) and 0 < parts[0] < 100:
        weight = prior + (0.8 if glyph and at_line else 0.0)
        if unit_follows(text, stop):
            weight -= 2.5  # 3.5元, but also 4.7人事专员: the sequence decides
        found.append(Candidate(start, stop, "multi", parts, clean, weight, glyph, at_line=at_line))
    if len(parts) == 2:
        found.extend(_two(text, start, end, parts, (stop, glyph), prior, at_line))
    elif len(parts) == 3 and not glyph and unit_follows(text, end):
        # 4.1.5倍 is 4. and an amount
        inner = start + len(str(parts[0])) + 1
        found.append(Candidate(start, inner, "dec", parts[:1], str(parts[0]), prior - 0.4, ".", at_line=at_line))
    return found


def _two(
    text: str, start: int, end: int, parts: tuple[int, ...], ending: tuple[int, str], prior: float, at_line: bool
) -> Iterator[Candidate]:
    """Offer ``2.9:30`` as 2. and a clock time, and ``3.4.`` as 3. and 4. with their texts behind both."""
    stop, glyph = ending
    point = next((at for at in range(start, end) if text[at] in ".．"), None)
    if point is None:
        return
    inner = point + 1
    clock = _CLOCK.match(text, inner) is not None
    pair = parts[1] == parts[0] + 1 and bool(glyph)
    weight = prior - (0.2 if clock else 0.9 if pair else 2.2)
    yield Candidate(start, inner, "dec", parts[:1], str(parts[0]), weight, ".", at_line=at_line)
    if pair:
        yield Candidate(inner, stop, "dec", parts[1:], str(parts[1]), prior - 0.9, glyph, at_line=at_line)


def _single(
    text: str, start: int, end: int, value: int, ending: tuple[int, str], prior: float, at_line: bool
) -> Candidate | None:
    stop, glyph = ending
    if not glyph:
        # A bare number: `7主持…`, `1 总则`.
        text_follows = _TEXT_AFTER.match(text, end) is not None and not unit_follows(text, end)
        if not 0 < value < 100 or prior <= -0.5 or not text_follows:
            return None
        return Candidate(start, end, "dec", (value,), text[start:end], prior - 1.2, "", at_line=at_line)
    closing = glyph[-1] in ")）" or glyph[0] in ")）"
    if (glyph in ":：" and text[stop : stop + 1].isdigit()) or (closing and _in_brackets(text, start)):
        return None  # 9:30, or the end of a bracket: (第3)
    if closing:
        label = clean_label(text[start:stop])
        return Candidate(start, stop, "half", (value,), label, prior, glyph.strip(".．、"), at_line=at_line)
    if not 0 < value <= _LARGEST:
        return None
    weight = prior - {":": 0.7, "：": 0.7, ",": 1.2, "，": 1.2}.get(glyph, 0.0)
    if glyph in ".．" and text[stop : stop + 1].isdigit():
        weight -= 1.5
    return Candidate(start, stop, "dec", (value,), clean_label(text[start:end]), weight, glyph, at_line=at_line)


def _in_brackets(text: str, start: int) -> bool:
    near = text[max(0, start - 12) : start]
    return near.rfind("(") > near.rfind(")") or near.rfind("（") > near.rfind("）")


def _terminator(text: str, end: int) -> tuple[int, str]:
    if text[end : end + 1] not in _MAY_END:
        return end, ""
    found = _TERMINATOR.match(text, end)
    return (found.end(), found.group().strip()) if found else (end, "")
