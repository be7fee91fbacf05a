"""What is asked when the answer to an upload was lost."""

from __future__ import annotations

import pytest

from esignkit import Verdict
from esignkit.core.endpoint import PLANNER
from esignkit.core.operation import Operation
from esignkit.core.readers import nothing
from esignkit.core.reconciliation import question_of
from esignkit.core.time_window import TimeWindow
from esignkit.errors import NotFoundError
from esignkit.ignisign import Documents, SignatureRequestContext, SignatureRequestStatus
from esignkit.ignisign.reconciliation import published

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


@pytest.mark.parametrize(
    ("status", "verdict"), [("READY", Verdict.DONE), ("CANCELLED", Verdict.UNKNOWN), ("DRAFT", Verdict.UNKNOWN)]
)
def test_a_cancelled_request_may_have_been_closed_as_a_draft(status: str, verdict: Verdict) -> None:
    publish = Operation("signature_requests.publish", "POST", "/", nothing, {"signatureRequestId": "r"})
    asked = published(publish, None)
    assert asked is not None
    steps = asked.look(TimeWindow())
    assert next(steps).name == "signature_requests.get"
    with pytest.raises(StopIteration) as end:
        steps.send(SignatureRequestContext(status=SignatureRequestStatus(status)))
    assert end.value.value.verdict is verdict
