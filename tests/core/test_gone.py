"""A delete whose answer was lost, and which then finds nothing, has done its work."""

from __future__ import annotations

import pytest

from esignkit.core.flow import Steps, now, sleep
from esignkit.core.operation import Operation, Repeat
from esignkit.core.response_readers import nothing
from esignkit.errors import NotFoundError, OutcomeUnknownError
from tests.support import LOST, REFUSED, drive, reply


def delete(*, gone_is_done: bool = True) -> Operation[None]:
    return Operation(
        "things.delete", "DELETE", "/things/1", nothing, repeat=Repeat.IDEMPOTENT, gone_is_done=gone_is_done
    )


@pytest.mark.parametrize("first", [LOST, reply(500), reply(502, b"<html>")], ids=["lost", "500", "502"])
@pytest.mark.parametrize("second", [404, 410])
def test_gone_after_a_try_of_unknown_outcome_is_done(first, second):
    result, record = drive(delete(), [first, reply(second)])
    assert result is None
    assert len(record.sent) == 2


@pytest.mark.parametrize("first", [REFUSED, reply(429)], ids=["not sent", "throttled"])
def test_gone_after_a_try_that_did_nothing_is_not_found(first):
    with pytest.raises(NotFoundError):
        drive(delete(), [first, reply(404)])


def test_gone_at_the_first_try_is_not_found():
    with pytest.raises(NotFoundError):
        drive(delete(), [reply(404)])


def test_without_the_flag_the_outcome_stays_unknown():
    with pytest.raises(OutcomeUnknownError):
        drive(delete(gone_is_done=False), [LOST, reply(404)])


def test_a_flow_can_ask_for_the_time():
    def waiting() -> Steps[float]:
        start = yield from now()
        yield from sleep(2.5)
        return (yield from now()) - start

    result, record = drive(waiting())
    assert result == 2.5
    assert record.slept == [2.5]
