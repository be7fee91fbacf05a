"""Packages, templates and layouts, reminders and virtual rooms."""

from __future__ import annotations

import esignkit.esignlive as esl
from esignkit.types import Secret
from tests.esignlive.helper import PEOPLE
from tests.esignlive.operations.shared import AN_ID, ID, PDF, THREE, ZIP, three
from tests.operations import IDEMPOTENT, NEVER, Row, call, has, parts

MASKED = "/packages/p/virtual-room/config/masked-fields"

ROWS: list[Row] = [
    Row(call.packages.list(), "GET /packages", response=THREE, result=three),
    Row(call.packages.get("p"), "GET /packages/p", **AN_ID),
    Row(
        call.packages.signing_status("p"),
        "GET /packages/p/signingStatus",
        response={"status": "COMPLETED"},
        result="COMPLETED",
    ),
    Row(call.packages.overview(), "GET /packages/overview", response={"draft": 3}, result=has("draft", 3)),
    Row(
        call.packages.evidence_summary("p"),
        "GET /packages/p/evidence/summary",
        response=PDF,
        result=PDF,
        file="pdf",
        accept="application/pdf",
    ),
    Row(
        call.packages.download_zip("p"),
        "GET /packages/p/documents/zip",
        response=ZIP,
        result=ZIP,
        file="zip",
        accept="application/zip",
    ),
    Row(
        call.packages.signing_url("p", "r"),
        "GET /packages/p/roles/r/signingUrl",
        response={"url": "x"},
        result=has("url", Secret("x")),
    ),
    Row(
        call.packages.create(esl.Package(name="n")),
        "POST /packages",
        body={"name": "n"},
        response=ID,
        result="x",
        asks="GET /packages?from=1&to=100&sort=created&dir=desc",
    ),
    Row(
        call.packages.create(esl.Package(name="n"), files=[b"%PDF"]),
        "POST /packages",
        body=parts("file", "document", "payload", None),
        response=ID,
        result="x",
        asks="GET /packages?from=1&to=100&sort=created&dir=desc",
        note="with a file",
    ),
    Row(
        call.packages.create_accessible(esl.Package(name="n")),
        "POST /packages",
        body={"name": "n", "type": "PACKAGE", "settings": {"ceremony": {"ada": True}}},
        response=ID,
        result="x",
        asks="GET /packages?from=1&to=100&sort=created&dir=desc",
    ),
    Row(call.packages.clone("p"), "POST /packages/p/clone", body={}, response=ID, result="x"),
    Row(
        call.packages.bulk_send("t", PEOPLE),
        "POST /packages/t/bulk_send",
        body=parts("payload", None, "file", "document.csv"),
        response=ID,
        result="x",
        accept="text/html",
    ),
    Row(call.packages.send("p"), "POST /packages/p", body={"status": "SENT"}, asks="GET /packages/p"),
    Row(call.packages.complete("p"), "POST /packages/p", body={"status": "COMPLETED"}, asks="GET /packages/p"),
    Row(call.packages.archive("p"), "POST /packages/p", body={"status": "ARCHIVED"}, asks="GET /packages/p"),
    Row(
        call.packages.revert_to_draft("p"),
        "PUT /packages/p",
        body={"status": "DRAFT"},
        repeat=NEVER,
        asks="GET /packages/p",
    ),
    Row(call.packages.update("p", name="n"), "PUT /packages/p", body={"name": "n"}, note="of its name"),
    Row(call.packages.update("p", trashed=True), "PUT /packages/p", body={"trashed": True}, note="into the trash"),
    Row(
        call.packages.update("p", name="n", status="SENT"),
        "PUT /packages/p",
        body={"name": "n", "status": "SENT"},
        repeat=NEVER,
        asks="GET /packages/p",
        note="that sends it",
    ),
    Row(
        call.packages.update("p", name="n", options={"extra_body": {"status": "SENT"}}),
        "PUT /packages/p",
        body={"name": "n", "status": "SENT"},
        repeat=NEVER,
        asks="GET /packages/p",
        note="that sends it by an option",
    ),
    Row(call.packages.trash("p"), "POST /packages/p", body={"trashed": True}, repeat=IDEMPOTENT),
    Row(call.packages.restore("p"), "POST /packages/p", body={"trashed": False}, repeat=IDEMPOTENT),
    Row(call.packages.delete("p"), "DELETE /packages/p"),
    Row(
        call.packages.referenced_conditions("p", document_id="d", field_id="f"),
        "GET /packages/p/referencedConditions?documentId=d&fieldId=f",
        response={
            "documents": [
                {
                    "documentId": "d",
                    "fields": [{"fieldId": "x", "conditions": {"referencedInCondition": [{"id": "x"}]}}],
                }
            ]
        },
        result=has("documents.0.fields.0.conditions.referenced_in_condition.0.id", "x"),
    ),
    Row(
        call.packages.field_summary("p"),
        "GET /packages/p/fieldSummary",
        response=[{"fieldName": "n", "fieldValue": "x"}],
        result=has("0.field_value", "x"),
    ),
    Row(
        call.packages.thank_you_dialog("p"),
        "GET /packages/p/thank_you_dialog",
        response={"body": "x"},
        result=has("body", "x"),
    ),
    Row(
        call.packages.support_information("p"),
        "GET /package_information/p/support_information",
        response={"email": "x"},
        result=has("email", "x"),
    ),
    Row(call.packages.vaulting_data("p"), "GET /packages/p/eOriginalVault/vaultingData", response=ID, result=ID),
    Row(
        call.packages.update_vaulting_data("p", {"a": 1}), "PUT /packages/p/eOriginalVault/vaultingData", body={"a": 1}
    ),
    Row(call.packages.revault("p"), "POST /packages/p/eOriginalVault/revault"),
    Row(
        call.templates.fast_track_url("t", signing=True),
        "GET /fastTrack/t/url?signing=true",
        response={"url": "x"},
        result=has("url", Secret("x")),
    ),
    Row(
        call.templates.start_fast_track("the-token", [esl.Role(id="r", signers=[esl.Signer(email="a@example.com")])]),
        "POST /fastTrack?token=the-token",
        body=[{"id": "r", "signers": [{"email": "a@example.com"}]}],
        response={"url": "x"},
        result=has("url", Secret("x")),
        secrets=("the-token",),
    ),
    Row(
        call.templates.create(esl.Package(name="n")),
        "POST /packages",
        body={"name": "n", "type": "TEMPLATE"},
        response=ID,
        result="x",
        asks="GET /packages?type=TEMPLATE&from=1&to=100&sort=created&dir=desc",
    ),
    Row(
        call.templates.create_from("p", "n"),
        "POST /packages/p/clone",
        body={"name": "n", "type": "TEMPLATE"},
        response=ID,
        result="x",
        asks="GET /packages?type=TEMPLATE&from=1&to=100&sort=created&dir=desc",
    ),
    Row(
        call.templates.list(visibility="SENDER", search="s"),
        "GET /packages?type=TEMPLATE&visibility=SENDER&search=s",
        response=THREE,
        result=three,
    ),
    Row(
        call.layouts.create("p", "n", document_id="d", visibility="SENDER"),
        "POST /layouts",
        body={"id": "p", "name": "n", "type": "LAYOUT", "visibility": "SENDER", "documents": [{"id": "d"}]},
        **AN_ID,
        asks="GET /layouts?sort=created&dir=desc",
    ),
    Row(
        call.layouts.list(
            query="q",
            search="s",
            search_type="exact",
            visibility="SENDER",
            page_size=7,
            sort="name",
            summary=True,
            owner_email="e",
        ),
        "GET /layouts?query=q&search=s&searchtype=exact&visibility=SENDER&from=1&to=7&sort=name&summary=true&ownerEmail=e",
        response=THREE,
        result=three,
    ),
    Row(
        call.reminders.get("p"),
        "GET /packages/p/reminders",
        response={"repetitionsCount": 3, "reminders": [{"date": "2030-01-01T00:00:00Z"}]},
        result=has("repetitions_count", 3),
    ),
    Row(call.reminders.get("p"), "GET /packages/p/reminders", note="there is none"),
    Row(
        call.reminders.create(
            "p", esl.PackageReminderSchedule(start_in_days_delay=1, interval_in_days=2, repetitions_count=3)
        ),
        "POST /packages/p/reminders",
        body={"startInDaysDelay": 1, "intervalInDays": 2, "repetitionsCount": 3},
        response={"packageId": "x"},
        result=has("package_id", "x"),
        asks="GET /packages/p/reminders",
    ),
    Row(
        call.reminders.update("p", esl.PackageReminderSchedule(interval_in_days=2)),
        "PUT /packages/p/reminders",
        body={"intervalInDays": 2},
        response={"packageId": "x"},
        result=has("package_id", "x"),
    ),
    Row(call.reminders.delete("p"), "DELETE /packages/p/reminders"),
    Row(
        call.virtual_rooms.get("p", default=True),
        "GET /packages/p/virtual-room/config?default=true",
        response={"video": True},
        result=has("video", True),
    ),
    Row(
        call.virtual_rooms.update("p", esl.VirtualRoom(video=True, video_recording=False)),
        "PUT /packages/p/virtual-room/config",
        body={"video": True, "videoRecording": False},
        response={"video": True},
        result=has("video", True),
    ),
    Row(
        call.virtual_rooms.recordings("p"),
        "GET /virtual-room-video/p/recordings",
        response=[{"uid": "x", "creationDate": 1_700_000_000_000}],
        result=has("0.uid", "x"),
        at_root=True,
    ),
    Row(
        call.virtual_rooms.download_recording("u"),
        "GET /download-recording/u",
        response=b"mp4",
        result=b"mp4",
        accept="application/octet-stream",
        at_root=True,
    ),
    Row(
        call.virtual_rooms.download_recording("u", package_id="p="),
        "GET /virtual-room-video/p%3D/download-recording/u",
        response=b"mp4",
        result=b"mp4",
        accept="application/octet-stream",
        at_root=True,
    ),
    Row(call.virtual_rooms.masked_fields("p"), f"GET {MASKED}", response=["d-a-f"], result=["d-a-f"]),
    Row(call.virtual_rooms.set_masked_fields("p", ["d-a-f", "d-a-g"]), f"POST {MASKED}", body=["d-a-f", "d-a-g"]),
    Row(call.virtual_rooms.mask_field("p", "d-a/f"), f"PUT {MASKED}/d-a%2Ff"),
    Row(call.virtual_rooms.unmask_field("p", "d-a-f"), f"DELETE {MASKED}/d-a-f"),
]
