"""What is asked when the answer to an upload was lost."""

from __future__ import annotations

import gc
import re

import pytest

from esignkit import Verdict
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Response
from esignkit.core.operation import Operation
from esignkit.core.reconciliation import question_of
from esignkit.core.response_readers import nothing
from esignkit.core.time_window import TimeWindow
from esignkit.errors import NotFoundError
from esignkit.ignisign import Documents, SignatureRequestContext, SignatureRequestStatus, Signers
from esignkit.ignisign.models.signers import SignerSummary
from esignkit.ignisign.reconciliation import published
from esignkit.ignisign.v4 import V4
from tests.services import SERVICES
from tests.support import Record, Sent, drive, reply
from tests.tables import in_one_test

HASH = "ab" * 32
documents = Documents(PLANNER)


@pytest.mark.parametrize(
    "call",
    [
        documents.upload("d", ("a.pdf", b"%PDF-1.7")),
        documents.set_json_content("d", {"a": 1}),
        documents.set_private_hash("d", HASH),
    ],
    ids=lambda call: call.name,
)
def test_a_document_that_is_gone_proves_nothing(call) -> None:
    asked = question_of(call)
    assert asked is not None
    steps = asked.look(TimeWindow())
    assert next(steps).name == "documents.get"
    with pytest.raises(StopIteration) as end:
        steps.throw(NotFoundError("there is no such document"))
    assert end.value.value.verdict is Verdict.UNKNOWN
    assert "there is no such document" in end.value.value.reason


@in_one_test("status, verdict", [("READY", Verdict.DONE), ("CANCELLED", Verdict.UNKNOWN), ("DRAFT", Verdict.UNKNOWN)])
def test_a_cancelled_request_may_have_been_closed_as_a_draft(status: str, verdict: Verdict) -> None:
    publish = Operation("signature_requests.publish", "POST", "/", nothing, {"signatureRequestId": "r"})
    asked = published(publish, None)
    assert asked is not None
    steps = asked.look(TimeWindow())
    assert next(steps).name == "signature_requests.get"
    with pytest.raises(StopIteration) as end:
        steps.send(SignatureRequestContext(status=SignatureRequestStatus(status)))
    assert end.value.value.verdict is verdict


@in_one_test("place", [None, 0, 8_009])
def test_a_look_up_walks_every_page_and_keeps_no_other_rows(place: int | None) -> None:
    """The service lists signers in an order that it does not tell, and cannot be asked for one by its external id."""
    total, size, held = 8_010, 20, [0]

    def page(sent: Sent) -> Response:
        number = int((re.findall(r"page=(\d+)", sent.target) or ["1"])[0])
        if number == 300:
            held[0] = sum(type(one) is SignerSummary for one in gc.get_objects())
        rows = [
            {"signerId": f"s-{n}", "externalId": "x" if n == place else f"x-{n}"}
            for n in range((number - 1) * size, min(number * size, total))
        ]
        return reply(200, {"signers": rows, "total": total})

    question = question_of(Signers(PLANNER).create(external_id="x"))
    assert question is not None
    record = Record()
    context = SERVICES["Ignisign"].context(record)
    finding, _ = drive(question.look(TimeWindow()), [page] * 401, context, record)
    assert len(record.sent) == 401
    assert held[0] <= 3 * size
    assert (finding.verdict, finding.id) == (
        (Verdict.NOT_DONE, None) if place is None else (Verdict.DONE, f"s-{place}")
    )


def test_a_seal_that_the_list_does_not_show_may_have_been_made() -> None:
    """That requests of machines are listed is inferred: who believed it would seal twice where they are not."""
    question = question_of(V4(PLANNER).seal("m", HASH, signed_hash="3045", external_id="crm-1"))
    assert question is not None
    empty = reply(200, {"signatureRequests": [], "paginationData": {"total": 0}})
    finding, _ = drive(question.look(TimeWindow()), [empty], SERVICES["Ignisign"].context(Record()), Record())
    assert finding.verdict is Verdict.UNKNOWN
    assert "does not document" in finding.reason
    there = reply(200, {"signatureRequests": [{"_id": "r", "externalId": "crm-1"}], "paginationData": {"total": 1}})
    finding, _ = drive(question.look(TimeWindow()), [there], SERVICES["Ignisign"].context(Record()), Record())
    assert [one.id for one in finding.candidates] == ["r"]  # made before the call or by it, which no time tells
