"""Anchor tags in documents: `<sig_req_Seller 1_100>` and the like; the roles they name, and where they stand."""

from __future__ import annotations

import re
import struct
import zlib
from html import unescape
from io import BytesIO
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.file_kinds import Kind, kind_of
from esignkit.sandbox.domain.rehearsals import in_turn_or_beside
from esignkit.sandbox.json_values import JSON, JSONObject, as_position

_TAG = re.compile(r"<(?:dt|d|t|sig|ini|txt|chk|rdo|ddl)_(?:req|opt|aut)_([^_<>\r\n]+)(?:_[^<>\r\n]*)?>")
_PARTED = re.compile(r"<(dt|d|t|sig|ini|txt|chk|rdo|ddl)_(req|opt|aut)_([^_<>\r\n]+)(?:_([^<>\r\n]*))?>")
_XML_TAG = re.compile(r"<[^<>]+>")
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_UNREADABLE = (BadZipFile, KeyError, RuntimeError, ValueError, OSError, EOFError, zlib.error, LZMAError, struct.error)
"""What `zipfile` and the compressions that it knows raise on damaged, encrypted or unknown contents."""
_MAX_INFLATED, _MOST_PARTS = 64 * 1024 * 1024, 32


def roles_in(content: bytes) -> list[str]:
    """Return the roles that a document's anchor tags name, each once, in the order of the tags.

    PDFs, Word documents and plain text are read; a document that cannot be read counts as one without tags.
    """
    roles = _TAG.findall(_text(content))
    return list(dict.fromkeys(role.strip() for role in roles))


def tags_in(content: bytes) -> list[JSON]:
    """Return the anchor tags of a PDF in the order in which they stand, each with its place.

    A tag of a radio button has its number of buttons where others have their width.
    """
    if kind_of(content) is not Kind.PDF:
        return []
    matches = [match for page in in_turn_or_beside(pdf.read_text, content) for match in _PARTED.finditer(page)]
    places = in_turn_or_beside(pdf.find_text, content, sorted({match[0] for match in matches})) if matches else {}
    seen: dict[str, int] = {}
    tags: list[JSON] = []
    for match in matches:
        occurrence = seen[match[0]] = seen.get(match[0], -1) + 1
        if occurrence >= len(places[match[0]]):
            continue
        first = places[match[0]][occurrence][0]
        kind, option, role, rest = match.groups()
        extras = (rest or "").split("_")
        width, extra = ("0", extras[0]) if kind == "rdo" else (extras[0], "")
        tag: JSONObject = {
            "type": kind,
            "option": option,
            "role": role.strip(),
            "width": as_position(width) or 0,
            "extra": 2 if (buttons := as_position(extra)) is None else buttons,
            "items": list(extras[1:]) if kind == "ddl" else [],
            "page": first.page,
            "at": [round(first.box.left, 2), round(first.box.top, 2)],
        }
        tags.append(tag)
    return tags


def _text(content: bytes) -> str:
    kind = kind_of(content)
    if kind is Kind.PDF:
        return "\n".join(in_turn_or_beside(pdf.read_text, content))
    if kind is Kind.WORD:
        return _word_text(content)
    return content.decode("utf-8", errors="replace")


def _word_text(content: bytes) -> str:
    """Return the text of a Word document, its headers, footers and notes after it; of each at most so much."""
    texts: list[str] = []
    try:
        with ZipFile(BytesIO(content)) as archive:
            for name in sorted(filter(_PARTS.fullmatch, archive.namelist()), key=_is_beside)[:_MOST_PARTS]:
                with archive.open(name) as file:
                    texts.append(file.read(_MAX_INFLATED // _MOST_PARTS).decode("utf-8", errors="replace"))
    except _UNREADABLE:
        pass  # damaged or encrypted: what could be read is what there is
    return unescape(_XML_TAG.sub("", "\n".join(texts).replace("</w:p>", "\n")))


def _is_beside(name: str) -> bool:
    return name != "word/document.xml"
