"""Whether the pages are there on which fields stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from esignkit.agreements import Agreement, Box, Problem
from esignkit.extras import is_installed
from esignkit.pdfium import UnreadablePdf, open_pdf

__all__ = ["missing_pages", "page_count"]


def missing_pages(agreement: Agreement, count_of: Callable[[int], int | None]) -> Iterator[Problem]:
    """Yield the fields on a page that their document does not have.

    Args:
        agreement: The agreement.
        count_of: Returns the number of pages of a document, by its number from 1; None where that cannot be told.
    """
    for number, party in enumerate(agreement.parties):
        for index, one in enumerate(party.sign):
            if not isinstance(one.at, Box) or not 1 <= one.document <= len(agreement.documents):
                continue
            count = count_of(one.document)
            if count is not None and one.at.page > count:
                pages = "1 page" if count == 1 else f"{count} pages"
                yield Problem(
                    path=f"parties[{number}].sign[{index}].at.page",
                    reason=f"there is no page {one.at.page}: document {one.document} has {pages}",
                )


def page_count(path: Path) -> int | None:
    """Return the number of pages of a PDF; None where pypdfium2 is not installed or cannot read it.

    Raises:
        OSError: The file cannot be read.
    """
    if not is_installed("pypdfium2"):
        return None
    try:
        with open_pdf(path.read_bytes()) as pdf:
            return len(pdf)
    except UnreadablePdf:
        return None
