"""Policies put together by chance, in two dozen ways to number and five layouts: every number and every word is found.

The structures are those that offices use, and the sentences hold what misleads a reader of numbers: clock times, amounts,
dates, articles that are referred to, letters and figures right behind a label.  What is known by construction is compared.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest

from ingest.numerals import spell
from ingest.parse import parse_bytes

WHO = ["仓库管理员", "客服人员", "财务部", "值班人员", "部门经理", "全体员工", "店长", "保安队长", "实习生"]
DOES = ["应当在当日下班前完成登记", "不得将钥匙借给他人使用", "须提前三天提交书面申请", "每周一上午9:30参加例会", "迟到超过30分钟的扣发当日奖金50元", "每季度组织一次安全检查", "在2024年6月1日前完成整改"]  # fmt: skip
ENDS = ["", ",违者罚款100元", ",情节严重的予以辞退", ",具体标准见附件1", ",但经批准的除外", ",按照第三条规定执行", ",由第二十条规定的部门处理"]  # fmt: skip
MISLEADING = ["上午8:30前完成开门准备", "9:30-12:00处理前一日订单", "3次以上迟到的,取消当月全勤奖", "50元以下的损失由当事人赔偿", "24小时内回复客户", "2024年1月1日起执行新标准", "第二十条所称主管,是指店长", "违反第五条、第六条的,罚款200元", "1.5倍工资按月结算", "A类客户由主管跟进", "Excel表格每月备份"]  # fmt: skip
HEADINGS = ["总则", "组织机构", "岗位职责", "考勤管理", "请假程序", "奖惩办法", "费用报销", "物资采购", "会议制度", "车辆使用"]  # fmt: skip
FRONTS = [
    [],
    ["文件编号:QP-HR-012", "版本:A/0"],
    ["青发〔2024〕12号"],
    ["为了规范管理,明确责任,结合本公司实际,制定本制度。"],
]

LABELS: dict[str, Callable[[int], str]] = {
    "编": lambda n: f"第{spell(n)}编",
    "章": lambda n: f"第{spell(n)}章",
    "节": lambda n: f"第{spell(n)}节",
    "条": lambda n: f"第{spell(n)}条",
    "第1章": lambda n: f"第{n}章",
    "第1条": lambda n: f"第{n}条",
    "一、": lambda n: f"{spell(n)}、",
    "（一）": lambda n: f"（{spell(n)}）",
    "(一)": lambda n: f"({spell(n)})",
    "1.": lambda n: f"{n}.",
    "1．": lambda n: f"{n}．",
    "1、": lambda n: f"{n}、",
    "（1）": lambda n: f"（{n}）",
    "(1)": lambda n: f"({n})",
    "1)": lambda n: f"{n})",
    "①": lambda n: chr(0x245F + n),
    "⑴": lambda n: chr(0x2473 + n),
    "Ⅰ、": lambda n: chr(0x215F + n) + "、",
    "A.": lambda n: f"{chr(64 + n)}.",
    "a)": lambda n: f"{chr(96 + n)})",
}
STRUCTURES = [
    "章 条 （一） 1.", "编 章 节 条 （一） 1.", "章 节 条 （一）", "一、 （一） 1. （1） ①", "一、 1. （1）", "一、 1、 （1） ①",
    "条 （一）", "条 1. （1）", "1 1.1 1.1.1", "章 一、 1、", "章 条 1. 1)", "1. 1)", "（一） 1. ①", "章 一、 （一） 1.",
    "一、 条 （一）", "条 1、 ①", "Ⅰ、 1. 1)", "一、 A. 1.", "第1章 第1条 (1)", "一、 (一) 1、 ⑴", "章 第1条 (一)", "1． 1)",
    "一、 1、 a)", "章 节 一、 （一） 1.",
]  # fmt: skip
COUNTING_ON = [
    "章 1.+", "章 1、+", "章 1．+", "章 （1）+", "章 (1)+", "章 1)+", "章 一、+", "章 （一）+", "第1章 1、+", "章 节 1.+", "编 章 1.+",
    "章 1.+ （1）", "章 1、+ ①", "章 一、+ （一）", "章 一、+ 1.", "章 （一）+ 1.", "章 节 一、+ （一）", "章 节 1、+ （1）", "章 一、+ 1.+", "节 1.+",
    "一、 1.+", "一、 1、+", "一、 （一）+", "一、 （1）+", "一、 1.+ （1）", "一、 （一）+ 1.", "（一） 1.+", "（一） 1、+ ①", "Ⅰ、 1.+", "Ⅰ、 1、+ a)",
]  # fmt: skip
"""The same where the numbers marked ``+`` do not begin anew under each heading but count on to the end."""
HEADED = ("编", "章", "节", "第1章")
ARTICLES = ("条", "第1条")


class Row(NamedTuple):
    path: tuple[str, ...]
    label: str
    text: str


class Author:
    """Writes policies by chance, the same ones for the same seed."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)
        self.counted: Counter[str] = Counter()

    def sentence(self) -> str:
        pick = self.chance.choice
        return pick(MISLEADING) if self.chance.random() < 0.25 else pick(WHO) + pick(DOES) + pick(ENDS)

    def paragraph(self) -> str:
        return "".join(f"{self.sentence()}。" for _ in range(self.chance.choice((1, 1, 1, 2, 3))))

    def policy(self, structure: str) -> list[Row]:
        rows: list[Row] = []
        self.counted.clear()
        if structure.startswith("1 1.1"):
            self._decimals(rows, ())
        else:
            self._list(rows, (), structure.split())
        return rows

    def _decimals(self, rows: list[Row], above: tuple[int, ...]) -> None:
        for number in range(1, self.chance.randint(2, 5) + 1):
            own = (*above, number)
            path = tuple(".".join(map(str, own[: depth + 1])) for depth in range(len(own)))
            heads = len(own) < 3 and self.chance.random() < 0.6
            text = self.chance.choice(HEADINGS) if heads else self.paragraph()
            rows.append(Row(path, f"{path[-1]} ", text))
            if heads:
                self._decimals(rows, own)

    def _list(self, rows: list[Row], above: tuple[str, ...], styles: Sequence[str]) -> None:
        style, *inner = styles
        counts_on = style in ARTICLES or style.endswith("+")
        style = style.removesuffix("+")
        for number in range(1, self.chance.randint(1 if counts_on and above else 2, 6) + 1):
            self.counted[style] += 1
            label = LABELS[style](self.counted[style] if counts_on else number)
            path = (*above, label.rstrip("、.．"))
            printed = f"{label}　" if label.startswith("第") else label
            heads = style in HEADED or (bool(inner) and inner[0].endswith("+"))
            if heads or (inner and self.chance.random() < 0.4):
                lead = [self.sentence() + ",包括下列事项:", "有下列情形之一的,予以警告:", self.chance.choice(HEADINGS)]
                rows.append(Row(path, printed, lead[2] if heads else self.chance.choice(lead)))
                self._list(rows, path, inner)
            else:
                rows.append(Row(path, printed, self.paragraph()))


def wrapped(lines: Sequence[str], width: int, *, indent: str = "", between: str = "\n") -> str:
    return between.join(
        printed[at : at + width]
        for printed in (indent + line for line in lines)
        for at in range(0, len(printed), width)
    )


LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "a paragraph a line": "\n".join,
    "all on one line": lambda lines: f"{lines[0]}\n{' '.join(lines[1:])}",
    "wrapped with blank lines between": lambda lines: wrapped([lines[0], *lines], 34, between="\n\n"),
    "wrapped": lambda lines: wrapped(lines, 30),
    "wrapped, paragraphs indented": lambda lines: wrapped(lines, 40, indent="　　"),
}


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("structure", STRUCTURES + COUNTING_ON)
def test_every_clause_is_found(structure: str, layout: str) -> None:
    right = total = 0
    for seed in range(3):
        author = Author(f"{structure} {seed}")
        rows = author.policy(structure)
        lines = ["青禾公司综合管理制度", *author.chance.choice(FRONTS), *(row.label + row.text for row in rows)]
        documents = parse_bytes(LAYOUTS[layout](lines).encode(), name="a.txt")
        found = [clause for document in documents for clause in document.clauses if clause.number is not None]
        assert [clause.path for clause in found] == [row.path for row in rows], (len(documents), lines[:3])
        known = Counter((row.path, squeezed(row.text)) for row in rows)
        right += sum((known & Counter((clause.path, squeezed(clause.text)) for clause in found)).values())
        total += len(rows)
    # Where a page breaks a line right behind a sentence, a paragraph of the article may begin there, and none can tell.
    assert right >= total * (0.97 if layout.startswith("wrapped") else 1)
