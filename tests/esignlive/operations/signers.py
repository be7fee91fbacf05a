"""Who signs, how they are told and proved, and what they hand in."""

from __future__ import annotations

import esignkit.esignlive as esl
from tests.esignlive.operations.shared import AN_ID, APPROVAL, DOCUMENT, ID, IDS, PDF, ZIP
from tests.operations import Row, call, has, parts

ROLE = "/packages/p/roles/r"

ROWS: list[Row] = [
    Row(call.roles.list("p"), "GET /packages/p/roles", response={"count": 1, "results": [ID]}, result=has("0.id", "x")),
    Row(call.roles.get("p", "r"), f"GET {ROLE}", **AN_ID),
    Row(
        call.roles.create("p", esl.Role(name="n", signers=[])),
        "POST /packages/p/roles",
        body={"name": "n", "signers": []},
        **AN_ID,
    ),
    Row(
        call.roles.reorder("p", [esl.Role(id="r", index=1)]),
        "PUT /packages/p/roles",
        body=[{"id": "r", "index": 1}],
        response={"count": 1, "results": [ID]},
        result=has("0.id", "x"),
    ),
    Row(
        call.roles.update("p", "r", name="n", email_message=None),
        f"PUT {ROLE}",
        body={"name": "n", "emailMessage": None},
        **AN_ID,
    ),
    Row(call.roles.delete("p", "r"), f"DELETE {ROLE}"),
    Row(call.roles.unlock("p", "r"), f"POST {ROLE}/unlock", **AN_ID),
    Row(
        call.signers.approvals("p", "s"),
        "GET /packages/p/signers/s/approvals",
        response={"count": 1, "results": [ID]},
        result=has("0.id", "x"),
    ),
    Row(call.signers.signable_approvals("p", "d", signer_id="s"), f"GET {DOCUMENT}/signers/s/approvals", **IDS),
    Row(
        call.signers.signature_image("p", "r"),
        f"GET {ROLE}/signatureImage",
        response=b"png",
        result=b"png",
        accept="image/png",
    ),
    Row(
        call.signers.signature_image("p", "r", image_type="image/gif"),
        f"GET {ROLE}/signatureImage",
        response=b"gif",
        result=b"gif",
        accept="image/gif",
        note="of another type",
    ),
    Row(
        call.signer_verification.get("p", "r"),
        f"GET {ROLE}/verification",
        response={"typeId": "x"},
        result=has("type_id", "x"),
    ),
    Row(call.signer_verification.get("p", "r"), f"GET {ROLE}/verification", note="there is none"),
    Row(
        call.signer_verification.create("p", "r", esl.Verification(type_id="DV", payload="1")),
        f"POST {ROLE}/verification",
        body={"typeId": "DV", "payload": "1"},
        response={"typeId": "x"},
        result=has("type_id", "x"),
    ),
    Row(
        call.signer_verification.update("p", "r", esl.Verification(type_id="DV")),
        f"PUT {ROLE}/verification",
        body={"typeId": "DV"},
        response={"typeId": "x"},
        result=has("type_id", "x"),
    ),
    Row(call.signer_verification.delete("p", "r"), f"DELETE {ROLE}/verification"),
    Row(
        call.signer_verification.types("acc"),
        "GET /account/acc/verificationTypes",
        response=[{"id": "x", "name": "n", "method": "m"}],
        result=has("0.id", "x"),
    ),
    Row(call.notifications.send("p", "r"), f"POST {ROLE}/notifications"),
    Row(
        call.notifications.remind("p", email="a@example.com", message="hé"),
        "POST /packages/p/notifications",
        body={"email": "a@example.com", "message": "hé"},
    ),
    Row(call.notifications.send_sms("p", "r", in_person=True), f"POST {ROLE}/sms_notification?inPerson=true"),
    Row(call.notifications.send_mobile("p", "d", approval_id="a"), f"POST {APPROVAL}/mobile_notification"),
    Row(call.notifications.resend_sms("t&"), "POST /sms/resend?loginToken=t%26", secrets=("t&", "t%26")),
    Row(
        call.attachments.download("p", "t"),
        "GET /packages/p/attachment/t",
        response=b"\0",
        result=b"\0",
        accept="application/octet-stream",
    ),
    Row(
        call.attachments.download_file("p", "t", file_id=7),
        "GET /packages/p/attachment/t/file/7",
        response=b"\0",
        result=b"\0",
        accept="application/octet-stream",
    ),
    Row(
        call.attachments.download_zip("p"),
        "GET /packages/p/attachment/zip",
        response=ZIP,
        result=ZIP,
        accept="application/zip",
        file="zip",
    ),
    Row(
        call.attachments.download_role_zip("p", "r"),
        "GET /packages/p/attachment/zip/r",
        response=ZIP,
        result=ZIP,
        accept="application/zip",
        file="zip",
    ),
    Row(call.attachments.delete_file("p", "t", file_id=7), "DELETE /packages/p/attachment/t/file/7"),
    Row(
        call.attachments.exists("p", "t"), "GET /packages/p/attachment/t/exists", response={"exists": True}, result=True
    ),
    Row(
        call.attachments.file_exists("p", "t", file_id=7),
        "GET /packages/p/attachment/t/file/7/exists",
        response={"exists": False},
        result=False,
    ),
    Row(
        call.attachments.role_zip_exists("p", "r"),
        "GET /packages/p/attachment/zip/r/exists",
        response={"exists": "true"},
        result=True,
    ),
    Row(
        call.attachments.verifications("p"),
        "GET /packages/p/attachment/verifications",
        response=[{"fileName": "x", "typeMatch": True}],
        result=has("0.file_name", "x"),
    ),
    Row(
        call.attachments.upload("p", "t", [("a.pdf", PDF), ("b.png", b"png")]),
        "POST /packages/p/attachment/t",
        body=parts("payload", None, "file", "a.pdf", "file", "b.png"),
        response="ok",
        accept="text/html",
        note="with a file",
    ),
    Row(
        call.attachments.upload("p", "t", [("a.pdf", PDF)], file_name="Passport.pdf", attachment_uid="7"),
        "POST /packages/p/attachment/t",
        body=parts("payload", None, "fileName", None, "attachmentUid", None, "file", "a.pdf"),
        response="ok",
        accept="text/html",
        note="with a name and an id",
    ),
    Row(
        call.supporting_documents.list("p"),
        "GET /supporting-documents/v1/transactions/p",
        response=[{"documentName": "x", "fileSize": "12"}],
        result=has("0.file_size", 12),
    ),
    Row(
        call.supporting_documents.get("p", 3),
        "GET /supporting-documents/v1/transactions/p/documents/3/download",
        response={"documentName": "x", "content": "AA=="},
        result=has("content", "AA=="),
    ),
    Row(
        call.supporting_documents.download_zip("p"),
        "GET /supporting-documents/v1/transactions/p/download",
        response=ZIP,
        result=ZIP,
        accept="application/zip",
        file="zip",
    ),
    Row(
        call.supporting_documents.update("p", 3, esl.DocumentInfo(document_name="n")),
        "PUT /supporting-documents/v1/transactions/p/documents/3",
        body={"fileName": "n"},
        response={"documentName": "x"},
        result=has("document_name", "x"),
    ),
    Row(call.supporting_documents.delete("p", 3), "DELETE /supporting-documents/v1/transactions/p/documents/3"),
    Row(
        call.supporting_documents.create("p", [("a.pdf", PDF)]),
        "POST /supporting-documents/v1/transactions/p",
        body=parts("files", "a.pdf"),
        response=[{"id": 1}],
        result=has("0.id", 1),
        note="with a file",
    ),
]
