"""Word documents (.docx), read from the raw parts with the numbers that Word shows.

Nothing is guessed: a number whose format is not known is reported, not invented.
"""

from __future__ import annotations

from ..document import Notice, Place
from ..errors import HostileFile, UnreadableFile
from ..line import Reading

__all__ = ["read"]

_MOST_PLACES = 50
_MESSAGES = {
    "tracked-changes": "文档含修订痕迹:按接受全部修订后的文字读取,删去的文字另行列出",
    "unknown-format": "{count} 个段落的自动编号格式“{detail}”无法识别,编号未读出,请核对原文",
    "numbering-missing": "{count} 个段落引用的编号定义在文件中不存在,没有读出编号,请用 Word 核对",
    "field-number": "{count} 个段落使用域编号(AUTONUM、LISTNUM),文件中没有保存号码,请改用自动编号或手工编号",
    "unknown-symbol": "{count} 个段落含有无法识别的符号字体字符",
    "unread-part": "文档嵌入了另一文件或图示,其中的文字没有读出,请把内容粘贴到正文",
}


def read(data: bytes, *, name: str) -> Reading:
    """Read a .docx.  Every paragraph, row and note is a line; see ``ingest.word`` for the rules.

    ``SetAside`` reasons: running-head running-foot contents deleted hidden comment field-code pronunciation.
    Notice codes: the keys of ``_MESSAGES`` and no-text.  Raises an ``IngestError`` where there is no whole Word
    document to read.
    """
    from ..word.archive import open_package
    from ..word.asides import core_title, diagram_words, read_comments, read_notes, running_lines
    from ..word.blocks import Walk
    from ..word.inline import Inline
    from ..word.names import w
    from ..word.numbering import read_numbering
    from ..word.styles import read_styles

    package = open_package(data, name=name)
    try:
        body = package.xml(package.main).find(w("body"))
        if body is None:
            raise UnreadableFile(
                "文件不是 Word 正文,找不到文档内容", place=name, remedy="请用 Word 另存为 .docx 后重试"
            )
        style_parts = package.related(package.main, "styles", "styles.xml")
        styles = read_styles(package.xml(style_parts[0]) if style_parts else None)
        number_parts = package.related(package.main, "numbering", "numbering.xml")
        numbering = read_numbering(package.xml(number_parts[0]) if number_parts else None, styles)
        notes, comments, diagrams = read_notes(package), read_comments(package), diagram_words(package)
        inline = Inline(styles, private_use=package.private_use)
        walk = Walk(styles, numbering, inline, notes, comments, diagrams)
        lines = walk.body(body)
        running = running_lines(package, styles, numbering)
    except RecursionError as error:
        raise HostileFile(
            "文档的嵌套层数超过上限", place=name, remedy="请用 Word 打开检查,另存为 .docx 后重试"
        ) from error
    notices = [_notice(code, detail, places) for (code, detail), places in walk.found.items()]
    if not any(line.text.strip() for line in lines):
        notices.append(Notice("no-text", "文档中没有文字(可能是图片或扫描件),请提供可编辑的文本或安装 policy-kb[ocr]"))
    return Reading(tuple(lines), (*walk.set_aside, *running), tuple(notices), core_title(package, lines))


def _notice(code: str, detail: str, places: list[Place]) -> Notice:
    return Notice(code, _MESSAGES[code].format(count=len(places), detail=detail), tuple(places[:_MOST_PLACES]))
