"""How large an agreement's files are, as far as that is known without reading them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from esignkit.agreements.problems import Problem
from esignkit.agreements.values import Agreement, Document
from esignkit.core.files import upload

__all__ = ["size_of", "size_problem"]

MEGABYTE = 1024 * 1024


def size_of(document: Document) -> int | None:
    """Return a document's size in bytes; None of an open file, and of one that is not there."""
    content = upload(document.file).content
    if isinstance(content, bytes):
        return len(content)
    if isinstance(content, os.PathLike):
        try:
            return Path(content).stat().st_size
        except OSError:
            return None
    return None


def size_problem(agreement: Agreement, most: int, *, each: bool = False) -> Iterator[Problem]:
    """Yield what is larger than a service takes.

    Args:
        agreement: The agreement.
        most: Megabytes (1024 * 1024 bytes) at most.
        each: Whether that is said of each document; of all together otherwise.
    """
    sizes = [size_of(document) or 0 for document in agreement.documents]
    for number, size in enumerate(sizes) if each else ():
        if size > most * MEGABYTE:
            yield Problem(
                path=f"documents[{number}]", reason=f"it has {_shown(size)}; a document may have {most} MB at most"
            )
    if not each and sum(sizes) > most * MEGABYTE:
        yield Problem(path="documents", reason=f"they have {_shown(sum(sizes))} together; {most} MB are the most")


def _shown(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB"
