"""Pagination: `from` and `to` are numbers of records, counted from 1, both included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar, cast

from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.operation import Operation as AnyOperation
from esignkit.core.paging import Page, Paging
from esignkit.core.response_readers import read_list
from esignkit.core.value_objects import Value, evolve, frozen
from esignkit.esignlive.operation import Operation
from esignkit.types import CallOptions, QueryValue

__all__ = ["NextWindow", "ReadPage", "list_by_window", "window"]

M = TypeVar("M", bound=Model)

MOST = 100
"""The service gives at most so many rows at a time."""


@frozen(eq=False, repr=False)
class ReadPage(Value, Generic[M]):
    """Read `{"count": …, "results": […]}`, or a plain list."""

    model: type[M]

    def __call__(self, response: Response) -> Page[M]:
        """Read the response."""
        items = read_list(self.model)(response)
        body = response.json()
        members = body if isinstance(body, dict) else {}
        count = members.get("count")
        extra = {name: value for name, value in members.items() if name not in ("count", "results")}
        return Page(items, int(count) if isinstance(count, int | float) else None, extra=extra)


def window(first: int | None, last: int | None, size: int | None) -> dict[str, QueryValue]:
    """Return `from` and `to` of the first call: record numbers from 1, both included; none when nothing was asked.

    Raises:
        ValueError: A number is out of range.
    """
    if first is not None and first < 1:
        msg = f"from_: records are counted from 1, not {first}"
        raise ValueError(msg)
    if last is not None and last < (first or 1):
        msg = f"to: {last} lies before from_={first or 1}"
        raise ValueError(msg)
    if size is not None and not 1 <= size <= MOST:
        msg = f"page_size: the service gives 1 to {MOST} rows at a time, not {size}"
        raise ValueError(msg)
    if first is None and last is None and size is None:
        return {}
    return _window(first or 1, last, size)


def _window(first: int, last: int | None, size: int | None) -> dict[str, QueryValue]:
    end = first + (size or MOST) - 1
    return {"from": first, "to": end if last is None else min(end, last)}


@frozen(eq=False, repr=False)
class NextWindow(Value):
    """Says where a list goes on after a page.

    Attributes:
        last: The last record wanted.
        size: Rows to a page.
    """

    last: int | None = None
    size: int | None = None

    def __call__(self, operation: AnyOperation[Page[M]], page: Page[M], seen: int) -> AnyOperation[Page[M]] | None:
        """Return the next call, or None at the end."""
        to = operation.query.get("to")
        if to is None:  # the first page came in the size the service chose
            reached = seen
        else:
            reached = cast("int", to)
            size_of_window = reached - cast("int", operation.query["from"]) + 1
            if page.total is None and len(page.items) != size_of_window:
                return None
        if (page.total is not None and reached >= page.total) or (self.last is not None and reached >= self.last):
            return None
        return evolve(operation, query={**operation.query, **_window(reached + 1, self.last, self.size)})


def list_by_window(
    name: str,
    path: str,
    model: type[M],
    query: Mapping[str, QueryValue],
    after: NextWindow,
    *,
    limit: int | None,
    options: CallOptions | None,
) -> Paging[M]:
    """Return a list that is asked for in windows of records.

    Args:
        name: The operation's name.
        path: The operation's path.
        model: What a row is.
        query: Query of the first call; parameters that are empty are left out: none is ever sent as `name=`.
        after: What gives the next call.
        limit: How many rows are wanted at most.
        options: The options of each call.
    """
    filled = {key: value for key, value in query.items() if value != ""}
    return Paging(Operation(name, "GET", path, ReadPage(model), query=filled, options=options), after, limit)
