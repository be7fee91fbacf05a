"""Notifications: reading all of them, and making sure, once, that they are Ignisign's."""

from __future__ import annotations

import json
import random
from functools import partial
from typing import Any

import attrs
import pytest

from esignkit.core.endpoint import PLANNER
from esignkit.errors import (
    AuthenticationError,
    ESignError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    UnreadableEventError,
)
from esignkit.ignisign import (
    TOPIC_ACTIONS,
    AppNotification,
    DocumentRequestNotification,
    Notification,
    SignatureImageNotification,
    SignatureNotification,
    SignatureProfileNotification,
    SignatureProofNotification,
    SignatureRequestNotification,
    SignatureSessionNotification,
    SignerNotification,
    UnknownNotification,
    WebhookEvent,
    WebhookTopic,
    WebhookVerificationError,
    parse_event,
    read_event,
)
from esignkit.ignisign.auth import app_credentials
from esignkit.ignisign.webhooks import Webhooks
from esignkit.types import Secret
from tests.ignisign.samples import APP, CHECK, DOCUMENT, LOGGED, REQUEST, SIGNER, jwt, settings
from tests.support import LOST, REFUSED, Record, context_of, drive, reply
from tests.tables import in_one_test

webhooks = Webhooks(PLANNER)
WHERE = {"appId": APP, "appEnv": "DEVELOPMENT"}
IDS = {"signatureRequestId": REQUEST, "signatureRequestExternalId": "crm-1"}
THE_DOCUMENT = {"documentId": DOCUMENT, "documentExternalId": "crm-9"}
THE_SIGNER = {"signerId": SIGNER, "signerExternalId": "crm-7"}

# topic, class, content
CONTENTS: list[tuple[str, type[Notification], dict[str, Any]]] = [
    (
        "SIGNATURE_REQUEST",
        SignatureRequestNotification,
        {**IDS, "status": "IN_PROGRESS", "initialSignatureRequestId": "r0", "signers": [{**THE_SIGNER, "token": "t"}]},
    ),
    (
        "SIGNATURE",
        SignatureNotification,
        {**WHERE, **IDS, **THE_DOCUMENT, **THE_SIGNER, "documentNature": "PDF", "signatureId": "s1"},
    ),
    ("SIGNATURE_SESSION", SignatureSessionNotification, {**IDS, **THE_SIGNER}),
    ("SIGNER", SignerNotification, {**WHERE, **THE_SIGNER, "inputsAdded": ["email", "newInput"]}),
    (
        "SIGNATURE_PROOF",
        SignatureProofNotification,
        {
            **WHERE,
            **IDS,
            "documents": [{**THE_DOCUMENT, "token": "canary", "url": "https://x.example/?t=canary"}],
            "signatureProofToken": "canary",
            "signatureProofUrl": "https://x.example/?t=canary",
        },
    ),
    ("SIGNATURE_PROOF", SignatureProofNotification, {**WHERE, **IDS, **THE_DOCUMENT}),
    ("SIGNATURE_SIGNER_IMAGE", SignatureImageNotification, {**WHERE, **IDS, **THE_DOCUMENT, **THE_SIGNER}),
    ("SIGNATURE_PROFILE", SignatureProfileNotification, {"signatureProfileId": "p"}),
    (
        "DOCUMENT_REQUEST",
        DocumentRequestNotification,
        {**IDS, **THE_DOCUMENT, "documentNature": "PDF", "mimeType": "x"},
    ),
    ("APP", AppNotification, {"userId": "u"}),
    ("ID_PROOFING", UnknownNotification, {"anything": [1]}),
    ("FROM_THE_FUTURE", UnknownNotification, {"token": "canary"}),
]


def delivery(topic: str = "SIGNATURE_REQUEST", action: str = "LAUNCHED", content: Any = None, **changes: Any) -> bytes:
    body = {
        **WHERE,
        "topic": topic,
        "action": action,
        "msgNature": "SUCCESS",
        "verificationToken": "canary",
        "content": CONTENTS[0][2] if content is None else content,
        **changes,
    }
    return json.dumps({k: v for k, v in body.items() if v is not ...}).encode()


CASES = [
    (topic, str(action), cls, content)
    for topic, cls, content in CONTENTS
    for action in (*TOPIC_ACTIONS.get(WebhookTopic(topic), ()), "NEW_ACTION")
]


@in_one_test("topic, action, cls, content", CASES)
def test_every_topic_and_action_is_read_and_hides_its_tokens(
    topic: str, action: str, cls: type[Notification], content: Any
) -> None:
    found = parse_event({}, delivery(topic, action, content, error={"errorCode": "PDF_CORRUPTED", "message": "m"}))
    assert type(found) is cls
    assert (found.topic, found.action, found.msg_nature) == (topic, action, "SUCCESS")
    assert found.action.is_known is (action != "NEW_ACTION")
    assert found.error.error_code == "PDF_CORRUPTED"
    assert "canary" not in repr(found)
    held = found.content
    if isinstance(found, UnknownNotification):
        assert held == content
    else:
        assert held.extra == {}
        names = {a.name for a in attrs.fields(type(held))} - {"extra"}
        assert sum(getattr(held, name) is not None for name in names) == len(content)
        assert held.to_wire() == content


def test_all_nine_topics_have_a_class_of_their_own() -> None:
    classes = {cls for _, cls, _ in CONTENTS} - {UnknownNotification}
    assert len(classes) == len(TOPIC_ACTIONS) == 9
    assert {topic for topic, cls, _ in CONTENTS if cls is not UnknownNotification} == set(TOPIC_ACTIONS)


@in_one_test(
    "signers, found",
    [
        ({"signersBySide": [{"signerId": "a"}], "signersEmbedded": [{"signerId": "b", "token": "canary"}]}, ["a", "b"]),
        ({"signersBySide": None}, []),
        ({"signersEmbedded": [{"signerId": "b", "token": "canary"}, None]}, ["b"]),
        ([], []),
        (None, []),
    ],
)
def test_the_signers_of_a_launched_request_in_both_versions(signers: Any, found: Any) -> None:
    told = parse_event({}, delivery(content={"signatureRequestId": REQUEST, "signers": signers}))
    assert isinstance(told, SignatureRequestNotification)
    assert "canary" not in repr(told)
    read = told.content.signers
    assert [one.signer_id for one in read] == found


@in_one_test("content", [None, "text", 7, [1], {"signatureRequestId": {"deep": 1}}, {"signers": 3}])
def test_a_content_of_another_form_is_kept_as_it_came(content: Any) -> None:
    found = parse_event({}, delivery(content=content if content is not None else ...))
    assert (found.topic, found.action) == ("SIGNATURE_REQUEST", "LAUNCHED")
    if content is not None:
        assert isinstance(found, UnknownNotification)
        assert found.content == content


BAD = [b"", b"null", b"[]", b"7", b"{", b"{}", b'{"topic": 7}', b'{"topic": null}', b"\xff\xfe", b"[" * 100_000]


@in_one_test("body", [*BAD, "\ud800", delivery(appId={"a": 1})])
def test_what_is_no_notification_is_refused_with_one_kind_of_error(body: Any) -> None:
    with pytest.raises(UnreadableEventError):
        parse_event({}, body)
    with pytest.raises(UnreadableEventError):
        drive(webhooks.verify(body), [], context_of(settings()))


def test_whatever_is_posted_gives_a_notification_or_that_error() -> None:
    chance = random.Random(4)
    samples = [delivery(topic, action, content) for topic, action, _, content in CASES]
    for _ in range(5000):
        body = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(body))
            body[at : at + chance.randint(0, 9)] = chance.choice(
                (b"", b'"', b"{", b"null", b"[]", b"\x00", b"9", b"\xff")
            )
        try:
            found = parse_event({}, bytes(body))
        except UnreadableEventError:
            continue
        assert isinstance(found, Notification)
        assert "canary" not in repr(found)
        assert all(isinstance(part, str) for part in found.key)


def test_keys_tell_deliveries_of_the_same_news() -> None:
    first = parse_event({}, delivery())
    assert first.key == parse_event({}, delivery(verificationToken="another")).key
    assert "canary" not in str(first.key)
    assert f"signatureRequestId={REQUEST}" in first.key
    proof = parse_event({}, delivery("SIGNATURE_PROOF", "GENERATED", CONTENTS[4][2]))
    assert f"documentId={DOCUMENT}" in proof.key
    keys = {parse_event({}, delivery(topic, action, content)).key for topic, action, _, content in CASES}
    assert len(keys) == len(CASES)


def test_the_log_of_events_is_read_as_it_was_sent() -> None:
    event = WebhookEvent.from_wire(LOGGED)
    assert "'t'" not in repr(event)
    found = read_event(event)
    assert isinstance(found, SignatureRequestNotification)
    assert found.content.signers[0].token == Secret("t")
    assert found.verification_token is None


# Verification ----------------------------------------------------------------------------------------------------------
def verify(body: Any, *answers: Any, **options: Any) -> tuple[Notification, Record]:
    record = Record()
    result, _ = drive(webhooks.verify(body, **options), answers, context_of(settings(), record), record)
    return result, record


def refused(body: Any, *answers: Any, kind: type[ESignError] = WebhookVerificationError, **options: Any) -> Any:
    record = Record()
    with pytest.raises(kind) as caught:
        drive(webhooks.verify(body, **options), answers, context_of(settings(), record), record)
    assert "canary" not in f"{caught.value} {vars(caught.value)}"
    return caught.value, len(record.sent)


@in_one_test("form", [delivery(), delivery().decode(), parse_event({}, delivery())])
def test_a_good_delivery_is_checked_once(form: Any) -> None:
    found, record = verify(form, reply(200, CHECK))
    assert isinstance(found, SignatureRequestNotification)
    (sent,) = record.sent
    assert sent.target == "/v3/tokens/webhook-verification/checking-consumption"
    assert sent.json == {"token": "canary", **WHERE}


MISSING = ["topic", "action", "msgNature", "verificationToken", "appId", "appEnv"]


@in_one_test("empty", [..., None, ""])
@in_one_test("name", MISSING)
def test_a_delivery_that_lacks_something_does_not_cost_its_token(name: str, empty: Any) -> None:
    _, sent = refused(delivery(**{name: empty}), kind=UnreadableEventError)
    assert sent == 0


@in_one_test(
    "changes, reason",
    [
        ({"appId": "appId_other"}, "app_id"),
        ({"appEnv": "PRODUCTION"}, "app_env"),
        ({"appEnv": "development"}, "app_env"),
        ({"appId": "appId_other", "appEnv": "PRODUCTION"}, "app_id"),
    ],
)
def test_a_delivery_for_somebody_else_does_not_cost_its_token(changes: Any, reason: str) -> None:
    error, sent = refused(delivery(**changes))
    assert (error.reason, sent, error.check) == (reason, 0, None)


@in_one_test("flag", ["notFound", "alreadyConsumed", "badTarget", "isExpired", "badRelatedId"])
def test_a_token_that_is_not_good_is_refused_and_says_why(flag: str) -> None:
    error, sent = refused(delivery(), reply(200, {**CHECK, "isValid": False, flag: True, "errorStr": "words"}))
    assert (error.reason, sent) == ("token", 1)
    assert flag in str(error)
    assert error.check.reasons == [flag, "words"]


@in_one_test("valid", [None, False, "yes", 1, {}])
def test_only_true_is_true(valid: Any) -> None:
    answer = reply(200, {**CHECK, "isValid": valid})
    if valid in ("yes", {}):
        refused(delivery(), answer, kind=ESignError)
    elif valid == 1 and valid is not True:
        verify(delivery(), answer)  # a number that reads as true
    else:
        refused(delivery(), answer)


@in_one_test(
    "answer, kind",
    [
        (reply(500, {"code": "INTERNAL_ERROR", "message": "no"}), OutcomeUnknownError),
        (reply(408), OutcomeUnknownError),
        (reply(503, b"", {"retry-after": "1"}), ESignError),
        (reply(429, b"", {"retry-after": "1"}), RateLimitedError),
        (reply(404, {"code": "APP_NOT_FOUND", "message": "no"}), NotFoundError),
        (reply(401, {"code": "UNAUTHORIZED_ERROR", "message": "no"}), AuthenticationError),
        (reply(200, b"<html>"), OutcomeUnknownError),
        (reply(200, b""), OutcomeUnknownError),
        (reply(200, b"null"), OutcomeUnknownError),
        (LOST, OutcomeUnknownError),
    ],
)
@in_one_test("options", [None, {"attempts": 5}])
def test_the_check_is_never_repeated_and_a_lost_answer_is_no_forgery(answer: Any, kind: Any, options: Any) -> None:
    error, sent = refused(delivery(), answer, kind=kind, options=options)
    assert sent == 1
    assert not isinstance(error, WebhookVerificationError)


@in_one_test("code", ["TOKEN_NOT_FOUND", "TOKEN_INVALID", "TOKEN_EXPIRED", "TOKEN_ALREADY_CONSUMED"])
@in_one_test("status", [400, 403, 404])
def test_a_refusal_that_names_the_token_is_a_delivery_that_is_not_vouched_for(code: str, status: int) -> None:
    error, sent = refused(delivery(), reply(status, {"code": code, "message": "no"}))
    assert (error.reason, error.check, sent) == ("token", None, 1)
    assert code in str(error)


@in_one_test("body", [{"topic": "APP"}, ["x"], 7, None])
def test_what_another_parser_made_of_a_body_is_told_apart_from_a_forgery(body: Any) -> None:
    for read in (partial(parse_event, {}), webhooks.verify):
        with pytest.raises(TypeError, match="as it came, bytes or text"):
            drive(read(body), [], context_of(settings()))


@in_one_test("kind", [bytes, bytearray, memoryview])
def test_a_body_may_be_any_bytes(kind: Any) -> None:
    assert parse_event({}, kind(delivery())).topic == "SIGNATURE_REQUEST"


def test_a_check_that_never_left_is_tried_again() -> None:
    found, record = verify(delivery(), REFUSED, REFUSED, reply(200, CHECK))
    assert isinstance(found, Notification)
    assert record.slept == [0.5, 0.5]
    _, sent = refused(delivery(), REFUSED, REFUSED, REFUSED, kind=NotSentError)
    assert sent == 3


def test_a_stale_bearer_token_is_renewed_once_for_nothing_was_consumed() -> None:
    auth = app_credentials(Secret("sk"))
    given = settings(token=None, auth=auth)
    stale = reply(401, {"code": "OUTDATED_AUTH_JWT_TOKEN", "message": "ended"})
    tokens = [reply(200, {"jwtToken": jwt(n=n)}) for n in (1, 2)]
    record = Record()
    drive(
        webhooks.verify(delivery()), [tokens[0], stale, tokens[1], reply(200, CHECK)], context_of(given, record), record
    )
    assert [sent.target.rsplit("/", 1)[1] for sent in record.sent] == [
        "app-api",
        "checking-consumption",
        "app-api",
        "checking-consumption",
    ]


def test_the_check_of_version_4_goes_there() -> None:
    record = Record()
    drive(webhooks.verify(delivery()), [reply(200, CHECK)], context_of(settings(api_version="v4"), record), record)
    assert record.sent[0].target.startswith("/v4/")
