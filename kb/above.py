"""What stands above a clause and belongs to its answer: the post whose list it is, the sanction that a list shares.

*Who* often stands in a heading, in the title, or in a paragraph of its own before the list; *what follows* stands in
the words that lead a list (有下列情形之一的，每次罚款30元:).  A softmax over these
and over *nothing* says which of them is to be put before the words of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from index.features import Query
from ingest import Clause
from ingest.patterns import lazy

from .parts import ACTING, ASIDE, EDGES, RECEIVER_ASKED, RULES, closeness, named_in, valued

__all__ = ["FEATURES", "Above", "above_features", "above_of", "is_post", "post_before", "shared_value"]

LONGEST = 60
"""Characters of what stands above that are put before an answer: of a longer heading its last sentence counts."""

FEATURES = (
    "none",
    "none_actor",
    "none_aside",
    "none_opens",
    "none_verb",
    "none_receiver",
    "none_bears",
    "none_value",
    "heading",
    "nearest",
    "title",
    "paragraph",
    "post",
    "post_nearest",
    "named",
    "duties",
    "people",
    "lead",
    "value",
    "lead_value",
    "close",
    "length",
)
"""Names of what is weighed: of leaving all out (``none…``), and of each heading, paragraph or title."""

_POST = lazy(
    r"(?:员|主管|经理|店长|总监|客服|仓库|财务|行政|人事|美工|编辑|运营|助理|会计|出纳|秘书|组长|班长|主任|[^的和与、]管理|"
    r"部|部门|组|处|室|科|中心|长|师|工(?!作)|岗(?!位)|负责人)"
    r"[”\"]?(?:[（(:：].*|.{0,6}(?:职责|职能|要求|任务|内容|权限|说明书?|守则|须知).*|岗位)?$"
)
_LABEL = lazy(
    r"(?:第?[一二三四五六七八九十0-9]+[篇章节、.]?\s*)?(?:岗位|工作|主要|日常|部门|基本|具体|任职|每[日天周月年]|[及和与]|职责|职能|内容|流程|要求|"
    r"任务|权限|安排|说明|描述|概要|目标|标准|分工|责任|其[他它]|领导|总则|附则|释义)*(?:如下)?"
)
"""A heading that says what its list is, and names nobody."""
_DUTIES = ("职责", "职能", "岗位", "分工", "责任")
_MARKS = "●◆★■▲◇○※•·-— \u3000\t"
_PEOPLE = frozenset({"responsible", "duty_list", "procedure"})
_PIECE = lazy(r"^(?:推荐)?第[0-9一二三四五六七八九十百]+篇[:：]\s*")
_SHELL = lazy(r"[【\[]?(?:岗位|工作)?(?:职责|内容)[】\]]?[:：]?$")
_MODALS = ("负责", "应", "须", "必须", "需", "可", "不得", "要", "统一", "每天", "每日", "每周", "每月")
_NAMED_UP_TO = 8  # characters of a name before what it has to do
_VERB = lazy(
    r"(?:全面|具体|主要|独立|定期|及时|每[天日周月年]|认真|积极)?(?:负责|协助|配合|组织|制[定订]|完成|执行|做好|监督|检查|管理|维护|处理|安排|"
    r"登记|跟进|收集|核对|熟悉|策划|撰写|编辑|参与|保持|建立|提供|根据|按|对|主持|指导|统筹|汇总|整理|接受|定期|及时|与)"
)
_VERB_STARTS = "全具主独定及每认积负协配组制完执做监检管维处安登跟收核熟策撰编参保建提根按对指统汇整接与"
_GIVES = lazy(
    r"(?:报|交|交给|上报|发给|通知|联系|请示|汇报|反映|转|提交|告知|报告|向|安排|督促|由|经)[^,，。;；的]{0,10}?"
    r"(?:部|处|组|科|室|员|主管|经理|领导|店长|总监|财务|客服|助理|人)"
)
_BEARS = ("承担", "负担", "垫付", "自理", "自负", "支付")
_LIKELY = 0.5
_ASKED = 0.2
_SHORT = 24  # characters up to which a heading is a name and no rule of its own


class Above(NamedTuple):
    """Words above a clause: of a ``heading``, of a ``paragraph`` before its list, or of the ``title``.

    ``place``: 0 for the nearest of its kind.
    """

    text: str
    kind: str
    place: int = 0


def above_of(clause: Clause, before: str = "") -> list[Above]:
    """Give what stands above a clause, the nearest first; ``before``: the paragraph before its list, if any."""
    found = [Above(bare(heading), "heading", place) for place, heading in enumerate(reversed(clause.headings))]
    if before:
        found.append(Above(bare(before), "paragraph"))
    found.append(Above(bare(clause.document.title), "title"))
    return [one for one in found if len(one.text) <= LONGEST and not _LABEL.fullmatch(one.text)]


def bare(words: str) -> str:
    """Take away the mark or the count (第三篇:) before a heading, the colon behind it; of a long one leave the end."""
    if "篇" in words:
        words = _PIECE.sub("", words)
    if len(words) > LONGEST:
        words = re.split(r"[。；;！!？?\n]", words.rstrip(EDGES + "。\n"))[-1]
    return words.strip(_MARKS + EDGES + "\n。")


def post_before(query: Query, clause: Clause, paragraph: Callable[[Clause], str]) -> str:
    """Give the paragraph before the list that a clause belongs to, where *who* is asked for and no heading says it.

    部门经理【岗位职责】 stands in a paragraph of its own; the numbered duties follow it.  Of a longer one the last line
    counts.  ``paragraph`` gives the last paragraph before a clause, on one level with it.
    """
    who = sum(share for kind, share in query.kinds if kind in ("responsible", "approval"))
    if clause.number is None or who < _ASKED or any(is_post(bare(heading)) for heading in clause.headings):
        return ""
    last = re.split(r"[。！!？?\n]", paragraph(clause).strip(EDGES + "。\n"))[-1]
    return last if is_post(last) else ""


def shared_value(query: Query, clause: Clause, above: Sequence[Above]) -> str:
    """Give the words that lead a clause's list where they hold what is asked for and the clause itself does not.

    有下列情形之一的，每次罚款30元: the fine stands once for all items.
    """
    for one in above:
        if one.kind == "heading" and one.place == 0 and _leads(clause, one):
            shared = _holds(query, one.text) and not _holds(query, clause.text)
            return one.text if shared and query.kind not in _PEOPLE else ""
    return ""


def _holds(query: Query, words: str) -> bool:
    ruled = query.kind == "permission" and RULES.search(words) is not None
    return ruled or valued(query, words) >= _LIKELY


def above_features(query: Query, clause: Clause, above: Sequence[Above]) -> list[list[float]]:
    """Give a row of features for leaving all out, then one for each of ``above``."""
    text = clause.text
    acting = [relation for relation in clause.relations if relation.relation in ACTING]
    main = any(one.source == "text" and one.relation not in ASIDE for one in acting)
    aside = any(one.source == "text" and one.relation in ASIDE for one in acting)
    own = valued(query, text)
    verb = text[:1] in _VERB_STARTS and _VERB.match(text) is not None
    rows = [
        [
            1.0,
            float(main),
            float(aside),
            float(not verb and _opens(text)),
            float(verb),
            float(bool(RECEIVER_ASKED.search(query.text) and _GIVES.search(text))),
            float(any(map(text.__contains__, _BEARS))),
            own,
            *[0.0] * (len(FEATURES) - 8),
        ]
    ]
    nearest_post = next((at for at, one in enumerate(above) if is_post(one.text)), -1)
    for at, one in enumerate(above):
        post = is_post(one.text)
        value = valued(query, one.text) * (1.0 - min(1.0, own))
        lead = one.kind == "heading" and one.place == 0 and _leads(clause, one)
        rows.append(
            [
                *[0.0] * 8,
                float(one.kind == "heading"),
                float(one.kind == "heading" and one.place == 0),
                float(one.kind == "title"),
                float(one.kind == "paragraph"),
                float(post),
                float(at == nearest_post),
                float(any(r.source != "text" and named_in(r, one.text) for r in acting)),
                float(any(map(one.text.__contains__, _DUTIES))),
                float("（" in one.text or "(" in one.text),
                float(lead),
                value,
                value * float(lead),
                closeness(query, one.text),
                min(1.0, len(one.text) / 40),
            ]
        )
    return rows


def _opens(text: str) -> bool:
    """Tell whether a text opens with a name and what that has to do: 客服部应…, 由各部门负责…"""
    longest = _NAMED_UP_TO + text.startswith(("由", "各", "本", "凡"))
    for at, character in enumerate(text[: longest + 1]):
        if at > 1 and text.startswith(_MODALS, at):
            return True
        if not "\u4e00" <= character <= "\u9fff":
            return False
    return False


def is_post(words: str) -> bool:
    """Tell whether short words name a post or a department, with or without 职责 behind it."""
    if len(words) > _SHORT:
        return False
    name = _SHELL.sub("", words) if "职责" in words or "内容" in words else words
    return _POST.search(name.strip(_MARKS + EDGES) or words) is not None


def _leads(clause: Clause, one: Above) -> bool:
    """Tell whether the nearest heading is the sentence that leads a list: it ends with a colon."""
    return bool(clause.headings) and clause.headings[-1].rstrip().endswith((":", "：")) and len(one.text) > 8
