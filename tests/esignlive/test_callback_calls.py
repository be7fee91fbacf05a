"""The calls of `callbacks`, one by one."""

from __future__ import annotations

from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.core.operation import Operation, Repeat
from esignkit.errors import ApiError, OutcomeUnknownError
from esignkit.types import Secret
from tests.esignlive.helper import callbacks, run, sent_by
from tests.support import LOST, Record, reply
from tests.tables import in_one_test

URL = "https://h.example/"
OPTIONS: Any = {"extra_headers": {"x-mine": "1"}}
BODY = {"url": URL, "key": "k", "events": ["PACKAGE_COMPLETE", "EMAIL_BOUNCE"]}
EVENTS = ["PACKAGE_COMPLETE", esl.CallbackEventName.EMAIL_BOUNCE]
CALLS: list[tuple[str, Any, str, Any, Repeat]] = [
    ("callbacks.get", lambda **o: callbacks.get(**o), "GET /callback", None, Repeat.READ),
    (
        "callbacks.register",
        lambda **o: callbacks.register(URL, key="k", events=EVENTS, **o),
        "POST /callback",
        BODY,
        Repeat.IDEMPOTENT,
    ),
    (
        "callbacks.get_connector",
        lambda **o: callbacks.get_connector("a/b", **o),
        "GET /callback/connectors/a%2Fb",
        None,
        Repeat.READ,
    ),
    (
        "callbacks.register_connector",
        lambda **o: callbacks.register_connector(
            esl.ConnectorOrigin.DYNAMICS_2015, URL, key=Secret("k"), events=EVENTS, **o
        ),
        "POST /callback/connectors/dynamics2015",
        BODY,
        Repeat.NEVER,
    ),
]


@in_one_test("name, call, request_line, body, repeat", CALLS)
def test_what_each_call_sends(name: str, call: Any, request_line: str, body: Any, repeat: Repeat) -> None:
    flow = call(options=OPTIONS)
    assert isinstance(flow, Operation)
    assert (flow.name, flow.repeat, call().options) == (name, repeat, None)
    with pytest.raises(ApiError) as caught:
        run(flow, reply(404, {"messageKey": "error.notFound.x", "message": "No."}))
    assert caught.value.operation == name
    sent = sent_by(flow, reply(200, BODY))
    assert f"{sent.method} {sent.target}" == request_line
    assert (sent.json if sent.body else None) == body
    assert sent.headers["x-mine"] == "1"


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
