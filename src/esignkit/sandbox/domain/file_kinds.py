"""What an uploaded file is, told by its content: its name and the media type that came with it may say anything."""

from __future__ import annotations

import zlib
from enum import Enum
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"BM": "image/bmp",
}
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")


class Kind(Enum):
    """A kind of file, with the words for it."""

    PDF = "a PDF"
    WORD = "a Word document"
    OLD_WORD = "an old Word document"
    OPEN_TEXT = "an OpenDocument text"
    RICH_TEXT = "a rich text file"
    TEXT = "plain text"
    PICTURE = "a picture"
    WEB_PAGE = "a web page"
    OTHER = "a file of another kind"


TYPES = {
    Kind.PDF: "application/pdf",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.OLD_WORD: "application/msword",
    Kind.OPEN_TEXT: "application/vnd.oasis.opendocument.text",
    Kind.RICH_TEXT: "application/rtf",
    Kind.TEXT: "text/plain",
}
"""Media types of the kinds that have one."""

_ENDINGS = {
    ".pdf": Kind.PDF,
    ".docx": Kind.WORD,
    ".doc": Kind.OLD_WORD,
    ".odt": Kind.OPEN_TEXT,
    ".rtf": Kind.RICH_TEXT,
    ".txt": Kind.TEXT,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp"), Kind.PICTURE),
}


def kind_of(content: bytes) -> Kind:
    """Return the kind of a file.

    Args:
        content: Its bytes.
    """
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_MARKUP):
        return Kind.WEB_PAGE
    if b"%PDF-" in content[:1024]:  # readers accept some bytes before it
        return Kind.PDF
    if content.startswith(tuple(_PICTURES)):
        return Kind.PICTURE
    if content.startswith(_OLE):
        return Kind.OLD_WORD if _WORD_STREAM in content else Kind.OTHER
    if content.startswith(b"PK"):
        return _kind_of_archive(content)
    if start.startswith(b"{\\rtf"):
        return Kind.RICH_TEXT
    return Kind.TEXT if _is_text(content) else Kind.OTHER


def claimed_kind(name: str) -> Kind | None:
    """Return the kind that a file's name claims; None when its ending says nothing.

    Args:
        name: The file's name.
    """
    return _ENDINGS.get(PurePath(name.lower()).suffix)


def media_type(content: bytes) -> str:
    """Return the media type that a file's content shows; empty when it shows none, as text may be of many types.

    Args:
        content: Its bytes.
    """
    picture = next((picture for start, picture in _PICTURES.items() if content.startswith(start)), "")
    kind = kind_of(content)
    return picture or ("" if kind is Kind.TEXT else TYPES.get(kind, ""))


def _kind_of_archive(content: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, zlib.error, ValueError, NotImplementedError):
        return Kind.OTHER
    if "word/document.xml" in names:
        return Kind.WORD
    return Kind.OPEN_TEXT if {"content.xml", "META-INF/manifest.xml"} <= names else Kind.OTHER


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return bool(text.strip()) and not any(character < " " and character not in "\t\n\r\f" for character in text)
