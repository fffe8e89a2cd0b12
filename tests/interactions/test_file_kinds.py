"""What a file is counts, not what it is called: a closed list, told by content, without anything that runs."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from filon.foundation.errors import Invalid
from filon.foundation.i18n import speaking
from filon.interactions.file_kinds import kind_of
from filon.interactions.file_names import LONGEST, cleaned

_WORD = '<Types><Override ContentType="application/vnd.openxmlformats.wordprocessingml.main+xml"/></Types>'


def archive(**parts: str | bytes) -> bytes:
    """A zip of these parts; `__` stands for a slash, and the types are Word's unless given."""
    file = BytesIO()
    parts = {"[Content_Types].xml": _WORD, **{name.replace("__", "/"): text for name, text in parts.items()}}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return file.getvalue()


def open_document(*more: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name in ("content.xml", *more):
            written.writestr(name, "<x/>")
    return file.getvalue()


def brand(name: bytes) -> bytes:
    return b"\x00\x00\x00\x20ftyp" + name + bytes(20)


def refusal(name: str, content: bytes) -> str:
    with speaking("fr"), pytest.raises(Invalid) as refused:
        kind_of(name, content, field="files")
    [sentence] = refused.value.errors["files"]
    return sentence


GOOD = {
    "a.pdf": (b"%PDF-1.4\n", "application/pdf"),
    "a.jpg": (b"\xff\xd8\xff\xe0", "image/jpeg"),
    "A.JPEG": (b"\xff\xd8\xff\xe1", "image/jpeg"),
    "a.png": (b"\x89PNG\r\n\x1a\n", "image/png"),
    "a.gif": (b"GIF89a", "image/gif"),
    "a.webp": (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    "a.heic": (brand(b"heic"), "image/heic"),
    "a.docx": (
        archive(word__document="<x/>"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "a.xlsx": (
        archive(xl__workbook="<x/>"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "a.odt": (open_document(), "application/vnd.oasis.opendocument.text"),
    "a.dwg": (b"AC1032\x00", "image/vnd.dwg"),
    "message vocal.opus": (b"OggS\x00", "audio/ogg"),
    "a.m4a": (brand(b"M4A "), "audio/mp4"),
    "b.m4a": (brand(b"mp42"), "video/mp4"),
    "a.mp4": (brand(b"isom"), "video/mp4"),
    "a.mov": (brand(b"qt  "), "video/quicktime"),
    "a.txt": ("Salma préfère le matin".encode(), "text/plain"),
    "b.txt": ("Salma préfère le matin".encode("cp1252"), "text/plain"),
    "c.txt": ("سلمى".encode("utf-16"), "text/plain"),
    "a.csv": (b"\xef\xbb\xbfnom;ville\n", "text/plain"),
    "a.vcf": (b"BEGIN:VCARD\r\n", "text/plain"),
}


@pytest.mark.parametrize("name", GOOD)
def test_it_works(name: str) -> None:
    content, media_type = GOOD[name]
    kept_as, kind = kind_of(name, content, field="files")
    assert (kept_as, kind.media_type) == (name, media_type)


_RUNS = {
    "html": b"<!DOCTYPE html><script>x()</script>",
    "html after spaces": b"\n\t <html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
    "xml": b'<?xml version="1.0"?><x/>',
    "a program": b"MZ\x90\x00\x03" + bytes(200),
    "a program for Linux": b"\x7fELF\x02\x01\x01" + bytes(50),
    "a shell script": b"#!/bin/sh\nrm -rf /",
    "a batch": b"@ECHO OFF\r\ndel *",
    "a shortcut": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(50),
    "rich text": b"{\\rtf1 x}",
    "an archive": archive(setup="x").replace(b"[Content_Types].xml", b"[Content-Types].xml"),
    "a rar": b"Rar!\x1a\x07\x01\x00",
    "nothing known": bytes(range(256)),
}


@pytest.mark.parametrize("what", _RUNS)
@pytest.mark.parametrize("ending", ["pdf", "jpg", "docx", "txt", "exe", ""])
def test_what_runs_is_refused_whatever_it_is_called(what: str, ending: str) -> None:
    assert "n’est pas accepté" in refusal(f"facture.{ending}".rstrip("."), _RUNS[what])


@pytest.mark.parametrize("ending", ["js", "vbs", "ps1", "hta", "html", "svg", "reg", "url", "md", ""])
def test_text_is_kept_only_under_names_that_nothing_runs(ending: str) -> None:
    assert "n’est pas accepté" in refusal(f"a.{ending}".rstrip("."), b"alert(1)")


@pytest.mark.parametrize(
    "content",
    [
        archive(word__document="<x/>", word__vbaProject="x"),
        archive(word__document="<x/>", **{"[Content_Types].xml": _WORD.replace("main", "macroEnabled.main")}),
        archive(
            word__document="<x/>",
            **{"[Content_Types].xml": _WORD.replace("main", "vbaProject").encode("utf-16")},
        ),
        archive(xl__workbook="<x/>", xl__macrosheets__sheet1="<x/>"),
        archive(word__document="<x/>", **{"[Content_Types].xml": " " * 600_000}),
        open_document("Basic/Standard/Module1.xml"),
        open_document("Scripts/python/x.py"),
    ],
)
def test_a_document_with_macros_is_refused(content: bytes) -> None:
    for name in ("a.docx", "a.docm", "a.xlsx", "a.odt"):
        assert "macros" in refusal(name, content)


def test_old_formats_may_hide_macros_and_are_refused() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    for name in ("a.doc", "a.xls", "setup.msi", "a.pdf"):
        assert "ancien format" in refusal(name, old)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.mp3", "a.txt"])
def test_a_name_that_lies_is_refused(name: str) -> None:
    assert "n’est pas ce que dit son nom" in refusal(name, b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a.jpg", "a.png"),
        ("a", "a.png"),
        ("Devis 12.5 m", "Devis 12.5 m.png"),
        ("a.exe", "a.exe.png"),
        ("a.svg", "a.svg.png"),
    ],
)
def test_a_name_that_says_little_or_another_picture_is_put_right(given: str, kept: str) -> None:
    assert kind_of(given, b"\x89PNG\r\n\x1a\n", field="files")[0] == kept


def test_an_archive_that_lists_a_million_members_is_not_read() -> None:
    """Its end says how many there are; reading that list would take a process's memory."""
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, 46 * 60_000, 30, 0)
    assert "n’est pas accepté" in refusal("a.docx", b"PK\x03\x04" + bytes(3_000_000) + end)
    larger = b"PK\x06\x07" + bytes(16) + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, 46, 30, 0)
    assert "n’est pas accepté" in refusal("a.docx", b"PK\x03\x04" + bytes(300) + larger)


def test_the_limits_are_those_of_what_is_read() -> None:
    """The numbers in this archive's end are the mark of an end: whoever looks for it from behind reads others."""
    document = archive(word__document="<x/>")
    at = document.index(b"PK\x01\x02")
    member = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *[0] * 7, 5, *[0] * 6)
    listed = document[at : document.rindex(b"PK\x05\x06")]
    listed += b"".join(member + b"%05d" % number for number in range(25_000))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0x4B50, 0x0605, len(listed), at, 0)
    assert "n’est pas accepté" in refusal("a.docx", document[:at] + listed + end)


@pytest.mark.parametrize("cut", range(0, 300, 7))
def test_what_is_cut_short_breaks_nothing(cut: int) -> None:
    for content in (archive(word__document="<x/>"), open_document(), brand(b"heic")):
        try:
            kind_of("a.docx", content[:cut] or b"P", field="files")
        except Invalid:
            continue


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\alice\devis.pdf", "devis.pdf"),
        ("facture\u202efdp.exe.pdf", "facturefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie- x=1.pdf"),
        ("تصميم المطبخ.pdf", "تصميم المطبخ.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("con.pdf", "fichier con.pdf"),
        ("  a \u2028 b .pdf. ", "a b.pdf"),
        ('"<b>".pdf', "--b--.pdf"),
        ("", "fichier"),
        ("/", "fichier"),
        ("x" * 300 + ".pdf", "x" * (LONGEST - 4) + ".pdf"),
    ],
)
def test_names_lead_nobody_astray(given: str, kept: str) -> None:
    with speaking("fr"):
        assert cleaned(given) == kept
