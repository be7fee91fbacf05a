"""Hashing of files in blocks, with the same rules as uploads."""

from __future__ import annotations

import hashlib

from esignkit.core.files import upload
from esignkit.core.flow import FileSegment, Prepare
from esignkit.runners.streamed_body import SourceChanged, StreamedBody
from esignkit.types import FileInput, Progress

__all__ = ["sha256"]


def sha256(file: FileInput, *, progress: Progress | None = None) -> bytes:
    """Return the SHA-256 of a file's bytes, read in blocks.

    Args:
        file: A path, bytes, a file opened in binary mode (put back where it was), or `(name, content)`.
        progress: Called with the bytes read and, when known, the bytes in all.

    Raises:
        TypeError: It is text, or a file opened in text mode.
        OSError: It cannot be read, or changed its length meanwhile.
    """
    body = StreamedBody(Prepare((FileSegment(upload(file)),), progress))
    digest, done = hashlib.sha256(), 0
    try:
        for block in body:
            digest.update(block)
            done += len(block)
            body.report(done)
    except SourceChanged as error:
        raise OSError(str(error).replace("sent", "read")) from None
    return digest.digest()
