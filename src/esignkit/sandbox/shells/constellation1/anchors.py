"""Anchor tags in documents: `<sig_req_Seller 1_100>` and the like. Only the roles they name matter here."""

from __future__ import annotations

import base64
import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

_TAG = re.compile(r"<(?:dt|d|t|sig|ini|txt|chk|rdo|ddl)_(?:req|opt|aut)_([^_<>\r\n]+)(?:_[^<>\r\n]*)?>")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_STRING_OR_SHOW = re.compile(rb"\(((?:\\.|[^\\()])*)\)|(T[jJ]|'|\")", re.DOTALL)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_XML_TAG = re.compile(r"<[^<>]+>")
_MAX_INFLATED = 64 * 1024 * 1024


def roles_in(content: bytes) -> list[str]:
    """Return the roles that a document's anchor tags name, each once, in the order of the tags.

    PDF text in plain literal strings, Word documents and plain text are read; text in fonts with codes of their own
    is not, such a document counts as one without tags.
    """
    found = _TAG.findall(_text(content))
    return list(dict.fromkeys(role.strip() for role in found))


def _text(content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return "\n".join(_shown(_inflated(stream)) for stream in _STREAM.findall(content))
    if content.startswith(b"PK"):
        return _word_text(content)
    return content.decode("utf-8", errors="replace")


def _inflated(stream: bytes) -> bytes:
    try:
        if stream.rstrip().endswith(b"~>"):
            stream = base64.a85decode(b"<~" + stream.strip().removeprefix(b"<~"), adobe=True)
        return zlib.decompressobj().decompress(stream, _MAX_INFLATED)
    except (zlib.error, ValueError):
        return stream


def _shown(stream: bytes) -> str:
    """Return the text that a content stream shows; the pieces of one operator belong together."""
    text = bytearray()
    for literal, operator in _STRING_OR_SHOW.findall(stream):
        text += b"\n" if operator else _ESCAPED.sub(rb"\1", literal)
    return text.decode("cp1252", errors="replace")


def _word_text(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open("word/document.xml") as file:
            xml = file.read(_MAX_INFLATED).decode("utf-8", errors="replace")
    except (BadZipFile, KeyError, zlib.error, RuntimeError, NotImplementedError):
        return ""  # not a Word document, or one that is damaged or encrypted
    plain = _XML_TAG.sub("", xml.replace("</w:p>", "\n"))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
