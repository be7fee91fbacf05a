"""Calls of several steps: waiting for signatures, packages from templates, attachments judged."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from esignkit.errors import DeadlineExceededError, NotFoundError, OutcomeUnknownError
from esignkit.esignlive import Package, PackageEndedError, Signer
from tests.esignlive.helper import attachments, packages, run, templates
from tests.support import LOST, Record, reply
from tests.tables import in_one_test


def status(value: str) -> Any:
    return reply(200, {"status": value})


@in_one_test("end", ["SIGNING_COMPLETED", "COMPLETED", "ARCHIVED"])
def test_waiting_for_a_signer(end):
    plan = packages.wait_until_signed("p", signer="s", document="d")
    result, record = run(plan, status("SIGNING_PENDING"), status("SIGNING_PENDING"), status(end))
    assert result == end
    assert {sent.target for sent in record.sent} == {"/packages/p/signingStatus?signer=s&document=d"}
    assert record.slept == [5.0, 6.25]


@in_one_test("end", ["DECLINED", "OPTED_OUT", "EXPIRED", "CANCELED", "DELETED"])
def test_a_signature_that_will_never_come(end):
    with pytest.raises(PackageEndedError) as caught:
        run(packages.wait_until_signed("p"), status(end))
    assert (caught.value.package_id, caught.value.package_status) == ("p", end)
    assert caught.value.operation == "packages.wait_until_signed"


def test_waiting_ends_with_its_time():
    record = Record()
    with pytest.raises(DeadlineExceededError, match="still SIGNING_PENDING"):
        run(packages.wait_until_signed("p", timeout=20), *[status("SIGNING_PENDING")] * 10, record=record)
    assert sum(record.slept) == 20.0
    with pytest.raises(ValueError, match="interval"):
        run(packages.wait_until_signed("p", interval=0))


# Packages from templates ---------------------------------------------------------------------------------------------
MADE = reply(
    200,
    {
        "id": "new",
        "roles": [
            {"id": "r1", "name": "Tenant", "signers": []},
            {"id": "r2", "name": "Owner", "signers": None},
            {"id": "r3", "name": "Sender", "signers": [{"id": "me"}]},
        ],
    },
)
ADA, BOB = Signer(first_name="Ada"), Signer(first_name="Bob")


def test_a_package_from_a_template_with_its_placeholders_filled():
    plan = templates.create_package("t", {"tenant": ADA, "OWNER": BOB}, changes=Package(name="n"))
    result, record = run(plan, reply(200, {"id": "new"}), MADE, reply(200), reply(200, {"id": "r2"}))
    assert result == "new"
    assert [f"{sent.method} {sent.target}" for sent in record.sent] == [
        "POST /packages/t/clone",
        "GET /packages/new",
        "PUT /packages/new/roles/r1",
        "PUT /packages/new/roles/r2",
    ]
    assert record.sent[0].json == {"name": "n", "type": "PACKAGE", "roles": []}
    assert [sent.json for sent in record.sent[2:]] == [
        {"signers": [{"firstName": "Ada"}]},
        {"signers": [{"firstName": "Bob"}]},
    ]


@in_one_test("name", ["Buyer", "Sender"])
def test_a_placeholder_that_is_not_there(name):
    with pytest.raises(ValueError, match=name) as caught:
        run(templates.create_package("t", {name: ADA}), reply(200, {"id": "new"}), MADE)
    assert "new was created" in caught.value.__notes__[0]


def test_a_step_that_fails_names_the_package():
    with pytest.raises(NotFoundError) as caught:
        run(templates.create_package("t", {"tenant": ADA}), reply(200, {"id": "new"}), MADE, reply(404))
    assert "new was created" in caught.value.__notes__[0]
    with pytest.raises(OutcomeUnknownError) as lost:
        run(templates.create_package("t", {"tenant": ADA}), LOST)
    assert not getattr(lost.value, "__notes__", [])


def test_two_placeholders_of_one_name():
    twins = reply(200, {"id": "new", "roles": [{"id": "a", "name": "X"}, {"id": "b", "name": "x"}]})
    with pytest.raises(ValueError, match="several"):
        run(templates.create_package("t", {"x": ADA}), reply(200, {"id": "new"}), twins)
    nameless = reply(200, {"id": "new", "roles": [{"id": "a", "name": "X"}, {"id": "x"}]})
    with pytest.raises(ValueError, match="several placeholders named 'x'"):
        run(templates.create_package("t", {"x": ADA}), reply(200, {"id": "new"}), nameless)


def test_a_role_without_an_id_is_no_placeholder():
    made = reply(200, {"id": "new", "roles": [{"name": "X"}, {}]})
    with pytest.raises(ValueError, match="no placeholder named 'x'"):
        run(templates.create_package("t", {"x": ADA}), reply(200, {"id": "new"}), made)


# Attachments ---------------------------------------------------------------------------------------------------------
ROLE = reply(
    200,
    {
        "id": "r",
        "attachmentRequirements": [
            {
                "id": "a",
                "status": "INCOMPLETE",
                "required": True,
                "files": [{"id": 1, "insertDate": 1_700_000_000_000}],
            },
            {"id": "b", "status": "COMPLETE"},
        ],
    },
)


@in_one_test(
    "plan, changed",
    [
        (attachments.accept("p", "r", attachment_id="a"), {"status": "COMPLETE"}),
        (
            attachments.reject("p", "r", attachment_id="a", comment="blurred"),
            {"status": "REJECTED", "comment": "blurred"},
        ),
    ],
)
def test_an_attachment_is_judged_and_the_others_stay(plan, changed):
    result, record = run(pickle.loads(pickle.dumps(plan)), ROLE, reply(200, {"id": "r"}))
    assert [f"{sent.method} {sent.target}" for sent in record.sent] == [
        "GET /packages/p/roles/r",
        "PUT /packages/p/roles/r",
    ]
    assert record.sent[1].json == {
        "attachmentRequirements": [
            {"id": "a", "required": True, "files": [{"id": 1, "insertDate": 1_700_000_000_000}], **changed},
            {"id": "b", "status": "COMPLETE"},
        ]
    }
    assert result.id == "r"


def test_an_attachment_that_nobody_asked_for():
    with pytest.raises(ValueError, match="no attachment requirement 'z'"):
        run(attachments.accept("p", "r", attachment_id="z"), ROLE)
    without_id = reply(200, {"id": "r", "attachmentRequirements": [{"status": "INCOMPLETE"}]})
    with pytest.raises(ValueError, match="no attachment requirement 'z'"):
        run(attachments.accept("p", "r", attachment_id="z"), without_id)
