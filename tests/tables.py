"""Tests of tables: many cells in one test."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest


def in_one_test(
    names: str, cells: Iterable[Any], *, ids: Callable[[Any], object] = repr
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Call a test with each cell of a table, and fail with all cells that fail, each with its name and traceback.

    It is `pytest.mark.parametrize` without what pytest spends on a test of its own, which is more than a small check
    takes. Fixtures are made once and serve all cells.

    Args:
        names: The test's parameters that a cell gives, separated by commas.
        cells: One value for each test, or a tuple of them if there are several names.
        ids: Returns a cell's name.
    """
    parameters = [name.strip() for name in names.split(",")]
    table = list(cells)
    assert table, "a table without cells proves nothing"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def whole(**fixtures: Any) -> None:
            failures = []
            for cell in table:
                values = (cell,) if len(parameters) == 1 else cell
                try:
                    test(**fixtures, **dict(zip(parameters, values, strict=True)))
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"cell: {ids(cell)}")
                    failures.append(error)
            if failures:
                names_of_failures = ", ".join(error.__notes__[-1].removeprefix("cell: ") for error in failures)
                message = f"{len(failures)} of {len(table)} cells failed: {names_of_failures}"
                raise BaseExceptionGroup(message, failures)

        signature = inspect.signature(test)
        rest = [one for one in signature.parameters.values() if one.name not in parameters]
        whole.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]  # what pytest reads
        return whole

    return decorate
