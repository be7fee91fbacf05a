"""Lists: each call's own order of page number and page size, and where a walk ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from esignkit.constellation1.pages import rows_of
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.signers import Signers
from esignkit.core.endpoint import PLANNER
from esignkit.errors import DecodeError, ESignError
from tests.constellation1.samples import settings
from tests.support import Record, Sent, context_of, drive, reply
from tests.tables import in_one_test

sessions, signers = Sessions(PLANNER), Signers(PLANNER)
LISTS: dict[str, tuple[Callable[..., Any], Callable[[int, int], str], int]] = {
    "archived": (sessions.list_archived, lambda size, n: f"/v1/sessions/archived/{size}/{n}", 0),
    "deleted": (sessions.list_deleted, lambda size, n: f"/v1/sessions/deleted/{size}/{n}", 0),
    "expired": (sessions.list_expired, lambda size, n: f"/v1/sessions/expired/{size}/{n}", 0),
    "lite": (
        lambda **more: sessions.list_lite_by_transaction_id("tx", username="u", **more),
        lambda size, n: f"/v1/sessions/lite/u/tx/{size}/{n}/sortBy?colName=CreatedOn&sortOrder=asc",
        0,
    ),
    "signer documents": (
        lambda **more: signers.list_documents("s", "r", username="u", **more),
        lambda size, n: f"/v1/signer/docs/u/s/r/{n}/{size}",
        0,
    ),
    "signer documents from 1": (
        lambda **more: signers.list_documents("s", "r", username="u", **{"first_page": 1, **more}),
        lambda size, n: f"/v1/signer/docs/u/s/r/{n}/{size}",
        1,
    ),
}
every_list = in_one_test("name", LISTS)


def pages(*rows: int, total: int | None = None) -> list[Any]:
    return [
        reply(200, {"Rows": [{"SigningSessionId": f"{n}-{i}"} for i in range(size)], "TotalCount": total})
        for n, size in enumerate(rows)
    ]


def walk(name: str, answers: list[Any], **more: Any) -> tuple[list[Any], list[str]]:
    rows, record = drive(LISTS[name][0](page_size=2, **more), answers, context_of(settings()))
    return rows, [sent.target for sent in record.sent]


@every_list
@in_one_test(
    "sizes, total, calls",
    [
        ((2, 2, 1), 5, 3),
        ((2, 2), 4, 2),
        ((2, 2, 0), None, 3),
        ((2, 1, 0), None, 3),
        ((0,), 0, 1),
        ((0,), 7, 1),
        ((1, 1, 1), 3, 3),
        ((5,), 5, 1),
    ],
)
def test_a_walk_ends_with_the_total_or_an_empty_page(
    name: str, sizes: tuple[int, ...], total: int | None, calls: int
) -> None:
    rows, targets = walk(name, pages(*sizes, total=total))
    path, first = LISTS[name][1:]
    assert targets == [path(2, first + n) for n in range(calls)]
    assert len(rows) == sum(sizes)


@every_list
def test_a_walk_begins_at_any_page_and_asks_for_none_beyond_the_last(name: str) -> None:
    path, first = LISTS[name][1:]
    begin = first + 3
    if "signer documents" in name:  # where its count begins is not documented: only an empty page ends it for sure
        _, targets = walk(name, pages(2, 1, 0, total=9), first_page=begin)
        assert targets == [path(2, begin + n) for n in range(3)]
        return
    rows, targets = walk(name, pages(2, 1, total=9), first_page=begin)
    assert (len(rows), targets) == (3, [path(2, begin), path(2, begin + 1)])


@every_list
def test_a_page_before_the_first_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="first_page is at least 0, not -1"):
        LISTS[name.removesuffix(" from 1")][0](first_page=-1)


@every_list
def test_a_limit_ends_it_earlier(name: str) -> None:
    rows, targets = walk(name, pages(2, 2, 2, total=9), limit=3)
    assert (len(rows), len(targets)) == (3, 2)
    assert walk(name, [], limit=0) == ([], [])


@every_list
def test_page_sizes_are_checked_before_anything_is_sent(name: str) -> None:
    with pytest.raises(ValueError, match="page_size"):
        LISTS[name][0](page_size=0)
    if name == "lite":
        with pytest.raises(ValueError, match="from 1 to 50, not 51"):
            LISTS[name][0](page_size=51)


@every_list
def test_a_service_that_does_not_look_at_page_numbers_is_noticed(name: str) -> None:
    with pytest.raises(DecodeError, match="same page three times"):
        walk(name, pages(2) * 9)


def test_a_page_that_is_lost_is_read_again() -> None:
    rows, targets = walk("archived", [reply(500, b""), *pages(1, total=1)])
    assert len(rows) == 1
    assert targets[0] == targets[1]


@in_one_test(
    "value, rows, total",
    [
        ([1, 2], [1, 2], None),
        ({"Ids": ["a"], "TotalCount": 3}, ["a"], 3),
        ({"Details": [], "Ids": ["a"]}, ["a"], None),
        ({"Errors": [], "Ids": ["a"]}, ["a"], None),
        ({"Inner": {"Rows": [1], "Total": 2}}, [1], 2),
        ({"Inner": {"Rows": [1], "Total": 2}, "TotalCount": "5"}, [1], 5),
        ({"Ids": ["a"], "Count": 1}, ["a"], None),  # perhaps of this page: the walk goes on to an empty one
        ({"Rows": None, "TotalCount": 0}, [], 0),
        ({"Rows": None, "TotalCount": 2}, None, 2),
        ({"TotalCount": True}, None, None),
        ("text", None, None),
        (None, None, None),
    ],
)
def test_rows_are_found_whatever_the_members_are_called(value: Any, rows: Any, total: int | None) -> None:
    assert rows_of(value) == (rows, total)


def test_a_page_without_a_list_is_read_again_and_then_an_error() -> None:
    record = Record()
    with pytest.raises(ESignError):
        drive(sessions.list_archived(), [reply(200, {"TotalCount": 3})] * 3, context_of(settings(), record), record)
    assert len(record.sent) == 3


def test_a_row_of_another_shape_is_a_typed_error() -> None:
    def answer(sent: Sent) -> Any:
        return reply(200, {"Rows": [[1]]})

    with pytest.raises(DecodeError):
        drive(signers.list_documents("s", "r", username="u"), [answer], context_of(settings()))
