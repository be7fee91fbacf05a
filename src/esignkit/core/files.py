"""File inputs, content types, and checks that a downloaded file is complete. Nothing here opens a file."""

from __future__ import annotations

import mimetypes
import os
import re
from typing import BinaryIO, cast
from urllib.parse import unquote_to_bytes

from esignkit.core.arguments import is_binary_file
from esignkit.core.operation import Upload
from esignkit.types import FileInput

__all__ = [
    "LONGEST_NAME",
    "WholenessError",
    "check_whole",
    "content_type",
    "safe_name",
    "shorten",
    "suggested_name",
    "upload",
]

# The platform's own table may lack the office types, and differs from machine to machine.
_TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".xml": "application/xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".zip": "application/zip",
}


def content_type(name: str) -> str:
    """Return the MIME type that a file name suggests."""
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 - a name, not a path
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def upload(source: FileInput, *, name: str | None = None, type: str | None = None) -> Upload:
    """Say what a file input means.

    Args:
        source: A path (a `str` always is one), bytes, a binary file, or `(name, content[, content type])`.
        name: Name to send when the source has none of its own.
        type: MIME type to send; guessed from the name when not given.

    Raises:
        TypeError: The source is a text file or text in place of content, or a tuple of another form.
    """
    content: bytes | os.PathLike[str] | BinaryIO
    if isinstance(source, tuple):
        parts = cast("tuple[object, ...]", source)
        if len(parts) not in (2, 3) or not all(isinstance(text, str | None) for text in (*parts[:1], *parts[2:])):
            msg = "a file in a tuple is (name, content) or (name, content, content type), the name as text"
            raise TypeError(msg)
        given = source[1]
        if isinstance(given, str):
            msg = "text is not file content: encode it (text.encode()), or give the path as pathlib.Path(…)"
            raise TypeError(msg)
        return upload(given, name=source[0], type=(source[2] if len(source) == 3 else None) or type)
    if isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source)
    elif isinstance(source, str | os.PathLike):
        path = os.fsdecode(source)
        name = name or os.path.basename(path)  # noqa: PTH119 - the caller's spelling is kept
        content = _Path(path)
    elif is_binary_file(source):
        content = source
        if name is None:
            found: object = getattr(source, "name", None)
            name = os.path.basename(found) if isinstance(found, str) else None  # noqa: PTH119 - as above
    else:
        msg = (
            f"{type_name(source)} is not a file: give a path, bytes, a file opened in binary mode ('rb'), "
            "or a tuple (name, content)"
        )
        raise TypeError(msg)
    name = name or "document"
    return Upload(name, content, type or content_type(name))


def type_name(value: object) -> str:
    """Name a value's type for an error."""
    return "a file opened in text mode" if hasattr(value, "read") else value.__class__.__name__


class _Path(os.PathLike[str]):
    """A path kept as it was spelt."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return self.path

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Path) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return repr(self.path)


# Downloads ------------------------------------------------------------------------------------------------------
class WholenessError(ValueError):
    """A downloaded file is not what it should be, or ends too early."""


_KINDS = {"pdf": (b"%PDF-", "PDF"), "zip": (b"PK", "zip archive")}
TAIL = 66_000
"""How many bytes at the end are needed to judge a file whole (a zip's end record may be followed by a comment)."""


def check_whole(content: bytes, expect: str | None, tail: bytes | None = None) -> None:
    """Check that content begins and ends as its kind must.

    A PDF that was changed after it was made (signing does that) holds several revisions, each of which ends like a
    whole file. Cut inside a revision, it is refused; cut exactly between two, it is the earlier file, and nothing in
    it tells.

    Args:
        content: The content, or its beginning when `tail` is given.
        expect: `pdf`, `zip` or None for no check.
        tail: The last bytes, at least `TAIL` of them when there are so many.

    Raises:
        WholenessError: It is of another kind, or cut off.
    """
    if expect is None:
        return
    mark, kind = _KINDS[expect]
    head = content[:1024]
    if mark not in head:
        msg = f"the answer is not a {kind}"
        raise WholenessError(msg)
    end = content[-TAIL:] if tail is None else tail
    if not (_pdf_ends(head, end) if expect == "pdf" else _zip_ends(end)):
        msg = f"the {kind} is cut off"
        raise WholenessError(msg)


_WORDS = (b"xref", b"trailer", b"startxref", b"endstream", b"endobj")
_FIRST_PART = re.compile(rb"startxref\s+0\s*\Z")


def _pdf_ends(head: bytes, tail: bytes) -> bool:
    """Whether the last `%%EOF` ends the file: what services put behind it does not look like more of the file."""
    at = tail.rfind(b"%%EOF")
    if at < 0:
        return False
    rest = tail[at + 5 :].lstrip(b"\0\t\n\f\r ")
    # More of the file begins with an object (`12 0 obj`), a comment or a keyword, and may be cut anywhere.
    if rest and (rest[:1].isdigit() or rest[:1] == b"%" or any(w in rest or w.startswith(rest) for w in _WORDS)):
        return False
    # A file made for viewing on the web begins with a part that ends like a whole file, but for its `startxref 0`.
    return not (b"/Linearized" in head and _FIRST_PART.search(tail[max(0, at - 40) : at]))


def _zip_ends(tail: bytes) -> bool:
    """Whether the last end record ends the file; one of an archive inside the archive is followed by more of it."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        return False
    record = tail[at:]
    end = 22 + int.from_bytes(record[20:22], "little")
    return len(record) < 22 or (len(record) >= end and not (record[end:] and b"PK".startswith(record[end : end + 2])))


_EXTENDED = re.compile(r"filename\*\s*=\s*([A-Za-z0-9!#$%&+^_`{}~-]*)'[^']*'([^;\s]+)", re.IGNORECASE)
_PLAIN = re.compile(r"filename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]+))", re.IGNORECASE)
LONGEST_NAME = 150
"""Bytes of a file name that somebody else chose."""
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", *(d + n for d in ("COM", "LPT") for n in "123456789¹²³")}


def suggested_name(disposition: str | None) -> str | None:
    """Return the file name a `Content-Disposition` header suggests, made safe; None when it suggests none."""
    if not disposition:
        return None
    disposition = disposition[:4096]
    if found := _EXTENDED.search(disposition):
        charset = "latin-1" if found[1].lower() == "iso-8859-1" else "utf-8"
        return safe_name(unquote_to_bytes(found[2]).decode(charset, "replace"))
    if found := _PLAIN.search(disposition):
        name = found[1] if found[1] is not None else found[2]
        return safe_name(re.sub(r"\\(.)", r"\1", name))
    return None


def safe_name(name: str) -> str:
    """Make a name that somebody else chose safe to use as a file name in a folder of ours.

    The result is one path component of at most 150 bytes that no file system treats specially.
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join("_" if c in '<>:"|?*' or not c.isprintable() else c for c in name).strip(" .")
    cut = _cut(name, LONGEST_NAME)
    if cut.split(".")[0].rstrip(" ").upper() in _DEVICES:
        cut = "_" + _cut(name, LONGEST_NAME - 1)
    return cut or "download"


def _cut(name: str, most: int) -> str:
    """Shorten a name to `most` bytes; an ending of at most 20 characters stays."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    suffix = dot + suffix if len(suffix) <= 20 else ""
    return (shorten(stem, most - len(suffix.encode("utf-8", "replace"))) + suffix).rstrip(" .")


def shorten(text: str, most: int) -> str:
    """Return the beginning of a text, at most `most` bytes of whole characters."""
    text = text[:most]  # a character is a byte at least
    while len(text.encode("utf-8", "replace")) > most:
        text = text[:-1]
    return text
