"""Lists: windows of records from 1, both ends included."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from esignkit.core.flow import Response
from esignkit.errors import DecodeError
from esignkit.esignlive import Package
from tests.esignlive.helper import groups, layouts, packages, run, senders, templates
from tests.support import Sent, reply
from tests.tables import in_one_test


class Server:
    """A list of packages, served as the real one does: at most 100 at a time."""

    def __init__(self, total: int, default: int = 10, *, count: bool = True) -> None:
        self.ids = [f"p{n}" for n in range(1, total + 1)]
        self.default, self.count = default, count
        self.windows: list[tuple[int, int] | None] = []

    def __call__(self, sent: Sent) -> Response:
        query = parse_qs(sent.target.partition("?")[2])
        if "from" in query:
            first, last = int(query["from"][0]), int(query["to"][0])
            assert first >= 1
            assert first <= last <= first + 99
            self.windows.append((first, last))
        else:
            first, last = 1, self.default
            self.windows.append(None)
        rows: list[Any] = [{"id": i} for i in self.ids[first - 1 : last]]
        return reply(200, {"count": len(self.ids), "results": rows} if self.count else rows)


def walk(server: Server, **given: Any) -> list[str | None]:
    rows, _ = run(packages.list(**given), *[server] * 50)
    assert all(isinstance(row, Package) for row in rows)
    return [row.id for row in rows]


@in_one_test("total", [0, 1, 9, 10, 11, 99, 100, 101, 110, 111, 250, 1000])
@pytest.mark.parametrize("given", [{}, {"page_size": 100}, {"page_size": 1000 // 11}, {"from_": 1}], ids=str)
@pytest.mark.parametrize("count", [True, False], ids=["counted", "plain list"])
def test_a_list_is_whole_and_says_nothing_twice(total, given, count):
    server = Server(total, count=count)
    assert walk(server, **given) == server.ids


def test_windows_follow_each_other():
    server = Server(250)
    walk(server)
    assert server.windows == [None, (11, 110), (111, 210), (211, 310)]
    server = Server(250)
    walk(server, page_size=80)
    assert server.windows == [(1, 80), (81, 160), (161, 240), (241, 320)]


def test_a_first_and_a_last_record_are_kept():
    server = Server(250)
    assert walk(server, from_=21, to=140, page_size=50) == server.ids[20:140]
    assert server.windows == [(21, 70), (71, 120), (121, 140)]
    server = Server(250)
    assert walk(server, to=5) == server.ids[:5]
    assert server.windows == [(1, 5)]


@in_one_test("limit", [0, 1, 10, 11, 110, 111, 999])
def test_a_limit_stops_early(limit):
    server = Server(250)
    assert walk(server, limit=limit) == server.ids[:limit]
    assert len(server.windows) == (
        0 if limit == 0 else 1 if limit <= 10 else 2 if limit <= 110 else 3 if limit <= 210 else 4
    )


def test_a_count_that_promises_too_much_ends_with_an_empty_page():
    answers = [reply(200, {"count": 99, "results": [{"id": "a"}]}), reply(200, {"count": 99, "results": []})]
    rows, record = run(packages.list(), *answers)
    assert len(rows) == 1
    assert len(record.sent) == 2


@in_one_test("body", [{"results": None}, {"count": None, "results": []}, {"count": "x", "results": []}, []])
def test_an_empty_list_in_any_form(body):
    assert run(packages.list(), reply(200, body))[0] == []


def test_what_is_no_list_is_an_error():
    with pytest.raises(DecodeError, match="results"):
        run(packages.list(), reply(200, {"id": "p"}))


@pytest.mark.parametrize(
    "given", [{"from_": 0}, {"from_": -1}, {"from_": 5, "to": 4}, {"page_size": 0}, {"page_size": 101}], ids=str
)
def test_windows_that_cannot_be(given):
    with pytest.raises(ValueError, match=r"from_|page_size|to"):
        packages.list(**given)


def test_all_other_parameters_stay_on_every_page():
    _, record = run(packages.list(query="inbox", search="a b"), *[Server(15)] * 2)
    assert all("query=inbox&search=a%20b" in sent.target for sent in record.sent)


def test_no_parameter_goes_out_empty():
    empty = [
        packages.list(search="", query="", sort="", owner_email="", last_updated_start_date=""),
        templates.list(search=""),
        layouts.list(search="", query=""),
        senders.list(search="", role_id=""),
        groups.list(name=""),
    ]
    for plan in empty:
        assert "=&" not in plan.first.target() + "&", plan.first.target()


@in_one_test("given", [{"signer": ""}, {"document": ""}, {"signer": "s", "document": ""}])
def test_an_empty_id_is_not_the_whole_package(given):
    for call in (packages.signing_status, packages.wait_until_signed):
        with pytest.raises(ValueError, match=r"is empty, which would ask for the whole package"):
            run(call("p", **given))


def test_senders_are_asked_for_in_windows_because_without_one_there_is_a_single_one():
    answers = [reply(200, {"count": 150, "results": [{"id": str(n)} for n in range(100)]})]
    answers.append(reply(200, {"count": 150, "results": [{"id": str(n)} for n in range(50)]}))
    rows, record = run(senders.list(), *answers)
    assert len(rows) == 150
    assert [sent.target.partition("?")[2] for sent in record.sent] == ["from=1&to=100", "from=101&to=200"]
