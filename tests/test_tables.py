"""A test of many cells fails with all that fail."""

from __future__ import annotations

import inspect
from typing import Any

import anyio
import anyio.lowlevel
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


def test_the_cells_may_come_from_a_fixture() -> None:
    tried: list[Any] = []

    @in_one_test("row", lambda service: service)
    def check(service: str, row: str) -> None:
        tried.append((service, row))

    assert list(inspect.signature(check).parameters) == ["service"]
    check(service="ab")
    assert tried == [("ab", "a"), ("ab", "b")]
    with pytest.raises(AssertionError):
        check(service="")


def test_a_test_that_awaits_fails_with_all_its_cells_as_well() -> None:
    tried = []

    @in_one_test("number", [1, 2])
    async def check(number: int) -> None:
        await anyio.lowlevel.checkpoint()
        tried.append(number)
        raise ValueError

    with pytest.raises(BaseExceptionGroup, match="2 of 2 cells failed: 1, 2"):
        anyio.run(check)
    assert tried == [1, 2]


LONG = b"%PDF-1.7 made at " + bytes(200)


@pytest.mark.parametrize("file", [LONG, LONG + b"1", b"%PDF"])
def test_no_cell_is_named_by_a_whole_file(file: bytes, request: pytest.FixtureRequest) -> None:
    """Workers of one run must find the same names, also where a file says when it was made."""
    assert request.node.callspec.id == {LONG: "file0", LONG + b"1": "file1"}.get(file, "%PDF")
