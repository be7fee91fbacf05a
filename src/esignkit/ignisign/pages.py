"""Ignisign's lists: rows under a name, the total beside them or in an object of paging data.

There is no word for the last page: a walk ends at an empty page, or when as many rows have come as the total says.
Source: Ignisign sections 6.1, 6.7 and 11.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from attrs import evolve, frozen

from esignkit.core.flow import Answer
from esignkit.core.model import Model
from esignkit.core.operation import Operation
from esignkit.core.paging import Page
from esignkit.core.readers import ReadList
from esignkit.core.value import Value
from esignkit.types import JSON

__all__ = ["NextPage", "ReadPage", "next_page"]

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def _total(value: JSON) -> int | None:
    """Return the number of rows in all, from whichever of the three places the service writes it to."""
    if not isinstance(value, dict):
        return None
    for place in (value, value.get("paginationData"), value.get("searchData")):
        total = place.get("total") if isinstance(place, dict) else None
        if isinstance(total, int | float) and not isinstance(total, bool):
            return int(total)
    return None


@frozen(eq=False, repr=False)
class ReadPage(Value, Generic[M]):
    """Read one page of models from below a name."""

    model: type[M]
    name: str

    def __call__(self, answer: Answer) -> Page[M]:
        """Read the answer."""
        rows = ReadList(self.model, (self.name,))
        items = rows(answer)
        return Page(items, _total(answer.json()))


@frozen(eq=False, repr=False)
class NextPage(Value):
    """Say the call for the page after one that came; None when everything has come."""

    first: int = 1
    """Number of the page that the service gives when none is asked for."""

    def __call__(self, operation: Operation[Page[T]], page: Page[T], seen: int) -> Operation[Page[T]] | None:
        """Say the next call."""
        number = operation.query.get("page")
        number = number if isinstance(number, int) else self.first
        if page.total is not None and seen >= page.total:
            return None
        return evolve(operation, query={**operation.query, "page": number + 1})


next_page: NextPage = NextPage()
"""Pages are counted from 1."""
