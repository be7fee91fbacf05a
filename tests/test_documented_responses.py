"""A success whose body is not what the service documents is no success: every write, answers of another shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from esignkit.core.operation import Operation, Repeat
from esignkit.errors import AuthenticationError, DecodeError, ESignError, OutcomeUnknownError, UnreadableResponseError
from esignkit.esignlive import BulkSendFailed
from esignkit.types import Outcome
from tests.reliability import report
from tests.services import SERVICES
from tests.support import Record, drive, reply
from tests.tables import in_one_test

FOREIGN: dict[str, bytes] = {
    "empty object": b"{}",
    "empty list": b"[]",
    "error": b'{"error": "upstream"}',
    "error object": b'{"error": {"code": 7, "message": "upstream"}, "status": "failed", "success": false}',
    "problem": b'{"type": "about:blank", "title": "Oops", "status": 500, "detail": "d", "instance": "/x"}',
    "ok": b'"ok"',
    "number": b"1",
    "numbers": b"[1]",
    "empty objects": b"[{}]",
    "null": b"null",
    "nothing": b"",
}
OWN_ERRORS = {
    "Ignisign": b'{"message": "m", "timestamp": "2030-01-31 12:00:00", "status": 400, "code": "X", "context": {}}',
    "eSignLive": b'{"code": 400, "name": "Validation Error", "message": "m", "messageKey": "error.x", "entity": null}',
}

_EMPTY = "empty reply in the provider file ('–')"
_UNNAMED = "its answer is named, but no member of it is published (Constellation1 section 4)"
_GONE = "whatever comes back, what was deleted is gone (eSignLive section 4: '–')"
_MOVES = "eSignLive section 9 row 15: None on any 2xx"
_ADMIN = "account administration: bodies without a schema (eSignLive section 4.7)"
UNDOCUMENTED: dict[str, str] = {
    "Constellation1 sessions.update_transaction_id": _UNNAMED,
    "Constellation1 signers.update": _UNNAMED,
    "Ignisign webhooks.resend": "'ignore the body' (Ignisign section 3.6)",
    **{
        f"eSignLive {name}.delete": _GONE
        for name in [
            "account_roles",
            "approvals",
            "custom_fields",
            "delegates",
            "document_fields",
            "documents",
            "fields",
            "groups",
            "imprint_fields",
            "packages",
            "reminders",
            "roles",
            "senders",
            "signer_verification",
            "supporting_documents",
            "user_custom_fields",
        ]
    },
    "eSignLive documents.delete_many": _GONE,
    "eSignLive imprint_fields.delete_all": _GONE,
    "eSignLive delegates.delete_all": _GONE,
    "eSignLive attachments.delete_file": _GONE,
    "eSignLive senders.delete_signature": _GONE,
    "eSignLive notaries.delete_commission": _GONE,
    "eSignLive notaries.delete_seal": _GONE,
    "eSignLive account.reset_settings": _GONE,
    **{
        f"eSignLive packages.{move}": _MOVES
        for move in ["archive", "complete", "restore", "revert_to_draft", "send", "trash", "update"]
    },
    "eSignLive documents.reorder": "'object', without a member of it (eSignLive section 4.1)",
    "eSignLive documents.set_visibility": _EMPTY,
    "eSignLive documents.apply_layout": _EMPTY,
    "eSignLive documents.sign": _EMPTY,
    "eSignLive documents.sign_all": _EMPTY,
    "eSignLive fields.create_with_id": _EMPTY,
    "eSignLive notifications.remind": _EMPTY,
    "eSignLive notifications.send": _EMPTY,
    "eSignLive notifications.send_sms": _EMPTY,
    "eSignLive notifications.send_mobile": _EMPTY,
    "eSignLive notifications.resend_sms": _EMPTY,
    "eSignLive attachments.upload": "'text/html', without a word of what is in it (eSignLive section 4.4)",
    "eSignLive senders.set_signature": "only the answer to GET is described (eSignLive section 4.7)",
    "eSignLive delegates.create": "only the answer to GET is described (eSignLive section 4.7)",
    "eSignLive delegates.replace_all": "only the answer to GET is described (eSignLive section 4.7)",
    "eSignLive packages.revault": _EMPTY,
    "eSignLive packages.update_vaulting_data": _EMPTY,
    "eSignLive notaries.update_commission": _EMPTY,
    "eSignLive notaries.update_seal": _EMPTY,
    "eSignLive account.update_password_policy": _EMPTY,
    **{
        f"eSignLive account.{name}": _EMPTY
        for name in ["create_idv_workflows", "update_idv_workflows", "set_signing_logos", "delete_signing_logos"]
    },
    **{
        f"eSignLive account.delete_{name}": _GONE
        for name in ["decline_reasons", "handover_url", "idv_workflows", "signing_themes"]
    },
    "eSignLive reports.delete_in_app_file": _GONE,
    "eSignLive reports.delete_in_app_files": _GONE,
    "eSignLive virtual_rooms.set_masked_fields": _EMPTY,
    "eSignLive virtual_rooms.mask_field": _EMPTY,
    "eSignLive virtual_rooms.unmask_field": _GONE,
    "eSignLive account.update_subaccount": _ADMIN,
    "eSignLive account.update_settings": _ADMIN,
}
"""Calls whose answer may be anything, with the reason in the provider's documentation."""

DOCUMENTED: dict[tuple[str, str], type[ESignError] | None] = {
    ("eSignLive packages.bulk_send", "empty list"): BulkSendFailed,
    ("eSignLive packages.bulk_send", "numbers"): BulkSendFailed,
    ("eSignLive packages.bulk_send", "empty objects"): BulkSendFailed,
    ("Ignisign webhooks.delete", "empty list"): None,  # the last one was removed
    ("Ignisign signature_requests.statuses", "empty list"): None,  # a read, although by POST: none of them is known
}
"""Answers that look foreign and are not: an array is bulk_send's refusal (eSignLive 3.11), a list may be empty."""


def operations() -> Iterator[tuple[str, Operation[Any]]]:
    """Every operation of the tables of the three services."""
    return ((name, operation) for name, service in SERVICES.items() for operation in service.operations())


WRITES = {
    f"{service} {operation.name}": (service, operation) for service, operation in operations() if operation.changes
}


def answered(service: str, operation: Operation[Any], content: bytes) -> tuple[object, Record]:
    """What comes of an answer: the result or the error, and what was sent."""
    record = Record()
    try:
        return drive(operation, [reply(200, content)] * 3, SERVICES[service].context(record), record)
    except ESignError as error:
        return error, record


def accepted(name: str) -> list[str]:
    """The foreign answers that a call takes for success."""
    service, operation = WRITES[name]
    return [
        kind
        for kind, content in FOREIGN.items()
        if not isinstance(answered(service, operation, content)[0], ESignError)
    ]


def foreign_to(name: str) -> Iterator[tuple[str, bytes]]:
    service, _ = WRITES[name]
    yield from FOREIGN.items()
    if service in OWN_ERRORS:
        yield "own error", OWN_ERRORS[service]


def expected(name: str, kind: str) -> type[ESignError] | None:
    """The error that an answer is to become; None for success."""
    service, operation = WRITES[name]
    if (name, kind) in DOCUMENTED:
        return DOCUMENTED[name, kind]
    if service == "Constellation1" and kind == "null":
        return AuthenticationError  # documented: the token was refused, and nothing was done
    if service == "eSignLive" and kind == "nothing" and name not in NEED_A_BODY:
        return None  # eSignLive section 2: bodies may be missing
    return UnreadableResponseError if operation.repeat is not Repeat.READ else DecodeError


NEED_A_BODY = frozenset(
    f"eSignLive {name}"
    for name in [
        "packages.create",
        "packages.create_accessible",
        "packages.clone",
        "packages.bulk_send",
        "templates.create",
        "templates.create_from",
        "layouts.create",
        "documents.create",
        "documents.create_many",
        "documents.replace",
        "documents.localize_consent",
        "supporting_documents.create",
        "roles.create",
        "approvals.create",
        "fields.create",
        "document_fields.create",
        "imprint_fields.create",
        "senders.create",
        "groups.create",
        "sessions.create",
        "sessions.sign_in",
        "sessions.from_user_token",
        "sessions.from_sender_token",
        "sessions.from_signer_token",
        "authentication_tokens.create_user_token",
        "authentication_tokens.create_sender_token",
        "authentication_tokens.create_signer_token",
        "templates.start_fast_track",
    ]
)
"""eSignLive's calls that give what only the answer can tell: an id, a token, an address."""


def documented() -> list[str]:
    """The writes of which the documentation says what they answer."""
    return sorted(set(WRITES) - set(UNDOCUMENTED))


@in_one_test("name", documented())
def test_an_answer_of_another_shape_is_no_success(name: str) -> None:
    service, operation = WRITES[name]
    for kind, content in foreign_to(name):
        result, record = answered(service, operation, content)
        error = expected(name, kind)
        assert (type(result) if isinstance(result, ESignError) else None) is error, (kind, result)
        if isinstance(result, UnreadableResponseError):
            assert isinstance(result, DecodeError)
            assert isinstance(result, OutcomeUnknownError)
            assert (result.outcome, result.status) == (Outcome.AMBIGUOUS, 200)
            assert result.inquiry is not None
            assert result.body is None or result.body == content.decode()
            assert len(record.sent) == 1 or operation.repeat is not Repeat.NEVER
        report.note(
            "51", foreign_answers=1, taken_for_success=0 if isinstance(result, ESignError) or error is None else 1
        )


@in_one_test("name", UNDOCUMENTED)
def test_what_is_listed_as_undocumented_takes_any_answer_but_pages_and_null(name: str) -> None:
    service, operation = WRITES[name]
    assert {"empty object", "error"} <= set(accepted(name))
    assert operation.changes
    if service == "eSignLive":
        assert not isinstance(answered(service, operation, b"")[0], ESignError)


def test_one_member_that_cannot_be_read_does_not_make_an_answer_foreign() -> None:
    operation = WRITES["eSignLive roles.create"][1]
    result, record = answered("eSignLive", operation, b'{"id": "r", "signers": "none"}')
    assert type(result) is DecodeError
    assert "signers: a list was expected" in str(result)
    assert (result.outcome, len(record.sent)) == (Outcome.DONE, 1)


READS_OF_OBJECTS = {
    name: SERVICES[name].operation(SERVICES[name][call])
    for name, call in (
        ("Constellation1", "sessions.get"),
        ("Ignisign", "signature_requests.get"),
        ("eSignLive", "packages.get"),
    )
}


@in_one_test("service", READS_OF_OBJECTS)
@in_one_test("content", [b'"ok"', b"[]", b"1", b"null", b"", b"<html>"])
def test_a_read_that_is_not_answered_with_an_object_is_an_error(service: str, content: bytes) -> None:
    result, _ = answered(service, READS_OF_OBJECTS[service], content)
    documented = service == "Constellation1" and content == b"null"
    assert type(result) is (AuthenticationError if documented else DecodeError)
