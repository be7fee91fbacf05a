"""What cannot be right is refused before anything is sent, in words that say what to do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.errors import DecodeError
from tests.esignlive.helper import (
    account,
    attachments,
    callbacks,
    documents,
    packages,
    reports,
    run,
    sent_by,
    sessions,
    virtual_rooms,
)
from tests.support import Record, reply
from tests.tables import in_one_test

DAY = datetime(2030, 1, 1)
FILE = ("a.pdf", b"%PDF-1.7\n%%EOF")
INSIDE = esl.Document(name="d", base64_content=b"x")

LOGO = esl.SigningLogo(language="en", image="data:image/png;base64,AA==")
LARGE = b"GIF89a" + bytes(1 << 20)

WRONG: list[tuple[Any, type[Exception], str]] = [
    (lambda: documents.create("p", esl.Document(name="d")), ValueError, "'d' has no content: give file="),
    (lambda: documents.create("p", INSIDE, file=FILE), ValueError, "'d' has two contents"),
    (lambda: documents.replace("p", "d", esl.Document(name="d")), ValueError, "'d' has no content"),
    (lambda: documents.create_many("p", []), ValueError, "no document to add"),
    (lambda: documents.create_many("p", [esl.Document(name="d")], files=[FILE, FILE]), ValueError, "2 files for 1"),
    (lambda: documents.create_many("p", [esl.Document(name="d")]), ValueError, "0 files for 1 document"),
    (lambda: documents.apply_layout("p", "d"), ValueError, "exactly one of layout_id= and layout_name="),
    (lambda: documents.apply_layout("p", "d", layout_id="a", layout_name="b"), ValueError, "exactly one of"),
    (lambda: sessions.create(package="p"), ValueError, "package= and signer= belong together"),
    (lambda: sessions.create(signer="s"), ValueError, "belong together"),
    (
        lambda: callbacks.register("https://h.example", events="PACKAGE_COMPLETE"),
        TypeError,
        r"events is a list: write events=\[…\]",
    ),
    (
        lambda: packages.create(esl.Package(documents=INSIDE), files=[FILE]),
        TypeError,
        r"documents is a list: write .*\[…\]",
    ),
    (
        lambda: packages.create(esl.Package(documents=INSIDE)),
        TypeError,
        "Package.documents is a list: write documents=",
    ),
    (
        lambda: packages.create(esl.Package(documents=[esl.Document(approvals=esl.Approval())])),
        TypeError,
        "approvals is a list: write approvals=",
    ),
    (lambda: account.create_signing_themes({}), ValueError, r"there is none; delete_signing_themes\(\)"),
    (lambda: account.update_signing_themes(esl.SigningTheme()), TypeError, r"\{'name': SigningTheme"),
    (lambda: account.set_signing_logos([]), ValueError, r"there is none; delete_signing_logos\(\)"),
    (lambda: account.set_signing_logos(LOGO), TypeError, r"logos is a list: write logos=\[…\]"),
    (lambda: account.set_signing_logos([LOGO, esl.SigningLogo(image="x")]), ValueError, r"logos\[1\]: language"),
    (lambda: account.set_signing_logos([esl.SigningLogo(language="en", image="AA==")]), ValueError, "from_bytes makes"),
    (lambda: account.set_signing_logos([esl.SigningLogo.from_bytes("en", LARGE)]), ValueError, "more than 1 MB"),
    (lambda: account.create_idv_workflows([]), ValueError, r"there is none; delete_idv_workflows\(\)"),
    (lambda: account.update_idv_workflows(esl.IdvWorkflow(id="w")), TypeError, "workflows is a list"),
    (lambda: account.create_decline_reasons("en", "No"), TypeError, r"reasons is a list: write reasons=\[…\]"),
    (lambda: account.update_decline_reasons("en", []), ValueError, r"delete_decline_reasons\(\)"),
    (lambda: account.update_settings("signingLogos", {}), ValueError, r"set_signing_logos\(\)"),
    (lambda: account.reset_settings("attachmentsBlacklist"), ValueError, "read only; .* attachmentsWhitelist"),
    (lambda: reports.in_app_zip([]).bytes(), ValueError, "file_names: there is none"),
    (lambda: reports.delete_in_app_files(["a", ""]), ValueError, "a name is empty"),
    (lambda: reports.delete_in_app_files(b"a.csv"), TypeError, "file_names is bytes content"),
    (lambda: reports.delete_in_app_files(7), TypeError, "file_names is a list"),
    (lambda: reports.in_app_summaries(from_date=DAY), ValueError, "from_date: .* has no time zone"),
    (lambda: virtual_rooms.set_masked_fields("p", "d-a-f"), TypeError, "masked_field_ids is a list"),
    (lambda: virtual_rooms.set_masked_fields("p", []), ValueError, "unmask_field"),
    (lambda: packages.create(esl.Package(due=DAY)), ValueError, "Package.due: .* has no time zone"),
]


@in_one_test("call, kind, words", WRONG)
def test_nothing_is_sent(call, kind, words):
    record = Record()
    with pytest.raises(kind, match=words):
        run(call(), record=record)
    assert not record.sent


def test_an_attached_files_date_needs_a_zone_as_well():
    role = esl.Role(attachment_requirements=[esl.AttachmentRequirement(files=[esl.AttachmentFile(insert_date=DAY)])])
    with pytest.raises(ValueError, match=r"insert_date: .* has no time zone"):
        role.to_wire()


def test_an_accessible_document_keeps_fields_of_no_approval_and_approvals_without_fields():
    package = esl.Package(
        documents=[
            esl.Document(
                name="d",
                fields=[esl.Field(name="q", type="IMAGE", subtype="QRCODE")],
                approvals=[esl.Approval(role="r", id="accept")],
            )
        ]
    )
    (document,) = sent_by(packages.create_accessible(package)).json["documents"]
    assert document["fields"] == [{"id": "q", "name": "q", "type": "IMAGE", "subtype": "QRCODE", "extract": True}]
    assert document["approvals"] == [{"id": "accept", "name": "accept", "role": "r"}]


@in_one_test(
    "key, family",
    [
        ("error.validation.ada.notTaggedDocument", "validation"),
        ("error.unauthorised.sessionExpired", "unauthorised"),
        ("error.brandNew.thing", "brandNew"),
        ("error", ""),
        ("bulk.email", ""),
        ("", ""),
    ],
)
def test_the_family_of_a_refusal(key, family):
    assert esl.MessageKey(key).family == family


@in_one_test("answer, found", [({"exists": "false"}, False), ({"exists": True}, True)])
def test_whether_something_exists(answer, found):
    assert run(attachments.exists("p", "a"), reply(200, answer))[0] is found


@in_one_test("answer", [{}, {"exists": None}, {"exists": "perhaps"}, {"exists": 1}])
def test_an_answer_that_does_not_say_whether_it_exists(answer):
    with pytest.raises(DecodeError, match="does not say"):
        run(attachments.exists("p", "a"), reply(200, answer))


@in_one_test("answer, found", [([{"id": "d"}], "d"), ({"id": "d"}, "d")])
def test_one_document_alone_or_in_a_list(answer, found):
    assert run(documents.create("p", INSIDE), reply(200, answer))[0].id == found


def test_the_bin_as_a_flag_a_date_or_whatever_comes():
    assert esl.PackageCompletion.from_wire({"trashed": "TRUE"}).trashed is True
    assert esl.PackageCompletion.from_wire({"trashed": "sometime"}).trashed == "sometime"
