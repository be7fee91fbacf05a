"""Pagination: rows under a name, with the total beside them or in an object of paging data.

There is no word for the last page: a walk ends when as many rows have come as the total says, those on pages before its
first one included, or at an empty page.
Source: Ignisign's Node.js client (`ignisign-node`, branch `v3`).
"""

from __future__ import annotations

from typing import Generic, TypeVar

from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.operation import Operation
from esignkit.core.paging import Page
from esignkit.core.response_readers import ReadList
from esignkit.core.value_objects import Value, evolve, frozen
from esignkit.types import JSON

__all__ = ["NextPage", "ReadPage"]

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def _count(value: JSON, name: str) -> int | None:
    """Return a number about the list, from whichever of the three places the service writes it to."""
    if not isinstance(value, dict):
        return None
    for container in (value, value.get("paginationData"), value.get("searchData")):
        count = container.get(name) if isinstance(container, dict) else None
        if isinstance(count, int | float) and not isinstance(count, bool):
            return int(count)
    return None


@frozen(eq=False, repr=False)
class ReadPage(Value, Generic[M]):
    """Read one page of models from below a name."""

    model: type[M]
    name: str

    def __call__(self, response: Response) -> Page[M]:
        """Read the response."""
        rows = ReadList(self.model, (self.name,))
        items = rows(response)
        value = response.json()
        extra = {name: other for name, other in value.items() if name != self.name} if isinstance(value, dict) else {}
        return Page(items, _count(value, "total"), _count(value, "nbEventsPerPage"), extra)


@frozen(eq=False, repr=False)
class NextPage(Value):
    """Say the call for the page after one that came; None when everything has come."""

    start: int | None = None
    """Number of the page the walk begins with; None for the service's first."""
    first: int = 1
    """Number of the service's first page."""

    def __call__(self, operation: Operation[Page[T]], page: Page[T], seen: int) -> Operation[Page[T]] | None:
        """Say the next call."""
        start = self.first if self.start is None else self.start
        page_number = operation.query.get("page")
        number = page_number if isinstance(page_number, int) else start
        if page.total is not None and self._skipped(start, number, page, seen) + seen >= page.total:
            return None
        return evolve(operation, query={**operation.query, "page": number + 1})

    def _skipped(self, start: int, number: int, page: Page[T], seen: int) -> int:
        """Count the rows before the page that the walk begins with: all those pages are full."""
        earlier = number - start
        full = page.per_page or ((seen - len(page.items)) // earlier if earlier > 0 else len(page.items))
        return max(start - self.first, 0) * full
