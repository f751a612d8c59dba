"""Characters of Word's symbol fonts, as Unicode.

Symbol, Wingdings and their like put pictures on the code points of letters, or on U+F020..U+F0FF.  A bullet or a
ticked box has to come out as the character that a reader sees.
"""

from __future__ import annotations

__all__ = ["SYMBOL_FONTS", "bullet_character", "symbol_character"]

_PRIVATE = range(0xF000, 0xF100)

# Adobe's Symbol encoding from 0x20 on; a middle dot stands for code points without a character.
_SYMBOL_20 = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_A0 = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪·〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SYMBOL = {0x20 + i: c for i, c in enumerate(_SYMBOL_20)} | {0xA0 + i: c for i, c in enumerate(_SYMBOL_A0)}

_WINGDINGS = {
    0x20: " ", 0x22: "✂", 0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x41: "✌", 0x45: "☜", 0x46: "☞",
    0x47: "☝", 0x48: "☟", 0x4A: "☺", 0x4C: "☹", 0x4E: "☠", 0x52: "☼", 0x54: "❄", 0x58: "✠", 0x59: "✡", 0x5B: "☯",
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖",
    0x77: "⬥", 0x78: "⌧", 0x7A: "⌘", 0x7B: "❀", 0x7C: "✿", 0x7D: "❝", 0x7E: "❞", 0x80: "⓪", 0x8B: "⓿",
    0x9E: "·", 0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xAA: "✦", 0xAB: "★", 0xAC: "✶", 0xAD: "✴",
    0xB1: "⌖", 0xB5: "✪", 0xB6: "✰", 0xD5: "⌫", 0xD6: "⌦", 0xD8: "➢", 0xDC: "➲", 0xDF: "←", 0xE0: "→", 0xE1: "↑",
    0xE2: "↓", 0xE8: "➔", 0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
} | {0x81 + i: chr(0x2460 + i) for i in range(10)} | {0x8C + i: chr(0x2776 + i) for i in range(10)}  # fmt: skip

_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x95: "●", 0x96: "●", 0x97: "●", 0x98: "●",
    0x99: "○", 0x9E: "■", 0x9F: "■", 0xA0: "■", 0xA2: "■", 0xA3: "□", 0xAE: "◆", 0xAF: "◆", 0xE9: "★", 0xEA: "★",
} | {0x6A + i: chr(0x2460 + i) for i in range(10)} | {0x75 + i: chr(0x2776 + i) for i in range(10)}  # fmt: skip

_WINGDINGS_3 = {
    0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼", 0x72: "△", 0x73: "▽", 0x74: "◀", 0x75: "▶",
    0x76: "◁", 0x77: "▷", 0x7D: "▶",
}  # fmt: skip

_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
}

SYMBOL_FONTS = frozenset(_FONTS)
"""Lower-case names of the fonts that are mapped."""


def symbol_character(code: int, font: str | None) -> str | None:
    """Give what a reader sees for code point ``code`` set in ``font``; None where that is not known.

    Code points outside the private area that are set in an ordinary font are themselves.
    """
    table = _FONTS.get((font or "").strip().lower())
    if table is not None:
        return table.get(code - 0xF000 if code in _PRIVATE else code)
    return None if code in _PRIVATE else chr(code)


def bullet_character(text: str, font: str | None) -> str:
    """Give a bullet's text with its symbols mapped; what no table knows is shown as •."""
    seen = []
    for character in text:
        known = symbol_character(ord(character), font)
        if known is None and ord(character) in _PRIVATE:
            # Many files name no font, or one that only looks like Symbol: try the usual ones.
            known = symbol_character(ord(character), "wingdings") or symbol_character(ord(character), "symbol")
        seen.append(known or "•")
    return "".join(seen)
