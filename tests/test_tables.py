"""A test of many cells fails with all that fail."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from tests.tables import in_one_test


def test_all_cells_that_fail_are_listed_and_the_others_were_tried() -> None:
    tried = []

    @in_one_test("number", [1, 2, 3, 4], ids=lambda number: f"row {number}")
    def check(number: int, fixture: str) -> None:
        tried.append((number, fixture))
        assert number != 2
        with pytest.raises(ZeroDivisionError):
            1 / (number - 3)

    assert list(inspect.signature(check).parameters) == ["fixture"]
    with pytest.raises(BaseExceptionGroup) as caught:
        check(fixture="f")
    assert tried == [(1, "f"), (2, "f"), (3, "f"), (4, "f")]
    assert caught.value.message == "3 of 4 cells failed: row 1, row 2, row 4"
    assert [error.__notes__ for error in caught.value.exceptions] == [["cell: row 1"], ["cell: row 2"], ["cell: row 4"]]


def test_a_cell_may_have_several_values_and_a_table_several_dimensions() -> None:
    tried: list[Any] = []

    @in_one_test("a, b", [(1, 2), (3, 4)])
    @in_one_test("c", "xy")
    def check(a: int, b: int, c: str) -> None:
        tried.append((a, b, c))

    check()
    assert tried == [(1, 2, "x"), (1, 2, "y"), (3, 4, "x"), (3, 4, "y")]


def test_an_empty_table_is_no_proof() -> None:
    with pytest.raises(AssertionError):
        in_one_test("a", [])
