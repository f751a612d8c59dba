"""A reply and search hits, as text: the answer first, its source beside it, the clause's own words under it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from ingest.patterns import lazy

from .look import Look, display_width, indented, padded, shortened

if TYPE_CHECKING:
    from ingest import Clause

    from ..reply import Answer, Hit, Reply

__all__ = ["clause_line", "hits_text", "own_words", "reply_text", "show_command"]

_RELATED = {"penalty": "相关处罚", "exception": "例外"}
_STATES = {"superseded": "已失效", "pending": "尚未施行"}
_SHOWN = 5  # answers with their clauses; more fill a screen and are asked for by -v
_LISTED = 20  # entries of a list of duties or of contradicting policies
_NEAREST = 3
_LONG = 240  # characters of a clause that are read at a glance
_MARGIN = 40  # characters before and behind the answer that are shown of a longer one, and on to the next stop
_STOP = lazy(r"[。；;！!？?\n]+")
_GAP = "    "
_COLUMN = 44  # an answer wider than this does not push the other citations away
_SHELL = frozenset("()*?[]{}#~$&;|<>'\"\\!`")


def reply_text(reply: Reply, look: Look) -> str:
    """Give a reply as it is printed, without a final line end."""
    if reply.abstained:
        lines = _abstention(reply, look)
    elif reply.contradictory:
        lines = _contradiction(reply, look)
    else:
        lines = _rows(reply.answers, look, "", words=True)
    for answer in reply.former:
        told = f"{_STATES[answer.state]}:{_one_line(answer.text)}{_GAP}{answer.clause.citation}({answer.state_why})"
        lines += [look.paint(line, "faint") for line in indented(told, "  ", look, first="")]
    lines += _related(reply, look)
    if reply.answers:
        first = reply.answers[0]
        lines.append(f"原文:{show_command(first.clause, by_id=first.state != 'in_force')}")
    if look.verbose:
        lines += _reading(reply, look)
    return "\n".join(lines)


def _abstention(reply: Reply, look: Look) -> list[str]:
    lines = [look.paint("制度中没有规定。", "strong")]
    if reply.nearest:
        lines[0] += "最接近的条款:"
        narrow = look._replace(width=(look.width or 100) - 2)
        lines += ["  " + clause_line(hit.clause, narrow) for hit in reply.nearest[:_NEAREST]]
    if reply.searched:
        lines.append(f"{_searched(reply)}。")
    return lines


def _around(answer: Answer, look: Look) -> str:
    """Give the clause's words; of a table the rows of the answer, of a long text what is near, unless all is asked."""
    own, text = own_words(answer.clause), answer.clause.text
    if look.verbose or answer.start is None or answer.end is None:
        return own
    if "\t" in text:
        return _rows_around(text, answer.start, answer.end)
    if len(own) <= _LONG:
        return own
    start = max([match.end() for match in _STOP.finditer(text, 0, max(0, answer.start - _MARGIN))], default=0)
    end = next((match.end() for match in _STOP.finditer(text, min(len(text), answer.end + _MARGIN))), len(text))
    kept = text[start:end].replace("\t", "  ").strip()
    return f"{'……' if start else ''}{kept}{'……' if end < len(text.rstrip()) else ''}"


def _rows_around(text: str, start: int, end: int) -> str:
    """Give what stands above a table, its head and the rows in ``[start:end]``; …… for the rows that are left out."""
    kept: list[str] = []
    at, head = 0, True
    for line in text.split("\n"):
        if "\t" not in line or head or (at < end and start <= at + len(line)):
            kept.append(line.replace("\t", "  "))
        elif kept[-1] != "……":
            kept.append("……")
        head = head and "\t" not in line
        at += len(line) + 1
    return "\n".join(kept).strip()


def _contradiction(reply: Reply, look: Look) -> list[str]:
    """Give what disagrees, those that say the same beside each other, and apart what may bear on it."""
    from ..reply import SAME_MATTER

    first, *others = reply.answers
    same = [first, *(one for one in others if one.why == SAME_MATTER)]
    rest = [one for one in others if one.why != SAME_MATTER]
    said = list(dict.fromkeys(_bare(one.text) for one in same))
    same.sort(key=lambda one: said.index(_bare(one.text)))
    lines = [look.paint("各制度规定不一致:", "warning"), *_rows(same, look, "  ", words=False)]
    if rest:
        lines += ["也可能有关:", *_rows(rest, look, "  ", words=False)]
    return lines


def _rows(answers: Sequence[Answer], look: Look, indent: str, *, words: bool) -> list[str]:
    """Give each answer with its citation in one column, and with ``words`` the clause under it."""
    shown_plain = max(_SHOWN, _whole_list(answers)) if words and len(answers) <= _LISTED else _LISTED
    most = len(answers) if look.verbose else shown_plain
    shown = answers[:most]
    texts = [_one_line(answer.text) for answer in shown]
    column = max((display_width(text) for text in texts if display_width(text) <= _COLUMN), default=0)
    lines: list[str] = []
    for answer, text in zip(shown, texts, strict=True):
        citation = _source(answer)
        beside = f"{indent}{padded(text, column)}{_GAP}{citation}"
        if look.width is not None and display_width(beside) > look.width:
            lines += [look.paint(line, "strong") for line in indented(text, indent, look)]
            lines.append(f"{indent}{_GAP}{look.paint(citation, 'source')}")
        else:
            blanks = " " * max(0, column - display_width(text))
            lines.append(f"{indent}{look.paint(text, 'strong')}{blanks}{_GAP}{look.paint(citation, 'source')}")
        if words and _bare(own_words(answer.clause)) != _bare(text):
            lines += indented(_around(answer, look), indent + "  ", look)
        if look.verbose:
            lines += [look.paint(line, "faint") for line in _why(answer, indent + "  ", look)]
    if len(answers) > most:
        lines.append(f"{indent}另有 {len(answers) - most} 条,加 -v 全部列出。")
    return lines


def _whole_list(answers: Sequence[Answer]) -> int:
    """Count the answers of the list that the first of them begins: a list with its end cut off misleads."""
    from ..reply import SAME_LIST

    alike = takewhile(lambda one: one.why == SAME_LIST and one.confidence == answers[0].confidence, answers)
    return sum(1 for _ in alike)


def _source(answer: Answer) -> str:
    """Give the citation, and what ended its policy or when that begins, where it is not in force."""
    if answer.state == "in_force":
        return answer.clause.citation
    return f"{answer.clause.citation}({_STATES[answer.state]}:{answer.state_why})"


def _related(reply: Reply, look: Look) -> list[str]:
    """Give a line for each penalty and exception that bears on the first answer, with its citation."""
    lines = []
    for one in reply.related:
        same = len(reply.answers) == 1 and one.clause.id == reply.answers[0].clause.id
        source = "(同条)" if same else _GAP + look.paint(one.clause.citation, "source")
        told = indented(_one_line(one.text), "  ", look, first=f"{_RELATED[one.kind]}:")
        lines += [*told[:-1], told[-1] + source]
    return lines


def _why(answer: Answer, indent: str, look: Look) -> list[str]:
    reason = f"把握 {answer.confidence:.0%}" + "".join(f";{why}" for why in answer.why)
    return indented(reason, indent, look)


def _reading(reply: Reply, look: Look) -> list[str]:
    from .explained import explanation_lines

    told = [] if reply.explanation is not None else list(reply.reading)
    if reply.searched and not reply.abstained:
        told.append(_searched(reply))
    lines = [look.paint(line, "faint") for line in indented(";".join(told), "", look)] if told else []
    return lines + (explanation_lines(reply.explanation, look) if reply.explanation is not None else [])


def _searched(reply: Reply) -> str:
    return f"已查 {reply.searched['documents']:,} 份制度、{reply.searched['clauses']:,} 条"


def hits_text(hits: Iterable[Hit], look: Look) -> str:
    """Give search hits: number and citation, under it the clause's own words; scores and reasons where asked."""
    lines: list[str] = []
    for hit in hits:
        score = look.paint(f"  {hit.score:.2f}", "faint") if look.verbose else ""
        lines.append(f"{hit.rank:>2}  {look.paint(hit.clause.citation, 'source')}{score}")
        if hit.clause.headings and look.verbose:
            lines += [look.paint(line, "faint") for line in indented(" › ".join(hit.clause.headings), _GAP, look)]
        lines += indented(own_words(hit.clause), _GAP, look)
        if look.verbose and hit.why:
            lines += [look.paint(line, "faint") for line in indented(";".join(hit.why), _GAP, look)]
    return "\n".join(lines)


def clause_line(clause: Clause, look: Look) -> str:
    """Give citation and words on one line, cut only where a terminal is too narrow."""
    words = " ".join(own_words(clause).split())
    if look.width is not None:
        words = shortened(words, max(24, look.width - display_width(clause.citation) - 2))
    return f"{look.paint(clause.citation, 'source')}  {words}".rstrip()


def own_words(clause: Clause) -> str:
    """Give the clause's text for reading: the cells of a table row stand apart by blanks instead of a tab."""
    return clause.text.replace("\t", "  ").strip()


def show_command(clause: Clause, *, by_id: bool = False) -> str:
    """Give the command that prints this clause, quoted where a shell would take it apart.

    ``by_id``: a citation would lead to the edition in force.
    """
    citation = clause.id if by_id else clause.citation
    if not _SHELL & set(citation):
        return f"kb show {citation}"
    if not set('$`"\\!') & set(citation):
        return f'kb show "{citation}"'
    return "kb show '" + citation.replace("'", "'\\''") + "'"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    """Without white space and the last mark: a clause that is its own answer is not printed twice."""
    return "".join(text.split()).rstrip("。；;.")
