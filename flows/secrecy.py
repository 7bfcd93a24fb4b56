"""Marks of state secrecy in free text: MẬT, TỐI MẬT, TUYỆT MẬT as a marking.

Law 117/2025/QH15: nothing that bears such a mark may be typed, stored or relayed here. The word is common in
harmless compounds (bí mật, mật độ, mật ong), and people type in capitals, so a lone "MẬT" counts only where
no such compound explains it; "tối mật" and "tuyệt mật" count however they are typed, except where "tối" is
plainly the evening or "mật" plainly honey. In the places of a mark it is one in small letters too: at the
start of a line before a colon, a dash or the line's end; between the separators of a file's name. Without its
accents the word is many others ("tôi mất", "mặt trận") and counts only there. What is in doubt is refused.
"""

import re
import unicodedata

from flows.replies import FlowError

STRONG = re.compile(r"\b(tối|tuyệt)[\s\-–—.]*mật\b")
CLASSED = re.compile(r"\b(độ|dấu|đóng dấu|tài liệu|văn bản|công văn|hồ sơ|chỉ thị|báo cáo|loại|mức)\s+mật\b")
BRACKETED = re.compile(r"[(\[]\s*mật\s*[)\]]")
HONEY = re.compile(r"[^\S\n]+(ong|mía|gấu)\b")
EVENING = re.compile(r"\b(buổi|bữa|chiều|sáng|trời|mỗi|hằng|hàng|các|nhiều)[^\S\n]+tối$")
BEFORE = r"bí|bảo|cơ|thân|ngọt|trăng|ong|túi|ống|sỏi|gan|đường|(?<!nhà )nước|rót|chết|nằm|tổ|rỉ|kiểm"
AFTER = (
    r"độ(?!\s+(?:khẩn|mật))|khẩu(?!\s+(?:lệnh|hiệu))|ong|mía|thiết(?!\s+(?:kế|bị))|vụ(?!\s+(?:việc|án))"
    r"|mã(?!\s+số)|báo(?!\s+cáo)|thám|ngữ|tông|thư(?!\s+(?:mời|công|ngỏ))|danh(?!\s+(?:sách|mục))|ngọt|đàm"
    r"|hiệu(?!\s+(?:lực|lệnh))|nghị(?!\s+(?:quyết|định))|lệnh|ước|kế(?!\s+hoạch)|chỉ(?!\s+thị)|hoa(?!\s+kỳ)"
    r"|gấu|ruồi"
)
"""Not where the next word makes it the head of a document: "MẬT / BÁO CÁO" is a mark above a title."""
SPACED = re.compile(r"\bM[\s.\-]+Ậ[\s.\-]+T\b")
LONE = re.compile(r"\bMẬT\b")
UNMARKED = re.compile(r"\bTUYET[\s\-–—.]*MAT\b")
START, ENDS = r"^(?:[^\w\n]|\d)*", r"[^\w\n:–—-]*(?:[:–—-]|$)"
HEADINGS = (
    re.compile(rf"{START}M(?:ật|ẬT){ENDS}", re.MULTILINE),
    re.compile(rf"{START}mật[^\w\n:]*:", re.MULTILINE),
    re.compile(rf"{START}(?:toi|tuyet)[^\S\n]*mat{ENDS}", re.MULTILINE | re.IGNORECASE),
)
APART = r"[._\-–—()\[\]]"
"""What parts the words of a file's name."""
PARTED = re.compile(rf"(?:^|{APART}|\d)\s*(mật)(?=\s*(?:{APART}|$))")
NAMES = (
    re.compile(r"\b(?:toi|tuyệt|tuyet)\s*(?:mat|mật)\b(?!\s+ong\b)"),
    re.compile(r"\b(?:tai lieu|van ban|cong van|ho so|chi thi|bao cao)\s+mat\s*$"),
)


def marked(words: str) -> bool:
    """Whether the text bears a secrecy mark, typed in NFC or NFD, in capitals or not."""
    words = unicodedata.normalize("NFC", words).replace("_", " ")  # as in _MẬT_, which is drawn slanted
    lower = words.lower()
    if any(pattern.search(words) for pattern in (SPACED, UNMARKED, *HEADINGS)) or BRACKETED.search(lower):
        return True
    if any(not _harmless(lower, found) for found in STRONG.finditer(lower)):
        return True
    if any(not _compound(lower, found.start(), found.end()) for found in LONE.finditer(words)):
        return True
    return any(not _followed(lower, found.end()) for found in CLASSED.finditer(lower))


def names_secret(name: str) -> bool:
    """Whether the name of a file bears a secrecy mark."""
    name = unicodedata.normalize("NFC", name)
    stem, _, kind = name.rpartition(".")
    if not stem or kind.lower() == "mật":
        stem = name
    words = re.sub(APART, " ", stem)
    lower = words.lower()
    if marked(words) or any(pattern.search(lower) for pattern in NAMES):
        return True
    return any(not _compound(lower, found.start(1), found.end(1)) for found in PARTED.finditer(stem.lower()))


def _harmless(lower: str, found: re.Match[str]) -> bool:
    """Whether "tối mật" is honey, or an evening and a harmless word after it."""
    evening = EVENING.search(lower[: found.end(1)])
    return bool(HONEY.match(lower, found.end()) or (evening and _followed(lower, found.end())))


def _compound(lower: str, start: int, end: int) -> bool:
    """Whether the word beside it makes "mật" a part of something harmless."""
    return bool(re.search(rf"\b({BEFORE})[^\S\n]+$", lower[:start])) or _followed(lower, end)


def _followed(lower: str, end: int) -> bool:
    return bool(re.match(rf"[^\S\n]+({AFTER})\b", lower[end:]))


def check(words: str, longest: int) -> str:
    """Free text as it may be kept. Raises `secrecy-refused` (Law 117/2025/QH15) and `text-too-long`."""
    if marked(words):
        raise FlowError("secrecy-refused")
    words = words.strip()
    if len(words) > longest:
        raise FlowError("text-too-long", longest=longest, length=len(words))
    return words


def check_line(words: str, longest: int) -> str:
    """The same for what stands on one line; a mark may have stood on one of its own."""
    if marked(words):
        raise FlowError("secrecy-refused")
    return check(" ".join(words.split()), longest)
