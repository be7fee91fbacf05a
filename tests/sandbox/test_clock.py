from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.clock import Clock, SetClock
from tests import local_http

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def near(moment, other):
    return abs(moment - other) < timedelta(seconds=2)


class TestClock:
    def test_it_tells_the_machines_time_until_it_is_moved(self):
        clock = Clock()
        assert near(clock.now(), datetime.now(UTC))
        assert near(clock.advance(3600), datetime.now(UTC) + timedelta(hours=1))
        assert near(clock.set(START), START)
        assert clock.now() < clock.now() + timedelta(microseconds=1)
        assert not clock.is_frozen

    def test_a_moment_without_an_offset_stops_nothing(self):
        clock = Clock()
        with pytest.raises(ValueError, match="offset"):
            clock.freeze(START.replace(tzinfo=None))
        assert not clock.is_frozen

    def test_it_stands_still_and_goes_on(self):
        clock = Clock()
        assert clock.freeze(START) == clock.now() == START
        assert clock.advance(timedelta(days=1)) == START + timedelta(days=1)
        assert clock.is_frozen
        assert near(clock.resume(), START + timedelta(days=1))
        assert not clock.is_frozen

    def test_set_clock_is_a_clock_that_stands(self):
        clock = SetClock(START)
        clock.moment += timedelta(seconds=5)
        assert clock.now() == clock.moment == START + timedelta(seconds=5)

    def test_what_it_does_not_take(self):
        with pytest.raises(ValueError, match="forward only"):
            Clock().advance(-1)
        with pytest.raises(ValueError, match="offset"):
            Clock().set(START.replace(tzinfo=None))

    def test_listeners_hear_of_every_move(self):
        clock, heard = SetClock(START), []
        clock.on_move(listen := lambda: heard.append(clock.now()))
        clock.advance(1)
        clock.set(START)
        clock.resume()
        clock.forget(listen)
        clock.freeze()
        assert heard[:2] == [START + timedelta(seconds=1), START]
        assert len(heard) == 3


def test_the_date_of_an_answer_is_the_clocks_and_there_is_one():
    """Clients tell a service's clock from it, and compare it with the dates in its responses."""
    with Sandbox(clock=SetClock(START)) as sandbox:
        response = local_http.get(f"{sandbox.url}/c1/rest/nothing-here")
        assert response.headers.get_list("date") == ["Wed, 04 Mar 2026 05:06:07 GMT"]
