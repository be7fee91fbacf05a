"""All calls: what each sends, what a caller gets, what a refusal becomes, in all three modes."""

from __future__ import annotations

import asyncio
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import esignkit.esignlive as esl
from esignkit.core.endpoint import Plan, Resource
from esignkit.core.operation import Operation, Repeat
from esignkit.core.paging import Paging
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    ValidationError,
)
from tests.esignlive import helper
from tests.esignlive.calls import PDF, ROWS, Row
from tests.esignlive.helper import KEY, parts_of, run, sent_by
from tests.operations import operation_of
from tests.support import LOST, Record, reply
from tests.tables import in_one_test

NAMES = [f"{n}: {row.name}" for n, row in enumerate(ROWS)]
each = pytest.mark.parametrize("row", ROWS, ids=NAMES)
of_all_rows = in_one_test("row", ROWS, ids=lambda row: f"{ROWS.index(row)}: {row.name}")
ROOT = {"sessions.from_sender_token", "sessions.from_signer_token", "sessions.sign_in", "virtual_rooms.recordings", "virtual_rooms.download_recording"}  # fmt: skip
OPEN = {"sessions.from_sender_token", "sessions.from_signer_token", "sessions.sign_in"}


@each
def test_what_is_sent_and_what_comes_of_it(row: Row):
    result, record = run(row.flow, reply(200, row.answer))
    (sent,) = record.sent
    assert f"{sent.method} {sent.target}" == row.request
    assert (sent.json if sent.body else None) == row.body
    assert sent.headers["accept"] == row.accept
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers.get("authorization") == (None if row.name in OPEN else f"Basic {KEY}")
    assert sent.send.at_root is (row.name in ROOT)
    assert (row.read(result) if row.read else result) == row.result


def test_the_plan_has_the_name_of_the_call_and_pickles():
    for row in ROWS:
        assert row.flow.name == row.name
        if any(word in repr(row.flow.query) + repr(row.flow.body) for word in ("Secret",)) or row.name in (
            "documents.sign_all", "sessions.sign_in", "senders.change_password", "callbacks.register",
        ):  # fmt: skip
            continue  # a plan with a credential in it is not pickled: tested below
        twin = pickle.loads(pickle.dumps(row.flow))
        assert twin.target() == row.flow.target()
        assert repr(twin) == repr(row.flow)


def test_a_plan_with_a_credential_in_it_is_not_pickled():
    for plan in (
        helper.sessions.from_signer_token("t"),
        helper.callbacks.register("https://h.example", key="k", events=[]),
        helper.senders.change_password("s", email="e", password="p", new_password="q"),
    ):
        with pytest.raises(TypeError, match="credential"):
            pickle.dumps(plan)


REFUSALS = [
    (400, "error.validation.x", ValidationError),
    (401, "error.unauthorised.x", AuthenticationError),
    (401, "error.unauthorised.sessionExpired", esl.SessionExpiredError),
    (403, "error.forbidden.noPermission", PermissionDeniedError),
    (404, "error.notFound.x", NotFoundError),
    (406, "error.notAcceptable", ValidationError),
    (409, "error.conflict", ConflictError),
    (422, "error.unprocessableEntity.x", ValidationError),
    (429, "error.x", RateLimitedError),
    (418, None, ApiError),
]


@of_all_rows
def test_what_a_refusal_becomes(row: Row):
    for status, key, kind in REFUSALS:
        body = {"code": status, "messageKey": key, "message": "No."}
        with pytest.raises(ApiError) as caught:
            run(row.flow, reply(status, body, {"retry-after": "999"}))
        assert type(caught.value) is kind
        assert caught.value.operation == row.name
        assert caught.value.code == key
        assert not caught.value.maybe_applied


def test_a_refusal_without_json_is_an_error_as_well():
    for row in ROWS:
        for body in (b"", b"<html>no</html>", b"[1]", b"null", b'"no"', b"{"):
            with pytest.raises(PermissionDeniedError):
                run(row.flow, reply(403, body, {"content-type": "text/html"}))


# Section 7: what is sent again after a lost answer, by hand from its list.
IDEMPOTENT = {
    "packages.update_vaulting_data",
    "documents.reorder",
    "documents.delete_many",
    "documents.update",
    "documents.delete",
    "documents.set_visibility",
    "document_fields.replace_all",
    "document_fields.update",
    "document_fields.delete",
    "imprint_fields.delete_all",
    "imprint_fields.update",
    "imprint_fields.delete",
    "roles.reorder",
    "roles.update",
    "roles.delete",
    "signer_verification.update",
    "signer_verification.delete",
    "approvals.replace_all",
    "approvals.update",
    "approvals.delete",
    "fields.update",
    "fields.delete",
    "fields.set_conditions",
    "attachments.delete_file",
    "supporting_documents.update",
    "supporting_documents.delete",
    "reminders.update",
    "reminders.delete",
    "virtual_rooms.update",
    "senders.delete",
    "senders.delete_signature",
    "notaries.update_commission",
    "notaries.delete_commission",
    "notaries.update_seal",
    "notaries.delete_seal",
    "delegates.replace_all",
    "delegates.delete_all",
    "delegates.delete",
    "account_roles.update",
    "account_roles.delete",
    "groups.update",
    "groups.delete",
    "custom_fields.update",
    "custom_fields.delete",
    "user_custom_fields.update",
    "user_custom_fields.delete",
    "data_retention.update_policy",
    "data_retention.update_expiry",
    "callbacks.register",
    "account.update_subaccount",
    "account.update_password_policy",
    "account.reset_settings",
    "account.update_signing_themes",
    "account.delete_signing_themes",
    "account.update_idv_workflows",
    "account.delete_idv_workflows",
    "account.update_handover_url",
    "account.delete_handover_url",
    "account.update_decline_reasons",
    "account.delete_decline_reasons",
    "reports.delete_in_app_file",
    "reports.delete_in_app_files",
    "virtual_rooms.mask_field",
    "virtual_rooms.unmask_field",
}
IDEMPOTENT_AS = {("account.update_settings", "PUT")}  # the whitelist is replaced, other settings are patched
READ_ALTHOUGH_POST = {
    "authentication_tokens.create_sender_token",
    "authentication_tokens.create_signer_token",
    "sessions.create",
}
USED_UP = {"sessions.from_sender_token", "sessions.from_signer_token"}


def expected_repeat(row: Row) -> Repeat:
    if row.name in IDEMPOTENT or (row.name, row.flow.method) in IDEMPOTENT_AS:
        return Repeat.IDEMPOTENT
    if row.name in USED_UP:
        return Repeat.NEVER
    return Repeat.READ if row.request.startswith("GET ") or row.name in READ_ALTHOUGH_POST else Repeat.NEVER


@of_all_rows
def test_repeat_safety(row: Row):
    assert row.flow.repeat is expected_repeat(row)
    if row.flow.repeat is Repeat.NEVER:
        for lost in (LOST, reply(500), reply(504), reply(522), reply(408)):
            record = Record()
            with pytest.raises(OutcomeUnknownError):
                run(row.flow, lost, record=record)
            assert len(record.sent) == 1
    else:
        result, record = run(row.flow, LOST, reply(502), reply(200, row.answer))
        assert len({sent.body for sent in record.sent}) == 1
        assert len(record.sent) == 3
        assert (row.read(result) if row.read else result) == row.result


def test_whatever_is_never_sent_twice_says_where_to_look():
    from tests.esignlive.test_repeat import CALLS

    flows = [row.flow for row in ROWS] + [one[1] for one in FILES] + [operation_of(plan) for plan, _ in CALLS]
    never = {flow.name: flow for flow in flows if flow.repeat is Repeat.NEVER}
    assert len(never) > 60
    for flow in never.values():
        with pytest.raises(OutcomeUnknownError) as caught:
            run(flow, LOST)
        assert f": {flow.if_lost.hint}." in str(caught.value)
        for part, call in re.findall(r"\b([a-z_]+)\.([a-z_]+)\(", flow.if_lost.hint):
            assert f"{part}.{call}" in public_calls()  # what it names is there


def test_a_delete_that_finds_nothing_after_a_lost_answer_has_done_its_work():
    for row in ROWS:
        if row.request.startswith("DELETE"):
            assert run(row.flow, LOST, reply(404))[0] is None
            with pytest.raises(NotFoundError):
                run(row.flow, reply(404))


@of_all_rows
def test_an_empty_success_is_none_or_an_error_but_never_half_a_model(row: Row):
    for status in (200, 204):
        try:
            result, _ = run(row.flow, *[reply(status)] * 3)
        except (OutcomeUnknownError, ServerError, esl.BulkSendFailed):
            continue
        except Exception as error:
            assert type(error).__name__ == "DecodeError"
            continue
        assert result in (None, [], {}, b"")


def test_what_would_lead_elsewhere_is_refused_before_anything_is_sent():
    for row in ROWS:
        for wrong in ("", ".", "..", "a\0b", "a\nb", "\ud800"):
            if not row.flow.args:
                continue
            import attrs

            for name, value in row.flow.args.items():
                if isinstance(value, int) or not isinstance(value, str):
                    continue
                record = Record()
                with pytest.raises(ValueError, match=r"part of a path|surrogate"):
                    run(attrs.evolve(row.flow, args={**row.flow.args, name: wrong}), record=record)
                assert not record.sent


def test_ids_of_any_characters_stay_one_segment():
    for row in ROWS:
        import attrs

        wild = "a/b+c=d%e?f#g é"
        for name, value in row.flow.args.items():
            if isinstance(value, str):
                changed = attrs.evolve(row.flow, args={**row.flow.args, name: wild})
                path = changed.target().partition("?")[0]
                assert quote(wild, safe="") in path.split("/")
                assert len(path.split("/")) == len(row.flow.target().partition("?")[0].split("/"))


# Every endpoint is in a table ----------------------------------------------------------------------------------------
def resources() -> Iterator[tuple[str, Any]]:
    for name, value in vars(helper).items():
        if isinstance(value, Resource) and not isinstance(value, type):
            yield ("authentication_tokens" if name == "tokens" else name), value


def public_calls() -> set[str]:
    from esignkit.core.endpoint import _Descriptor

    found = set()
    for part, resource in resources():
        for name in dir(type(resource)):
            if isinstance(getattr_static(type(resource), name), _Descriptor):
                found.add(f"{part}.{name}")
    return found


def getattr_static(owner: Any, name: str) -> Any:
    import inspect

    return inspect.getattr_static(owner, name)


def test_every_call_of_every_part_is_in_a_table():
    from tests.esignlive.test_repeat import CALLS, SEVERAL_STEPS

    known = {row.name for row in ROWS} | {operation_of(plan).name for plan, _ in CALLS} | SEVERAL_STEPS
    known |= {name for name, *_ in FILES} | set(INTO) | set(LISTS)
    assert public_calls() == known


def test_the_clients_have_every_part_in_their_mode():
    with esl.ESignLive(api_key=KEY, environment="us2") as client:
        parts = {name: getattr(client, name) for name, _ in resources()}
    for name, part in parts.items():
        assert type(part) is type(dict(resources())[name])
        assert repr(part).endswith("(sync)>")
        assert repr(part.plan).endswith("(plan)>")

    async def main() -> None:
        async with esl.AsyncESignLive(api_key=KEY, environment="us2") as aio:
            for name, _ in resources():
                assert repr(getattr(aio, name)).endswith("(async)>")

    asyncio.run(main())


# Bodies with files ---------------------------------------------------------------------------------------------------
DOC = esl.Document(name="Käufe")
FILES: list[tuple[str, Any, str, list[tuple[str, str | None]], Any, str]] = [
    ("documents.create", helper.documents.create("p", DOC, file=("a.pdf", PDF)), "POST /packages/p/documents", [("file", "a.pdf"), ("payload", None)], {"id": "x"}, "text/html"),
    ("documents.create_many", helper.documents.create_many("p", [DOC, DOC], files=[("a.pdf", PDF), ("b.pdf", PDF)]), "POST /packages/p/documents", [("file", "a.pdf"), ("file", "b.pdf"), ("payload", None)], [{"id": "x"}], "text/html"),
    ("documents.replace", helper.documents.replace("p", "d", DOC, file=("a.pdf", PDF)), "POST /packages/p/documents/d", [("file", "a.pdf"), ("payload", None)], {"id": "x"}, "text/html"),
    ("attachments.upload", helper.attachments.upload("p", "t", [("a.pdf", PDF), ("b.png", b"png")]), "POST /packages/p/attachment/t", [("payload", None), ("file", "a.pdf"), ("file", "b.png")], "ok", "text/html"),
    ("supporting_documents.create", helper.supporting_documents.create("p", [("a.pdf", PDF)]), "POST /supporting-documents/v1/transactions/p", [("files", "a.pdf")], [{"id": 1}], "application/json"),
    ("senders.set_signature", helper.senders.set_signature("s", ("sig.png", b"png")), "POST /account/senders/s/signature/image", [("file", "sig.png")], None, "application/json"),
    ("notaries.update_seal", helper.notaries.update_seal("s", ("seal.png", b"png")), "PUT /account/senders/s/notaryCommission/seal", [("file", "seal.png")], None, "application/json"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "flow", "request_line", "parts", "answer", "accept"), FILES, ids=[f[0] for f in FILES]
)
def test_bodies_with_files(name, flow, request_line, parts, answer, accept):
    sent = sent_by(flow, reply(200, answer, {"content-type": "text/html"}))
    assert f"{sent.method} {sent.target}" == request_line
    assert [(part.name, part.filename) for part in parts_of(sent)] == parts
    assert sent.headers["accept"] == accept
    assert flow.name == name
    assert flow.repeat is (Repeat.IDEMPOTENT if name in IDEMPOTENT else Repeat.NEVER)
    payload = [part for part in parts_of(sent) if part.name == "payload"]
    assert all(part.content.isascii() and part.content_type is None for part in payload)


# Downloads into files ------------------------------------------------------------------------------------------------
TARGET = Path("x")
INTO = {
    "documents.page_image": helper.documents.page_image("p", "d", index=0).save(TARGET),
    "attachments.download": helper.attachments.download("p", "t").save(TARGET),
    "attachments.download_file": helper.attachments.download_file("p", "t", file_id=1).save(TARGET),
    "attachments.download_zip": helper.attachments.download_zip("p").save(TARGET),
    "attachments.download_role_zip": helper.attachments.download_role_zip("p", "r").save(TARGET),
    "supporting_documents.download_zip": helper.supporting_documents.download_zip("p").save(TARGET),
    "reports.completion_csv": helper.reports.completion_csv().save(TARGET),
    "reports.usage_csv": helper.reports.usage_csv().save(TARGET),
    "reports.delegation_csv": helper.reports.delegation_csv().save(TARGET),
    "virtual_rooms.download_recording": helper.virtual_rooms.download_recording("u").save(TARGET),
    "reports.in_app_file": helper.reports.in_app_file("f").save(TARGET),
    "reports.in_app_zip": helper.reports.in_app_zip(["f"]).save(TARGET),
    "notaries.journal_csv": helper.notaries.journal_csv("u").save(TARGET),
}


@pytest.mark.parametrize("name", INTO)
def test_a_download_into_a_file_is_the_same_call(name):
    plan: Any = INTO[name]
    twin = next(row.flow for row in ROWS if row.name == name and row.flow.path == plan.path)
    assert (plan.name, plan.method, plan.path, plan.accept, plan.at_root, plan.repeat) == (
        name, twin.method, twin.path, twin.accept, twin.at_root, Repeat.READ,
    )  # fmt: skip
    assert plan.sink.target == TARGET
    assert plan.sink.overwrite
    assert plan.sink.expect == ("zip" if "zip" in name else None)


# Lists ---------------------------------------------------------------------------------------------------------------
LISTS: dict[str, tuple[Any, str]] = {
    "senders.list": (helper.senders.list(search="s", dir="asc", role_id="r"), "/account/senders?from=1&to=100&search=s&dir=asc&roleId=r"),
    "groups.list": (helper.groups.list(dir="desc", request_type="manager", name="n"), "/groups?from=1&to=100&dir=desc&requestType=manager&name=n"),
    "layouts.list": (helper.layouts.list(query="q", search="s", search_type="exact", visibility="SENDER", page_size=7, sort="name", summary=True, owner_email="e"), "/layouts?query=q&search=s&searchtype=exact&visibility=SENDER&from=1&to=7&sort=name&summary=true&ownerEmail=e"),
    "notaries.journal": (helper.notaries.journal("u", dir="asc"), "/user/u/journal?from=1&to=100&dir=asc"),
    "templates.list": (helper.templates.list(visibility="SENDER", search="s"), "/packages?type=TEMPLATE&visibility=SENDER&search=s"),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_lists_go_on_until_they_have_all(name):
    plan, target = LISTS[name]
    assert isinstance(plan, Paging)
    rows, record = run(plan, reply(200, {"count": 3, "results": [{"name": "a"}] * 3}))
    assert [sent.target for sent in record.sent] == [target]
    assert len(rows) == 3
    assert plan.first.name == name
    pickle.loads(pickle.dumps(plan))


def test_senders_are_asked_for_in_windows_because_without_one_there_is_a_single_one():
    answers = [reply(200, {"count": 150, "results": [{"id": str(n)} for n in range(100)]})]
    answers.append(reply(200, {"count": 150, "results": [{"id": str(n)} for n in range(50)]}))
    rows, record = run(helper.senders.list(), *answers)
    assert len(rows) == 150
    assert [sent.target.partition("?")[2] for sent in record.sent] == ["from=1&to=100", "from=101&to=200"]


def test_plan_of_a_list_is_typed():
    plan: Any = helper.roles
    assert isinstance(plan, Resource)
    assert isinstance(plan.plan.list("p"), Operation)
    assert Plan is not None


def test_a_recording_of_a_package_goes_into_a_file_as_well():
    plan: Any = helper.virtual_rooms.download_recording("u", package_id="p").save(TARGET)
    assert plan.target() == helper.virtual_rooms.download_recording("u", package_id="p").bytes().target()
