"""Specimens of what the client once said wrongly; the kinds they stand for are tested against the table of members."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.core.deserialization import wires_of
from esignkit.core.model import Model
from esignkit.errors import ApiError, DecodeError, ESignError, OutcomeUnknownError
from esignkit.types import Secret
from tests.esignlive.helper import (
    account_roles,
    attachments,
    custom_fields,
    groups,
    notaries,
    packages,
    reports,
    run,
    senders,
    sent_by,
    supporting_documents,
    templates,
)
from tests.multipart import parts_of
from tests.support import LOST, reply
from tests.tables import in_one_test

MODELS: list[type[Model]] = [
    one for name in esl.__all__ if isinstance(one := getattr(esl, name), type) and issubclass(one, Model)
]


# What is sent ---------------------------------------------------------------------------------------------------------
def test_an_attachment_is_uploaded_with_the_part_payload_empty_and_first():
    sent = sent_by(attachments.upload("p", "t", [("a.pdf", b"%PDF"), ("b.png", b"png")]))
    parts = parts_of(sent)
    assert [(part.name, part.filename) for part in parts] == [("payload", None), ("file", "a.pdf"), ("file", "b.png")]
    assert parts[0].content == b""
    assert parts[0].content_type is None


@pytest.mark.parametrize(
    "named", ["Annex.pdf", esl.DocumentInfo(id=3, document_name="Annex.pdf")], ids=["text", "info"]
)
def test_a_supporting_document_is_renamed_with_file_name(named: Any):
    sent = sent_by(supporting_documents.update("p", 3, named), reply(200, {"documentName": "Annex.pdf"}))
    assert (sent.method, sent.json) == ("PUT", {"fileName": "Annex.pdf"})


@pytest.mark.parametrize("nameless", ["", esl.DocumentInfo(id=3)], ids=["empty", "info"])
def test_a_supporting_document_is_not_renamed_to_nothing(nameless: Any):
    with pytest.raises(ValueError, match="no name"):
        supporting_documents.update("p", 3, nameless)


def test_the_seal_of_a_notary_is_sent_as_a_file():
    sent = sent_by(notaries.update_seal("s", ("seal.png", b"png")), reply(200))
    assert sent.method == "PUT"
    (part,) = parts_of(sent)
    assert (part.name, part.filename, part.content_type, part.content) == ("file", "seal.png", "image/png", b"png")


def test_an_invitation_to_a_group_says_as_what():
    member = esl.GroupMember(email="a@example.com", first_name="Ada", member_type=esl.MemberType.MANAGER)
    flow = groups.invite("g", member)
    result, record = run(flow, reply(200, {"id": "g", "members": [{"email": "a@example.com", "pending": True}]}))
    assert record.sent[0].json == {"email": "a@example.com", "firstName": "Ada", "memberType": "MANAGER"}
    assert result.members[0].pending is True


def test_account_roles_are_assigned_with_the_account_in_the_body():
    role = esl.UserAccountRole(account_roles=[esl.AccountRole(id="ar")])
    sent = sent_by(account_roles.assign("s", role, account_id="acc"), reply(200))
    assert sent.target == "/account/senders/s/roles"
    assert sent.json == {"accountId": "acc", "accountRoles": [{"id": "ar"}]}
    assert role.account_id is None


@pytest.mark.parametrize(
    ("role", "wrong"),
    [
        (esl.UserAccountRole(account_roles=[esl.AccountRole(id="ar")]), "account_id"),
        (esl.UserAccountRole(account_id="acc", account_roles=[esl.AccountRole(name="n")]), "no id"),
    ],
    ids=["no account", "no id"],
)
def test_account_roles_are_not_assigned_without_ids(role: esl.UserAccountRole, wrong: str):
    with pytest.raises(ValueError, match=wrong):
        account_roles.assign("s", role)


def test_a_fast_track_starts_with_an_array_of_roles():
    signer = esl.Signer(id="s", email="a@example.com", first_name="Ada", last_name="Byron")
    flow = templates.start_fast_track("k", [esl.Role(id="r", name="Tenant", signers=[signer])])
    result, record = run(flow, reply(200, {"packageId": "p", "roleId": "r", "url": "https://sign.example"}))
    assert record.sent[0].target == "/fastTrack?token=k"
    who = {"id": "s", "email": "a@example.com", "firstName": "Ada", "lastName": "Byron"}
    assert record.sent[0].json == [{"id": "r", "name": "Tenant", "signers": [who]}]
    assert result == esl.SigningUrl(package_id="p", role_id="r", url=Secret("https://sign.example"))


QUERIES: dict[str, tuple[Callable[[], Any], str]] = {
    "custom_fields.list": (lambda: custom_fields.list(from_=1, to=5, dir="desc"), "from=1&to=5&dir=desc"),
    "senders.update": (
        lambda: senders.update("s", phone="1", raw_signature_capture=True),
        "rawSignatureCapture=true",
    ),
    "senders.change_password": (
        lambda: senders.change_password("s", email="e", password="o", new_password="n", raw_signature_capture=False),
        "rawSignatureCapture=false",
    ),
}


@in_one_test("name", QUERIES)
def test_query_parameters_that_were_missing(name: str):
    flow, query = QUERIES[name]
    assert sent_by(flow(), reply(200, {"id": "x"})).target.partition("?")[2] == query


def test_the_summary_of_senders_has_no_status_to_ask_for():
    ask: Any = reports.sender_transaction_summary
    with pytest.raises(TypeError, match="status"):
        ask(status="SENT")


@in_one_test("given", [{"due": date(2030, 1, 31)}])
def test_a_day_is_no_moment(given: Any):
    for flow in (packages.create(esl.Package(name="n", **given)), packages.update("p", **given)):
        with pytest.raises(ValueError, match=r"due.*day.*datetime"):
            run(flow, reply(200, {"id": "p"}))


# What is read ---------------------------------------------------------------------------------------------------------


def dates() -> list[tuple[type[Model], str, str]]:
    from esignkit.core.deserialization import hints_of

    found = []
    for cls in MODELS:
        hints = hints_of(cls)
        found += [(cls, name, wire) for name, wire in wires_of(cls) if "datetime" in str(hints[name])]
    return found


@in_one_test("cls, name, wire", dates(), ids=lambda cell: f"{cell[0].__name__}.{cell[1]}")
def test_a_date_without_a_time_is_read_wherever_a_date_can_come(cls: type[Model], name: str, wire: str):
    read = cls.from_wire({wire: "2018-12-12Z"})
    assert getattr(read, name) == datetime(2018, 12, 12, tzinfo=UTC)


@in_one_test(
    "text, moment",
    [
        ("2018-12-12Z", datetime(2018, 12, 12, tzinfo=UTC)),
        ("2018-12-12+01:30", datetime(2018, 12, 12, tzinfo=timezone(timedelta(minutes=90)))),
        ("2018-12-12+05", datetime(2018, 12, 12, tzinfo=timezone(timedelta(hours=5)))),
        ("2018-12-12-0500", datetime(2018, 12, 12, tzinfo=timezone(timedelta(hours=-5)))),
        ("2018-12-12", datetime(2018, 12, 12)),
    ],
)
def test_a_day_with_a_zone_is_its_first_moment(text: str, moment: datetime):
    read = esl.Package.from_wire({"due": text}).due
    assert read == moment
    assert read is not None
    assert read.utcoffset() == moment.utcoffset()


@in_one_test("text", ["2018-12-12ZZ", "2018-13-12Z", "Z"])
def test_what_only_looks_like_a_day_is_no_date(text: str):
    with pytest.raises(DecodeError, match="due"):
        esl.Package.from_wire({"due": text})


MEMBER = {"userId": "u", "email": "A@Example.com", "memberType": "SIGNER"}


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (MEMBER, "u"),
        ({"id": "g", "members": [{"userId": "v", "email": "b@example.com"}, MEMBER]}, "u"),
        ({"id": "g", "members": []}, None),
        (None, None),
    ],
    ids=["member", "group", "group without", "nothing"],
)
@pytest.mark.parametrize("asked", [{"email": "a@example.com"}, {"user_id": "u"}], ids=["by mail", "by id"])
def test_a_new_member_is_read_out_of_either_answer(answer: Any, found: str | None, asked: dict[str, str]):
    result, _ = run(groups.add_member("g", esl.GroupMember(**asked)), reply(200, answer))
    assert (result.user_id if result else None) == found
    assert result is None or isinstance(result, esl.GroupMember)


ASSIGNED = {"accountId": "acc", "userId": "s", "accountRoles": [{"id": "ar"}]}


@in_one_test("answer", [[ASSIGNED], ASSIGNED, {"count": 1, "results": [ASSIGNED]}])
def test_assigned_roles_are_read_from_a_list_and_from_an_object(answer: Any):
    role = esl.UserAccountRole(account_id="acc", account_roles=[esl.AccountRole(id="ar")])
    assert [one.user_id for one in run(account_roles.assign("s", role), reply(200, answer))[0]] == ["s"]
    assert [one.user_id for one in run(account_roles.of_sender("s"), reply(200, answer))[0]] == ["s"]


@in_one_test("answer", [["u", "v"], {"count": 2, "results": ["u", "v"]}])
def test_users_of_a_role_are_ids(answer: Any):
    assert run(account_roles.users("ar"), reply(200, answer))[0] == ["u", "v"]


def test_a_custom_field_that_is_not_there_is_none():
    assert run(custom_fields.get("c"), reply(200))[0] is None


EVENT = {"eventType": "t", "eventUser": "u"}


@pytest.mark.parametrize("name", ["delegationEvents", "delegationEventReports"])
@pytest.mark.parametrize("events", [{"s": [EVENT, None], "t": None}, [EVENT, None]], ids=["map", "list"])
def test_the_delegation_report_by_its_name_on_the_wire_and_by_the_old_one(name: str, events: Any):
    report, _ = run(reports.delegation(), reply(200, {name: events}))
    assert [one.event_user for one in report.events] == ["u"]
    assert isinstance(report.delegation_events, type(events))
    assert report.extra == {}
    assert "delegationEvents" in report.to_wire()
    assert esl.DelegationReport().events == []


@in_one_test("data", [{"k": 1}, "text"])
def test_data_of_a_completion_package_is_a_map_or_text(data: Any):
    assert esl.PackageCompletion.from_wire({"data": data}).data == data
    with pytest.raises(DecodeError, match="data"):
        esl.PackageCompletion.from_wire({"data": [1]})


@in_one_test("preview", [False, "https://example.com/a.png"])
def test_the_preview_of_an_attachment_is_kept_as_it_comes(preview: Any):
    file = esl.AttachmentFile.from_wire({"id": 1, "preview": preview})
    assert file.to_wire() == {"id": 1, "preview": preview}


# What a refusal says --------------------------------------------------------------------------------------------------
REFUSED = {
    "code": 404,
    "name": "Not Found",
    "message": "No such package.",
    "messageKey": "error.notFound.packageNotFound",
    "technical": "PackageDao: p",
    "entity": {"id": "p", "name": "Lease", "data": {"k": 1}},
    "parameters": {"a": 1},
}


def refused(answer: Any) -> ESignError:
    with pytest.raises(ESignError) as caught:
        run(packages.get("p"), *[answer] * 4)
    return caught.value


def test_the_details_of_a_refusal_are_typed():
    error = refused(reply(404, REFUSED))
    for one in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        details = esl.ErrorDetails.of(one)
        assert details is not None
        assert (details.code, details.name, details.technical) == (404, "Not Found", "PackageDao: p")
        assert (details.message, details.message_key) == ("No such package.", "error.notFound.packageNotFound")
        assert details.entity == esl.ErrorEntity(id="p", name="Lease", data={"k": 1})
        assert details.extra == {"parameters": {"a": 1}}


def test_a_refusal_may_say_little():
    found = esl.ErrorDetails.of(
        refused(reply(401, {"code": "401", "messageKey": "error.unauthorised", "technical": "t"}))
    )
    assert found == esl.ErrorDetails(code=401, message_key=esl.MessageKey("error.unauthorised"), technical="t")


@in_one_test("body", [b"<html>no</html>", b"", b"[1]", b'{"entity": 1, "name": []}'])
def test_a_refusal_without_details_has_none(body: bytes):
    assert esl.ErrorDetails.of(refused(reply(404, body))) is None


def test_other_errors_have_no_details():
    with pytest.raises(OutcomeUnknownError) as caught:
        run(packages.create(esl.Package(name="n")), LOST)
    assert esl.ErrorDetails.of(caught.value) is None
    assert esl.ErrorDetails.of(ApiError("no", provider="Ignisign", details={"code": 1})) is None
