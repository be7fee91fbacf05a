"""Anchor tags in documents: `<sig_req_Seller 1_100>` and the like. Only the roles they name matter here."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from esignkit.sandbox import pdf

_TAG = re.compile(r"<(?:dt|d|t|sig|ini|txt|chk|rdo|ddl)_(?:req|opt|aut)_([^_<>\r\n]+)(?:_[^<>\r\n]*)?>")
_XML_TAG = re.compile(r"<[^<>]+>")
_MAX_INFLATED = 64 * 1024 * 1024


def roles_in(content: bytes) -> list[str]:
    """Return the roles that a document's anchor tags name, each once, in the order of the tags.

    PDFs, Word documents and plain text are read; a document that cannot be read counts as one without tags.
    """
    roles = _TAG.findall(_text(content))
    return list(dict.fromkeys(role.strip() for role in roles))


def _text(content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return "\n".join(pdf.read_text(content))
    if content.startswith(b"PK"):
        return _word_text(content)
    return content.decode("utf-8", errors="replace")


def _word_text(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive, archive.open("word/document.xml") as file:
            xml = file.read(_MAX_INFLATED).decode("utf-8", errors="replace")
    except (BadZipFile, KeyError, zlib.error, RuntimeError, NotImplementedError):
        return ""  # not a Word document, or one that is damaged or encrypted
    plain = _XML_TAG.sub("", xml.replace("</w:p>", "\n"))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
