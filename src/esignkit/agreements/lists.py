"""Lists of a service, item by item in the words of agreements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from attrs import evolve, frozen

from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.paging import Page, Paging
from esignkit.core.value_objects import Value

__all__ = ["converted"]

S = TypeVar("S")
T = TypeVar("T")


@frozen(eq=False, repr=False)
class _ReadConverted(Value, Generic[S, T]):
    """Reads a page as the service sends it, and converts its items."""

    read: Callable[[Response], Page[S]]
    convert: Callable[[S], T]

    def __call__(self, response: Response) -> Page[T]:
        page = self.read(response)
        return Page([self.convert(item) for item in page.items], page.total, page.per_page, page.extra)


def converted(paging: Paging[S], convert: Callable[[S], T]) -> Paging[T]:
    """Return the plan of a list whose items are converted.

    Args:
        paging: The list as the service has it.
        convert: A named function from one item to what it becomes.
    """
    first: Operation[Any] = paging.first
    reader = _ReadConverted(cast("Callable[[Response], Page[S]]", first.returns), convert)
    return Paging(evolve(first, returns=reader), cast("Any", paging.after), paging.limit)
