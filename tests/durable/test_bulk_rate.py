"""The rate that workers share: how it is written, evenly spaced, and paused by `Retry-After`."""

from __future__ import annotations

import pytest

from esignkit.core.context import ResponseInfo
from esignkit.durable.bulk_rate import LONGEST_PAUSE, RateLimit, seconds_between
from esignkit.errors import ConfigurationError


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("rate", "seconds"),
    [("5/s", 0.2), (5.0, 0.2), (4, 0.25), ("100/min", 0.6), (" 0.5 / s ", 2.0), ("3600/h", 1.0), (None, 0.0)],
)
def test_rates(rate: float | str | None, seconds: float) -> None:
    assert seconds_between(rate) == pytest.approx(seconds)


@pytest.mark.parametrize("rate", ["5", "fast", "5/day", "0/s", "-1/s", "", 0, -1.0, True, float("inf"), float("nan")])
def test_what_is_no_rate_is_refused(rate: float | str) -> None:
    with pytest.raises(ConfigurationError, match="'100/min'"):
        RateLimit(rate)


def taken_until(limit: RateLimit, clock: Clock, end: float) -> list[float]:
    """When somebody who always asks again gets a place, in seconds from now."""
    begin, times = clock.now, []
    while clock.now < begin + end:
        wait = limit.take()
        if wait:
            clock.now += wait
        else:
            times.append(round(clock.now - begin, 6))
            clock.now += 0.001
    return times


def test_places_are_evenly_spaced() -> None:
    clock = Clock()
    assert taken_until(RateLimit("5/s", clock), clock, 0.97) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8], abs=0.021)


def test_an_idle_minute_is_not_made_up_for() -> None:
    clock = Clock()
    limit = RateLimit("5/s", clock)
    taken_until(limit, clock, 1.0)
    clock.now += 60
    assert len(taken_until(limit, clock, 0.97)) == 5


def test_without_a_rate_everybody_has_a_place_but_in_a_pause() -> None:
    clock = Clock()
    limit = RateLimit(None, clock)
    assert not limit.limits
    assert [limit.take() for _ in range(3)] == [0, 0, 0]
    limit.pause(7)
    limit.pause(3)  # the longer one holds
    assert limit.take() == limit.paused_for() == pytest.approx(7)
    clock.now += 7.001
    assert (limit.take(), limit.paused_for()) == (0, 0)
    limit.pause(1e9)
    assert limit.paused_for() == LONGEST_PAUSE


@pytest.mark.parametrize(
    ("status", "header", "pause"), [(429, "30", 30), (503, "30", 30), (429, None, 0), (200, "30", 0), (429, "soon", 0)]
)
def test_retry_after_pauses_everybody(status: int, header: str | None, pause: float) -> None:
    clock = Clock()
    limit = RateLimit("1000/s", clock)
    headers = {} if header is None else {"retry-after": header}
    limit.observe(ResponseInfo("packages.get", status, headers, None, 1, 0.0))
    assert limit.paused_for() == pause
