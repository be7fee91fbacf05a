"""Pagination: parsing the service's pages, whose members are mostly undocumented, and requesting the next one.

A walk ends at an empty page, or when as many rows have come as the service says there are.
Source: Constellation1's REST documentation, Signing Sessions, Appendix B, the examples on its pages.
"""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar

from esignkit.constellation1.response_messages import Messages, Reader
from esignkit.constellation1.wire_format import C1Model, fold
from esignkit.core.deserialization import structure
from esignkit.core.operation import Operation
from esignkit.core.paging import Page
from esignkit.core.response_readers import Unreadable
from esignkit.core.value_objects import Value, evolve, frozen
from esignkit.types import JSON

__all__ = ["NextPage", "ReadPage", "check_page", "check_page_size", "rows_of"]

M = TypeVar("M", bound=C1Model)
PAGE_SIZE = 50
_TOTALS = ("totalcount", "total", "totalrecords")


def rows_of(value: JSON) -> tuple[list[JSON] | None, int | None]:
    """Return the rows of a response and how many there are in all, whatever the members are called.

    The rows are the first list that is found, at the top or one object below. None when there is none.
    """
    if isinstance(value, list):
        return value, None
    if not isinstance(value, dict):
        return None, None
    members = fold(value)
    members.pop("details", None)
    total = next((_whole(members[name]) for name in _TOTALS if _whole(members.get(name)) is not None), None)
    lists = [item for item in members.values() if isinstance(item, list)]
    rows = next((item for item in lists if item), lists[0] if lists else None)
    if rows is None:
        for item in members.values():
            if isinstance(item, dict):
                rows, inner_total = rows_of(item)
                if rows is not None:
                    return rows, inner_total if total is None else total
    return ([] if rows is None and total == 0 else rows), total


def _whole(value: JSON) -> int | None:
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        return int(value)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@frozen(eq=False, repr=False)
class ReadPage(Reader[Page[M]], Generic[M]):
    """Read one page of models; a row that is a text alone is the field `text`."""

    ROWS: ClassVar[bool] = True

    model: type[M]
    text: str = ""

    def _read(self, value: JSON) -> Page[M]:
        rows, total = rows_of(value)
        if rows is None:
            msg = "the response holds no list"
            raise Unreadable(msg)
        members = value.items() if isinstance(value, dict) else ()
        extra = {name: other for name, other in members if other is not rows}
        return Page([self._row(row) for row in rows if row is not None], total, extra=extra)

    def _holds(self, messages: Messages) -> bool:
        return rows_of(messages.value)[0] is not None

    def _row(self, row: JSON) -> M:
        value: JSON = {self.model.CASE(self.text): row} if self.text and isinstance(row, str) else row
        return structure(value, self.model)


@frozen(eq=False, repr=False)
class NextPage(Value):
    """Says which call follows a page.

    Attributes:
        name: How the path calls the page's number.
        skipped: How many rows come before the first page of the walk.
    """

    name: str
    skipped: int = 0

    def __call__(self, operation: Operation[Page[Any]], page: Page[Any], seen: int) -> Operation[Page[Any]] | None:
        """Return the call for the page after this one; None when everything has come."""
        if page.total is not None and self.skipped + seen >= page.total:
            return None
        number = operation.args[self.name]
        return evolve(operation, args={**operation.args, self.name: int(str(number)) + 1})


def check_page(number: int) -> int:
    """Return the number of a page.

    Raises:
        ValueError: It is negative.
    """
    if number < 0:
        msg = f"first_page is at least 0, not {number}"
        raise ValueError(msg)
    return number


def check_page_size(size: int, max_size: int | None = None) -> int:
    """Return a page size that the service takes.

    Raises:
        ValueError: It is too small or too large.
    """
    if size < 1 or (max_size is not None and size > max_size):
        msg = f"page_size is {'at least 1' if max_size is None else f'from 1 to {max_size}'}, not {size}"
        raise ValueError(msg)
    return size
