"""Webhooks: the right class and enum for each type, and a second look before anybody acts on one."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from esignkit.constellation1 import (
    SessionStatus,
    SessionStatusEvent,
    SignerStatus,
    SignerStatusEvent,
    UnknownEvent,
    WebhookEvent,
    parse_event,
)
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.webhooks import confirm
from esignkit.core.endpoint import PLANNER
from esignkit.errors import NotFoundError, UnreadableEventError
from tests.constellation1.samples import SESSION_ID, settings
from tests.support import context_of, drive, reply
from tests.tables import in_one_test

ZERO = "00000000-0000-0000-0000-000000000000"
SIGNER_ID = "11111111-2222-3333-4444-555555555555"
COMPLETED = {
    "Data": {
        "SigningSessionId": SESSION_ID,
        "NewSigningSessionId": ZERO,
        "SignerId": ZERO,
        "Type": "SessionStatus",
        "Status": 3,
        "Title": "Lease",
        "DeclinedReason": None,
    }
}
DECLINED = {
    "Data": {
        "SigningSessionId": SESSION_ID,
        "SignerId": SIGNER_ID,
        "Type": "SignerStatus",
        "Status": 6,
        "Title": "Lease",
        "DeclinedReason": "Too dear",
    }
}
plan = Sessions(PLANNER)


def parsed(value: Any) -> SessionStatusEvent | SignerStatusEvent | UnknownEvent:
    return parse_event({}, json.dumps(value) if isinstance(value, dict) else value)


def shapes(value: Any) -> list[Any]:
    text = json.dumps(value)
    return [
        text,
        text.encode(),
        bytearray(text.encode()),
        memoryview(text.encode()),
        b"\xef\xbb\xbf" + text.encode(),
    ]


def test_a_session_event() -> None:
    for body in shapes(COMPLETED):
        event = parsed(body)
        assert isinstance(event, SessionStatusEvent)
        assert event.status is SessionStatus.COMPLETED
        assert (event.signing_session_id, event.new_signing_session_id, event.signer_id) == (SESSION_ID, None, None)
        assert event.title == "Lease"
        assert pickle.loads(pickle.dumps(event)) == event


def test_a_signer_event() -> None:
    event = parsed(DECLINED)
    assert isinstance(event, SignerStatusEvent)
    assert event.status is SignerStatus.DECLINED
    assert (event.signer_id, event.declined_reason) == (SIGNER_ID, "Too dear")


@in_one_test("kind", ["SessionStatus", "SignerStatus"])
def test_each_type_has_its_own_enum(kind: str) -> None:
    enum = SessionStatus if kind == "SessionStatus" else SignerStatus
    for member in enum:
        event = parsed({"Data": {"SigningSessionId": SESSION_ID, "Type": kind, "Status": int(member)}})
        assert event.status is member
    for strange in (99, "Purged"):
        event = parsed({"Data": {"SigningSessionId": SESSION_ID, "Type": kind, "Status": strange}})
        assert event.status == strange
        assert not event.status.is_known


@in_one_test("kind", ["DocumentStatus", "", None, 7])
def test_a_type_nobody_knows_is_kept(kind: Any) -> None:
    event = parsed({"Data": {"SigningSessionId": SESSION_ID, "Type": kind, "Status": 3, "New": [1]}})
    assert isinstance(event, UnknownEvent)
    assert event.status == 3
    assert event.extra == {"New": [1]}


def test_casing_and_wrapping_do_not_matter() -> None:
    lower = {"data": {k.lower(): v for k, v in COMPLETED["Data"].items()}}
    for body in (lower, COMPLETED["Data"], {"Data": {**COMPLETED["Data"], "Type": "sessionstatus"}}):
        assert parsed(body).status is SessionStatus.COMPLETED


@in_one_test("body", [b"", b"no", "[]", "null", {}, {"Data": None}, {"Data": [1]}, "[" * 100_000, b"\xff"])
def test_what_is_no_webhook(body: Any) -> None:
    with pytest.raises(UnreadableEventError, match="no event of Constellation1's"):
        parsed(body)


@in_one_test(
    "body, session, expected",
    [
        (COMPLETED, {"StatusCode": 3}, True),
        (COMPLETED, {"SessionInfo": {"Status": "Completed"}}, True),
        (COMPLETED, {"StatusCode": 2}, False),
        (COMPLETED, {}, None),
        (DECLINED, {"Signers": [{"SignerID": SIGNER_ID.upper(), "StatusCode": 6}]}, True),
        (DECLINED, {"Signers": [{"SignerId": SIGNER_ID, "StatusCode": 2}]}, False),
        (DECLINED, {"Signers": [{"SignerId": SIGNER_ID}]}, None),
        (DECLINED, {"Signers": []}, False),
        (DECLINED, {"Signers": [{"SignerId": ZERO, "StatusCode": 6}]}, False),
        ({"Data": {"SigningSessionId": SESSION_ID, "Type": "New"}}, {"StatusCode": 3}, None),
    ],
)
def test_refetch_compares_the_event_with_the_session(body: Any, session: Any, expected: bool | None) -> None:
    event = parsed(body)
    answer = reply(200, {"Session": {"SigningSessionId": SESSION_ID, "Documents": [], **session}})
    found, record = drive(plan.refetch(event), [answer], context_of(settings()))
    assert [(sent.method, sent.target) for sent in record.sent] == [("GET", f"/v1/sessions/{SESSION_ID}")]
    assert found.confirmed is expected
    assert found.event is event
    assert found.session.session_id == SESSION_ID


def test_refetch_needs_a_session_and_passes_refusals_on() -> None:
    with pytest.raises(ValueError, match="names no session"):
        drive(plan.refetch(WebhookEvent()), [], context_of(settings()))
    with pytest.raises(NotFoundError):
        drive(plan.refetch(parsed(COMPLETED)), [reply(404, b"")], context_of(settings()))


@in_one_test(
    "name, value, cls",
    [
        ("SigningSessionId", SESSION_ID, UnknownEvent),
        ("Type", "SignerStatus", SignerStatusEvent),
        ("Status", 3, UnknownEvent),
    ],
)
def test_an_object_is_a_webhook_without_data_around_it_when_it_says_one_of_three_things(
    name: str, value: Any, cls: type[WebhookEvent]
) -> None:
    for spelling in (name, name.lower(), name.upper()):
        assert type(parsed({spelling: value})) is cls
    with pytest.raises(UnreadableEventError):
        parsed({"Title": "Lease", "SignerId": SIGNER_ID})


@in_one_test(
    "said, there, same",
    [
        ("ab-12", "AB-12", True),
        ("AB-12", "ab-12", True),
        ("{ab-12}", "ab-12", True),
        ("ab-12", "{AB-12}", True),
        ("ab-12", "ab-13", False),
        ("ab-12", "Xab-12", False),
        ("Xab-12", "ab-12", False),
        (None, None, False),
        ("ab-12", None, False),
        (None, "ab-12", False),
    ],
)
def test_the_signer_of_an_event_is_found_by_its_id(said: Any, there: Any, same: bool) -> None:
    event = parsed({"Data": {"SignerId": said, "Type": "SignerStatus", "Status": 6}})
    session = Session(signers=[Signer(signer_id=there, status_code=SignerStatus.DECLINED)])
    assert confirm(event, session) is same


def test_what_cannot_be_compared_is_not_confirmed() -> None:
    signers = [Signer(signer_id=SIGNER_ID, status_code=SignerStatus.DECLINED)]
    session = Session(status_code=SessionStatus.COMPLETED, signers=signers)
    data = {"SigningSessionId": SESSION_ID, "SignerId": SIGNER_ID}
    assert confirm(parsed({**data, "Type": "New", "Status": 6}), session) is None
    assert confirm(parsed({**data, "Type": "SignerStatus"}), session) is None
    assert confirm(parsed({**data, "Type": "SessionStatus"}), session) is None
    assert confirm(parsed({**data, "Type": "SignerStatus", "Status": 6}), session) is True
    assert confirm(parsed({**data, "Type": "SignerStatus", "Status": 6}), Session()) is False


@in_one_test("name", ["SigningSessionId", "NewSigningSessionId", "SignerId"])
@in_one_test("sent, read", [(ZERO, None), (f"{{{ZERO}}}", None), ("", None), (7, "7"), (SIGNER_ID, SIGNER_ID)])
def test_ids_that_are_all_zeros_are_none(name: str, sent: Any, read: str | None) -> None:
    event = parsed({"Data": {"Type": "SessionStatus", "Status": 3, name: sent}})
    found = {
        "SigningSessionId": event.signing_session_id,
        "NewSigningSessionId": event.new_signing_session_id,
        "SignerId": event.signer_id,
    }
    assert found == {**dict.fromkeys(found), name: read}
