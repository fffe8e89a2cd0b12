"""What a file is, told by its content: a closed list of what people send about a job, and nothing that runs.

A kind is known by its first bytes, an office document also by what its archive lists. Nothing is unpacked here but one
small part of such a document, to its limit. Whatever is not on the list is refused, however harmless it may be called:
programs and scripts, pages and drawings that a browser runs (HTML, SVG), archives (which hide all of these), the old
formats of Word and Excel (where macros can't be told from text), and documents with macros.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

from filon.foundation.errors import Invalid
from filon.foundation.i18n import _

_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# Of an archive's end: signature, four numbers of disks and members, size and place of the list (APPNOTE.TXT 4.3.16).
_ARCHIVE_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_REMARK = 65_536
_MOST_MEMBERS, _MOST_LISTED = 5_000, 1024 * 1024
_TYPES_PART, _MOST_TYPES = "[Content_Types].xml", 512 * 1024
_RUNS_IN_OFFICE = re.compile(rb"macro|vba", re.IGNORECASE)
_RUNS_AS_MEMBER = re.compile(r"vba|macro|^basic/|^scripts/", re.IGNORECASE)
# What a text must not begin with: a page, a script, a program of another kind.
_NO_TEXT = re.compile(rb"\s*(<|#!|\{\\rtf|@echo|%!PS)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Content(bytes):
    """The whole content of a file, of which an archive's list is read once, whoever asks."""

    @cached_property
    def members(self) -> list[str]:
        """The names that an archive lists; none when it can't be read, or lists more than a document has."""
        try:
            return _members(self)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            return []


@dataclass(frozen=True)
class Kind:
    """`extensions` are all that such a file may end with, the usual one first. `can_be_drawn`: a small picture can
    be made of it."""

    media_type: str
    extensions: tuple[str, ...]
    told_by: Callable[[Content], bool]
    can_be_drawn: bool = False

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_text(self) -> bool:
        return self.told_by is _is_text


class _HasMacros(Exception):
    """An office document with what its program would run."""


def _begins(*marks: bytes, at: int = 0) -> Callable[[Content], bool]:
    return lambda content: content[at:].startswith(marks) if at else content.startswith(marks)


def _in_riff(name: bytes) -> Callable[[Content], bool]:
    return lambda content: content.startswith(b"RIFF") and content[8:12] == name


def _brand(*brands: bytes) -> Callable[[Content], bool]:
    """An ISO base media file whose first brand is one of these (ISO/IEC 14496-12, 4.3)."""
    return lambda content: content[4:8] == b"ftyp" and content[8:12].startswith(brands)


def _is_text(content: bytes) -> bool:
    """Text in UTF-8 or UTF-16, or in what Windows writes here: no controls, and not the beginning of something else."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        content, encoding = content.removeprefix(b"\xef\xbb\xbf"), "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            return False
        text = content.decode("latin-1")
    return not _CONTROLS.search(text) and not _NO_TEXT.match(text[:200].encode())


def _office(folder: str) -> Callable[[Content], bool]:
    """An Office Open XML document whose parts are in this folder. Raises _HasMacros."""

    def told(content: Content) -> bool:
        names = content.members
        if _TYPES_PART not in names or not any(name.startswith(folder) for name in names):
            return False
        _refuse_macros(names)
        # Its part may be called anything: the list of types says what it is for the program that opens it.
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(_TYPES_PART) as part:
            types = part.read(_MOST_TYPES + 1)
        if len(types) > _MOST_TYPES or _RUNS_IN_OFFICE.search(types.replace(b"\x00", b"")):
            raise _HasMacros
        return True

    return _whole(told)


def _open_document(name: str) -> Callable[[Content], bool]:
    """An OpenDocument file, which says first and uncompressed what it is (OpenDocument 1.3, part 2, 3.3)."""
    said = b"mimetype" + f"{_OPEN}.{name}".encode()

    def told(content: Content) -> bool:
        if not content.startswith(said, 30) or not content.startswith(b"PK", 30 + len(said)):
            return False
        _refuse_macros(content.members)
        return bool(content.members)

    return _whole(told)


def _whole(told: Callable[[Content], bool]) -> Callable[[Content], bool]:
    def or_none(content: Content) -> bool:
        if not content.startswith(b"PK\x03\x04"):
            return False
        try:
            return told(content)
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            ValueError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ):
            return False
        except Exception as error:  # an inflater's own
            if isinstance(error, _HasMacros):
                raise
            return False

    return or_none


def _members(content: bytes) -> list[str]:
    """The names that an archive lists. Raises ValueError for one with more than a document has."""
    at = _place_of_end(content)
    if at < 0 or _LARGE_MARK in content[max(0, at - 20) : at]:
        raise ValueError
    end = _ARCHIVE_END.unpack_from(content, at)
    if end[4] > _MOST_MEMBERS or end[5] > _MOST_LISTED:
        raise ValueError
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.namelist()


def _place_of_end(content: bytes) -> int:
    """Where zipfile reads the archive's end, or -1: limits that stand anywhere else are not those of what it reads."""
    last = len(content) - _ARCHIVE_END.size
    if content.startswith(_END_MARK, max(last, 0)) and content.endswith(b"\x00\x00"):
        return last
    return content.rfind(_END_MARK, max(0, last - _LONGEST_REMARK))


def _refuse_macros(names: list[str]) -> None:
    if any(_RUNS_AS_MEMBER.search(name) for name in names):
        raise _HasMacros


# The first that fits counts; text fits much, so it comes last.
KINDS = (
    Kind("application/pdf", ("pdf",), _begins(b"%PDF-")),
    Kind("image/jpeg", ("jpg", "jpeg", "jfif"), _begins(b"\xff\xd8\xff"), can_be_drawn=True),
    Kind("image/png", ("png",), _begins(b"\x89PNG\r\n\x1a\n"), can_be_drawn=True),
    Kind("image/webp", ("webp",), _in_riff(b"WEBP"), can_be_drawn=True),
    Kind("image/gif", ("gif",), _begins(b"GIF87a", b"GIF89a"), can_be_drawn=True),
    Kind("image/heic", ("heic", "heif"), _brand(b"heic", b"heix", b"mif1", b"msf1", b"hevc")),
    Kind("image/tiff", ("tif", "tiff"), _begins(b"II*\x00", b"MM\x00*")),
    Kind(f"{_OFFICE}.wordprocessingml.document", ("docx",), _office("word/")),
    Kind(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), _office("xl/")),
    Kind(f"{_OFFICE}.presentationml.presentation", ("pptx",), _office("ppt/")),
    Kind(f"{_OPEN}.text", ("odt",), _open_document("text")),
    Kind(f"{_OPEN}.spreadsheet", ("ods",), _open_document("spreadsheet")),
    Kind(f"{_OPEN}.presentation", ("odp",), _open_document("presentation")),
    Kind("image/vnd.dwg", ("dwg",), _begins(b"AC10")),
    Kind("audio/mpeg", ("mp3",), _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    Kind("audio/mp4", ("m4a",), _brand(b"M4A")),
    Kind("audio/ogg", ("ogg", "opus", "oga"), _begins(b"OggS")),
    Kind("audio/wav", ("wav",), _in_riff(b"WAVE")),
    Kind("audio/amr", ("amr",), _begins(b"#!AMR\n")),
    Kind("video/quicktime", ("mov",), _brand(b"qt  ")),
    Kind(
        "video/mp4",
        ("mp4", "m4v", "3gp", "m4a"),
        _brand(b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"3gp", b"MSNV"),
    ),
    Kind("video/webm", ("webm",), _begins(b"\x1a\x45\xdf\xa3")),
    Kind("text/plain", ("txt", "csv", "vcf", "ics", "dxf"), _is_text),
)
# What a browser's file dialog offers: said of pictures and sounds like this, a phone offers its camera too.
OFFERED = ",".join(
    ["image/*", "audio/*", "video/*"]
    + [
        f".{end}"
        for kind in KINDS
        for end in kind.extensions
        if kind.media_type.split("/")[0] in ("application", "text")
    ]
)


def kind_of(name: str, content: bytes, *, field: str) -> tuple[str, Kind]:
    """The file's kind, and its name as it may be kept. Raises Invalid with a sentence for people.

    The name ends as its kind does. A picture that calls itself another kind of picture is put right, as phones and
    messengers mix these up; a name that ends as no kind does gets an ending more; what calls itself another kind lies.
    """
    whole = Content(content)
    try:
        kind = next((kind for kind in KINDS if kind.told_by(whole)), None)
    except _HasMacros:
        raise _refused(
            field, _("Ce document contient des macros : enregistrez-le sans elles, ou en PDF.")
        ) from None
    stem, _point, extension = name.rpartition(".")
    extension = extension.lower() if stem else ""
    named = next((each for each in KINDS if extension in each.extensions), None)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refused(
            field,
            _(
                "C’est un ancien format, qui peut cacher des macros : enregistrez-le en PDF ou en .docx, .xlsx."
            ),
        )
    if kind is None or (kind.is_text and named is None):
        raise _refused(
            field, _("Ce genre de fichier n’est pas accepté. Un PDF, une photo ou un document convient.")
        )
    if extension in kind.extensions:
        return name, kind
    if named is None:
        return f"{name}.{kind.extensions[0]}", kind
    if named.is_picture and kind.is_picture:
        return f"{stem}.{kind.extensions[0]}", kind
    raise _refused(
        field, _("Son contenu n’est pas ce que dit son nom (.%(extension)s).", extension=extension[:12])
    )


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid({field: [sentence]})
