"""What the service posts to a callback: believed only with the key, read whatever it holds."""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.errors import UnreadableEventError, UnverifiedEventError
from esignkit.esignlive import CallbackEventName, parse_event
from esignkit.types import Secret
from tests.tables import in_one_test

KEY = "a2V5OmFzLWl0LWlz"
HEADERS = {"Authorization": f"Basic {KEY}", "Content-Type": "application/json"}


def body(name: Any = "PACKAGE_COMPLETE", **more: Any) -> bytes:
    found = {
        "@class": "com.silanis.esl.packages.event.ESLProcessEvent",
        "name": name,
        "sessionUser": "u",
        "packageId": "p=",
        "message": None,
        "documentId": None,
        "createdDate": "2030-01-31T12:00:12.255Z",
        **more,
    }
    return json.dumps(found).encode()


KINDS = {
    "PACKAGE_DECLINE": esl.PackageDeclined,
    "PACKAGE_OPT_OUT": esl.PackageDeclined,
    "PACKAGE_ATTACHMENT": esl.AttachmentAdded,
    "SIGNER_COMPLETE": esl.SignerEvent,
    "SIGNER_LOCKED": esl.SignerEvent,
    "KBA_FAILURE": esl.SignerEvent,
    "DOCUMENT_SIGNED": esl.DocumentEvent,
    "DOCUMENT_VIEWED": esl.DocumentEvent,
    "ROLE_REASSIGN": esl.RoleReassigned,
    "EMAIL_BOUNCE": esl.EmailBounced,
    "COBROWSE_REQUEST": esl.CobrowseRequested,
}
NAMES = [
    "PACKAGE_CREATE",
    "PACKAGE_ACTIVATE",
    "PACKAGE_DEACTIVATE",
    "PACKAGE_READY_FOR_COMPLETE",
    "PACKAGE_COMPLETE",
    "PACKAGE_TRASH",
    "PACKAGE_RESTORE",
    "PACKAGE_DELETE",
    "PACKAGE_DECLINE",
    "PACKAGE_EXPIRE",
    "PACKAGE_OPT_OUT",
    "PACKAGE_ATTACHMENT",
    "PACKAGE_ARCHIVE",
    "TEMPLATE_CREATE",
    "SIGNER_COMPLETE",
    "SIGNER_LOCKED",
    "DOCUMENT_SIGNED",
    "DOCUMENT_VIEWED",
    "ROLE_REASSIGN",
    "EMAIL_BOUNCE",
    "KBA_FAILURE",
    "COBROWSE_REQUEST",
]


def test_the_list_of_events_is_the_services():
    assert [member.value for member in CallbackEventName] == NAMES


@in_one_test("name", NAMES)
def test_every_event_has_a_class(name):
    event = parse_event(HEADERS, body(name), key=KEY)
    assert type(event) is KINDS.get(name, esl.PackageEvent)
    assert (event.name, event.package_id, event.session_user) == (name, "p=", "u")
    assert event.created_date == datetime(2030, 1, 31, 12, 0, 12, 255000, tzinfo=UTC)


def test_what_a_message_means():
    declined = parse_event(HEADERS, body("PACKAGE_DECLINE", message="too dear"), key=KEY)
    attached = parse_event(HEADERS, body("PACKAGE_ATTACHMENT", message="id.pdf"), key=KEY)
    bounced = parse_event(HEADERS, body("EMAIL_BOUNCE", message="COMPLAINT"), key=KEY)
    silent = parse_event(HEADERS, body("EMAIL_BOUNCE"), key=KEY)
    assert isinstance(declined, esl.PackageDeclined)
    assert isinstance(attached, esl.AttachmentAdded)
    assert isinstance(bounced, esl.EmailBounced)
    assert isinstance(silent, esl.EmailBounced)
    assert (declined.reason, attached.attachment_name) == ("too dear", "id.pdf")
    assert bounced.bounce_type is esl.BounceType.COMPLAINT
    assert silent.bounce_type is None


def test_an_event_nobody_has_heard_of_is_read_as_well():
    event = parse_event(HEADERS, body("BRAND_NEW", more=[1]), key=KEY)
    assert type(event) is esl.CallbackEvent
    assert event.name == "BRAND_NEW"
    assert event.name is not None
    assert not event.name.is_known
    assert event.extra == {"more": [1]}


@in_one_test(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": KEY},
        {"Authorization": f"basic {KEY}"},
        {"Authorization": f"Basic {KEY} "},
        {"Authorization": f"Basic {KEY[:-1]}"},
        {"Authorization": f"Basic {KEY}x"},
        {"Authorization": "Basic YTJWNU9tRnpMV2wwTFdseg=="},  # the key encoded once more
        {"Authorization": f"Bearer {KEY}"},
        {"Authorization": "Basic \udcff"},
        {"Authorization": f"Basic {chr(0xD800)}"},
        [("Authorization", f"Basic {KEY}"), ("authorization", "Basic other")],
    ],
)
def test_a_callback_without_the_key_is_refused(headers):
    with pytest.raises(UnverifiedEventError, match="key") as caught:
        parse_event(headers, body(), key=KEY)
    assert KEY not in str(caught.value) + repr(caught.value)


def test_the_key_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch):
    compared = []
    real = hmac.compare_digest

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return real(a, b)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    parse_event([("AUTHORIZATION", f"Basic {KEY}")], body(), key=Secret(KEY))
    assert compared == [(f"Basic {KEY}".encode(),) * 2]


def test_without_a_key_anybody_is_let_in_only_when_that_is_said():
    assert parse_event({}, body(), key=None).package_id == "p="
    with pytest.raises(ValueError, match="anybody"):
        parse_event({"Authorization": "Basic "}, body(), key="")


@in_one_test(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"<html>",
        b"{",
        b'{"name": null}',
        b'{"name": 7}',
        b"{}",
        b"\xff\xfe",
        body(createdDate="soon"),
    ],
)
def test_a_body_that_is_no_event_is_refused(content):
    with pytest.raises(UnreadableEventError):
        parse_event(HEADERS, content, key=KEY)


def test_headers_may_be_bytes_as_servers_have_them():
    body = b'{"name": "PACKAGE_COMPLETE"}'
    assert parse_event([(b"Authorization", b"Basic k")], body, key="k").name == "PACKAGE_COMPLETE"
    for wrong in ([(b"authorization", b"Basic K")], [(b"authorization", b"Basic k")] * 2, [(b"x", b"Basic k")]):
        with pytest.raises(UnverifiedEventError):
            parse_event(wrong, body, key="k")


def test_a_key_with_the_word_in_front_of_it_is_the_callers_mistake():
    with pytest.raises(UnverifiedEventError, match="leave out the word Basic"):
        parse_event({"Authorization": "Basic k"}, b'{"name": "PACKAGE_COMPLETE"}', key="Basic k")


@in_one_test("hours", ["9 to 5", {"from": 9}, [{"day": "MON"}], None, 7])
def test_members_whose_form_is_not_published_are_read_in_any(hours):
    body = json.dumps({"name": "COBROWSE_REQUEST", "selectedSupportBusinessHours": hours}).encode()
    assert parse_event({}, body, key=None).selected_support_business_hours == hours


def test_what_another_parser_made_of_a_body_is_not_a_body():
    with pytest.raises(TypeError, match="bytes or text, not a dict"):
        parse_event(HEADERS, {"name": "PACKAGE_COMPLETE"}, key=KEY)


def test_the_key_of_a_registration_does_not_show():
    assert KEY not in repr(esl.Callback(url="u", key=KEY))
