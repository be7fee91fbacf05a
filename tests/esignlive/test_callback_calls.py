"""The calls of `callbacks`: what a row of `operations` does not say."""

from __future__ import annotations

from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.core.operation import Operation
from esignkit.errors import OutcomeUnknownError
from tests.esignlive.helper import callbacks, run, sent_by
from tests.support import LOST, Record, reply
from tests.tables import in_one_test

URL = "https://h.example/"
BODY = {"url": URL, "key": "k", "events": ["PACKAGE_COMPLETE", "EMAIL_BOUNCE"]}
EVENTS = ["PACKAGE_COMPLETE", esl.CallbackEventName.EMAIL_BOUNCE]


@in_one_test("call", [lambda: callbacks.get(), lambda: callbacks.get_connector("x")])
def test_a_registration_or_none(call: Any) -> None:
    found, _ = run(call(), reply(200, {"url": URL, "events": ["PACKAGE_COMPLETE"]}))
    assert type(found) is esl.Callback
    assert (found.url, found.events) == (URL, ["PACKAGE_COMPLETE"])
    assert run(call(), reply(204, b""))[0] is None


def register(**more: Any) -> Any:
    return callbacks.register(URL, **more)


def register_connector(**more: Any) -> Any:
    return callbacks.register_connector("x", URL, **more)


@in_one_test("call", [register, register_connector])
def test_what_a_registration_says(call: Any) -> None:
    assert sent_by(call(events=tuple(EVENTS)), reply(200, b"")).json == {"url": URL, "events": BODY["events"]}
    assert sent_by(call(key="", events=[]), reply(200, b"")).json == {"url": URL, "key": "", "events": []}
    assert "canary" not in repr(call(key="canary", events=[]).body)
    assert run(call(events=[]), reply(200, {"url": URL, "events": []}))[0] == esl.Callback(url=URL, events=[])
    with pytest.raises(TypeError, match=r"events is a list: write events=\[…\]"):
        call(events="PACKAGE_COMPLETE")


def test_a_lost_answer_is_asked_for_again_only_where_that_does_no_harm() -> None:
    _, record = run(register(events=[]), LOST, reply(200, b""))
    assert len(record.sent) == 2
    record = Record()
    with pytest.raises(OutcomeUnknownError):
        run(register_connector(events=[]), LOST, record=record)
    assert len(record.sent) == 1


def test_the_plan_of_the_resource_is_a_plan() -> None:
    assert repr(callbacks.plan) == "<Callbacks (plan)>"
    assert isinstance(callbacks.plan.get(), Operation)
