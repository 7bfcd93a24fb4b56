"""Vietnamese in old encodings: recognised by what its words would mean, so that the refusal can name it.

TCVN3 (ABC, fonts .VnTime…) and VNI put their own letters where Latin-1 has others: "NguyÔn", "ñaûng". A word
that no Vietnamese syllable is spelt like, and that becomes one when it is read in such an encoding, is
written in it.
"""

import re
import unicodedata
from functools import lru_cache

TCVN3, VNI, CP1258, UTF16 = "TCVN3 (ABC)", "VNI", "Windows-1258", "UTF-16"
FONTS = ((".vn", TCVN3), ("vni", VNI))
"""How the names of fonts for these begin."""
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
}
_BREVES = "êéèúüë"
_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "í": "í", "ì": "ì"}
_LETTER = re.compile("[A-Za-z]")
_PIECES = re.compile(r"[A-Za-z\xa1-\xff]+")
_SYLLABLE = re.compile(
    r"(?:b|c|ch|d|đ|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    r"(?:[aăâeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oa|oai|oao|oay|oă|oe|oeo|oi|oo|ôi|ơi|ua|uâ|uây|uê|ui|uô"
    r"|uôi|uơ|uy|uya|uyê|uyu|ưa|ưi|ươ|ươi|ươu|ưu|yê|yêu)"
    r"(?:c|ch|m|n|ng|nh|p|t)?"
)
_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def recognised(text: str) -> str | None:
    """The old encoding a text is written in, or None."""
    if text.isascii() or not all(sign < "\u0100" or sign in "–—‘’“”…" for sign in text):
        return None
    found: dict[str, int] = {}
    for word in _PIECES.findall(text):
        if not word.isascii() and _LETTER.search(word) and (encoding := _of(word)):
            found[encoding] = found.get(encoding, 0) + 1
    return max(found, key=lambda name: found[name]) if found else None


def of_font(name: str) -> str | None:
    """The encoding that a font with this name is for, or None."""
    return next((encoding for start, encoding in FONTS if name.lower().startswith(start)), None)


def of_bytes(data: bytes) -> str | None:
    """The encoding of bytes that are no UTF-8, or None."""
    if b"\0" in data[:1000]:
        return UTF16
    sample = data[:200_000]
    modern = unicodedata.normalize("NFC", sample.decode("cp1258", "replace"))
    scores = {CP1258: sum(map(is_syllable, _words(modern)))}
    old = sample.decode("latin-1")
    for word in _words(old):
        for encoding in (TCVN3, VNI):
            scores[encoding] = scores.get(encoding, 0) + is_syllable(_read(encoding, word))
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else None


@lru_cache(4096)
def is_syllable(word: str) -> bool:
    """Whether it is spelt like a Vietnamese syllable, with at most one tone."""
    parted = unicodedata.normalize("NFD", word.lower())
    bare, tones = _MARKS.subn("", parted)
    return tones < 2 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


@lru_cache(4096)
def _of(word: str) -> str | None:
    if is_syllable(word):
        return None
    return next((name for name in (TCVN3, VNI) if is_syllable(_read(name, word))), None)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_\xaa\xb5\xba]*[^\x00-\x7f\s]+[^\s,;.\t\"()]*", text) if word]


def _read(encoding: str, word: str) -> str:
    """What a word of Latin-1 says in an old encoding."""
    if encoding == TCVN3:
        return "".join(_TCVN3.get(sign, sign) for sign in word)
    said = ""
    for sign in word.lower():
        before = said[-1:]
        if sign in _TONES and before in ("a", "e", "o", "u", "y", "ơ", "ư"):
            said += _TONES[sign]
        elif sign in _HATS and (before == "a" or (sign not in _BREVES and before in ("e", "o"))):
            said += _HATS[sign]
        else:
            said += _ALONE.get(sign, sign)
    return unicodedata.normalize("NFC", said)
