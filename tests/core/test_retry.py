"""Waiting: exact, bounded, and testable without waiting."""

from __future__ import annotations

import math
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.core.operation import Operation
from esignkit.core.response_readers import nothing
from esignkit.core.retry import Budget, RetryPolicy, backoff, parse_retry_after, proves_nothing
from esignkit.errors import ApiError
from tests.support import Record, context_of, drive, reply
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS

READ = Operation("things.get", "GET", "/things", nothing)
NOW = 1_800_000_000.0


@in_one_test(
    "header, seconds",
    [
        (None, None),
        ("0", 0.0),
        ("1", 1.0),
        (" 5 ", 5.0),
        ("1.5", 1.5),
        ("1000000000", 1e9),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("1.2.3", None),
        ("1.٣", None),
        ("", None),
        ("soon", None),
        ("٣", None),
        (formatdate(NOW + 30, usegmt=True), 30.0),
        (formatdate(NOW - 30, usegmt=True), 0.0),
        ("Fri, 15 Jan 2027 08:00:10", 10.0),
        ("Friday, 15-Jan-27 08:00:10 GMT", 10.0),
        ("Fri, 32 Jan 2027 08:00:10 GMT", None),
        ("9" * 400, None),
    ],
)
def test_retry_after(header, seconds):
    assert parse_retry_after(header, NOW) == seconds


def test_a_date_without_a_zone_is_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "XXX+7")
        time.tzset()
        assert parse_retry_after("Fri, 15 Jan 2027 08:00:10", NOW) == 10.0
        assert parse_retry_after("Fri, 15 Jan 2027 10:00:10 +0200", NOW) == 10.0
    time.tzset()


@given(st.text(CHARACTERS, max_size=40))
def test_any_header_gives_a_usable_number_or_none(header):
    seconds = parse_retry_after(header, NOW)
    assert seconds is None or (seconds >= 0 and math.isfinite(seconds))


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_of_our_own_is_never_negative_nor_above_the_cap(attempt, chance):
    seconds = backoff(RetryPolicy(), attempt, None, chance)
    assert seconds is not None
    assert 0 <= seconds <= 8.0


def test_full_jitter_doubles_to_the_cap():
    assert [backoff(RetryPolicy(), n, None, 1.0) for n in range(1, 8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_a_hint_above_the_cap_means_give_up():
    assert backoff(RetryPolicy(), 1, 60.0, 0.5) == 60.0
    assert backoff(RetryPolicy(), 1, 60.1, 0.5) is None


@in_one_test("status", [408, 500, 502, 503, 504, 520, 521, 522, 523, 524])
def test_a_read_is_tried_three_times_when_the_status_says_nothing(status):
    record = Record()
    with pytest.raises(ApiError):
        drive(READ, [reply(status)] * 4, context_of(record=record), record)
    assert len(record.sent) == 3
    assert record.slept == [0.5, 1.0]


@in_one_test("status", [400, 404, 405, 407, 409, 410, 499, 501, 505, 519, 525])
def test_other_refusals_are_final(status):
    record = Record()
    with pytest.raises(ApiError):
        drive(READ, [reply(status)] * 4, context_of(record=record), record)
    assert len(record.sent) == 1


def test_a_fresh_budget_pays_for_35_repeats_or_100_of_throttled_calls():
    budget = Budget()
    assert [budget.spend(throttled=False) for _ in range(36)] == [True] * 35 + [False]
    budget = Budget()
    assert [budget.spend(throttled=True) for _ in range(101)] == [True] * 100 + [False]


def test_the_last_of_a_budget_can_be_spent():
    budget = Budget(capacity=19, level=19)
    assert budget.spend(throttled=False)
    assert budget.spend(throttled=True)
    assert budget.level == 0
    assert not budget.spend(throttled=True)


def test_budget_stays_within_its_bounds():
    budget = Budget(capacity=20, level=20)
    assert budget.spend(throttled=False)
    assert budget.spend(throttled=True)
    assert not budget.spend(throttled=True)
    for _ in range(50):
        budget.refill()
    assert budget.level == 20


@in_one_test("status", [100, 101, 199, 408, *range(500, 600), 600, 999])
def test_what_leaves_open_whether_a_call_was_carried_out(status: int) -> None:
    assert proves_nothing(status)


@in_one_test("status", [200, 204, 299, 300, 399, *(s for s in range(400, 500) if s != 408)])
def test_what_says_whether_it_was(status: int) -> None:
    assert not proves_nothing(status)
