"""The table at the end of the demo."""

from __future__ import annotations

from collections.abc import Iterable

from esignkit.demo.services import Result

__all__ = ["table"]

HEADERS = ("service", "id", "status", "pages", "signatures", "time", "files")


def table(results: Iterable[Result]) -> list[str]:
    """Return the lines of a table, one row a service and one line a file."""
    rows: list[tuple[str, ...]] = [HEADERS]
    for result in results:
        files = [path.name for path in result.files] or ["-"]
        signatures = f"{result.valid} of {result.expected} valid"
        first = (result.service, result.id, result.status, str(result.pages), signatures, f"{result.seconds:.2f} s")
        rows += [(*first, files[0]), *(("",) * len(first) + (name,) for name in files[1:])]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADERS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]
