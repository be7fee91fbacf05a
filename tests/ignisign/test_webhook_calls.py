"""The calls of `webhooks`: what they make of the answers, and what a row of `operations` does not say."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.core.paging import Paging
from esignkit.errors import (
    ConfigurationError,
    EventError,
    NotSentError,
    OutcomeUnknownError,
    UnreadableEventError,
)
from esignkit.ignisign import WebhookEvent, WebhookVerificationError, parse_event, read_event
from esignkit.ignisign.models.webhooks import WebhookEndpoint
from esignkit.ignisign.webhooks import Webhooks
from esignkit.types import Secret
from tests.ignisign.operations import SERVICE
from tests.ignisign.samples import APP, CHECK, EVENT, HOOK, LOGGED, WEBHOOK, settings
from tests.ignisign.test_webhooks import CONTENTS, delivery
from tests.support import LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

plan = Webhooks(PLANNER)
OPTIONS: Any = {"extra_headers": {"x-mine": "1"}}


@in_one_test("call", [lambda: plan.create("u"), lambda: plan.list(), lambda: plan.update(HOOK, "u")])
@in_one_test(
    "answer, ids",
    [([WEBHOOK], [HOOK]), (WEBHOOK, [HOOK]), ({"webhooks": [WEBHOOK, WEBHOOK]}, [HOOK, HOOK])],
)
def test_all_webhooks_or_the_one_that_was_changed(call: Any, answer: Any, ids: list[str]) -> None:
    found, _ = SERVICE.run(call(), reply(200, answer))
    assert [type(one) for one in found] == [WebhookEndpoint] * len(ids)
    assert [one.id for one in found] == ids


def test_a_webhook_that_is_gone_after_a_lost_answer_is_removed() -> None:
    found, record = SERVICE.run(plan.delete(HOOK), LOST, reply(404, {"code": "WEBHOOK_NOT_FOUND", "message": "no"}))
    assert found is None
    assert len(record.sent) == 2
    found, _ = SERVICE.run(plan.delete(HOOK), reply(200, WEBHOOK))
    assert [one.id for one in found] == [HOOK]


def test_what_is_answered_when_an_event_is_sent_again_is_not_looked_at() -> None:
    for body in (b"", b"<html>", b"[1]"):
        assert SERVICE.run(plan.resend(HOOK, EVENT), reply(200, body))[0] is None


def test_one_event_of_the_log() -> None:
    found, _ = SERVICE.run(plan.event(HOOK, EVENT), reply(200, LOGGED))
    assert type(found) is WebhookEvent
    assert (found.id, found.topic, found.action) == (EVENT, "SIGNATURE_REQUEST", "LAUNCHED")


def test_the_log_is_read_page_by_page_and_as_long_as_is_wanted() -> None:
    def page(number: int, of: int = 3) -> Any:
        counts = {"total": of, "page": number, "nbEventsPerPage": 1}
        return reply(200, {"events": [{**LOGGED, "_id": f"event-{number}"}], "searchData": counts})

    paging = plan.events(HOOK)
    assert paging.first.name == "webhooks.events"
    assert paging.first.options is None
    found, record = SERVICE.run(plan.events(HOOK, filter="ALL", page=1, options=OPTIONS), page(1), page(2), page(3))
    assert [type(one) for one in found] == [WebhookEvent] * 3
    assert [one.id for one in found] == ["event-1", "event-2", "event-3"]
    assert (record.sent[0].method, record.sent[0].target) == ("GET", f"/v3/webhooks/{HOOK}/events?filter=ALL&page=1")
    assert all(sent.headers["x-mine"] == "1" for sent in record.sent)
    found, record = SERVICE.run(plan.events(HOOK, limit=1), page(1))
    assert [one.id for one in found] == ["event-1"]
    assert record.sent[0].target == f"/v3/webhooks/{HOOK}/events"


def test_the_plan_of_the_resource_is_a_plan() -> None:
    assert repr(plan.plan) == "<Webhooks (plan)>"
    assert isinstance(plan.plan.list(), Paging)


# The check -------------------------------------------------------------------------------------------------------------
@in_one_test("key, names", [("token", ["token"]), ("verificationToken", ["verificationToken"]), ("both", None)])
def test_the_name_of_the_token(key: Any, names: Any) -> None:
    expected = dict.fromkeys(names or ["token", "verificationToken"], "canary")
    for flow in (plan.check_token(Secret("canary"), body_key=key), plan.verify(delivery(), body_key=key)):
        _, record = SERVICE.run(flow, reply(200, CHECK))
        assert record.sent[0].json == {**expected, "appId": APP, "appEnv": "DEVELOPMENT"}


def test_a_check_is_tried_once_unless_options_say_otherwise() -> None:
    for options, tries in ((None, 1), ({"attempts": 2}, 2)):
        record = Record()
        with pytest.raises(NotSentError):
            SERVICE.run(plan.check_token("t", options=options), *[REFUSED] * tries, record=record)
        assert len(record.sent) == tries
    assert plan.check_token("t", options=OPTIONS).options == {"attempts": 1, **OPTIONS}


def test_options_go_with_the_check_of_a_delivery_but_it_is_tried_once_all_the_same() -> None:
    record = Record()
    with pytest.raises(OutcomeUnknownError):
        SERVICE.run(plan.verify(delivery(), options={**OPTIONS, "attempts": 4}), LOST, record=record)
    (sent,) = record.sent
    assert sent.headers["x-mine"] == "1"


def refusal(*answers: Any, **changes: Any) -> WebhookVerificationError:
    with pytest.raises(WebhookVerificationError) as caught:
        SERVICE.run(plan.verify(delivery(**changes)), *answers)
    return caught.value


def lacking(**changes: Any) -> UnreadableEventError:
    with pytest.raises(UnreadableEventError) as caught:
        SERVICE.run(plan.verify(delivery(**changes)))
    return caught.value


def test_why_a_delivery_is_refused() -> None:
    error = refusal(appId="other")
    assert (error.reason, "another application" in str(error)) == ("app_id", True)
    error = refusal(appEnv="other")
    assert (error.reason, "another environment" in str(error)) == ("app_env", True)
    assert str(lacking(topic="", action=None)).endswith("lacks topic, action")
    error = refusal(reply(200, {**CHECK, "isValid": False}))
    assert str(error).endswith("does not vouch for the delivery")
    assert error.check is not None
    error = refusal(reply(200, {**CHECK, "isValid": False, "badTarget": True, "isExpired": True}))
    assert str(error).endswith("does not vouch for the delivery: badTarget, isExpired")


@in_one_test("name", ["topic", "action", "msgNature", "verificationToken", "appId", "appEnv"])
def test_what_a_delivery_lacks_is_named_as_the_service_names_it(name: str) -> None:
    assert str(lacking(**{name: ""})).endswith(f"lacks {name}")


def test_the_check_that_never_left_is_waited_for_and_then_given_up() -> None:
    record = Record()
    with pytest.raises(NotSentError):
        SERVICE.run(plan.verify(delivery()), *[REFUSED] * 3, record=record)
    assert record.slept == [0.5, 0.5]
    record = Record()
    SERVICE.run(plan.verify(delivery()), reply(200, CHECK), record=record)
    assert record.slept == []


def test_a_client_without_an_application_cannot_verify() -> None:
    with pytest.raises((ConfigurationError, EventError)):
        drive(plan.verify(delivery()), [], context_of(settings(), values={"api": "v3"}))


# Reading ---------------------------------------------------------------------------------------------------------------
@in_one_test(
    "body, why",
    [
        (b"", "it is empty; give the body as it came, before anything else has read it"),
        (" \r\n", "it is empty; give the body as it came, before anything else has read it"),
        (b"{", "it is not JSON"),
        ("{", "it is not JSON"),
        (b"[]", "it is not an object"),
        (b'"text"', "it is not an object"),
        (b"{}", "it has no topic"),
        (b'{"topic": 7}', "it has no topic"),
        (b'{"Topic": "APP"}', "it has no topic"),
    ],
)
def test_why_a_body_is_no_notification(body: Any, why: str) -> None:
    with pytest.raises(UnreadableEventError) as caught:
        parse_event({}, body)
    assert str(caught.value) == f"this is no event of Ignisign's: {why}"
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_no_body_at_all_is_a_mistake_of_the_handler_and_no_forgery() -> None:
    with pytest.raises(TypeError, match="as it came"):
        parse_event({}, None)


def test_a_member_of_the_wrong_kind_is_named() -> None:
    with pytest.raises(UnreadableEventError, match=r"Ignisign's: .*appId"):
        parse_event({}, delivery(appId={"a": 1}))


def test_half_a_surrogate_pair_in_a_text_is_no_reason_to_stumble() -> None:
    with pytest.raises(UnreadableEventError):
        parse_event({}, '{"topic": "APP", "action": "\ud800"}')


def test_bytes_of_any_kind_are_read() -> None:
    for form in (bytearray(delivery()), memoryview(delivery()), delivery().decode()):
        assert parse_event({}, form).topic == "SIGNATURE_REQUEST"


@in_one_test("topic, cls, content", CONTENTS)
def test_a_logged_event_is_the_notification_it_was(topic: str, cls: Any, content: Any) -> None:
    logged = {**LOGGED, "topic": topic, "content": content, "error": {"errorCode": "E"}, "verificationToken": "t"}
    found = read_event(WebhookEvent.from_wire(logged))
    assert type(found) is cls
    assert (found.topic, found.action, found.msg_nature) == (topic, "LAUNCHED", "SUCCESS")
    assert (found.app_id, found.app_env) == (APP, "DEVELOPMENT")
    assert found.error is not None
    assert found.error.error_code == "E"
    assert found.verification_token is None
    assert found.extra == {}
