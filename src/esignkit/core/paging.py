"""Pagination: lists that are fetched page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Generic, NoReturn, SupportsIndex, TypeVar, cast

from esignkit.core.flow import Effect, Response
from esignkit.core.operation import Operation
from esignkit.core.storable_plan import StorablePlan
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Value, evolve, field, frozen
from esignkit.errors import DecodeError
from esignkit.names import with_near_names
from esignkit.types import JSON, JSONObject

if TYPE_CHECKING:
    from esignkit.core.provider import Problem
    from esignkit.core.pydantic_models import SchemaHandler
    from esignkit.display import Plain

__all__ = ["AsyncItems", "Cursor", "Items", "OnePage", "Page", "Paging", "one_page"]

T = TypeVar("T")
_MAX_REPEATS = 2


@with_suggestions
@frozen(eq=False, repr=False)
class Page(Value, Generic[T]):
    """One page of a list."""

    items: list[T]
    """The items of this page, in the service's order."""
    total: int | None = None
    """Number of items on all pages, when the service says it."""
    per_page: int | None = None
    """Number of items on a full page, when the service says it."""
    extra: JSONObject = field(factory=dict[str, JSON], eq=False, repr=False)
    """The other members of the response, by the service's names."""

    def to_dicts(self, *, mask: bool | None = None) -> list[dict[str, Plain]]:
        """Return the items as dictionaries of plain values, for pandas or polars.

        Args:
            mask: Whether what is personal becomes `•••`; when not given, as `display.settings` says.
        """
        from esignkit.display import to_dicts

        return to_dicts(self.items, mask=mask)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: SchemaHandler) -> dict[str, Any]:
        from esignkit.core.pydantic_models import page_schema

        return page_schema(cls, source, handler)

    def _repr_html_(self) -> str:
        from esignkit.display import page_html

        return page_html(self.items, self.total)


@frozen(eq=False, repr=False, getstate_setstate=False)
class Paging(Value, StorablePlan[list[T]], Generic[T]):
    """The plan of a list: the first call, and a named function from a call and its page to the next call or None."""

    first: Operation[Page[T]]
    after: Callable[[Operation[Page[T]], Page[T], int], Operation[Page[T]] | None]
    limit: int | None = None
    origin: object = field(default=None, eq=False, repr=False)
    """The call that it was planned by, as a `Planned`."""

    def __iter__(self) -> Generator[Effect, object, list[T]]:
        """Return everything in the list, inside a flow: `rows = yield from self.plan.list()`."""
        rows: list[T] = []
        cursor: Cursor[T] = Cursor(self)
        while cursor.next is not None:
            rows += cursor.take((yield from cursor.next)).items
        return rows


@frozen(eq=False, repr=False)
class OnePage(Value, Generic[T]):
    """Reads a list that comes whole."""

    read: Callable[[Response], list[T]]

    def __call__(self, response: Response) -> Page[T]:
        """Read it as the only page."""
        return Page(self.read(response))

    def refusal(self, response: Response) -> Problem | None:
        """Return what the reader says of it."""
        judge: Callable[[Response], Problem | None] | None = getattr(self.read, "refusal", None)
        return None if judge is None else judge(response)


def _nothing_after(operation: Operation[Page[T]], page: Page[T], seen: int) -> None:
    """Say that a list has no more pages."""


def one_page(operation: Operation[list[T]]) -> Paging[T]:
    """Return the plan of a list that the service sends whole.

    Args:
        operation: The call.
    """
    call: Operation[Any] = operation
    return Paging(cast("Operation[Page[T]]", evolve(call, returns=OnePage(operation.returns))), _nothing_after)


class Cursor(Generic[T]):
    """The position in a list that is read page by page; the same for all modes."""

    def __init__(self, paging: Paging[T]) -> None:
        if paging.limit is not None and paging.limit < 0:
            msg = f"limit is {paging.limit}; give how many items at most, or None for all"
            raise ValueError(msg)
        self.paging = paging
        self.next: Operation[Page[T]] | None = paging.first if paging.limit is None or paging.limit > 0 else None
        self.left = paging.limit
        self.seen: int = 0
        self._last: list[T] = []
        self._repeats: int = 0

    def take(self, page: Page[T]) -> Page[T]:
        """Take the page that was fetched, cut it at the limit, and set the next call."""
        if self.next is None:
            msg = "this list is at its end"
            raise RuntimeError(msg)
        self._check(page)
        self.seen += len(page.items)
        next_call = self.paging.after(self.next, page, self.seen) if page.items else None
        if self.left is not None:
            page = evolve(page, items=page.items[: self.left])
            self.left -= len(page.items)
            if self.left == 0:
                next_call = None
        self.next = next_call if next_call != self.next else None
        return page

    def _check(self, page: Page[T]) -> None:
        """Refuse the same page three times in a row: the service ignores the page number, and the list has no end.

        The same page twice can come from a list that grew at its front in the meantime.

        Raises:
            DecodeError: It gave the same page three times.
        """
        self._repeats = self._repeats + 1 if page.items and page.items == self._last else 0
        self._last = page.items
        if self._repeats == _MAX_REPEATS and self.next is not None:
            msg = f"{self.next.name}: the service gave the same page three times in a row, so this list has no end"
            raise DecodeError(msg, operation=self.next.name)


@with_near_names
class Items(Generic[T]):
    """A list that is fetched page by page while it is iterated; each iteration starts from the first page."""

    if not TYPE_CHECKING:  # type checkers refuse these by themselves

        def __bool__(self) -> bool:  # `__len__` would be asked
            return True

        def _refuse_length(self) -> NoReturn:
            """Refuse `len`, and `reversed`, which asks for it.

            Raises:
                TypeError: Always.
            """
            name = self._paging.first.name
            msg = f"{name} has no length before it is fetched: call .all(), which returns a list, as in len(….all())"
            raise TypeError(msg)

        def _refuse_async(self) -> NoReturn:
            """Refuse `await` and `async for`.

            Raises:
                TypeError: Always.
            """
            name = self._paging.first.name
            msg = f"{name} is a list of a sync client: write `for item in …`, or call .all() or .first() without await"
            raise TypeError(msg)

        __len__ = _refuse_length
        __await__ = __aiter__ = __anext__ = _refuse_async

    def __init__(self, run: Callable[[Operation[Page[T]]], Page[T]], paging: Paging[T]) -> None:
        self._run = run
        self._paging = paging

    def pages(self) -> Iterator[Page[T]]:
        """Iterate over the pages."""
        cursor = Cursor(self._paging)
        while cursor.next is not None:
            yield cursor.take(self._run(cursor.next))

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(page.items for page in self.pages())  # `run()` would carry out a generator

    def __getitem__(self, index: int) -> T:
        """Return one item, by its number from 0; what comes before it is fetched as well.

        Raises:
            IndexError: There are not so many, or the number is negative: `.all()[-1]` is the last.
            TypeError: It is no number: `.all()[:2]` is a slice, and `limit=2` fetches no more than that.
        """
        name, number = self._paging.first.name, cast("object", index)
        if not isinstance(number, SupportsIndex):
            msg = (
                f"{name}: [ ] takes one number from 0, not {type(number).__name__}; "
                "call .all(), which returns a list, as in ….all()[:2], or fetch fewer items with limit="
            )
            raise TypeError(msg)
        if index < 0:
            msg = f"{name}: there is no item {index}; numbers count from 0; ….all()[{index}] counts from the end"
            raise IndexError(msg)
        for item in islice(self, index, None):
            return item
        msg = f"{name}: there is no item {index}"
        raise IndexError(msg)

    def first(self) -> T | None:
        """Return the first item, or None when there is none."""
        return next(iter(self), None)

    def all(self) -> list[T]:
        """Fetch everything."""
        return list(self)

    def to_dicts(self, *, mask: bool | None = None) -> list[dict[str, Plain]]:
        """Fetch everything, as dictionaries of plain values for pandas or polars.

        Args:
            mask: Whether what is personal becomes `•••`; when not given, as `display.settings` says.
        """
        from esignkit.display import to_dicts

        return to_dicts(self, mask=mask)

    def _repr_html_(self) -> str:
        from esignkit.display import items_html

        return items_html(type(self).__name__, self._paging.first.name)

    def __repr__(self) -> str:
        return f"<Items of {self._paging.first.name}: iterate, or call .pages(), .first(), .all()>"


@with_near_names
class AsyncItems(Generic[T]):
    """The same for `async for`.

    Its iterators are no async generators, so that breaking out of a loop leaves nothing to clean up.
    """

    if not TYPE_CHECKING:  # type checkers refuse these by themselves

        def __bool__(self) -> bool:  # `__len__` would be asked
            return True

        def _refuse_sync(self, *_: object) -> NoReturn:
            """Refuse what a list can do that is fetched already.

            Raises:
                TypeError: Always.
            """
            msg = (
                f"{self._paging.first.name} is fetched page by page: write `async for item in …`, `await ….first()`, "
                "or `await ….all()`, which returns a list with numbers, slices and a length"
            )
            raise TypeError(msg)

        __await__ = __iter__ = __getitem__ = __len__ = __contains__ = _refuse_sync

    def __init__(self, run: Callable[[Operation[Page[T]]], Awaitable[Page[T]]], paging: Paging[T]) -> None:
        self._run = run
        self._paging = paging

    def pages(self) -> AsyncIterator[Page[T]]:
        """Iterate over the pages."""
        return _Pages(self._run, Cursor(self._paging))

    def __aiter__(self) -> AsyncIterator[T]:
        return _Flat(self.pages())

    async def first(self) -> T | None:
        """Return the first item, or None when there is none."""
        async for item in self:
            return item
        return None

    async def all(self) -> list[T]:
        """Fetch everything."""
        return [item async for item in self]

    async def to_dicts(self, *, mask: bool | None = None) -> list[dict[str, Plain]]:
        """Fetch everything, as dictionaries of plain values for pandas or polars.

        Args:
            mask: Whether what is personal becomes `•••`; when not given, as `display.settings` says.
        """
        from esignkit.display import to_dicts

        return to_dicts(await self.all(), mask=mask)

    def _repr_html_(self) -> str:
        from esignkit.display import items_html

        return items_html(type(self).__name__, self._paging.first.name)

    def __repr__(self) -> str:
        return f"<AsyncItems of {self._paging.first.name}: async for, or .pages(), .first(), .all()>"


def _refuse_for(pages: object) -> NoReturn:
    """Refuse a loop that does not await.

    Raises:
        TypeError: Always.
    """
    msg = "the pages of an async client are awaited: write `async for page in ….pages()`"
    raise TypeError(msg)


class _Pages(Generic[T]):
    if not TYPE_CHECKING:  # as above
        __iter__ = _refuse_for

    def __init__(self, run: Callable[[Operation[Page[T]]], Awaitable[Page[T]]], cursor: Cursor[T]) -> None:
        self._run = run
        self._cursor = cursor

    def __aiter__(self) -> _Pages[T]:
        return self

    async def __anext__(self) -> Page[T]:
        if self._cursor.next is None:
            raise StopAsyncIteration
        return self._cursor.take(await self._run(self._cursor.next))


class _Flat(Generic[T]):
    def __init__(self, pages: AsyncIterator[Page[T]]) -> None:
        self._pages = pages
        self._items: Iterator[T] = iter(())

    def __aiter__(self) -> _Flat[T]:
        return self

    async def __anext__(self) -> T:
        while True:
            for item in self._items:
                return item
            self._items = iter((await self._pages.__anext__()).items)
