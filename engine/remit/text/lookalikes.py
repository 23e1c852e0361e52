"""Look-alikes: characters that are taken for Latin letters, blanks or colons, and are none.

They come from other keyboards, from text processors and from those who want to be taken for
somebody else. Whoever looks for the mistake doesn't see them.
"""

from __future__ import annotations

import re

_LETTERS = {
    # Cyrillic
    "аАВ": "aAB", "еЕкКМ": "eEKKM", "НоОрР": "HoOpP", "сСТу": "cCTy", "УхХ": "YxX",
    "іІїЇ": "iIiI", "јЈѕЅ": "jJsS", "һӏԁԛԝ": "hldqw",
    # of Latin itself, and Armenian
    "ɑɡı": "agi", "օսհոց": "ouhng",
    # Greek
    "αΑΒΕΖ": "aABEZ", "ΗιΙΚκ": "HiIKk", "ΜΝνοΟ": "MNvoO", "ρΡΤυΥΧχ": "pPTuYXx",
}  # fmt: skip
_PLAIN = {
    ord(odd): latin
    for those, these in _LETTERS.items()
    for odd, latin in zip(those, these, strict=True)
}
_BLANK = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SIGN = re.compile(rf"^[ -]*({_BLANK})|:({_BLANK})|\w([\uff1a\ua789\u02d0])|(\ufeff)")


def plain(text: str) -> str:
    """Gives a text with Latin letters and blanks in place of what looks like them."""
    if text.isascii():
        return text
    return re.sub(_BLANK, " ", text).translate(_PLAIN)


def looks(text: str) -> str | None:
    """Says of the first character that is no Latin letter or blank, but looks like one."""
    for char in text:
        like = plain(char)
        if like != char:
            shown = "a blank" if like == " " else f"`{like}`"
            return f"U+{ord(char):04X} in it only looks like {shown}"
    return None


def looks_like_a_sign(line: str) -> str | None:
    """Says what in a line of YAML isn't the blank or colon that it looks like, or isn't seen."""
    found = _SIGN.search(line)
    if found is None:
        return None
    blank, behind, colon, _ = found.groups()
    code = f"U+{ord(found[found.lastindex or 0]):04X}"
    if blank or behind:
        return f"{code}, which only looks like a blank: write a blank"
    return f"{code}, which only looks like a colon: write `:`" if colon else f"{code}: remove it"
