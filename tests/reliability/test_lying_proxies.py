"""A proxy lets the service act and answers in its place with 408 or anything from 500 up: promise 44.

By hand: every write of the three services that is never repeated, each status, with and without `Retry-After`, with
texts of every kind; without `ESIGNKIT_MATRIX=full`, each write meets a fifth of the statuses, and its neighbours the
others. Over HTTP: a sample against the sandbox, whose ledger is the judge.
"""

from __future__ import annotations

import itertools
import json
import os
from typing import Any

import attrs
import pytest

from esignkit.core.auth import RenewableToken
from esignkit.core.auth.token import call_provider
from esignkit.core.context import Context
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Response
from esignkit.core.operation import Repeat
from esignkit.errors import ESignError, OutcomeUnknownError
from esignkit.ignisign.sending import NewSigner
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Outcome
from tests.constellation1 import samples as constellation1_samples
from tests.esignlive import helper
from tests.ignisign import samples as ignisign_samples
from tests.ignisign.samples import CONTEXT, PLAIN_DOCUMENT
from tests.reliability import report
from tests.reliability.test_fault_matrix import CALLS, NEVER_TWICE
from tests.reliability.world import PROVIDERS, World
from tests.services import CONSTELLATION1, SERVICES
from tests.source import reconciled
from tests.support import Record, Sent, context_of, drive, reply
from tests.tables import in_one_test

STATUSES = (408, *range(500, 600), 600, 999)
APART = 1 if os.environ.get("ESIGNKIT_MATRIX") == "full" else 5
TEXTS = [
    b"",
    b"<!DOCTYPE html><title>503 Backend fetch failed</title>",
    b"null",
    b'"Error: Bad Token Information. Please authenticate."',
    b'{"ReturnValue": "False", "Details": "Error: Invalid token"}',
    b'{"code": "OUTDATED_AUTH_JWT_TOKEN", "message": "No."}',
    b'{"code": 401, "messageKey": "error.unauthorised.sessionExpired", "message": "No."}',
    b'[{"rowNumber": 1, "columnName": "EMAIL", "messageKey": "error.bulk.email"}]',
    b'{"id": "p", "SigningSessionId": "s", "signatureRequestId": "r", "ReturnValue": "True"}',
    b'{"code": "CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED"}',
]
HINTS: list[dict[str, str]] = [{}, {"retry-after": "0"}, {"retry-after": "1"}]


# Every write that is never repeated -----------------------------------------------------------------------------------
WRITES = {
    name.lower(): [operation for operation in service.operations() if operation.repeat is Repeat.NEVER]
    for name, service in SERVICES.items()
}


MADE_BY_HELPERS: dict[str, set[str]] = {
    "esignlive": {
        *(f"packages.{name}" for name in ("send", "complete", "archive", "revert_to_draft")),
        *(f"sessions.from_{name}_token" for name in ("user", "sender", "signer")),
        *(f"account.update_{name}" for name in ("configuration", "feature_settings", "package_settings")),
        "account.update_signing_ui_options",
    },
    "ignisign": set(),
    "constellation1": {"sessions.start", "sessions.resume"},
}
"""Writes whose operation a function makes that several methods share."""


SETTINGS = {
    "esignlive": helper.settings(api_key="k", environment="us2"),
    "ignisign": ignisign_samples.settings(),
    "constellation1": constellation1_samples.settings(),
}


def context(provider: str, record: Record) -> Context:
    """A client whose token can be replaced, so that a refused one would be."""
    auth = RenewableToken(lambda: call_provider(lambda: "a-token", "the token"))
    return attrs.evolve(context_of(SETTINGS[provider], record), auth=auth)


@in_one_test("provider", PROVIDERS)
def test_every_such_write_is_looked_at(provider: str) -> None:
    assert {operation.name for operation in WRITES[provider]} >= reconciled(provider) | MADE_BY_HELPERS[provider]


@in_one_test("provider", PROVIDERS)
def test_no_status_from_500_up_makes_a_write_run_twice_or_count_as_refused(provider: str) -> None:
    texts, cells, met = itertools.cycle(TEXTS), 0, set[int]()
    for number, operation in enumerate(WRITES[provider]):
        for status, hint in itertools.product(STATUSES[number % APART :: APART], HINTS[:2]):
            record = Record()
            answer = Response(status, hint, next(texts))
            with pytest.raises(OutcomeUnknownError) as caught:
                drive(operation, [answer] * 3, context(provider, record), record)
            error = caught.value
            assert (len(record.sent), error.outcome, error.status) == (1, Outcome.AMBIGUOUS, status), operation.name
            assert error.maybe_applied
            assert error.inquiry is not None
            cells += 1
            met.add(status)
        next(texts)  # so that a status does not always meet the same text
    assert met == set(STATUSES)
    report.note("44", cells_by_hand=cells, sent_twice=0, not_ambiguous=0)


# Calls of several steps -----------------------------------------------------------------------------------------------
def _send() -> Any:
    return SignatureRequests(PLANNER).send(
        "profile", title="Lease", documents=[("l.pdf", b"%PDF-1.7 %%EOF")], signers=[NewSigner(email="a@example.com")]
    )


ANSWERS: list[tuple[str, str, Any]] = [
    ("POST", "/signers", {"signerId": "s", "authSecret": "x"}),
    ("POST", "/signature-requests", {"signatureRequestId": "r"}),
    ("POST", "/init-documents", {"documentId": "d"}),
    ("POST", "/file", PLAIN_DOCUMENT),
    ("PUT", "", CONTEXT),
    ("POST", "/publish", {"signatureRequestId": "r"}),
    ("POST", "/close", {"signatureRequestId": "r"}),
    ("GET", "", {"_id": "r", "status": "DRAFT"}),
]


@attrs.define
class Liar:
    """Answers as the service does, but to the nth write with a status."""

    nth: int
    answer: Response
    writes: list[str] = attrs.field(factory=list)

    def __call__(self, sent: Sent) -> Response:
        if sent.method == "POST":
            self.writes.append(sent.target)
            if len(self.writes) == self.nth:
                return self.answer
        path = sent.target.partition("?")[0]
        return next(reply(200, body) for method, end, body in ANSWERS if method == sent.method and path.endswith(end))


SEVERAL_STEPS: dict[str, tuple[str, Any, int]] = {
    "signature_requests.send": ("ignisign", _send, 5),
    "signature_requests.publish": ("ignisign", lambda: SignatureRequests(PLANNER).publish("r"), 1),
    "signature_requests.close": ("ignisign", lambda: SignatureRequests(PLANNER).close("r"), 1),
}


@in_one_test("status", [408, 500, 503, 507, 525, 599, 600, 999])
@in_one_test("name", SEVERAL_STEPS)
def test_a_call_of_several_steps_sends_none_of_them_twice(name: str, status: int) -> None:
    provider, flow, steps = SEVERAL_STEPS[name]
    for nth, hint, text in itertools.product(range(1, steps + 1), HINTS, TEXTS):
        record = Record()
        liar = Liar(nth, Response(status, hint, text))
        with pytest.raises(ESignError) as caught:
            drive(flow(), itertools.repeat(liar), context(provider, record), record)
        assert caught.value.outcome is Outcome.AMBIGUOUS
        assert len(liar.writes) == len(set(liar.writes)) == nth


@in_one_test("status", [408, 500, 503, 507, 525, 599, 600, 999])
def test_a_start_is_not_repeated_because_of_words_beside_such_a_status(status: int) -> None:
    """Its repetition heals refusals of the service's own, and this is none."""
    refusing = (
        b'{"ReturnValue": "False", "Details": "Error: All signers must have a last name and valid email address."}'
    )
    for hint in HINTS:
        record = Record()
        with pytest.raises(OutcomeUnknownError):
            drive(
                CONSTELLATION1.plan(CONSTELLATION1["sessions.start"]),
                [Response(status, hint, refusing)] * 9,
                context("constellation1", record),
                record,
            )
        assert (len(record.sent), record.slept) == (1, [])


# Over HTTP ------------------------------------------------------------------------------------------------------------
SAMPLE: list[dict[str, Any]] = [
    {"status": 408},
    {"status": 500, "body": '"Error: Invalid token"'},
    {"status": 501, "body": "<h1>Not implemented</h1>"},
    {"status": 503, "retry_after": 0},
    {"status": 503, "retry_after": 1, "body": json.dumps({"code": "OUTDATED_AUTH_JWT_TOKEN"})},
    {"status": 507, "retry_after": 0},
    {"status": 525},
    {"status": 530, "body": ""},
    {"status": 599, "body": "null"},
    {"status": 600, "retry_after": 0},
    {"status": 999, "body": '{"id": "p"}'},
]


@in_one_test("provider, mode, kind", itertools.product(PROVIDERS, ("sync", "async"), NEVER_TWICE))
def test_the_ledger_shows_one_and_the_caller_is_told_that_it_may(
    world: World, provider: str, mode: str, kind: str
) -> None:
    call = CALLS[provider][kind]
    driver = world.driver(provider, mode)
    try:
        for lie in SAMPLE:
            before = world.count(provider, call.effect)
            rule = world.sandbox.faults.add("status", provider, call.operation, stage="after-commit", **lie)
            with pytest.raises(OutcomeUnknownError) as caught:
                driver.run(call.plan(driver.client, world.things[provider]))
            assert (rule.fired, world.count(provider, call.effect) - before) == (1, 1), lie
            assert (caught.value.outcome, caught.value.attempts) == (Outcome.AMBIGUOUS, 1)
            assert (caught.value.status, caught.value.retry_after) == (lie["status"], lie.get("retry_after"))
            report.note("44", over_http=1)
    finally:
        world.sandbox.faults.clear()
        driver.close()
