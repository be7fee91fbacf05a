"""Documents, the signatures on them and their fields."""

from __future__ import annotations

import esignkit.esignlive as esl
from tests.esignlive.operations.shared import AN_ID, APPROVAL, DOCUMENT, ID, IDS, PDF
from tests.operations import IDEMPOTENT, Row, call, has, parts

SIGNATURE = esl.Approval(role="r", fields=[esl.Field(type=esl.FieldType.SIGNATURE, page=0, left=1.5, top=2.0)])
SIGNATURE_JSON = {"role": "r", "fields": [{"type": "SIGNATURE", "page": 0, "left": 1.5, "top": 2}]}
LINE = esl.Field(type=esl.FieldType.INPUT, subtype=esl.FieldSubtype.TEXTFIELD)
LINE_JSON = {"type": "INPUT", "subtype": "TEXTFIELD"}
QR = esl.Field(type=esl.FieldType.IMAGE, subtype=esl.FieldSubtype.QRCODE)
QR_JSON = {"type": "IMAGE", "subtype": "QRCODE"}
LABEL = esl.ImprintField(type=esl.FieldType.INPUT, subtype=esl.FieldSubtype.LABEL, value="v", editable=True)
LABEL_JSON = {"type": "INPUT", "subtype": "LABEL", "value": "v", "editable": True}
PHRASE = esl.Document(name="d", base64_content="JVBERg==")

NAMED = esl.Document(name="Käufe")

ROWS: list[Row] = [
    Row(call.documents.get("p", "d"), f"GET {DOCUMENT}", **AN_ID),
    Row(
        call.documents.download("p", "d"),
        f"GET {DOCUMENT}/pdf",
        response=PDF,
        result=PDF,
        file="pdf",
        accept="application/octet-stream",
    ),
    Row(
        call.documents.original("p", "d"),
        f"GET {DOCUMENT}/original",
        response=b"\0",
        result=b"\0",
        accept="application/octet-stream",
    ),
    Row(
        call.documents.create("p", PHRASE),
        "POST /packages/p/documents",
        body=[{"name": "d", "base64Content": "JVBERg=="}],
        **AN_ID,
        asks="GET /packages/p",
        accept="text/html",
    ),
    Row(
        call.documents.create_many("p", [PHRASE, PHRASE]),
        "POST /packages/p/documents",
        body=[{"name": "d", "base64Content": "JVBERg=="}] * 2,
        response=[ID, {"id": "y"}],
        result=has("1.id", "y"),
        asks="GET /packages/p",
        accept="text/html",
    ),
    Row(
        call.documents.reorder("p", [esl.Document(id="d", index=2)]),
        "PUT /packages/p/documents",
        body=[{"id": "d", "index": 2}],
        response={},
    ),
    Row(call.documents.delete_many("p", ["d", "e"]), "DELETE /packages/p/documents", body=["d", "e"]),
    Row(
        call.documents.update("p", "d", name="n", description=None),
        f"PUT {DOCUMENT}",
        body={"name": "n", "description": None},
        **AN_ID,
    ),
    Row(
        call.documents.replace("p", "d", PHRASE),
        f"POST {DOCUMENT}",
        body={"name": "d", "base64Content": "JVBERg=="},
        **AN_ID,
        accept="text/html",
    ),
    Row(call.documents.delete("p", "d"), f"DELETE {DOCUMENT}"),
    Row(
        call.documents.page_image("p", "d", index=3),
        f"GET {DOCUMENT}/pages/3",
        response=b"png",
        result=b"png",
        accept="image/png",
    ),
    Row(
        call.documents.visibility("p"),
        "GET /packages/p/documents/visibility",
        response={"configurations": [{"documentUid": "d", "roleUids": ["r"]}]},
        result=has("configurations.0.role_uids", ["r"]),
    ),
    Row(
        call.documents.set_visibility(
            "p",
            esl.DocumentVisibility(
                configurations=[esl.DocumentVisibilityConfiguration(document_uid="d", role_uids=["r"])]
            ),
        ),
        "POST /packages/p/documents/visibility",
        body={"configurations": [{"documentUid": "d", "roleUids": ["r"]}]},
        repeat=IDEMPOTENT,
    ),
    Row(call.documents.apply_layout("p", "d", layout_id="l="), f"POST {DOCUMENT}/layout?layoutId=l%3D"),
    Row(
        call.documents.apply_layout("p", "d", layout_name="l", remove_out_of_bound=True),
        f"POST {DOCUMENT}/layout?layoutName=l&removeOutOfBound=true",
    ),
    Row(
        call.documents.sign("p", esl.SignedDocument(id="d", handdrawn="b64")),
        "POST /packages/p/documents/signConfirm",
        body={"id": "d", "handdrawn": "b64"},
    ),
    Row(
        call.documents.sign_all("p", ["d", "e"]),
        "POST /packages/p/documents/signed_documents",
        body={"documents": [{"id": "d"}, {"id": "e"}]},
    ),
    Row(
        call.documents.sign_all("p", ["d"], handdrawn="b64"),
        "POST /packages/p/documents/signed_documents",
        body={"documents": [{"id": "d"}], "handdrawn": "b64"},
        secrets=("b64",),
        note="with a drawn signature",
    ),
    Row(
        call.documents.localize_consent("p", language="fr"),
        "POST /packages/p/documents/localize-consent",
        body={"language": "fr"},
        response={"consentId": "x", "consentMetadata": {}},
        result=has("consent_id", "x"),
    ),
    Row(call.documents.list_external(), "GET /documents", **IDS),
    Row(
        call.documents.create("p", NAMED, file=("a.pdf", PDF)),
        "POST /packages/p/documents",
        body=parts("file", "a.pdf", "payload", None),
        **AN_ID,
        asks="GET /packages/p",
        accept="text/html",
        note="with a file",
    ),
    Row(
        call.documents.create_many("p", [NAMED, NAMED], files=[("a.pdf", PDF), ("b.pdf", PDF)]),
        "POST /packages/p/documents",
        body=parts("file", "a.pdf", "file", "b.pdf", "payload", None),
        **IDS,
        asks="GET /packages/p",
        accept="text/html",
        note="with a file",
    ),
    Row(
        call.documents.replace("p", "d", NAMED, file=("a.pdf", PDF)),
        "POST /packages/p/documents/d",
        body=parts("file", "a.pdf", "payload", None),
        **AN_ID,
        accept="text/html",
        note="with a file",
    ),
    Row(
        call.document_fields.create("p", "d", QR),
        f"POST {DOCUMENT}/fields",
        body=QR_JSON,
        **AN_ID,
        asks="GET /packages/p/documents/d",
    ),
    Row(call.document_fields.replace_all("p", "d", [QR]), f"PUT {DOCUMENT}/fields", body=[QR_JSON], **IDS),
    Row(call.document_fields.get("p", "d", field_id="f/1"), f"GET {DOCUMENT}/fields/f%2F1", **AN_ID),
    Row(call.document_fields.update("p", "d", QR, field_id="f"), f"PUT {DOCUMENT}/fields/f", body=QR_JSON, **AN_ID),
    Row(call.document_fields.delete("p", "d", field_id="f"), f"DELETE {DOCUMENT}/fields/f"),
    Row(
        call.imprint_fields.create("p", "d", LABEL),
        f"POST {DOCUMENT}/imprint-fields",
        body=LABEL_JSON,
        **AN_ID,
        asks="GET /packages/p/documents/d",
    ),
    Row(call.imprint_fields.delete_all("p", "d"), f"DELETE {DOCUMENT}/imprint-fields"),
    Row(call.imprint_fields.get("p", "d", field_id="f"), f"GET {DOCUMENT}/imprint-fields/f", **AN_ID),
    Row(
        call.imprint_fields.update("p", "d", LABEL, field_id="f"),
        f"PUT {DOCUMENT}/imprint-fields/f",
        body=LABEL_JSON,
        **AN_ID,
    ),
    Row(call.imprint_fields.delete("p", "d", field_id="f"), f"DELETE {DOCUMENT}/imprint-fields/f"),
    Row(
        call.approvals.create("p", "d", SIGNATURE),
        f"POST {DOCUMENT}/approvals",
        body=SIGNATURE_JSON,
        **AN_ID,
        asks="GET /packages/p/documents/d",
    ),
    Row(call.approvals.replace_all("p", "d", [SIGNATURE]), f"PUT {DOCUMENT}/approvals", body=[SIGNATURE_JSON], **IDS),
    Row(call.approvals.get("p", "d", approval_id="a"), f"GET {APPROVAL}", **AN_ID),
    Row(call.approvals.update("p", "d", SIGNATURE, approval_id="a"), f"PUT {APPROVAL}", body=SIGNATURE_JSON, **AN_ID),
    Row(call.approvals.delete("p", "d", approval_id="a"), f"DELETE {APPROVAL}"),
    Row(
        call.fields.create("p", "d", LINE, approval_id="a"),
        f"POST {APPROVAL}/fields",
        body=LINE_JSON,
        **AN_ID,
        asks="GET /packages/p/documents/d/approvals/a",
    ),
    Row(
        call.fields.create_with_id("p", "d", LINE, approval_id="a", field_id="f"),
        f"POST {APPROVAL}/fields/f",
        body=LINE_JSON,
        asks="GET /packages/p/documents/d/approvals/a",
    ),
    Row(call.fields.get("p", "d", approval_id="a", field_id="f"), f"GET {APPROVAL}/fields/f", **AN_ID),
    Row(
        call.fields.update("p", "d", LINE, approval_id="a", field_id="f"),
        f"PUT {APPROVAL}/fields/f",
        body=LINE_JSON,
        **AN_ID,
    ),
    Row(call.fields.delete("p", "d", approval_id="a", field_id="f"), f"DELETE {APPROVAL}/fields/f"),
    Row(
        call.fields.set_conditions(
            "p",
            "d",
            esl.ConditionalField(id="f", conditions=[esl.Condition(id="c", condition="q", action="w")]),
            approval_id="a",
            field_id="f",
        ),
        f"PUT {APPROVAL}/fields/f/conditionalFields",
        body={"id": "f", "conditions": [{"id": "c", "condition": "q", "action": "w"}]},
        response={"conditions": [{"id": "x"}]},
        result=has("conditions.0.id", "x"),
    ),
]
