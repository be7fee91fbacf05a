"""Which calls are sent again after a lost answer: the service's own list, call by call."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from esignkit.core.operation import Repeat
from esignkit.errors import OutcomeUnknownError
from esignkit.esignlive import Package
from tests.esignlive.helper import PEOPLE, documents, packages, roles, run, sessions, tokens
from tests.operations import operation_of
from tests.support import LOST, REFUSED, Record, reply
from tests.tables import in_one_test

READ, IDEMPOTENT, NEVER = Repeat.READ, Repeat.IDEMPOTENT, Repeat.NEVER
PACKAGE = Package(name="n")

CALLS: list[tuple[Any, Repeat]] = [
    (packages.list(), READ),
    (packages.get("p"), READ),
    (packages.signing_status("p"), READ),
    (packages.overview(), READ),
    (packages.evidence_summary("p").bytes(), READ),
    (packages.evidence_summary("p").save("x"), READ),
    (packages.evidence_summary("p").stream(), READ),
    (packages.download_zip("p").bytes(), READ),
    (packages.download_zip("p").save("x"), READ),
    (packages.download_zip("p").stream(), READ),
    (packages.signing_url("p", "r"), READ),
    (documents.get("p", "d"), READ),
    (documents.download("p", "d").bytes(), READ),
    (documents.download("p", "d").save("x"), READ),
    (documents.download("p", "d").stream(), READ),
    (documents.original("p", "d").bytes(), READ),
    (documents.original("p", "d").save("x"), READ),
    (roles.list("p"), READ),
    (roles.get("p", "r"), READ),
    (sessions.current(), READ),
    (tokens.create_user_token(), READ),
    (sessions.from_user_token("t"), NEVER),
    (packages.create(PACKAGE), NEVER),
    (packages.create(PACKAGE, files=[b"%PDF"]), NEVER),
    (packages.create_accessible(PACKAGE), NEVER),
    (packages.clone("p"), NEVER),
    (packages.bulk_send("t", PEOPLE), NEVER),
    (packages.send("p"), NEVER),
    (packages.complete("p"), NEVER),
    (packages.archive("p"), NEVER),
    (packages.revert_to_draft("p"), NEVER),
    (packages.update("p", name="n"), IDEMPOTENT),
    (packages.update("p", trashed=True), IDEMPOTENT),
    (packages.update("p", name="n", status="SENT"), NEVER),
    (packages.update("p", name="n", options={"extra_body": {"status": "SENT"}}), NEVER),
    (packages.trash("p"), IDEMPOTENT),
    (packages.restore("p"), IDEMPOTENT),
    (packages.delete("p"), IDEMPOTENT),
]
SEVERAL_STEPS = {
    "packages.wait_until_complete",
    "packages.wait_until_signed",
    "packages.download_all",
    "templates.create_package",
    "attachments.accept",
    "attachments.reject",
    "sessions.start",
}


@in_one_test("plan, repeat", CALLS, ids=lambda cell: operation_of(cell[0]).name)
def test_repeat_safety(plan, repeat):
    assert operation_of(plan).repeat is repeat


WRITES = [plan for plan, repeat in CALLS if repeat is NEVER]


@pytest.mark.parametrize("plan", WRITES, ids=[operation_of(plan).name for plan in WRITES])
@in_one_test("lost", [LOST, reply(500), reply(504), reply(522), reply(408)])
def test_what_may_have_happened_is_not_sent_again(plan, lost):
    record = Record()
    with pytest.raises(OutcomeUnknownError) as caught:
        run(plan, lost, record=record)
    assert len(record.sent) == 1
    assert caught.value.maybe_applied


@pytest.mark.parametrize("plan", WRITES, ids=[operation_of(plan).name for plan in WRITES])
def test_what_was_not_sent_is_sent_again(plan):
    record = Record()
    run(
        plan,
        REFUSED,
        reply(429, None, {"retry-after": "3"}),
        reply(200, {"id": "x", "sessionToken": "t"}),
        record=record,
    )
    assert len(record.sent) == 3
    assert record.slept[1] == 3.0


@pytest.mark.parametrize(
    "plan",
    [packages.update("p", name="n"), packages.trash("p"), packages.delete("p")],
    ids=["update", "trash", "delete"],
)
def test_what_is_the_same_twice_is_sent_again(plan):
    record = Record()
    run(plan, LOST, reply(502), reply(200), record=record)
    assert len({sent.body for sent in record.sent}) == 1
    assert len(record.sent) == 3


def test_a_delete_that_finds_nothing_after_a_lost_answer_has_done_its_work():
    result, record = run(packages.delete("p"), LOST, reply(404, {"messageKey": "error.notFound.packageNotFound"}))
    assert result is None
    assert len(record.sent) == 2


@pytest.mark.parametrize("plan", [p for p, _ in CALLS], ids=[operation_of(p).name for p, _ in CALLS])
def test_plans_pickle_and_compare(plan):
    if operation_of(plan).name == "sessions.from_user_token":
        with pytest.raises(TypeError, match="credential"):
            pickle.dumps(plan)
        return
    twin = pickle.loads(pickle.dumps(plan))
    assert operation_of(twin).target() == operation_of(plan).target()
    assert "WVdE" not in repr(plan)
