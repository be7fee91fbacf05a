"""Signature requests."""

from __future__ import annotations

from esignkit.types import Secret
from tests.ignisign.refusals import BAD_STATUS, refused
from tests.ignisign.samples import CONTEXT, CREATED, HERE, PROFILE, REQUEST, SCALARS, SIGNER
from tests.operations import READ, Row, call, has

REQ = f"/v3/signature-requests/{REQUEST}"

ROWS: list[Row] = [
    Row(
        call.signature_requests.create(PROFILE),
        f"POST {HERE}/signature-requests",
        body={"signatureProfileId": PROFILE},
        response=CREATED,
        result=REQUEST,
        refused=refused("SIGNATURE_PROFILE_ARCHIVED"),
    ),
    Row(
        call.signature_requests.update(REQUEST, title="Lease"),
        f"PUT {REQ}",
        body={"title": "Lease"},
        response=CONTEXT,
        result=has("id", REQUEST, "documents.0.signature_summaries.0.signer_id", SIGNER),
        refused=refused(BAD_STATUS),
    ),
    Row(
        call.signature_requests.publish(REQUEST),
        f"POST {REQ}/publish",
        body={},
        response={**CREATED, "signers": [{"signerId": SIGNER, "signerExternalId": None, "token": "t"}]},
        result=has("signature_request_id", REQUEST, "embedded.0.token", Secret("t")),
        asks=f"GET {REQ}/context",
        looked_up={**CONTEXT, "status": "DRAFT"},
        refused=refused("CANNOT_PUBLISH_SIGNATURE_REQUEST__REQUEST_ALREADY_PUBLISHED"),
    ),
    Row(
        call.signature_requests.get(REQUEST),
        f"GET {REQ}/context",
        response=CONTEXT,
        result=has("status", "IN_PROGRESS"),
        refused=refused("SIGNATURE_REQUEST_NOT_FOUND", 404),
    ),
    Row(
        call.signature_requests.close(REQUEST),
        f"POST {REQ}/close",
        body={},
        response=CREATED,
        result=REQUEST,
        asks=f"GET {REQ}/context",
        looked_up={**CONTEXT, "status": "DRAFT"},
        refused=refused("SIGNATURE_REQUEST_ALREADY_COMPLETED"),
    ),
    Row(
        call.signature_requests.list(),
        f"GET {HERE}/signature-requests",
        response={
            "signatureRequests": [{**SCALARS, "docLabel": "Lease"}],
            "paginationData": {"total": 1, "page": 1, "nbEventsPerPage": 9},
        },
        result=lambda r: [one.doc_label for one in r] == ["Lease"],
    ),
    Row(
        call.signature_requests.list(page=3),
        f"GET {HERE}/signature-requests?page=3",
        response={"signatureRequests": []},
        result=[],
    ),
    Row(
        call.signature_requests.statuses([REQUEST]),
        f"POST {HERE}/signature-requests/status",
        body={"signatureRequestIds": [REQUEST]},
        response={"signatureRequests": [{"signatureRequestId": REQUEST, "status": "CHILDREN_GENERATED"}]},
        result=has("0.status.is_known", True),
        repeat=READ,
    ),
]
