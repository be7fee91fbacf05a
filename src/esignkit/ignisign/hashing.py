"""The hash that stands for a private file: the file itself is never sent."""

from __future__ import annotations

from base64 import b64encode

from esignkit.runners.hashing import sha256
from esignkit.types import FileInput, Progress

__all__ = ["m2m_file_hash", "private_file_hash"]


def private_file_hash(file: FileInput, *, progress: Progress | None = None) -> str:
    """Return what `documents.set_private_content` wants of a file: its SHA-256, in base64.

    The service's pages say SHA-256 and not how it is written; base64 is what its own examples send.

    Args:
        file: A path, bytes, a file opened in binary mode, or `(name, content)`. It is read in blocks.
        progress: Called with the bytes read and, when known, the bytes in all.

    Raises:
        OSError: The file cannot be read.

    Source: Ignisign sections 11 and 13 (row 27).
    """
    return b64encode(sha256(file, progress=progress)).decode("ascii")


def m2m_file_hash(file: FileInput, *, progress: Progress | None = None) -> str:
    """Return what `v4.seal` wants of a file: its SHA-256, in lower-case hexadecimal digits.

    Args:
        file: A path, bytes, a file opened in binary mode, or `(name, content)`. It is read in blocks.
        progress: Called with the bytes read and, when known, the bytes in all.

    Raises:
        OSError: The file cannot be read.

    Source: Ignisign sections 12 and 13 (row 27).
    """
    return sha256(file, progress=progress).hex()
