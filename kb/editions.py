"""What a policy says of itself: which edition it is, when it was issued, from when it is in force, what it ends.

Dates are sorted by what stands around them (自…起施行, 发布日期:…); in the text only sentences that speak of the policy
itself count, since a clause may date anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from index.folding import normal
from ingest.errors import ConfigurationError
from ingest.numerals import parse
from ingest.patterns import lazy

if TYPE_CHECKING:
    from ingest import Document

__all__ = ["SKETCH", "Edition", "family_of", "first_day", "folded", "read_day", "read_edition"]

_DIGITS = "0-9〇○零一二三四五六七八九十"
_DATE = (
    rf"(?P<year>(?:19|20)[0-9]{{2}}|[二一][{_DIGITS[3:]}]{{3}})\s?[年./-]\s?(?P<month>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}}|[元正](?=月))"
    rf"(?:\s?[月./-]\s?(?P<day>[0-9]{{1,2}}|[一二三四五六七八九十廿卅]{{1,3}})\s?[日号]?|\s?月)?"
)
_DATES = lazy(_DATE)
_BEGINS = r"(?:正式|全面|开始|试)*(?:施行|实施|执行|实行|生效|启用|试行|有效)"
_ISSUES = r"(?:发布|颁布|公布|印发|下发|签发|制定|制订|修订|修正|修改|通过|批准|发文|编制)"
_EFFECTIVE_AFTER = lazy(rf"\s*(?:零时|0时)?(?:起|开始|之日起)?[,，]?\s*{_BEGINS}(?!日期|时间|日|\s*[:：])")
_EFFECTIVE_BEFORE = lazy(r"(?:生效|施行|实施|执行|实行|启用)(?:日期|时间|日)?\s*[:：为是]?\s*(?:自|从)?\s*$")
_ISSUED_AFTER = lazy(rf"[^。；;\n]{{0,60}}?{_ISSUES}")
_ISSUED_BEFORE = lazy(rf"{_ISSUES}(?:日期|时间|日)?\s*[:：]?\s*(?:于)?\s*$")
_ENDS_AFTER = lazy(r"\s*(?:起|之日起)?[,，]?\s*(?:自行|即行|同时)?(?:废止|失效|作废|停止执行|终止)|\s*(?:止|为止)")
_ENDS_BEFORE = lazy(
    r"(?:有效期限?|试行期限?|执行期限?|有效|施行|执行|试行)(?:至|到|截至|截止)\s*(?:日期)?\s*[:：]?\s*$"
)
_FROM_ISSUE = lazy(rf"自?(?:发布|公布|颁布|印发|下发|签发|发文)之?日(?:起|开始)?{_BEGINS}")
_SELF = lazy(
    r"(?:本|此|该)[一-龥]{0,8}?(?:办法|制度|规定|条例|守则|规范|细则|方案|规则|规程|手册|通知|标准|指引|流程|准则|法|决定|解释|章程)"
    r"|^\s*(?:自|从)"
)
_TERM = lazy(rf"(?:有效期|试行期|有效期限)(?:为|是|限)?(?P<years>[{_DIGITS}两]+)个?(?P<unit>年|月)")
_REPEAL = lazy(
    r"(?P<titles>《[^《》]{2,60}》(?:[^。；;《]{0,12}《[^《》]{2,60}》)*)[^。；;《]{0,16}?(?:同时|即行|自行|相应|一并|予以)?(?:废止|作废|失效|停止执行|终止执行)"
    r"|(?:代替|取代|替代|废止)(?:原来?的?|旧版?)?\s*(?P<others>(?:《[^《》]{2,60}》(?:[、和及,，]\s*)?)+)"
    r"|(?:废止|作废|失效|停止执行)\s?[:：]\s?(?P<listed>(?:[^《。;；]{0,6}《[^《》]{2,60}》)+)"
)
_REPEAL_LIST = lazy(r"(?:下列|以下|下述)[^。；;]*(?:废止|作废|失效|停止执行)[^。；;]*[:：]\s*$")
_REPEALS_BARE = lazy(
    r"(?:原有?的?|旧的?|此前的?|以前的?|之前的?)(?P<name>[一-龥]{0,20}?(?:制度|办法|规定|规范|细则|规程|守则|条例|手册))[^。；;《,，]{0,6}?"
    r"(?:同时|即行|即时|自行|相应|一并|予以|即)?(?:废止|作废|失效|停止执行|终止执行)"
)
"""原制度同时废止, 原考勤管理制度作废: without 《》."""
_ANY_POLICY = lazy(r"(?:有关|相关|公司|各项)*(?:制度|办法|规定|规范|细则|规程|守则|条例|手册)")
_REPLACES_MARK = lazy(
    r"(?:代替|取代|替代|废止)\s*(?:原|旧)?(?:版本)?\s*"
    r"(?P<mark>[VvＶ]\s?\d+(?:\.\d+)*|\d{4}年?版|第[^,，。;；)）]{1,3}版)"
)
_TITLES = lazy(r"《([^《》]+)》")
_DRAFT = lazy(r"草案|征求意见|送审稿|讨论稿|草稿|初稿|未定稿")
_STATED_MARK = lazy(
    r"(?:版\s*本|版\s*次|版本号)\s?[:：]\s?"
    r"(?P<mark>[A-Za-zＶ]?[ .]?\d+(?:[./-]\d+)*(?:版)?|[A-Z][/-]\d+|第?[一二三四五六七八九十\d]+[版次])"
    r"|(?P<nth>第[一二三四五六七八九十\d]+版)"
)
_TITLE_MARK = lazy(
    r"[\s_\-—]*[（(\[【]?\s*(?P<mark>[Vv]\s?\d+(?:\.\d+)*(?:版)?|(?:19|20)\d{2}\s?年?(?:[度]?版|修订版?|修订稿|\d{1,2}月(?:版|修订)?)?"
    r"|第?[一二三四五六七八九十\d]+版|修订(?:版|稿|本)?|新版|旧版|试行(?:稿|版)?|暂行|最新版?|正式版"
    r"|草案|草稿|初稿|征求意见稿|送审稿|讨论稿)\s*[）)\]】]?\s*$"
)
_LEADING_MARK = lazy(r"^(?P<mark>(?:19|20)\d{2}\s?年?版)(?=[一-龥]{3})")
_NAME_MARK = lazy(
    r"[_\-\s（(.]?(?P<mark>[Vv]\d+(?:\.\d+)*|(?:19|20)\d{2}(?:[-._年]?(?:1[0-2]|0?[1-9])(?:[-._月]?[0-3]?\d日?|月)?)?(?:年?版|年)?)[）)]?$"
)
_FORCE = lazy(r"施行|实施|执行|实行|生效|启用|试行|废止|作废|失效|代替|取代|替代|有效期")
_SENTENCES = lazy(r"[。；;\n]")
_PHRASES = lazy(r"\w{4,}")
SKETCH = 32
_FILE_NUMBER = lazy(r"(?:文件)?(?:编\s?号|文\s?号)\s?[:：]\s?(?P<number>[A-Za-z0-9][A-Za-z0-9/_.\-]*)")


class Edition(NamedTuple):
    """What a document says of itself as an edition of a policy.

    ``mark``: the edition as printed (``V2.0``, ``2023-2``, ``第3版``), or empty.  Dates are ISO, to the month where the
    text gives no day, or empty.  ``repeals``: titles, and marks of the own family, that it ends.
    ``number``: of the file (文件编号); ``folder``: where it lies.
    ``sketch``: the ``SKETCH`` smallest hashes of its phrases (Broder 1997), to tell whether two texts are akin.
    """

    document: str
    title: str
    family: str
    mark: str = ""
    issued: str = ""
    effective: str = ""
    expires: str = ""
    repeals: tuple[str, ...] = ()
    number: str = ""
    folder: str = ""
    draft: bool = False
    sketch: tuple[int, ...] = ()

    @property
    def start(self) -> str:
        """The day from which it is in force as far as it says: the effective date, else that of issue."""
        return self.effective or self.issued

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        record = self._asdict()
        return {**record, "repeals": list(self.repeals), "sketch": list(self.sketch)}

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Edition:
        """Read what ``to_dict`` wrote; keys that this release does not know are left out."""
        known = {name: record[name] for name in cls._fields if name in record}
        return cls(**{**known, "repeals": tuple(known.get("repeals", ())), "sketch": tuple(known.get("sketch", ()))})


def family_of(title: str) -> str:
    """Give the title without what marks an edition: 费用报销管理办法(V2.0) and 费用报销管理办法_2021 are one family."""
    text = _LEADING_MARK.sub("", folded(title))
    while (match := _TITLE_MARK.search(text)) is not None and match.start() > 1:
        text = text[: match.start()]
    return re.sub(r"^(?:关于印发|关于发布)|的通知$|^[《]|[》]$", "", text)


def read_edition(document: Document) -> Edition:
    """Read from title, front and text which edition of which policy ``document`` is, and its dates."""
    front = normal("\n".join((*document.titles, *document.front, *_head(document))))
    texts = [normal(clause.text) for clause in document.clauses]
    found: dict[str, list[str]] = {"issued": [], "effective": [], "expires": []}
    for line in front.splitlines():
        _read_dates(line, found, bare=True)
    repeals: list[str] = [match["mark"] for match in _REPLACES_MARK.finditer(front)]
    repeals += _repealed(front)
    term = ""
    from_issue = False
    for sentence in _sentences(document, texts):
        own = _SELF.search(sentence) is not None
        from_issue = from_issue or (own and _FROM_ISSUE.search(sentence) is not None)
        if own:
            _read_dates(sentence, found, bare=False)
            if match := _TERM.search(sentence):
                term = match[0]
        if own or "废止" in sentence or "代替" in sentence:
            repeals += _repealed(sentence)
            repeals += _repealed_bare(sentence, document.title)
    repeals += _repealed_below(document)
    issued = max(found["issued"], default="")
    effective = max(found["effective"], default="") or (issued if from_issue else "")
    expires = max(found["expires"], default="") or _after(effective or issued, term)
    title = unicodedata.normalize("NFKC", document.title)
    number = _FILE_NUMBER.search(front)
    return Edition(
        document=document.id,
        title=document.title,
        family=family_of(document.title),
        mark=_mark(title, front, document.source),
        issued=issued,
        effective=effective,
        expires=expires,
        repeals=tuple(dict.fromkeys(repeals)),
        number=number["number"] if number else "",
        folder=PurePosixPath(document.source.replace("\\", "/")).parent.as_posix(),
        draft=_DRAFT.search(title) is not None or _DRAFT.search(document.source) is not None,
        sketch=_sketch(texts),
    )


def _head(document: Document) -> Iterator[str]:
    """Give the short unnumbered lines before the first number: the parser takes some marks for clauses."""
    for clause in document.clauses:
        if clause.number is not None or len(clause.text) > 40:
            return
        yield clause.text


def _sentences(document: Document, normal_texts: Sequence[str]) -> Iterator[str]:
    """Give the sentences of the clauses that may speak of dates of force."""
    for clause, normal_text in zip(document.clauses, normal_texts, strict=True):
        text = clause.text
        if (
            ("行" in text or "废止" in text or "代替" in text or "生效" in text or "有效期" in text)
            and _FORCE.search(normal_text)
        ):  # fmt: skip
            for sentence in _SENTENCES.split(normal_text):
                if _FORCE.search(sentence):
                    yield sentence


def _read_dates(line: str, found: dict[str, list[str]], *, bare: bool) -> None:
    """Sort the dates of ``line`` by what stands around them; a ``bare`` one in the front is that of issue."""
    for match in _DATES.finditer(line):
        day = _iso(match)
        if not day:
            continue
        before, after = line[: match.start()], line[match.end() :]
        if _ENDS_AFTER.match(after) or (_ENDS_BEFORE.search(before) and not _EFFECTIVE_AFTER.match(after)):
            found["expires"].append(day)
        elif _EFFECTIVE_AFTER.match(after) or _EFFECTIVE_BEFORE.search(before):
            found["effective"].append(day)
        elif bare and (_ISSUED_AFTER.match(after) or _ISSUED_BEFORE.search(before) or len(line) <= 40):
            found["issued"].append(day)


def _iso(match: re.Match[str]) -> str:
    year = match["year"] if match["year"].isdigit() else "".join(str(parse(digit) or 0) for digit in match["year"])
    month = 1 if match["month"] in ("元", "正") else parse(match["month"])
    day = parse(match["day"]) if match["day"] else None
    if not isinstance(month, int) or not 1 <= month <= 12 or not 1900 <= int(year) <= 2100:
        return ""
    try:
        if isinstance(day, int):
            return date(int(year), month, day).isoformat()
    except ValueError:
        return ""
    return f"{year}-{month:02d}"


def _after(start: str, term: str) -> str:
    """Give the day that ends a term (有效期两年) which begins on ``start``."""
    match = _TERM.search(term)
    if match is None or not start:
        return ""
    length = parse(match["years"].replace("两", "二"))
    if not isinstance(length, int):
        return ""
    begun = date.fromisoformat(first_day(start))
    months = begun.year * 12 + begun.month - 1 + length * (12 if match["unit"] == "年" else 1)
    return date(months // 12, months % 12 + 1, min(begun.day, 28)).isoformat()


def _repealed(text: str) -> list[str]:
    return [
        title
        for match in _REPEAL.finditer(text)
        for title in _TITLES.findall(match["titles"] or match["others"] or match["listed"] or "")
    ]


def _repealed_bare(text: str, title: str) -> list[str]:
    """Give what is ended without 《》: the own title for 原制度 and 原考勤制度, else the name as it stands."""
    own = family_of(title)
    return [
        title if _ANY_POLICY.fullmatch(match["name"]) or own.endswith(match["name"]) else match["name"]
        for match in _REPEALS_BARE.finditer(text)
    ]


def _repealed_below(document: Document) -> list[str]:
    """Give the titles in the items below 下列制度同时废止:."""
    heads = {clause.id for clause in document.clauses if "废" in clause.text and _REPEAL_LIST.search(clause.text)}
    return [title for clause in document.clauses if clause.parent in heads for title in _TITLES.findall(clause.text)]


def _mark(title: str, front: str, source: str) -> str:
    """Give the edition as printed: stated in the front, else in the title, else in the file's name."""
    if stated := _STATED_MARK.search(front):
        return (stated["mark"] or stated["nth"]).strip()
    if (printed := _TITLE_MARK.search(title)) is not None and printed.start() > 1:
        return printed["mark"]
    if leading := _LEADING_MARK.search(folded(title)):
        return leading["mark"]
    named = _NAME_MARK.search(PurePosixPath(source.replace("\\", "/")).stem)
    return named["mark"] if named and named.start() > 1 else ""


def _sketch(normal_texts: Sequence[str]) -> tuple[int, ...]:
    phrases = set(_PHRASES.findall("\n".join(normal_texts)))
    return tuple(sorted(map(crc32, map(str.encode, phrases)))[:SKETCH])


def folded(title: str) -> str:
    """Give a title as titles are compared: one width, no white space, no 《》."""
    return re.sub(r"[\s《》]+", "", unicodedata.normalize("NFKC", title))


def first_day(text: str, *, last: bool = False) -> str:
    """Give a day for a date that may lack one: the month's first, or a day no date passes."""
    return text if len(text) != 7 else text + ("-31" if last else "-01")


def read_day(on: date | str | None) -> str:
    """Give ``on`` as an ISO day; today where it is None.

    Raises ``ConfigurationError`` for a text that is no date (2024-05-01, 2024年5月1日, 2024-05).
    """
    if on is None:
        return datetime.now(UTC).astimezone().date().isoformat()
    if isinstance(on, date):
        return on.isoformat()
    match = _DATES.fullmatch(unicodedata.normalize("NFKC", on).strip())
    day = _iso(match) if match else ""
    if not day:
        raise ConfigurationError(f"“{on}”不是日期", remedy="请写成 2024-05-01 这样")
    return first_day(day)
