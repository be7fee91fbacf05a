"""Promise 28: lists neither lose nor repeat, in the three ways in which the services count."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import attrs
import pytest

from esignkit import DecodeError
from esignkit.constellation1.sessions import Sessions
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Response
from esignkit.core.paging import Cursor, Paging
from esignkit.esignlive.packages import Packages
from esignkit.ignisign.signature_requests import SignatureRequests
from tests.constellation1 import samples as c1_samples
from tests.esignlive import helper as esl_helper
from tests.ignisign import samples as ign_samples
from tests.reliability import report
from tests.support import Record, Sent, context_of, drive, reply

SIZES = (0, 1, 99, 100, 101, 1000)


@attrs.define
class Book:
    """A list that a service holds; `tells` is the count that it tells, and `turn` may change it between pages."""

    ids: list[str]
    tells: Callable[[list[str]], int | None] = len
    turn: Callable[[list[str]], None] = lambda ids: None
    stuck: bool = False
    calls: int = 0

    def page(self, first: int, last: int) -> list[str]:
        if self.calls:
            self.turn(self.ids)
        self.calls += 1
        return self.ids[:10] if self.stuck else self.ids[first:last]


def windows(book: Book, sent: Sent) -> Response:
    """eSignLive: records from 1, both ends included, at most 100."""
    query = parse_qs(sent.target.partition("?")[2])
    first, last = int(query.get("from", ["1"])[0]), int(query.get("to", ["10"])[0])
    assert 1 <= first <= last <= first + 99
    rows = [{"id": one} for one in book.page(first - 1, last)]
    count = book.tells(book.ids)
    return reply(200, rows if count is None else {"count": count, "results": rows})


def numbers(book: Book, sent: Sent) -> Response:
    """Ignisign: the number of the page, from 1, in pages whose size the service chooses."""
    page = int(parse_qs(sent.target.partition("?")[2]).get("page", ["1"])[0])
    rows = [{"_id": one} for one in book.page((page - 1) * 10, page * 10)]
    count = book.tells(book.ids)
    found: dict[str, Any] = {"signatureRequests": rows}
    return reply(200, found if count is None else found | {"paging": {"total": count}, "total": count})


def pages(book: Book, sent: Sent) -> Response:
    """Constellation1: size and number of the page in the path, from 0."""
    size, number = map(int, re.findall(r"/(\d+)/(\d+)(?:\?|$)", sent.target)[0])
    rows = [{"SigningSessionId": one} for one in book.page(number * size, (number + 1) * size)]
    count = book.tells(book.ids)
    return reply(200, rows if count is None else {"Sessions": rows, "TotalCount": count})


@attrs.frozen
class Way:
    name: str
    plan: Callable[[], Paging[Any]]
    answer: Callable[[Book, Sent], Response]
    context: Callable[[Record], Any]
    id: str

    def walk(self, book: Book, **changes: Any) -> list[str]:
        record = Record()
        plan = attrs.evolve(self.plan(), **changes)
        rows, _ = drive(plan, [lambda sent: self.answer(book, sent)] * 400, self.context(record), record)
        return [getattr(row, self.id) for row in rows]


WAYS = [
    Way(
        "windows", lambda: Packages(PLANNER).list(page_size=100), windows,
        lambda record: esl_helper.context(record), "id",
    ),
    Way(
        "numbers", lambda: SignatureRequests(PLANNER).list(), numbers,
        lambda record: context_of(ign_samples.settings(), record), "id",
    ),
    Way(
        "pages", lambda: Sessions(PLANNER).list_archived(page_size=10), pages,
        lambda record: context_of(c1_samples.settings(), record), "signing_session_id",
    ),
]  # fmt: skip
each = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


def ids(total: int) -> list[str]:
    return [f"p{n}" for n in range(total)]


@each
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "uncounted"])
@pytest.mark.parametrize("total", SIZES)
def test_promise_28_a_list_that_stands_still_comes_whole_and_once(way: Way, total: int, counted: bool) -> None:
    book = Book(ids(total), len if counted else lambda _: None)
    found = way.walk(book)
    assert found == ids(total)
    report.note("28", lists=1, lost=len(set(ids(total)) - set(found)), repeated=len(found) - len(set(found)))


@each
@pytest.mark.parametrize("total", [s for s in SIZES if s > 100])
def test_promise_28_what_is_there_all_the_time_is_not_lost_when_the_list_grows(way: Way, total: int) -> None:
    book = Book(ids(total), turn=lambda rows: rows.append(f"new{len(rows)}") if len(rows) < total + 5 else None)
    found = way.walk(book)
    assert set(ids(total)) <= set(found)
    assert len(found) == len(set(found))
    at_the_front = Book(ids(total), turn=lambda rows: rows.insert(0, f"new{len(rows)}") if len(rows) < total + 5 else None)  # fmt: skip
    assert set(ids(total)) <= set(way.walk(at_the_front))  # rows move down: some come twice, none is missed
    report.note("28", lists=2)


@each
@pytest.mark.parametrize("total", [101, 1000])
def test_promise_28_a_list_that_shrinks_ends(way: Way, total: int) -> None:
    """Rows that move up while we turn the page are missed: the services count records and have no cursors."""
    book = Book(ids(total), turn=lambda rows: rows.pop(0) and None)
    found = way.walk(book)
    assert len(found) == len(set(found)) <= total
    assert set(found) <= set(ids(total))
    report.note("28", lists=1)


@each
@pytest.mark.parametrize("lie", [10**6, -1, 0])
def test_promise_28_a_count_that_lies_neither_loops_nor_fails(way: Way, lie: int) -> None:
    book = Book(ids(101), lambda _: lie)
    found = way.walk(book)
    assert found == ids(101)[: len(found)]
    assert len(found) == 101 if lie > 0 else found
    assert book.calls < 20
    report.note("28", lists=1)


@each
@pytest.mark.parametrize("count", [None, 10**6])
def test_promise_28_the_same_page_for_ever_is_noticed(way: Way, count: int | None) -> None:
    book = Book(ids(1000), lambda _: count, stuck=True)
    if way.name == "windows" and count is None:  # a window that comes back short is the last one
        assert way.walk(book) == ids(10)
        return
    with pytest.raises(DecodeError, match="same page"):
        way.walk(book)
    assert book.calls == 3
    report.note("28", endless_lists_noticed=1)


@each
def test_promise_28_leaving_early_asks_for_no_more(way: Way) -> None:
    book = Book(ids(1000))
    assert way.walk(book, limit=5) == ids(5)
    assert book.calls == 1


def test_two_equal_pages_in_a_row_are_no_reason_to_stop() -> None:
    """A list that grew at its front by a whole page gives the same rows once more."""
    cursor: Cursor[Any] = Cursor(WAYS[0].plan())
    row = json.loads('{"id": "p"}')
    from esignkit.core.paging import Page

    for _ in range(2):
        cursor.take(Page([row] * 100, 10**6))
    cursor.take(Page([{"id": "q"}] * 100, 10**6))
    for _ in range(2):
        cursor.take(Page([row] * 100, 10**6))
    with pytest.raises(DecodeError):
        cursor.take(Page([row] * 100, 10**6))
