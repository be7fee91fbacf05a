"""Every call beyond those of the seed: what goes out, and what is made of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

import esignkit.esignlive as esl
from esignkit.types import Secret
from tests.esignlive.helper import (
    account,
    account_roles,
    approvals,
    attachments,
    audit,
    callbacks,
    custom_fields,
    data_retention,
    delegates,
    document_fields,
    documents,
    fields,
    groups,
    imprint_fields,
    layouts,
    notaries,
    notifications,
    packages,
    reminders,
    reports,
    roles,
    senders,
    sessions,
    signer_verification,
    signers,
    supporting_documents,
    templates,
    tokens,
    user_custom_fields,
    virtual_rooms,
)

PDF, ZIP = b"%PDF-1.7\n%%EOF\n", b"PK\x03\x04PK\x05\x06"
SIGNATURE = esl.Approval(role="r", fields=[esl.Field(type=esl.FieldType.SIGNATURE, page=0, left=1.5, top=2.0)])
SIGNATURE_JSON = {"role": "r", "fields": [{"type": "SIGNATURE", "page": 0, "left": 1.5, "top": 2}]}
LINE = esl.Field(type=esl.FieldType.INPUT, subtype=esl.FieldSubtype.TEXTFIELD)
LINE_JSON = {"type": "INPUT", "subtype": "TEXTFIELD"}
QR = esl.Field(type=esl.FieldType.IMAGE, subtype=esl.FieldSubtype.QRCODE)
QR_JSON = {"type": "IMAGE", "subtype": "QRCODE"}
LABEL = esl.ImprintField(type=esl.FieldType.INPUT, subtype=esl.FieldSubtype.LABEL, value="v", editable=True)
LABEL_JSON = {"type": "INPUT", "subtype": "LABEL", "value": "v", "editable": True}
PHRASE = esl.Document(name="d", base64_content="JVBERg==")
D = "/packages/p/documents/d"
A = D + "/approvals/a"
R = "/packages/p/roles/r"
O = "/account/senders/s"  # noqa: E741 - one letter for each path, as in the provider's table

MASKED = "/packages/p/virtual-room/config/masked-fields"
SETTINGS = "/account/admin/accountSettings"
THEME, THEME_JSON = {"n": esl.SigningTheme(color={"key": "#fff"})}, {"n": {"color": {"key": "#fff"}}}
WORKFLOW, WORKFLOW_JSON = esl.IdvWorkflow(id="w", type="DV", tenant="t"), {"id": "w", "type": "DV", "tenant": "t"}
LINK = esl.HandoverUrl(href="https://h.example", text="Home", title="Go")
LINK_JSON = {"href": "https://h.example", "text": "Home", "title": "Go"}

ID: dict[str, Any] = {"id": "x"}


def same(path: str) -> Callable[[Any], Any]:
    """Read a member of a result by its path."""

    def read(result: Any) -> Any:
        for name in path.split("."):
            if isinstance(result, dict):
                result = result[name]
            else:
                result = result[int(name)] if name.isdigit() else getattr(result, name)
        return result

    return read


@attrs.frozen
class Row:
    """One call: what it sends, an answer, and what a caller then has."""

    name: str
    flow: Any
    request: str
    body: Any = None
    answer: Any = None
    result: Any = None
    read: Callable[[Any], Any] | None = None
    accept: str = "application/json"


def row(
    name: str, flow: Any, request: str, body: Any = None, answer: Any = None, result: Any = None, **more: Any
) -> Row:
    read = more.pop("read", None)
    return Row(name, flow, request, body, answer, result, same(read) if read else None, **more)


def gives(
    name: str,
    flow: Any,
    request: str,
    body: Any = None,
    answer: Any = None,
    read: str = "id",
    result: Any = "x",
    **more: Any,
) -> Row:
    return row(name, flow, request, body, ID if answer is None else answer, result, read=read, **more)


ROWS: list[Row] = [
    # 1.4
    gives("authentication_tokens.create_sender_token", tokens.create_sender_token("p"), "POST /authenticationTokens/sender", {"packageId": "p"}, {"packageId": "p", "value": "x"}, "value", Secret("x")),
    gives("authentication_tokens.create_signer_token", tokens.create_signer_token("p", "s"), "POST /authenticationTokens/signer/singleUse", {"packageId": "p", "signerId": "s"}, {"value": "x"}, "value", Secret("x")),
    gives("authentication_tokens.create_signer_token", tokens.create_signer_token("p", "s", multi_use=True, session_fields={"a": "b"}, delegatee_id="d"), "POST /authenticationTokens/signer/multiUse", {"packageId": "p", "signerId": "s", "sessionFields": {"fields": {"a": "b"}}, "delegateeId": "d"}, {"value": "x", "sessionFields": {"fields": {"a": "b"}}}, "value", Secret("x")),
    gives("sessions.from_sender_token", sessions.from_sender_token("t=/"), "GET /auth?senderAuthenticationToken=t%3D%2F", None, {"sessionToken": "x"}, "session_token", Secret("x")),
    gives("sessions.from_signer_token", sessions.from_signer_token(esl.AuthenticationToken(value="t")), "GET /auth?signerAuthenticationToken=t", None, {"sessionToken": "x"}, "session_token", Secret("x")),
    gives("sessions.create", sessions.create(), "POST /sessions", None, {"sessionToken": "x"}, "session_token", Secret("x")),
    gives("sessions.create", sessions.create(package="p", signer="s"), "POST /sessions?package=p&signer=s", None, {"sessionToken": "x"}, "session_token", Secret("x")),
    gives("sessions.sign_in", sessions.sign_in("a@example.com", "pw"), "POST /a/auth", {"email": "a@example.com", "password": "pw"}, {"sessionToken": "x"}, "session_token", Secret("x")),
    # 4.1
    gives("documents.create", documents.create("p", PHRASE), "POST /packages/p/documents", [{"name": "d", "base64Content": "JVBERg=="}], accept="text/html"),
    gives("documents.create_many", documents.create_many("p", [PHRASE, PHRASE]), "POST /packages/p/documents", [{"name": "d", "base64Content": "JVBERg=="}] * 2, [ID, {"id": "y"}], "1.id", "y", accept="text/html"),
    row("documents.reorder", documents.reorder("p", [esl.Document(id="d", index=2)]), "PUT /packages/p/documents", [{"id": "d", "index": 2}], {}),
    row("documents.delete_many", documents.delete_many("p", ["d", "e"]), "DELETE /packages/p/documents", ["d", "e"]),
    gives("documents.update", documents.update("p", "d", name="n", description=None), f"PUT {D}", {"name": "n", "description": None}),
    gives("documents.replace", documents.replace("p", "d", PHRASE), f"POST {D}", {"name": "d", "base64Content": "JVBERg=="}, accept="text/html"),
    row("documents.delete", documents.delete("p", "d"), f"DELETE {D}"),
    row("documents.page_image", documents.page_image("p", "d", index=3).bytes(), f"GET {D}/pages/3", None, b"png", b"png", accept="image/png"),
    gives("documents.visibility", documents.visibility("p"), "GET /packages/p/documents/visibility", None, {"configurations": [{"documentUid": "d", "roleUids": ["r"]}]}, "configurations.0.role_uids", ["r"]),
    row("documents.set_visibility", documents.set_visibility("p", esl.DocumentVisibility(configurations=[esl.DocumentVisibilityConfiguration(document_uid="d", role_uids=["r"])])), "POST /packages/p/documents/visibility", {"configurations": [{"documentUid": "d", "roleUids": ["r"]}]}),
    row("documents.apply_layout", documents.apply_layout("p", "d", layout_id="l="), f"POST {D}/layout?layoutId=l%3D"),
    row("documents.apply_layout", documents.apply_layout("p", "d", layout_name="l", remove_out_of_bound=True), f"POST {D}/layout?layoutName=l&removeOutOfBound=true"),
    row("documents.sign", documents.sign("p", esl.SignedDocument(id="d", handdrawn="b64")), "POST /packages/p/documents/signConfirm", {"id": "d", "handdrawn": "b64"}),
    row("documents.sign_all", documents.sign_all("p", ["d", "e"]), "POST /packages/p/documents/signed_documents", {"documents": [{"id": "d"}, {"id": "e"}]}),
    row("documents.sign_all", documents.sign_all("p", ["d"], handdrawn="b64"), "POST /packages/p/documents/signed_documents", {"documents": [{"id": "d"}], "handdrawn": "b64"}),
    gives("documents.localize_consent", documents.localize_consent("p", language="fr"), "POST /packages/p/documents/localize-consent", {"language": "fr"}, {"consentId": "x", "consentMetadata": {}}, "consent_id"),
    gives("documents.list_external", documents.list_external(), "GET /documents", None, [ID], "0.id"),
    gives("document_fields.create", document_fields.create("p", "d", QR), f"POST {D}/fields", QR_JSON),
    gives("document_fields.replace_all", document_fields.replace_all("p", "d", [QR]), f"PUT {D}/fields", [QR_JSON], [ID], "0.id"),
    gives("document_fields.get", document_fields.get("p", "d", field_id="f/1"), f"GET {D}/fields/f%2F1"),
    gives("document_fields.update", document_fields.update("p", "d", QR, field_id="f"), f"PUT {D}/fields/f", QR_JSON),
    row("document_fields.delete", document_fields.delete("p", "d", field_id="f"), f"DELETE {D}/fields/f"),
    gives("imprint_fields.create", imprint_fields.create("p", "d", LABEL), f"POST {D}/imprint-fields", LABEL_JSON),
    row("imprint_fields.delete_all", imprint_fields.delete_all("p", "d"), f"DELETE {D}/imprint-fields"),
    gives("imprint_fields.get", imprint_fields.get("p", "d", field_id="f"), f"GET {D}/imprint-fields/f"),
    gives("imprint_fields.update", imprint_fields.update("p", "d", LABEL, field_id="f"), f"PUT {D}/imprint-fields/f", LABEL_JSON),
    row("imprint_fields.delete", imprint_fields.delete("p", "d", field_id="f"), f"DELETE {D}/imprint-fields/f"),
    # 4.2
    gives("roles.create", roles.create("p", esl.Role(name="n", signers=[])), "POST /packages/p/roles", {"name": "n", "signers": []}),
    gives("roles.reorder", roles.reorder("p", [esl.Role(id="r", index=1)]), "PUT /packages/p/roles", [{"id": "r", "index": 1}], {"count": 1, "results": [ID]}, "0.id"),
    gives("roles.update", roles.update("p", "r", name="n", email_message=None), f"PUT {R}", {"name": "n", "emailMessage": None}),
    row("roles.delete", roles.delete("p", "r"), f"DELETE {R}"),
    gives("roles.unlock", roles.unlock("p", "r"), f"POST {R}/unlock"),
    gives("signers.approvals", signers.approvals("p", "s"), "GET /packages/p/signers/s/approvals", None, {"count": 1, "results": [ID]}, "0.id"),
    gives("signers.signable_approvals", signers.signable_approvals("p", "d", signer_id="s"), f"GET {D}/signers/s/approvals", None, [ID], "0.id"),
    row("signers.signature_image", signers.signature_image("p", "r").bytes(), f"GET {R}/signatureImage", None, b"png", b"png", accept="image/png"),
    row("signers.signature_image", signers.signature_image("p", "r", image_type="image/gif").bytes(), f"GET {R}/signatureImage", None, b"gif", b"gif", accept="image/gif"),
    gives("signer_verification.get", signer_verification.get("p", "r"), f"GET {R}/verification", None, {"typeId": "x"}, "type_id"),
    row("signer_verification.get", signer_verification.get("p", "r"), f"GET {R}/verification"),
    gives("signer_verification.create", signer_verification.create("p", "r", esl.Verification(type_id="DV", payload="1")), f"POST {R}/verification", {"typeId": "DV", "payload": "1"}, {"typeId": "x"}, "type_id"),
    gives("signer_verification.update", signer_verification.update("p", "r", esl.Verification(type_id="DV")), f"PUT {R}/verification", {"typeId": "DV"}, {"typeId": "x"}, "type_id"),
    row("signer_verification.delete", signer_verification.delete("p", "r"), f"DELETE {R}/verification"),
    gives("signer_verification.types", signer_verification.types("acc"), "GET /account/acc/verificationTypes", None, [{"id": "x", "name": "n", "method": "m"}], "0.id"),
    row("notifications.send", notifications.send("p", "r"), f"POST {R}/notifications"),
    row("notifications.remind", notifications.remind("p", email="a@example.com", message="hé"), "POST /packages/p/notifications", {"email": "a@example.com", "message": "hé"}),
    row("notifications.send_sms", notifications.send_sms("p", "r", in_person=True), f"POST {R}/sms_notification?inPerson=true"),
    row("notifications.send_mobile", notifications.send_mobile("p", "d", approval_id="a"), f"POST {A}/mobile_notification"),
    row("notifications.resend_sms", notifications.resend_sms("t&"), "POST /sms/resend?loginToken=t%26"),
    # 4.3
    gives("approvals.create", approvals.create("p", "d", SIGNATURE), f"POST {D}/approvals", SIGNATURE_JSON),
    gives("approvals.replace_all", approvals.replace_all("p", "d", [SIGNATURE]), f"PUT {D}/approvals", [SIGNATURE_JSON], [ID], "0.id"),
    gives("approvals.get", approvals.get("p", "d", approval_id="a"), f"GET {A}"),
    gives("approvals.update", approvals.update("p", "d", SIGNATURE, approval_id="a"), f"PUT {A}", SIGNATURE_JSON),
    row("approvals.delete", approvals.delete("p", "d", approval_id="a"), f"DELETE {A}"),
    gives("fields.create", fields.create("p", "d", LINE, approval_id="a"), f"POST {A}/fields", LINE_JSON),
    row("fields.create_with_id", fields.create_with_id("p", "d", LINE, approval_id="a", field_id="f"), f"POST {A}/fields/f", LINE_JSON),
    gives("fields.get", fields.get("p", "d", approval_id="a", field_id="f"), f"GET {A}/fields/f"),
    gives("fields.update", fields.update("p", "d", LINE, approval_id="a", field_id="f"), f"PUT {A}/fields/f", LINE_JSON),
    row("fields.delete", fields.delete("p", "d", approval_id="a", field_id="f"), f"DELETE {A}/fields/f"),
    gives("fields.set_conditions", fields.set_conditions("p", "d", esl.ConditionalField(id="f", conditions=[esl.Condition(id="c", condition="q", action="w")]), approval_id="a", field_id="f"), f"PUT {A}/fields/f/conditionalFields", {"id": "f", "conditions": [{"id": "c", "condition": "q", "action": "w"}]}, {"conditions": [{"id": "x"}]}, "conditions.0.id"),
    gives("packages.referenced_conditions", packages.referenced_conditions("p", document_id="d", field_id="f"), "GET /packages/p/referencedConditions?documentId=d&fieldId=f", None, {"documents": [{"documentId": "d", "fields": [{"fieldId": "x", "conditions": {"referencedInCondition": [{"id": "x"}]}}]}]}, "documents.0.fields.0.conditions.referenced_in_condition.0.id"),
    gives("packages.field_summary", packages.field_summary("p"), "GET /packages/p/fieldSummary", None, [{"fieldName": "n", "fieldValue": "x"}], "0.field_value"),
    # 4.4
    row("attachments.download", attachments.download("p", "t").bytes(), "GET /packages/p/attachment/t", None, b"\0", b"\0", accept="application/octet-stream"),
    row("attachments.download_file", attachments.download_file("p", "t", file_id=7).bytes(), "GET /packages/p/attachment/t/file/7", None, b"\0", b"\0", accept="application/octet-stream"),
    row("attachments.download_zip", attachments.download_zip("p").bytes(), "GET /packages/p/attachment/zip", None, ZIP, ZIP, accept="application/zip"),
    row("attachments.download_role_zip", attachments.download_role_zip("p", "r").bytes(), "GET /packages/p/attachment/zip/r", None, ZIP, ZIP, accept="application/zip"),
    row("attachments.delete_file", attachments.delete_file("p", "t", file_id=7), "DELETE /packages/p/attachment/t/file/7"),
    row("attachments.exists", attachments.exists("p", "t"), "GET /packages/p/attachment/t/exists", None, {"exists": True}, True),
    row("attachments.file_exists", attachments.file_exists("p", "t", file_id=7), "GET /packages/p/attachment/t/file/7/exists", None, {"exists": False}, False),
    row("attachments.role_zip_exists", attachments.role_zip_exists("p", "r"), "GET /packages/p/attachment/zip/r/exists", None, {"exists": "true"}, True),
    gives("attachments.verifications", attachments.verifications("p"), "GET /packages/p/attachment/verifications", None, [{"fileName": "x", "typeMatch": True}], "0.file_name"),
    gives("supporting_documents.list", supporting_documents.list("p"), "GET /supporting-documents/v1/transactions/p", None, [{"documentName": "x", "fileSize": "12"}], "0.file_size", 12),
    gives("supporting_documents.get", supporting_documents.get("p", 3), "GET /supporting-documents/v1/transactions/p/documents/3/download", None, {"documentName": "x", "content": "AA=="}, "content", "AA=="),
    row("supporting_documents.download_zip", supporting_documents.download_zip("p").bytes(), "GET /supporting-documents/v1/transactions/p/download", None, ZIP, ZIP, accept="application/zip"),
    gives("supporting_documents.update", supporting_documents.update("p", 3, esl.DocumentInfo(document_name="n")), "PUT /supporting-documents/v1/transactions/p/documents/3", {"fileName": "n"}, {"documentName": "x"}, "document_name"),
    row("supporting_documents.delete", supporting_documents.delete("p", 3), "DELETE /supporting-documents/v1/transactions/p/documents/3"),
    # 4.5
    gives("audit.get", audit.get("p"), "GET /packages/p/audit", None, {"package-id": "p", "audit-events": [{"type": "Click To Sign", "date-time": "2030-01-01 10:00", "target-type": "AuthMethod", "user-email": "x"}]}, "audit_events.0.user_email"),
    row("audit.get_xml", audit.get_xml("p").bytes(), "GET /packages/p/audit", None, b"<a/>", b"<a/>", accept="application/xml"),
    gives("reports.completion", reports.completion(from_="2018-12-12Z", to="2018-01-01T12:30:00+01:30", sender_id="s", status="SENT", summary=False), "GET /reports/completion?from=2018-12-12Z&to=2018-01-01T12%3A30%3A00%2B01%3A30&senderId=s&status=SENT&summary=false", None, {"senders": [{"packages": [{"id": "x", "trashed": False, "signers": [{"completed": True}]}]}]}, "senders.0.packages.0.id"),
    gives("reports.usage", reports.usage(from_="2018-12-12Z"), "GET /reports/usage?from=2018-12-12Z", None, {"senders": [{"packages": {"ACTIVE": 3}}]}, "senders.0.packages", {"ACTIVE": 3}),
    gives("reports.delegation", reports.delegation(sender_id="s"), "GET /reports/delegation?senderId=s", None, {"delegationEvents": {"s": [{"eventUser": "x"}]}}, "events.0.event_user"),
    row("reports.completion_csv", reports.completion_csv(sender_id="s").bytes(), "GET /reports/completion?senderId=s", None, b"a,b", b"a,b", accept="text/csv"),
    row("reports.usage_csv", reports.usage_csv().bytes(), "GET /reports/usage", None, b"a,b", b"a,b", accept="text/csv"),
    row("reports.delegation_csv", reports.delegation_csv().bytes(), "GET /reports/delegation", None, b"a,b", b"a,b", accept="text/csv"),
    gives("reports.sender_transaction_summary", reports.sender_transaction_summary(start_date="a", end_date="b"), "GET /reports/sender-transaction-summary?startDate=a&endDate=b", None, {"senders": [{"packages": {"SENT": 1}}], "totalCount": 1}, "senders.0.packages", {"SENT": 1}),
    gives("reports.transaction_summary", reports.transaction_summary(sender_id="s", from_=1, to=50), "GET /reports/transaction-summary?from=1&to=50&senderId=s", None, {"content": [ID], "totalElements": 1}, "content.0.id"),
    gives("reports.transaction_detail", reports.transaction_detail("p"), "GET /reports/transaction-detail/p"),
    gives("reminders.get", reminders.get("p"), "GET /packages/p/reminders", None, {"repetitionsCount": 3, "reminders": [{"date": "2030-01-01T00:00:00Z"}]}, "repetitions_count", 3),
    row("reminders.get", reminders.get("p"), "GET /packages/p/reminders"),
    gives("reminders.create", reminders.create("p", esl.PackageReminderSchedule(start_in_days_delay=1, interval_in_days=2, repetitions_count=3)), "POST /packages/p/reminders", {"startInDaysDelay": 1, "intervalInDays": 2, "repetitionsCount": 3}, {"packageId": "x"}, "package_id"),
    gives("reminders.update", reminders.update("p", esl.PackageReminderSchedule(interval_in_days=2)), "PUT /packages/p/reminders", {"intervalInDays": 2}, {"packageId": "x"}, "package_id"),
    row("reminders.delete", reminders.delete("p"), "DELETE /packages/p/reminders"),
    gives("virtual_rooms.get", virtual_rooms.get("p", default=True), "GET /packages/p/virtual-room/config?default=true", None, {"video": True}, "video", True),
    gives("virtual_rooms.update", virtual_rooms.update("p", esl.VirtualRoom(video=True, video_recording=False)), "PUT /packages/p/virtual-room/config", {"video": True, "videoRecording": False}, {"video": True}, "video", True),
    gives("virtual_rooms.recordings", virtual_rooms.recordings("p"), "GET /virtual-room-video/p/recordings", None, [{"uid": "x", "creationDate": 1_700_000_000_000}], "0.uid"),
    row("virtual_rooms.download_recording", virtual_rooms.download_recording("u").bytes(), "GET /download-recording/u", None, b"mp4", b"mp4", accept="application/octet-stream"),
    row("virtual_rooms.download_recording", virtual_rooms.download_recording("u", package_id="p=").bytes(), "GET /virtual-room-video/p%3D/download-recording/u", None, b"mp4", b"mp4", accept="application/octet-stream"),
    gives("packages.thank_you_dialog", packages.thank_you_dialog("p"), "GET /packages/p/thank_you_dialog", None, {"body": "x"}, "body"),
    gives("packages.support_information", packages.support_information("p"), "GET /package_information/p/support_information", None, {"email": "x"}, "email"),
    row("packages.vaulting_data", packages.vaulting_data("p"), "GET /packages/p/eOriginalVault/vaultingData", None, ID, ID),
    row("packages.update_vaulting_data", packages.update_vaulting_data("p", {"a": 1}), "PUT /packages/p/eOriginalVault/vaultingData", {"a": 1}),
    row("packages.revault", packages.revault("p"), "POST /packages/p/eOriginalVault/revault"),
    gives("templates.fast_track_url", templates.fast_track_url("t", signing=True), "GET /fastTrack/t/url?signing=true", None, {"url": "x"}, "url", Secret("x")),
    gives("templates.start_fast_track", templates.start_fast_track("k", [esl.Role(id="r", signers=[esl.Signer(email="a@example.com")])]), "POST /fastTrack?token=k", [{"id": "r", "signers": [{"email": "a@example.com"}]}], {"url": "x"}, "url", Secret("x")),
    # 4.6
    row("templates.create", templates.create(esl.Package(name="n")), "POST /packages", {"name": "n", "type": "TEMPLATE"}, ID, "x"),
    row("templates.create_from", templates.create_from("p", "n"), "POST /packages/p/clone", {"name": "n", "type": "TEMPLATE"}, ID, "x"),
    gives("layouts.create", layouts.create("p", "n", document_id="d", visibility="SENDER"), "POST /layouts", {"id": "p", "name": "n", "type": "LAYOUT", "visibility": "SENDER", "documents": [{"id": "d"}]}),
    # 4.7
    gives("senders.create", senders.create(esl.Sender(email="a@example.com", first_name="A", type=esl.SenderType.MANAGER)), "POST /account/senders", {"email": "a@example.com", "firstName": "A", "type": "MANAGER"}),
    gives("senders.get", senders.get("s"), f"GET {O}"),
    gives("senders.update", senders.update("s", status="LOCKED", phone=None), f"POST {O}", {"status": "LOCKED", "phone": None}),
    row("senders.delete", senders.delete("s"), f"DELETE {O}"),
    gives("senders.invite", senders.invite("s"), f"POST {O}/invite"),
    gives("senders.reset_password", senders.reset_password("s"), f"POST {O}/resetpassword"),
    gives("senders.change_password", senders.change_password("s", email="a@example.com", password="o", new_password=Secret("n")), f"POST {O}/password", {"email": "a@example.com", "password": "o", "newPassword": "n"}),
    gives("senders.signature", senders.signature("s"), f"GET {O}/signature/image", None, {"fileName": "x", "content": "AA=="}, "file_name"),
    row("senders.delete_signature", senders.delete_signature("s"), f"DELETE {O}/signature/image"),
    row("senders.signature_image", senders.signature_image("s", image_type="image/jpeg").bytes(), f"GET {O}/signatureImage", None, b"j", b"j", accept="image/jpeg"),
    gives("senders.contacts", senders.contacts(), "GET /users", None, [ID], "0.id"),
    row("notaries.journal_csv", notaries.journal_csv("u").bytes(), "GET /user/u/journal/download", None, b"a,b", b"a,b", accept="text/csv"),
    gives("notaries.commission", notaries.commission("s"), f"GET {O}/notaryCommission", None, {"number": 7}, "number", 7),
    row("notaries.update_commission", notaries.update_commission("s", esl.NotaryCommission(name="n", number=7, confirmed=True)), f"PUT {O}/notaryCommission", {"name": "n", "number": 7, "confirmed": True}),
    row("notaries.delete_commission", notaries.delete_commission("s"), f"DELETE {O}/notaryCommission"),
    gives("notaries.seal", notaries.seal("s"), f"GET {O}/notaryCommission/seal", None, {"fileName": "x", "content": "AA=="}, "file_name"),
    row("notaries.delete_seal", notaries.delete_seal("s"), f"DELETE {O}/notaryCommission/seal"),
    gives("delegates.list", delegates.list("s"), f"GET {O}/delegates", None, [ID], "0.id"),
    gives("delegates.list", delegates.list("s"), f"GET {O}/delegates", None, ["w", "x"], "1.id"),
    row("delegates.replace_all", delegates.replace_all("s", ["u", esl.DelegationUser(id="v")]), f"PUT {O}/delegates", ["u", {"id": "v"}]),
    row("delegates.delete_all", delegates.delete_all("s"), f"DELETE {O}/delegates"),
    row("delegates.create", delegates.create("s", "u"), f"POST {O}/delegates/u"),
    row("delegates.delete", delegates.delete("s", "u"), f"DELETE {O}/delegates/u"),
    gives("account_roles.list", account_roles.list(), "GET /account/roles", None, {"count": 1, "results": [ID]}, "0.id"),
    gives("account_roles.create", account_roles.create(esl.AccountRole(name="n", permissions=["a"])), "POST /account/roles", {"name": "n", "permissions": ["a"]}),
    gives("account_roles.get", account_roles.get("ar"), "GET /account/roles/ar"),
    gives("account_roles.update", account_roles.update("ar", esl.AccountRole(enabled=False)), "PUT /account/roles/ar", {"enabled": False}),
    row("account_roles.delete", account_roles.delete("ar"), "DELETE /account/roles/ar"),
    row("account_roles.users", account_roles.users("ar"), "GET /account/roles/ar/users", None, {"count": 1, "results": ["u"]}, ["u"]),
    gives("account_roles.of_sender", account_roles.of_sender("s", account_id="acc"), f"GET {O}/roles?accountId=acc", None, {"accountRoles": [ID]}, "0.account_roles.0.id"),
    gives("account_roles.assign", account_roles.assign("s", esl.UserAccountRole(account_roles=[esl.AccountRole(id="ar")]), account_id="acc"), f"POST {O}/roles", {"accountId": "acc", "accountRoles": [{"id": "ar"}]}, [{"userId": "x"}], "0.user_id"),
    gives("groups.summary", groups.summary(), "GET /groups/summary", None, {"count": 1, "results": [ID]}, "0.id"),
    gives("groups.create", groups.create(esl.Group(name="n", members=[])), "POST /groups", {"name": "n", "members": []}),
    gives("groups.get", groups.get("g"), "GET /groups/g"),
    gives("groups.update", groups.update("g", esl.Group(email_members=True)), "PUT /groups/g", {"emailMembers": True}),
    row("groups.delete", groups.delete("g"), "DELETE /groups/g"),
    gives("groups.add_member", groups.add_member("g", esl.GroupMember(email="a@example.com", member_type=esl.MemberType.MANAGER)), "POST /groups/g/members", {"email": "a@example.com", "memberType": "MANAGER"}, {"userId": "x"}, "user_id"),
    gives("groups.invite", groups.invite("g", esl.GroupMember(email="a@example.com")), "POST /groups/g/invite", {"email": "a@example.com"}),
    gives("custom_fields.list", custom_fields.list(), "GET /account/customfields", None, ID, "0.id"),
    gives("custom_fields.create", custom_fields.create(esl.CustomField(id="c", required=True, translations=[esl.Translation(language="en", name="n")])), "POST /account/customfields", {"id": "c", "required": True, "translations": [{"language": "en", "name": "n"}]}),
    gives("custom_fields.update", custom_fields.update(esl.CustomField(id="c", value="v")), "PUT /account/customfields", {"id": "c", "value": "v"}),
    gives("custom_fields.get", custom_fields.get("c"), "GET /account/customfields/c"),
    row("custom_fields.delete", custom_fields.delete("c"), "DELETE /account/customfields/c"),
    gives("user_custom_fields.list", user_custom_fields.list(), "GET /user/customfields", None, [ID], "0.id"),
    gives("user_custom_fields.create", user_custom_fields.create(esl.UserCustomField(id="c", value="v")), "POST /user/customfields", {"id": "c", "value": "v"}),
    gives("user_custom_fields.update", user_custom_fields.update(esl.UserCustomField(id="c", value="w")), "PUT /user/customfields", {"id": "c", "value": "w"}),
    gives("user_custom_fields.get", user_custom_fields.get("c"), "GET /user/customfields/c"),
    row("user_custom_fields.delete", user_custom_fields.delete("c"), "DELETE /user/customfields/c"),
    gives("data_retention.policy", data_retention.policy(), "GET /dataRetentionSettings/dataManagementPolicy", None, {"transactionRetention": {"optedOut": 30, "lifetimeUntilCompletion": 9, "includeSent": True}}, "transaction_retention.opted_out", 30),
    gives("data_retention.update_policy", data_retention.update_policy(esl.DataManagementPolicy(transaction_retention=esl.TransactionRetention(lifetime_total=120))), "PUT /dataRetentionSettings/dataManagementPolicy", {"transactionRetention": {"lifetimeTotal": 120}}, {"transactionRetention": {"draft": 1}}, "transaction_retention.draft", 1),
    gives("data_retention.expiry", data_retention.expiry(), "GET /dataRetentionSettings/expiryTimeConfiguration", None, {"remainingDays": 5}, "remaining_days", 5),
    gives("data_retention.update_expiry", data_retention.update_expiry(esl.ExpiryTimeConfiguration(remaining_days=5, maximum_remaining_days=9)), "PUT /dataRetentionSettings/expiryTimeConfiguration", {"remainingDays": 5, "maximumRemainingDays": 9}, {"remainingDays": 5}, "remaining_days", 5),
    # 8
    gives("callbacks.get", callbacks.get(), "GET /callback", None, {"url": "x", "key": "k", "events": ["PACKAGE_COMPLETE", "NEW_ONE"]}, "events", ["PACKAGE_COMPLETE", "NEW_ONE"]),
    row("callbacks.register", callbacks.register("https://h.example/", key="k", events=["PACKAGE_COMPLETE", esl.CallbackEventName.EMAIL_BOUNCE]), "POST /callback", {"url": "https://h.example/", "key": "k", "events": ["PACKAGE_COMPLETE", "EMAIL_BOUNCE"]}),
    row("callbacks.register", callbacks.register("https://h.example/", events=[]), "POST /callback", {"url": "https://h.example/", "events": []}),
    gives("callbacks.get_connector", callbacks.get_connector(esl.ConnectorOrigin.DYNAMICS_2015), "GET /callback/connectors/dynamics2015", None, {"url": "x"}, "url"),
    row("callbacks.register_connector", callbacks.register_connector("sharepoint", "https://h.example/", events=["PACKAGE_COMPLETE"]), "POST /callback/connectors/sharepoint", {"url": "https://h.example/", "events": ["PACKAGE_COMPLETE"]}),
    gives("account.usage", account.usage(), "GET /account/usage", None, {"senders": 3}, "senders", 3),
    gives("account.subaccounts", account.subaccounts(), "GET /account/subaccounts", None, [ID], "0.id"),
    gives("account.create_subaccount", account.create_subaccount(esl.SubAccount(name="n", parent_account_id="a")), "POST /account/subaccounts", {"name": "n", "parentAccountId": "a"}),
    row("account.update_subaccount", account.update_subaccount("sa", esl.SubAccount(name="n")), "PUT /account/subaccounts/sa", {"name": "n"}),
    gives("account.accessible_accounts", account.accessible_accounts(), "GET /account/accessibleaccounts", None, [{"accountUid": "x"}], "0.account_uid"),
    gives("account.subaccount_api_keys", account.subaccount_api_keys(), "GET /account/subaccountApiKeys", None, [{"apiKey": "x"}], "0.api_key", Secret("x")),
    gives("account.password_policy", account.password_policy(), "GET /passwordPolicy", None, {"length": 8}, "length", 8),
    row("account.update_password_policy", account.update_password_policy(esl.PasswordPolicy(length=8)), "PUT /passwordPolicy", {"length": 8}),
    row("account.system_information", account.system_information(), "GET /sysinfo", None, ID, ID),
    row("account.integration_workflows", account.integration_workflows(), "GET /accountConfig/ifWorkflows", None, [ID], [ID]),
    row("account.settings", account.settings("chooseSignature"), "GET /account/admin/chooseSignature", None, ID, ID),
    row("account.settings", account.settings(esl.AdminSetting.PACKAGE_SETTINGS), "GET /account/admin/accountSettings/packageSettings", None, ID, ID),
    row("account.update_settings", account.update_settings("accountSettings", {"accountPackageSettings": {"inPerson": True}}), "PATCH /account/admin/accountSettings", {"accountPackageSettings": {"inPerson": True}}, ID, ID),
    row("account.reset_settings", account.reset_settings("designerSettings"), "DELETE /account/admin/accountSettings/designerSettings"),
    # In-app reports, masked fields
    gives("reports.in_app_list", reports.in_app_list(), "GET /inappreports/reports", None, {"url": "x"}, "0.url"),
    gives("reports.in_app_list", reports.in_app_list(from_date="2018-12-12Z", to_date="2018-12-13Z", report_type="ACCOUNT"), "GET /inappreports/reports?fromDate=2018-12-12Z&toDate=2018-12-13Z&reportType=ACCOUNT", None, [{"url": "w"}, {"url": "x"}], "1.url"),
    gives("reports.in_app_summaries", reports.in_app_summaries(from_date="2018-12-12Z", to_date="2018-12-13Z", report_type=esl.InAppReportType.TRANSACTION), "GET /inappreports/reports/summaries?fromDate=2018-12-12Z&toDate=2018-12-13Z&reportType=TRANSACTION", None, [{"size": 9, "contentType": "x"}], "0.content_type"),
    row("reports.in_app_file", reports.in_app_file("a b.csv").bytes(), "GET /inappreports/reports/a%20b.csv", None, b"a,b", b"a,b", accept="text/csv"),
    row("reports.in_app_zip", reports.in_app_zip("a b.csv").bytes(), "GET /inappreports/zip/reports?fileName=a%20b.csv", None, ZIP, ZIP, accept="application/zip"),
    row("reports.in_app_zip", reports.in_app_zip(["a", "b&c"]).bytes(), "GET /inappreports/zip/reports?fileName=a&fileName=b%26c", None, ZIP, ZIP, accept="application/zip"),
    row("reports.delete_in_app_file", reports.delete_in_app_file("a.csv"), "DELETE /inappreports/reports/a.csv"),
    row("reports.delete_in_app_files", reports.delete_in_app_files(["a", "b"]), "DELETE /inappreports/reports?fileName=a&fileName=b"),
    row("virtual_rooms.masked_fields", virtual_rooms.masked_fields("p"), f"GET {MASKED}", None, ["d-a-f"], ["d-a-f"]),
    row("virtual_rooms.set_masked_fields", virtual_rooms.set_masked_fields("p", ["d-a-f", "d-a-g"]), f"POST {MASKED}", ["d-a-f", "d-a-g"]),
    row("virtual_rooms.mask_field", virtual_rooms.mask_field("p", "d-a/f"), f"PUT {MASKED}/d-a%2Ff"),
    row("virtual_rooms.unmask_field", virtual_rooms.unmask_field("p", "d-a-f"), f"DELETE {MASKED}/d-a-f"),
    # The account's looks, ways and settings
    gives("account.signing_themes", account.signing_themes(), "GET /account/signingThemes", None, THEME_JSON, "n.color", {"key": "#fff"}),
    gives("account.create_signing_themes", account.create_signing_themes(THEME), "POST /account/signingThemes", THEME_JSON, THEME_JSON, "n.color", {"key": "#fff"}),
    gives("account.update_signing_themes", account.update_signing_themes(THEME), "PUT /account/signingThemes", THEME_JSON, THEME_JSON, "n.color", {"key": "#fff"}),
    row("account.delete_signing_themes", account.delete_signing_themes(), "DELETE /account/signingThemes"),
    gives("account.signing_logos", account.signing_logos(), "GET /account/admin/signingLogos", None, [{"language": "x"}], "0.language"),
    row("account.set_signing_logos", account.set_signing_logos([esl.SigningLogo(language="fr", image="data:image/gif;base64,R0lG")]), "POST /account/admin/signingLogos", [{"language": "fr", "image": "data:image/gif;base64,R0lG"}]),
    row("account.delete_signing_logos", account.delete_signing_logos(), "POST /account/admin/signingLogos", {}),
    gives("account.idv_workflows", account.idv_workflows(), "GET /accountConfig/idvWorkflowConfigs", None, [ID], "0.id"),
    row("account.create_idv_workflows", account.create_idv_workflows([WORKFLOW]), "POST /accountConfig/idvWorkflowConfigs", [WORKFLOW_JSON]),
    row("account.update_idv_workflows", account.update_idv_workflows([WORKFLOW]), "PUT /accountConfig/idvWorkflowConfigs", [WORKFLOW_JSON]),
    row("account.delete_idv_workflows", account.delete_idv_workflows(), "DELETE /accountConfig/idvWorkflowConfigs"),
    gives("account.handover_url", account.handover_url("fr"), "GET /accountConfig/handoverUrl/fr", None, {"href": "x"}, "href"),
    gives("account.create_handover_url", account.create_handover_url("zh-CN", LINK), "POST /accountConfig/handoverUrl/zh-CN", LINK_JSON, {"href": "x"}, "href"),
    gives("account.update_handover_url", account.update_handover_url("fr", LINK), "PUT /accountConfig/handoverUrl/fr", LINK_JSON, {"href": "x"}, "href"),
    row("account.delete_handover_url", account.delete_handover_url("fr"), "DELETE /accountConfig/handoverUrl/fr"),
    row("account.decline_reasons", account.decline_reasons("fr"), "GET /accountConfig/declineReasons/fr", None, ["Non"], ["Non"]),
    row("account.create_decline_reasons", account.create_decline_reasons("fr", ["Non"]), "POST /accountConfig/declineReasons/fr", ["Non"], ["Non"], ["Non"]),
    row("account.update_decline_reasons", account.update_decline_reasons("fr", ["Non", "Plus tard"]), "PUT /accountConfig/declineReasons/fr", ["Non", "Plus tard"], ["Non"], ["Non"]),
    row("account.delete_decline_reasons", account.delete_decline_reasons("fr"), "DELETE /accountConfig/declineReasons/fr"),
    gives("account.configuration", account.configuration(), "GET /account/admin/accountSettings", None, {"accountFeatureSettings": {"groups": True}}, "account_feature_settings.groups", True),
    gives("account.update_configuration", account.update_configuration(esl.AccountConfiguration(account_package_settings=esl.AccountPackageSettings(ada=True))), "PATCH /account/admin/accountSettings", {"accountPackageSettings": {"ada": True}}, {"accountPackageSettings": {"ada": True}}, "account_package_settings.ada", True),
    gives("account.feature_settings", account.feature_settings(), f"GET {SETTINGS}/featureSettings", None, {"qnaAuth": True}, "qna_auth", True),
    gives("account.update_feature_settings", account.update_feature_settings(esl.AccountFeatureSettings(in_app_reports=False)), f"PATCH {SETTINGS}/featureSettings", {"inAppReports": False}, {"qnaAuth": True}, "qna_auth", True),
    gives("account.package_settings", account.package_settings(), f"GET {SETTINGS}/packageSettings", None, {"showNseHelp": True}, "show_nse_help", True),
    gives("account.update_package_settings", account.update_package_settings(esl.AccountPackageSettings(hide_watermark=True)), f"PATCH {SETTINGS}/packageSettings", {"hideWatermark": True}, {"ada": True}, "ada", True),
    gives("account.signing_ui_options", account.signing_ui_options(), "GET /account/admin/signingUiOptions", None, {"completeSummaryOptions": {"continue": True}}, "complete_summary_options.continue_", True),
    gives("account.update_signing_ui_options", account.update_signing_ui_options(esl.SigningUiOptions(complete_summary_options=esl.CompleteSummaryOptions(continue_=False))), "PATCH /account/admin/signingUiOptions", {"completeSummaryOptions": {"continue": False}}, {"overviewOptions": {"body": True}}, "overview_options.body", True),
    row("account.settings", account.settings("attachmentsBlacklist"), f"GET {SETTINGS}/attachmentsBlacklist", None, ["EXE"], ["EXE"]),
    row("account.update_settings", account.update_settings("attachmentsWhitelist", ["PDF"]), f"PUT {SETTINGS}/attachmentsWhitelist", ["PDF"], ["PDF"], ["PDF"]),
    row("account.reset_settings", account.reset_settings("accountSettings"), "DELETE /account/admin/accountSettings"),
    row("account.reset_settings", account.reset_settings("packageSettings"), f"DELETE {SETTINGS}/packageSettings"),
    row("account.reset_settings", account.reset_settings("featureSettings"), f"DELETE {SETTINGS}/featureSettings"),
    row("account.reset_settings", account.reset_settings("signingUiOptions"), "DELETE /account/admin/signingUiOptions"),
]  # fmt: skip
"""The calls of sections 1.4 and 4 whose body is JSON or nothing."""
