"""What pages and systems add to a policy that nobody wrote: navigation, related links, marks, page numbers.

Every pattern here tells a kind of furniture by its form.  What is found is set aside with its reason and
listed, never dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from .contents import contents_places, cut_contents
from .document import SetAside
from .line import Line
from .pages import without_pages

__all__ = ["clear", "is_system_mark"]

_NAVIGATION = re.compile(
    r"(?:当前位置|您(?:现在)?的位置|你的位置|所在位置)\s*[:：].*|首页\s*[/>›»＞].*|\d+\s*(?:次)?(?:浏览|阅读|下载|收藏)"
    r"|发布时间[:：].*|来源[:：].*|(?:收藏本文|下载本文|手机版|打印本页|关闭窗口|返回首页|返回顶部|上一篇.*|下一篇.*|分享到.*)"
    r"|\d{4}-\d{1,2}-\d{1,2}\s+\d{1,2}:\d{2}(?::\d{2})?"
)
_NAVIGATION_STARTS = frozenset("当您你所首发来收下手打关返上分0123456789")
_TRAIL = re.compile(r".{0,12}[›»＞].{0,40}")
_TRAIL_MARKS = frozenset("›»＞")
_RELATED = re.compile(
    r"(?:推荐|相关|延伸|图文|热门)(?:阅读|文章|推荐|文档|主题|专题|链接|下载)[:：]?|最新(?:文章|文档|资讯)|精选专题|大家都在(?:搜|看)"
    r"|猜你喜欢|文本预览|相关文档\s*最新文档|点击下载.*|将本文的.{0,12}下载.*|推荐度[:：]?"
)
_RELATED_STARTS = frozenset("推相延图热最精大猜文点将")
_PAGE = re.compile(
    r"第\s*[\d一二三四五六七八九十]+\s*[页頁](?:\s*[,，/]?\s*共\s*[\d一二三四五六七八九十]+\s*[页頁])?|[-—–]\s*\d{1,4}\s*[-—–]|\d{1,4}\s*/\s*\d{1,4}"
    r"|(?:Page|page|PAGE|P\.)\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
    r"|[^，。；：、]{0,30}\s第\s*\d{1,4}\s*页\s*[,，/]?\s*共\s*\d{1,4}\s*页"
)
_MARK_WORDS = re.compile(
    r"Document\s*number|文件管理序列号|标准化文件发布号|标准化管理处编码|system\s*office\s*room|Prepared\s*on",
    re.IGNORECASE,
)
_MARK_CODE = re.compile(r"(?P<code>(?:[A-Z0-9()（）]{2,}[-_]){2,}[A-Z0-9]+)|Prepared\s*on\s*\d", re.IGNORECASE)
_SHORTEST_CODE = 20  # characters
_ADDRESS = re.compile(r"https?://[\w.\-]+/[\w./\-?=&%#]+[,，]?")
_LEADS_TO = re.compile(r"(?:登[录陆]|访问|打开|进入|网址|网站|地址|链接|[见至到在为是])[ \u3000]*[:：]?[ \u3000]*\Z")
_AGAIN = 3  # times, from which an address is the page's own
_NOTE_AT_MOST = 80  # characters
_PAGE_ENDS = frozenset("页頁-—–0123456789")
# What document-sharing sites write into the texts they pass on: where a text comes from, that it may be edited or
# downloaded, that it is not for sale.  They stand on a line, or behind the last full stop of one.
_SITE_NOTE = re.compile(
    r"(?P<note>[-—_~*【(（\[]*(?:"
    r"(?:本)?(?:文档|资料|文件|内容|本文)(?:均)?(?:来源|来自|收集|整理|摘自|转自)[^。；\n]{0,16}(?:网络|互联网|网站)[^。；\n]{0,30}"
    r"|(?:资料|文档)?(?:由)?个人(?:收集|整理)[^。；\n]{0,16}(?:商业用途|学习|交流|使用)[^。；\n]{0,8}"
    r"|(?:请?勿|不得|禁止)(?:做|作|用作|用于)?商业用途"
    r"|[^。；，,\n]{0,8}(?:word|doc|pdf)[ ]?(?:版本?|文档|格式)[^。；\n]{0,6}(?:编辑|下载|修改|打印)[^。；\n]{0,8}"
    r"|(?:欢迎|免费|点击|付费)下载[^。；\n]{0,8}"
    r"|(?:更多)?(?:精品|优质|优秀)(?:文档|资料|范文)(?:推荐|下载|分享|尽在[^。；\n]{1,12})?"
    r"|(?:完整版)?(?:学习|参考)资料(?:分享|下载)|仅供(?:个人)?(?:学习)?(?:和|与)?(?:学习|参考|交流)(?:使用)?)"
    r"[-—_~*】)）\]。.!！]*)",
    re.IGNORECASE,
)
_SITE_WORDS = ("网络", "互联网", "网站", "商业用途", "个人收集", "编辑", "下载", "精品", "优质", "优秀", "资料", "仅供")
"""One of them stands in every such note."""
_CONTENTS_START = ("目", "C")
_LAST_STOP = re.compile(r".*[。！!](?=[^。！!\n]{4,60}[。.!！]?\Z)", re.DOTALL)


def is_system_mark(text: str) -> bool:
    """Tell whether a line is a mark of a document system (codes joined by hyphens, with a few words around)."""
    code = _MARK_CODE.search(text) if len(text) <= 120 else None
    if code is None:
        return False
    if code["code"] and len(code["code"]) < _SHORTEST_CODE and not _MARK_WORDS.search(text):
        return False  # QP-HR-012: the number that the firm itself gives its document
    # What is left beside codes and Latin words is a title, 文件管理序列号 and the like, and never a sentence.
    rest = re.sub(r"[A-Za-z0-9\-_—:：\[\]【】()（）\s]+", "", text)
    return len(rest) <= 30 and not re.search(r"[，。；,;！？]", rest)


def clear(lines: Sequence[Line]) -> tuple[list[Line], list[SetAside]]:
    """Take the furniture out of ``lines``; blank lines stay, since they tell of paragraphs."""
    kept: list[Line] = []
    aside: list[SetAside] = []
    if any(line.end == "unknown" for line in lines):  # the other readers know their pages
        lines = without_pages(lines, aside)
    lines = _without_addresses(lines, aside)
    texts = [line.text.strip() for line in lines]
    tail = _related_from(texts)
    whole = "\n".join(texts)
    noted = any(words in whole for words in _SITE_WORDS)
    contents = contents_places([line for line, text in zip(lines[:tail], texts, strict=False) if text])
    for index, (line, text) in enumerate(zip(lines, texts, strict=True)):
        if not text and not line.label:
            kept.append(line)
            continue
        if index >= tail:
            aside.append(SetAside(text, "related-links", line.place))
        elif contents and line.place in contents and line.kind != "row":
            aside.append(SetAside(text, "contents", line.place))
        elif line.label is None and _is_navigation(text):
            aside.append(SetAside(text, "navigation", line.place))
        elif line.label is None and text[-1] in _PAGE_ENDS and _PAGE.fullmatch(text):
            aside.append(SetAside(text, "page-number", line.place))
        else:
            body = cut_contents(line, aside) if text[:1] in _CONTENTS_START else line
            kept.append(_without_site_note(body, text, aside) if noted else body)
    return kept, aside


def _is_navigation(text: str) -> bool:
    if not _TRAIL_MARKS.isdisjoint(text[:13]) and _TRAIL.fullmatch(text):
        return True
    return text[0] in _NAVIGATION_STARTS and _NAVIGATION.fullmatch(text) is not None


def _without_addresses(lines: Sequence[Line], aside: list[SetAside]) -> Sequence[Line]:
    """Take out a page's own address that a copy prints again and again between its paragraphs.

    An address that a sentence leads to (请登录 https://…) stays.
    """
    addressed = [index for index, line in enumerate(lines) if "://" in line.text]
    if not addressed:
        return lines
    count = Counter(url for index in addressed for url in _ADDRESS.findall(lines[index].text))
    changed = list(lines)
    for index in addressed:
        line = lines[index]
        for found in reversed(list(_ADDRESS.finditer(line.text))):
            lone = found.start() == 0 or line.text[found.start() - 1] in " \u3000\t。；;"
            if count[found.group()] < _AGAIN or not lone or _LEADS_TO.search(line.text[: found.start()]):
                continue
            text = line.text
            aside.append(SetAside(found.group(), "navigation", line.place))
            line = replace(line, text=text[: found.start()] + text[found.end() :])
        changed[index] = line
    return changed


def _without_site_note(line: Line, text: str, aside: list[SetAside]) -> Line:
    """Take a sharing site's note off the end of a line, or empty the line if it is nothing else."""
    if not any(words in text[-_NOTE_AT_MOST:] for words in _SITE_WORDS):
        return line
    stop = _LAST_STOP.match(text, max(0, len(text) - 2 * _NOTE_AT_MOST))
    if stop is None and len(text) > _NOTE_AT_MOST:
        return line
    at = stop.end() if stop is not None else 0
    found = _SITE_NOTE.fullmatch(text, at) or (_SITE_NOTE.fullmatch(text) if at else None)
    if found is None:
        return line
    aside.append(SetAside(found["note"], "signature", line.place))
    return replace(line, text=text[: found.start()])


def _related_from(texts: Sequence[str]) -> int:
    """Give the index of the line from which on the page holds only links: headers of link lists end a page."""
    last = len(texts)
    found = last
    for index in range(last - 1, -1, -1):
        text = texts[index]
        if text and text[0] in _RELATED_STARTS and _RELATED.fullmatch(text):
            found = index
        elif found < last and found - index > 40:
            break  # link lists follow each other closely
    # A header early in the text would take the text with it: at most the last half, and no numbered clauses.
    return found if found >= last // 3 else last
