"""File inputs, content types, and checks that a downloaded file is complete. Nothing here opens a file."""

from __future__ import annotations

import os
import re
from typing import BinaryIO, cast

from esignkit.core.arguments import is_binary_file
from esignkit.core.operation import Upload
from esignkit.core.patterns import pattern
from esignkit.core.unreadable import Unreadable
from esignkit.types import FileInput

__all__ = [
    "LONGEST_NAME",
    "UniqueNames",
    "WholenessError",
    "check_whole",
    "content_type",
    "safe_name",
    "shorten",
    "suggested_name",
    "upload",
]

# The platform's own table may lack the office types, and differs from machine to machine.
_CONTENT_TYPES = {
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
    if suffix in _CONTENT_TYPES:
        return _CONTENT_TYPES[suffix]
    import mimetypes  # reads files of the system, and most documents are PDFs

    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def upload(source: FileInput, *, name: str | None = None, type: str | None = None) -> Upload:
    """Return the upload that a file input means.

    Args:
        source: A path (a `str` always is one), bytes, a binary file, or `(name, content[, content type])`.
        name: Name to send when the source has none of its own.
        type: MIME type to send; guessed from the name when not given.

    Raises:
        TypeError: The source is a text file, text instead of content, or another kind of tuple.
    """
    content: bytes | os.PathLike[str] | BinaryIO
    if isinstance(source, tuple):
        parts = cast("tuple[object, ...]", source)
        if len(parts) not in (2, 3) or not all(isinstance(text, str | None) for text in (*parts[:1], *parts[2:])):
            msg = "a file in a tuple is (name, content) or (name, content, content type), the name as text"
            raise TypeError(msg)
        inner = source[1]
        if isinstance(inner, str):
            msg = "text is not file content: encode it (text.encode()), or give the path as pathlib.Path(…)"
            raise TypeError(msg)
        return upload(inner, name=source[0], type=(source[2] if len(source) == 3 else None) or type)
    if isinstance(source, bytes | bytearray | memoryview):
        content = bytes(source)
    elif isinstance(source, str | os.PathLike):
        path = os.fsdecode(source)
        name = name or os.path.basename(path)  # noqa: PTH119 - the caller's spelling is kept
        content = _Path(path)
    elif is_binary_file(source):
        content = source
        if name is None:
            file_name: object = getattr(source, "name", None)
            name = os.path.basename(file_name) if isinstance(file_name, str) else None  # noqa: PTH119 - as above
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
class WholenessError(Unreadable):
    """A downloaded file is of another type than expected, or incomplete."""


_SIGNATURES = {"pdf": (b"%PDF-", "PDF"), "zip": (b"PK", "zip archive")}
TAIL = 66_000
"""Bytes at the end of a file that the check needs; a zip's end record may be followed by a comment."""


def check_whole(content: bytes, expect: str | None, tail: bytes | None = None) -> None:
    """Check that content begins and ends as its type requires.

    A PDF that was changed later (by signing, for example) holds several revisions, each of which ends like a complete
    file. A PDF cut inside a revision is refused. One cut exactly between two revisions cannot be recognised: it is the
    earlier file.

    Args:
        content: The content, or its beginning when `tail` is given.
        expect: `pdf`, `zip` or None for no check.
        tail: The last bytes: `TAIL` of them, or the whole file when it is shorter.

    Raises:
        WholenessError: It is of another type, or cut off.
    """
    if expect is None:
        return
    signature, kind = _SIGNATURES[expect]
    head = content[:1024]
    if signature not in head:
        msg = f"the response is not a {kind}"
        raise WholenessError(msg)
    end = content[-TAIL:] if tail is None else tail
    if not (_pdf_ends(head, end) if expect == "pdf" else _zip_ends(end)):
        msg = f"the {kind} is cut off"
        raise WholenessError(msg)


_PDF_KEYWORDS = (b"xref", b"trailer", b"startxref", b"endstream", b"endobj")
_FIRST_PART = pattern(rb"startxref\s+0\s*\Z")


def _pdf_ends(head: bytes, tail: bytes) -> bool:
    """Whether the last `%%EOF` ends the file. Services may append bytes after it that do not look like PDF."""
    end = tail.rfind(b"%%EOF")
    if end < 0:
        return False
    trailing = tail[end + 5 :].lstrip(b"\0\t\n\f\r ")
    # More of the file begins with an object (`12 0 obj`), a comment or a keyword, and may be cut anywhere.
    if trailing and (
        trailing[:1].isdigit()
        or trailing[:1] == b"%"
        or any(w in trailing or w.startswith(trailing) for w in _PDF_KEYWORDS)
    ):
        return False
    # A linearized file begins with a section that ends like a complete file, except for its `startxref 0`.
    return not (b"/Linearized" in head and _FIRST_PART.search(tail[max(0, end - 40) : end]))


def _zip_ends(tail: bytes) -> bool:
    """Whether the last end record ends the file. The end record of a nested archive is followed by more bytes."""
    start = tail.rfind(b"PK\x05\x06")
    if start < 0:
        return False
    record = tail[start:]
    end = 22 + int.from_bytes(record[20:22], "little")
    return len(record) < 22 or (len(record) >= end and not (record[end:] and b"PK".startswith(record[end : end + 2])))


_FILENAME_EXTENDED = pattern(r"filename\*\s*=\s*([A-Za-z0-9!#$%&+^_`{}~-]*)'[^']*'([^;\s]+)", re.IGNORECASE)
_FILENAME = pattern(r"filename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]+))", re.IGNORECASE)
LONGEST_NAME = 150
"""Bytes at most of a file name that the service or a user chose."""
_TO_UNDERSCORES = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_DEVICE_NAMES = {
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "CONIN$",
    "CONOUT$",
    *(d + n for d in ("COM", "LPT") for n in "123456789¹²³"),
}


def suggested_name(disposition: str | None) -> str | None:
    """Return the file name a `Content-Disposition` header suggests, made safe; None when it suggests none."""
    if not disposition:
        return None
    disposition = disposition[:4096]
    if match := _FILENAME_EXTENDED.search(disposition):
        from urllib.parse import unquote_to_bytes

        charset = "latin-1" if match[1].lower() == "iso-8859-1" else "utf-8"
        return safe_name(unquote_to_bytes(match[2]).decode(charset, "replace"))
    if match := _FILENAME.search(disposition):
        name = match[1] if match[1] is not None else match[2]
        return safe_name(re.sub(r"\\(.)", r"\1", name))
    return None


def safe_name(name: str) -> str:
    """Return a name that is safe as a file name, from one that the service or a user chose.

    The result is one path component of at most 150 bytes that no file system treats specially.
    """
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    if not name.isprintable():
        name = "".join(c if c.isprintable() else "_" for c in name)
    name = name.translate(_TO_UNDERSCORES).strip(" .")
    short = _shorten_name(name, LONGEST_NAME)
    if short.split(".")[0].rstrip(" ").upper() in _DEVICE_NAMES:
        short = "_" + _shorten_name(name, LONGEST_NAME - 1)
    return short or "download"


def _shorten_name(name: str, max_bytes: int) -> str:
    """Shorten a name to `most` bytes; an ending of at most 20 characters stays."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    suffix = dot + suffix if len(suffix) <= 20 else ""
    return (shorten(stem, max_bytes - len(suffix.encode("utf-8", "replace"))) + suffix).rstrip(" .")


def shorten(text: str, max_bytes: int) -> str:
    """Return the beginning of a text, at most `most` bytes of whole characters."""
    text = text[:max_bytes]  # a character is a byte at least
    while len(text.encode("utf-8", "replace")) > max_bytes:
        text = text[:-1]
    return text


class UniqueNames:
    """Gives each file of a folder a name of its own, also where case does not count."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, preferred: str, suffix: str = "") -> str:
        """Return a name that is safe as a file name and was not given out yet.

        Args:
            preferred: What it is to be called.
            suffix: Ending that it has in any case, such as `.pdf`.
        """
        name = safe_name(preferred)
        if suffix and not name.lower().endswith(suffix):
            name = safe_name(shorten(name, LONGEST_NAME - len(suffix))) + suffix
        stem, dot, ending = name.rpartition(".")
        if not dot or not stem:
            stem, ending = name, ""
        number = 1
        while name.casefold() in self._taken:
            number += 1
            tail = f" ({number}){dot if ending else ''}{ending}"
            name = shorten(stem, LONGEST_NAME - len(tail.encode("utf-8", "replace"))) + tail
        self._taken.add(name.casefold())
        return name
