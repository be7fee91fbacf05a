"""Events of the three services in the words of agreements, and keys that tell them apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from esignkit.agreements.events import constellation1_event, esignlive_event, ignisign_event
from esignkit.agreements.results import Event
from esignkit.errors import UnreadableEventError
from esignkit.esignlive import CallbackEventName
from esignkit.ignisign import TOPIC_ACTIONS, WebhookEvent, parse_event, read_event
from esignkit.types import Secret

ESIGNLIVE = {
    "PACKAGE_ACTIVATE": "sent",
    "DOCUMENT_VIEWED": "viewed",
    "SIGNER_COMPLETE": "party_done",
    "PACKAGE_COMPLETE": "completed",
    "PACKAGE_DECLINE": "declined",
    "PACKAGE_OPT_OUT": "declined",
    "PACKAGE_EXPIRE": "expired",
}
IGNISIGN = {
    "SIGNATURE_REQUEST LAUNCHED": "sent",
    "SIGNATURE FINALIZED": "party_done",
    "SIGNATURE_REQUEST COMPLETED": "completed",
    "SIGNATURE_REQUEST EXPIRED": "expired",
    "SIGNATURE_REQUEST CANCELLED": "cancelled",
}
CONSTELLATION1 = {
    "SessionStatus 2": "sent",
    "SessionStatus 3": "completed",
    "SessionStatus 4": "cancelled",
    "SessionStatus 7": "expired",
    "SignerStatus 4": "party_done",
    "SignerStatus 6": "declined",
}


def callback(name: str = "PACKAGE_COMPLETE", **more: Any) -> bytes:
    return json.dumps({"name": name, "packageId": "p1", "createdDate": "2030-01-31T12:00:12.255Z", **more}).encode()


def notification(
    topic: str = "SIGNATURE_REQUEST",
    action: str = "LAUNCHED",
    token: str | None = "t",
    nature: str = "INFO",
    **content: Any,
) -> Event:
    body = {"appId": "a", "appEnv": "DEVELOPMENT", "topic": topic, "action": action, "msgNature": nature}
    members = {"signatureRequestId": "r1", "signatureRequestExternalId": "lease-17", "status": "IN_PROGRESS", **content}
    text = json.dumps({**body, "verificationToken": token, "content": members})
    return ignisign_event(parse_event({}, text), verified=True)


def webhook(**data: Any) -> Event:
    return constellation1_event(json.dumps({"Data": {"SigningSessionId": "s1", **data}}).encode())


def test_every_event_has_the_kind_of_the_table_or_none() -> None:
    for name in [*CallbackEventName, "BRAND_NEW"]:
        event = esignlive_event({}, callback(str(name)), None)
        assert (event.kind.value, event.native_name) == (ESIGNLIVE.get(str(name), "other"), str(name))
    for topic, actions in TOPIC_ACTIONS.items():
        for action in [*actions, "BRAND_NEW"]:
            event = notification(str(topic), str(action))
            assert event.kind.value == IGNISIGN.get(event.native_name, "other")
            assert event.native_name == f"{topic} {action}"
    for kind in ("SessionStatus", "SignerStatus", "BrandNew"):
        for status in (1, 2, 3, 4, 5, 6, 7, 8, 99, "Purged"):
            event = webhook(Type=kind, Status=status)
            assert event.native_name == f"{kind} {status}"
            assert event.kind.value == CONSTELLATION1.get(event.native_name, "other")
    assert notification("BRAND_NEW", "X").kind.value == "other"


def test_what_an_event_says() -> None:
    event = esignlive_event({}, callback("PACKAGE_DECLINE", message="too dear", sessionUser="u1"), None)
    assert (event.agreement_id, event.party_id, event.reason) == ("p1", "u1", "too dear")
    assert event.occurred_at is not None
    assert esignlive_event({}, callback("PACKAGE_CREATE", sessionUser="sender"), None).party_id is None
    assert esignlive_event({}, callback("PACKAGE_ATTACHMENT", message="id.pdf"), None).reason is None
    event = notification("SIGNATURE", "FINALIZED", signerId="g", documentId="d", signatureId="x")
    assert (event.agreement_id, event.party_id, event.document_id, event.reference) == ("r1", "g", "d", "lease-17")
    event = notification("SIGNATURE_REQUEST", "LAUNCHED", status=[1])  # of a form that is not known
    assert (event.agreement_id, event.reference) == ("r1", "lease-17")
    event = webhook(Type="SignerStatus", Status=6, SignerId="g", DeclinedReason="too dear")
    assert (event.agreement_id, event.party_id, event.reason, event.verified) == ("s1", "g", "too dear", None)


def test_a_key_says_whether_it_is_verified() -> None:
    good = {"Authorization": "Basic k"}
    assert esignlive_event(good, callback(), Secret("k")).verified is True
    assert esignlive_event({}, callback(), Secret("k")).verified is False
    assert esignlive_event({}, callback(), None).verified is None
    for headers in (good, {}):
        with pytest.raises(UnreadableEventError):
            esignlive_event(headers, b"{}", Secret("k"))


def test_a_key_is_the_same_for_the_same_event_and_another_for_another() -> None:
    changes = {"packageId": "p2", "documentId": "d", "sessionUser": "u", "message": "m", "newRoleId": "r"}
    changes["createdDate"] = "2030-01-31T12:00:12.256Z"
    keys = {esignlive_event({}, callback(**{name: value}), None).key for name, value in changes.items()}
    keys |= {esignlive_event({}, callback(), None).key, esignlive_event({}, callback("PACKAGE_EXPIRE"), None).key}
    assert len(keys) == len(changes) + 2
    again = json.dumps(dict(reversed(json.loads(callback()).items())), indent=1).encode()
    assert esignlive_event({"Authorization": "Basic k"}, again, Secret("k")).key in keys
    assert notification(token="t1").key == notification(token="t2").key
    assert notification(action="UPDATED", token="t1").key != notification(action="UPDATED", token="t2").key
    assert notification(action="UPDATED").key == notification(action="UPDATED").key
    assert notification(signatureRequestId="r2").key != notification().key
    assert webhook(Type="SessionStatus", Status=3).key == webhook(Status=3, Type="SessionStatus").key
    assert webhook(Type="SessionStatus", Status=3).key != webhook(Type="SessionStatus", Status=3, Title="x").key


def test_the_log_tells_events_apart_that_can_happen_again() -> None:
    logged = {"appId": "a", "appEnv": "DEVELOPMENT", "topic": "SIGNATURE_REQUEST", "msgNature": "INFO"}
    logged["content"] = {"signatureRequestId": "r1", "signatureRequestExternalId": "lease-17", "status": "IN_PROGRESS"}

    def key(action: str, log_id: str) -> str:
        return ignisign_event(read_event(WebhookEvent.from_wire({**logged, "action": action})), True, log_id=log_id).key

    assert key("LAUNCHED", "e1") == key("LAUNCHED", "e2") == notification().key
    assert key("UPDATED", "e1") != key("UPDATED", "e2")


def test_a_notification_of_an_error_says_of_nothing_that_it_happened() -> None:
    def notified(nature: str, token: str) -> Event:
        content = {"signatureRequestId": "r1"}
        body = {"appId": "a", "appEnv": "DEVELOPMENT", "topic": "SIGNATURE_REQUEST", "action": "COMPLETED"}
        text = json.dumps({**body, "msgNature": nature, "content": content, "verificationToken": token})
        return ignisign_event(parse_event({}, text), verified=True)

    assert (notified("SUCCESS", "t1").kind, notified("ERROR", "t1").kind) == ("completed", "other")
    assert notified("ERROR", "t1").key not in {notified("SUCCESS", "t1").key, notified("ERROR", "t2").key}


def test_no_secret_is_in_a_key() -> None:
    keys = [
        notification(action="UPDATED", token="canary").key,
        notification("SIGNATURE_PROOF", "GENERATED", signatureProofToken="canary").key,
        esignlive_event({"Authorization": "Basic canary"}, callback(message="canary"), Secret("canary")).key,
        webhook(Type="SignerStatus", Status=6, DeclinedReason="canary").key,
    ]
    assert not [key for key in keys if "canary" in key]
    assert all(key.partition("-")[2].isalnum() for key in keys)


def test_an_action_that_failed_at_ignisign_is_no_success_and_each_failure_an_event_of_its_own() -> None:
    failed = [notification("SIGNATURE_REQUEST", "COMPLETED", token, nature="ERROR") for token in ("t1", "t2")]
    done = notification("SIGNATURE_REQUEST", "COMPLETED")
    assert [(event.kind.value, event.native_name) for event in (done, *failed)] == [
        ("completed", "SIGNATURE_REQUEST COMPLETED"),
        ("other", "SIGNATURE_REQUEST COMPLETED ERROR"),
        ("other", "SIGNATURE_REQUEST COMPLETED ERROR"),
    ]
    assert len({event.key for event in (done, *failed)}) == 3
