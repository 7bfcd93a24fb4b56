"""What a file is, by its content alone: nobody's word is taken for it. What a computer would run is refused.

Media types of the few kinds that are known; all else is bytes to be taken along.
"""

import re

from flows.file_names import ending_of
from flows.replies import FlowError

UNKNOWN = "application/octet-stream"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""Kinds that may be shown as pictures. SVG is a document with scripts, and no picture."""
HEAD = 4096
"""Bytes from the beginning that are looked at for a kind."""

ENDINGS = """
    exe com scr pif dll sys ocx cpl drv msi msp mst msix msixbundle appx appxbundle bat cmd ps1 psm1 psd1
    vbs vbe vb js jse mjs cjs ts wsf wsh ws hta sct reg inf lnk url scf desktop jar jnlp class war
    apk apks xapk aab ipa dex app command dmg pkg mpkg deb rpm run appimage
    sh bash zsh csh ksh py pyc pyw pl php rb lua elf so dylib
    html htm xhtml xht shtml mht mhtml svg svgz xml xsl xslt chm hlp gadget
    docm dotm xlsm xltm xlam xll pptm potm ppsm ppam sldm iso img vhd vhdx theme application
"""
"""Of what a computer or a browser runs when it is opened, or that brings programs along."""
PROGRAMS = frozenset(ENDINGS.split())

PREFIXES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What old Office documents and Windows installers are kept in."""
RUN = (
    b"MZ",  # Windows
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",  # Java, macOS
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"dex\n",
    b"#!",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a Windows link
)
ZIP = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = re.compile(
    rb"PK\x03\x04.{26}mimetype(application/vnd\.oasis\.opendocument\.[a-z]+)", re.DOTALL
)
PARTS = (
    (b"word/document.xml", OFFICE + "wordprocessingml.document"),
    (b"xl/workbook.xml", OFFICE + "spreadsheetml.sheet"),
    (b"ppt/presentation.xml", OFFICE + "presentationml.presentation"),
)
"""Names of parts by which an archive is known for a document."""
PROGRAM_PARTS = (b"META-INF/MANIFEST.MF", b"AndroidManifest.xml", b"vbaProject.bin")
"""The same for programs, and for documents with macros."""
INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")
"""The class by which such an installer is known."""
WATCHED = (*(mark for mark, _ in PARTS), *PROGRAM_PARTS, INSTALLER)
OVERLAP = max(map(len, WATCHED)) - 1
BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


class Sniffer:
    """Looks at a file as it comes in, piece by piece."""

    def __init__(self) -> None:
        self._head = self._rest = b""
        self._seen: set[bytes] = set()

    def look(self, data: bytes) -> None:
        """The next piece."""
        self._head += data[: max(0, HEAD - len(self._head))]
        window = self._rest + data
        self._seen.update(mark for mark in WATCHED if mark not in self._seen and mark in window)
        self._rest = window[-OVERLAP:]

    def kind(self, name: str) -> str:
        """The media type. Raises `file-program` for what a computer would run."""
        if ending_of(name) in PROGRAMS or self._runs():
            raise FlowError("file-program")
        return self._kind(ending_of(name))

    def _runs(self) -> bool:
        if self._head.startswith(RUN) or _is_markup(self._head):
            return True
        if self._head.startswith(ZIP):
            return bool(self._seen.intersection(PROGRAM_PARTS))
        return self._head.startswith(OLE) and INSTALLER in self._seen

    def _kind(self, ending: str) -> str:
        head = self._head
        for prefix, kind in PREFIXES:
            if head.startswith(prefix):
                return kind
        if head.startswith(OLE):
            return "application/x-ole-storage"
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return "image/webp"
        if head.startswith(ZIP):
            known = next((kind for mark, kind in PARTS if mark in self._seen), None)
            return known or _named(head) or "application/zip"
        if _is_text(head):
            return "text/csv" if ending == "csv" else "text/plain"
        return UNKNOWN


def _named(head: bytes) -> str | None:
    """An archive that names its kind in its first part, as OpenDocument files do."""
    found = re.match(
        rb"PK\x03\x04.{26}mimetype(application/vnd\.oasis\.opendocument\.[a-z]+)", head, re.DOTALL
    )
    return found[1].decode() if found else None


def _is_markup(head: bytes) -> bool:
    """HTML, SVG, XML and their kin: a browser runs scripts in them."""
    encoding = next((name for bom, name in BOMS if head.startswith(bom)), None)
    text = head.decode(encoding or "latin-1", "ignore").lstrip("\ufeff\x00 \t\r\n\f\v")
    if encoding is None and b"\x00" in head[:2]:  # wide letters without a mark
        text = text.replace("\x00", "")
    return re.match(r"<[!?a-zA-Z/]", text) is not None


def _is_text(head: bytes) -> bool:
    """Letters and line ends only, in whatever encoding."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return bool(head) and not any(byte < 32 and byte not in b"\t\n\v\f\r\x1b" for byte in head)
