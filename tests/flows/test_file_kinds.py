"""What a file is, by its content; what a computer would run is refused, however it is called. And names."""

import io
import unicodedata
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image

from flows import file_names
from flows.file_kinds import PROGRAMS, UNKNOWN, Sniffer
from flows.replies import FlowError


def kind_of(data: bytes, name: str = "", size: int = 64 * 1024) -> str:
    """What is found, when it comes in pieces of this size."""
    sniffer = Sniffer()
    for start in range(0, len(data), size):
        sniffer.look(data[start : start + size])
    return sniffer.kind(name)


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, kind)
    return buffer.getvalue()


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, "x" * 200)
    return buffer.getvalue()


def document() -> bytes:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def workbook() -> bytes:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()


OFFICE = "application/vnd.openxmlformats-officedocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(6000)
KINDS = {
    "png": (picture("PNG"), "image/png"),
    "jpeg": (picture("JPEG"), "image/jpeg"),
    "gif": (picture("GIF"), "image/gif"),
    "webp": (picture("WEBP"), "image/webp"),
    "pdf": (b"%PDF-1.7\n...", "application/pdf"),
    "docx": (document(), OFFICE + "wordprocessingml.document"),
    "xlsx": (workbook(), OFFICE + "spreadsheetml.sheet"),
    "pptx": (archive("[Content_Types].xml", "ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
    "odt": (
        b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.textPK",
        "application/vnd.oasis.opendocument.text",
    ),
    "doc": (OLE, "application/x-ole-storage"),
    "rtf": (b"{\\rtf1 x}", "application/rtf"),
    "zip": (archive("a.txt"), "application/zip"),
    "txt": ("Họ và tên\r\n".encode(), "text/plain"),
    "tcvn": (b"H\xe4 v\xb5 t\xaan\n", "text/plain"),
    "utf-16": ("Họ và tên".encode("utf-16"), "text/plain"),
    "mp3": (b"ID3\x04" + bytes(range(32)), UNKNOWN),
}


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_known_by_its_content(name: str) -> None:
    data, kind = KINDS[name]
    assert kind_of(data, "a.bin") == kind
    assert kind_of(data, "a.jpg", 7) == kind


def test_a_table_is_told_from_a_letter_by_its_ending_alone() -> None:
    assert kind_of(b"a;b\n", "Danh sách.CSV") == "text/csv"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"\xca\xfe\xba\xbe",
        b"\xcf\xfa\xed\xfe",
        b"dex\n035",
        b"#!/bin/sh\n",
        b"L\x00\x00\x00\x01\x14\x02\x00",
        b"<!DOCTYPE html><p>",
        b"\xef\xbb\xbf \r\n<HTML>",
        "<html>".encode("utf-16"),
        "<html>".encode("utf-16-be"),
        "<html>".encode("utf-16-le"),
        b'<svg xmlns="http://www.w3.org/2000/svg">',
        b'<?xml version="1.0"?>',
        b"\n\n<script>",
        archive("META-INF/MANIFEST.MF", "A.class"),
        archive("classes.dex", "AndroidManifest.xml"),
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        OLE + bytes.fromhex("84100c0000000000c000000000000046"),
    ],
)
@pytest.mark.parametrize("name", ["ảnh.jpg", "a"])
def test_what_a_computer_would_run_is_refused_by_its_content(data: bytes, name: str) -> None:
    for size in (3, 64 * 1024):
        with pytest.raises(FlowError, match="file-program"):
            kind_of(data, name, size)


@pytest.mark.parametrize("ending", ["exe", "apk", "js", "html", "bat", "scr", "jar", "msi", "svg", "docm"])
def test_it_is_refused_by_its_name_too(ending: str) -> None:
    assert ending in PROGRAMS
    for name in (f"a.{ending}", f"A.{ending.upper()}", f"a.pdf.{ending}. ", f"a.{ending}\u202e"):
        with pytest.raises(FlowError, match="file-program"):
            kind_of(picture("PNG"), file_names.tidy(name))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Giấy mời.pdf", "Giấy mời.pdf"),
        (unicodedata.normalize("NFD", "Giấy mời.pdf"), "Giấy mời.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\danh sách.xlsx", "danh sách.xlsx"),
        ("/", "tep"),
        ("", "tep"),
        ("..", "tep"),
        (".htaccess", "htaccess"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\x00\r\nb\u200b\ufeff.txt", "ab.txt"),
        ('a"<b>|?*:.txt', "a__b_____.txt"),
        ("  a \t b .txt  ", "a b .txt"),
        ("x" * 200 + ".docx", "x" * 95 + ".docx"),
        ("x." + "y" * 200, ("x." + "y" * 200)[:100]),
    ],
)
def test_a_name_is_safe_to_keep(given: str, kept: str) -> None:
    assert file_names.tidy(given) == kept


@given(some.text(max_size=300))
def test_any_name_is_safe_to_keep(name: str) -> None:
    kept = file_names.tidy(name)
    assert 0 < len(kept) <= 100
    assert kept == file_names.tidy(kept)
    assert not set(kept) & set('/\\<>:"|?*\n\r\0')
    assert not kept.startswith((".", " "))
    assert not any(unicodedata.category(sign) in ("Cc", "Cf") for sign in kept)
