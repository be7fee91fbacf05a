"""What those who watch an exchange are told: observers, the log, and flows that ask for the service's clock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from esignkit.core.auth import RenewableToken
from esignkit.core.context import ResponseInfo
from esignkit.core.flow import Response
from esignkit.core.operation import Dated, Operation
from esignkit.errors import (
    ApiError,
)
from tests.core.test_exchange_steps import GOOD, READ, fetching, sent
from tests.support import LOST, Record, context_of, drive, reply
from tests.tables import in_one_test


# What those who watch are told -----------------------------------------------------------------------------------------
def test_all_that_is_told_of_an_exchange() -> None:
    seen, record = list[ResponseInfo](), Record()

    def slowly(_: Any) -> Response:
        record.now += 2.5
        return reply(200, None, {"x-request-id": "r", "set-cookie": "a", "set-cookie2": "b", "date": "d"})

    drive(READ, [LOST, slowly], context_of(None, record, observe=seen.append), record)
    (info,) = seen
    assert (info.operation, info.status, info.request_id) == ("things.get", 200, "r")
    assert (info.attempt, info.elapsed) == (2, 2.5)
    assert info.headers == {"content-type": "application/json", "x-request-id": "r", "date": "d"}


@in_one_test("authenticated, content", [(True, b'{"a": "b"}'), (False, b"")])
def test_the_body_is_told_unless_it_may_be_the_answer_of_a_log_in(authenticated: bool, content: bytes) -> None:
    seen: list[ResponseInfo] = []
    drive(attrs.evolve(READ, authenticated=authenticated), [reply(200, {"a": "b"})], context_of(observe=seen.append))
    assert [info.content for info in seen] == [content]


def test_each_try_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    record = Record()

    def slowly(answer: Any) -> Callable[[Any], Response]:
        def after(_: Any) -> Response:
            record.now += 2.5
            if isinstance(answer, Exception):
                raise answer.with_traceback(None)
            return answer

        return after

    answers = [slowly(one) for one in (reply(401), LOST, reply(500), reply(404))]
    context = context_of(None, record, auth=RenewableToken(fetching("one", "two")))
    with caplog.at_level(logging.DEBUG, logger="esignkit"):
        with pytest.raises(ApiError):
            drive(READ, answers, context, record)
        drive(READ, [slowly(GOOD)], context, record)
    start = "things.get GET /things/1 ->"
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("INFO", f"{start} 401 in 2500 ms (try 1), signing in anew"),
        ("INFO", f"{start} no response in 2500 ms (try 1), waiting 0.50 s"),
        ("INFO", f"{start} 500 in 2500 ms (try 2), waiting 1.00 s"),
        ("INFO", f"{start} 404 in 2500 ms (try 3), giving up"),
        ("DEBUG", f"{start} 200 in 2500 ms (try 1)"),
    ]


@pytest.mark.parametrize(
    ("level", "lines"), [(logging.DEBUG, 2), (logging.INFO, 1), (logging.WARNING, 0)], ids=["debug", "info", "warning"]
)
def test_what_went_well_is_logged_for_those_who_look_closely(
    caplog: pytest.LogCaptureFixture, level: int, lines: int
) -> None:
    with caplog.at_level(level, logger="esignkit"):
        sent(READ, (reply(500), GOOD))
    assert len(caplog.records) == lines


# The service's clock ---------------------------------------------------------------------------------------------------
@in_one_test(
    "date, skew",
    [
        ("Fri, 15 Jan 2027 08:00:07 GMT", 7.0),
        ("Fri, 15 Jan 2027 07:59:53 GMT", -7.0),
        (None, None),
        ("yesterday", None),
        ("Fri, 15 Jan 99999 08:00:07 GMT", None),
    ],
)
def test_how_far_the_services_clock_is_ahead(date: str | None, skew: float | None) -> None:
    seen: list[ResponseInfo] = []
    answer = reply(200, {"a": 1}, {} if date is None else {"date": date})
    flow = Dated(Operation("things.get", "GET", "/things/1", lambda answer: answer.json()))
    assert drive(flow, [answer], context_of(observe=seen.append))[0] == ({"a": 1}, skew)
    assert [info.status for info in seen] == [200]
    assert drive(flow, [answer])[0] == ({"a": 1}, skew)


def test_the_clock_is_told_from_the_last_answer() -> None:
    answers = [
        reply(500, None, {"date": "Fri, 15 Jan 2027 08:00:07 GMT"}),
        reply(200, None, {"date": "Fri, 15 Jan 2027 08:00:09 GMT"}),
    ]
    assert drive(Dated(READ), answers)[0] == (None, 9.0)
