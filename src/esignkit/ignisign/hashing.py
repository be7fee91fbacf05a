"""The hash of a private file, which itself is never sent."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Literal

from esignkit.runners.hashing import sha256
from esignkit.types import FileInput, Progress

__all__ = ["as_hash", "hexadecimal", "m2m_file_hash", "private_file_hash"]

_HEX = re.compile(r"[0-9A-Fa-f]{64}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{43}=")


def as_hash(name: str, value: object, form: Literal["hex", "base64", "either"] = "either") -> str:
    """Return a SHA-256 as it was given.

    Args:
        name: The argument.
        value: What was given for it.
        form: How it may be written: as 64 hexadecimal digits, in base64 (44 characters), or either way.

    Raises:
        TypeError: It is no text.
        ValueError: It is no such hash.
    """
    if not isinstance(value, str):
        msg = f"{name} is {type(value).__name__}; give the hash itself, as text"
        raise TypeError(msg)
    if (form != "base64" and _HEX.fullmatch(value)) or (form != "hex" and _BASE64.fullmatch(value)):
        return value
    forms = {"hex": "64 hexadecimal digits", "base64": "44 characters of base64"}
    wanted = forms.get(form) or " or ".join(forms.values())
    msg = f"{name} is {_short(value)}, which is no SHA-256 ({wanted}); private_file_hash and m2m_file_hash make them"
    raise ValueError(msg)


def hexadecimal(name: str, value: object) -> str:
    """Return hexadecimal digits as they were given.

    Raises:
        TypeError: It is no text.
        ValueError: It is other text.
    """
    if not isinstance(value, str):
        msg = f"{name} is {type(value).__name__}; give hexadecimal digits, as text"
        raise TypeError(msg)
    if len(value) % 2 or not re.fullmatch("[0-9A-Fa-f]+", value):
        msg = f"{name} is {_short(value)}; give pairs of hexadecimal digits"
        raise ValueError(msg)
    return value


def _short(value: str) -> str:
    return repr(value if len(value) <= 80 else value[:79] + "…")


def private_file_hash(file: FileInput, *, progress: Progress | None = None) -> str:
    """Return what `documents.set_private_hash` wants of a file: its SHA-256, in base64.

    The service's pages say SHA-256 and not how it is written; base64 is what its own examples send.

    Args:
        file: A path, bytes, a file opened in binary mode, or `(name, content)`. It is read in blocks.
        progress: Called with the bytes read and, when known, the bytes in all.

    Raises:
        OSError: The file cannot be read.

    Source: the vendor's example (`ignisign-examples`).
    """
    return b64encode(sha256(file, progress=progress)).decode("ascii")


def m2m_file_hash(file: FileInput, *, progress: Progress | None = None) -> str:
    """Return what `v4.seal` wants of a file: its SHA-256, in lower-case hexadecimal digits.

    Args:
        file: A path, bytes, a file opened in binary mode, or `(name, content)`. It is read in blocks.
        progress: Called with the bytes read and, when known, the bytes in all.

    Raises:
        OSError: The file cannot be read.

    Source: the vendor's example (`ignisign-examples`).
    """
    return sha256(file, progress=progress).hex()
