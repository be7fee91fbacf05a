"""Tests of tables: many cells in one test."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

_EMPTY = "a table without cells proves nothing"


def in_one_test(
    names: str, cells: Iterable[Any] | Callable[[Any], Iterable[Any]], *, ids: Callable[[Any], object] = repr
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Call a test with each cell of a table, and fail with all cells that fail, each with its name and traceback.

    It is `pytest.mark.parametrize` without what pytest spends on a test of its own, which is more than a small check
    takes. Fixtures are made once and serve all cells.

    Args:
        names: The test's parameters that a cell gives, separated by commas.
        cells: One value for each test, or a tuple of them if there are several names. Or a function that returns them
            for one of the test's fixtures, which has the name of the function's parameter.
        ids: Returns a cell's name.
    """
    parameters = [name.strip() for name in names.split(",")]
    fixture = next(iter(inspect.signature(cells).parameters)) if callable(cells) else ""
    known = () if callable(cells) else tuple(cells)
    assert known or fixture, _EMPTY

    def decorate(test: Callable[..., Any]) -> Callable[..., Any]:
        def cells_for(fixtures: dict[str, Any]) -> Iterator[tuple[dict[str, Any], _Cell]]:
            table = tuple(cells(fixtures[fixture])) if callable(cells) else known
            assert table, _EMPTY
            failures: list[BaseException] = []
            for cell in table:
                values = (cell,) if len(parameters) == 1 else cell
                yield fixtures | dict(zip(parameters, values, strict=True)), _Cell(f"{ids(cell)}", failures)
            if failures:
                names_of_failures = ", ".join(error.__notes__[-1].removeprefix("cell: ") for error in failures)
                message = f"{len(failures)} of {len(table)} cells failed: {names_of_failures}"
                raise BaseExceptionGroup(message, failures)

        @functools.wraps(test)
        def whole(**fixtures: Any) -> None:
            for arguments, cell in cells_for(fixtures):
                with cell:
                    test(**arguments)

        @functools.wraps(test)
        async def whole_awaiting(**fixtures: Any) -> None:
            for arguments, cell in cells_for(fixtures):
                with cell:
                    await test(**arguments)

        made: Any = whole_awaiting if inspect.iscoroutinefunction(test) else whole
        signature = inspect.signature(test)
        rest = [one for one in signature.parameters.values() if one.name not in parameters]
        made.__signature__ = signature.replace(parameters=rest)  # what pytest reads
        return made

    return decorate


class _Cell:
    """Notes a cell's failure, and goes on."""

    def __init__(self, name: str, failures: list[BaseException]) -> None:
        self.name, self.failures = name, failures

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, (Exception, pytest.fail.Exception)):
            return False
        error.add_note(f"cell: {self.name}")
        self.failures.append(error)
        return True
