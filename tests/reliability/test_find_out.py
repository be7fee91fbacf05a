"""`OutcomeUnknownError.find_out()` against the sandbox: the response is lost before or after the deed, and found out."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from esignkit import Finding, OutcomeUnknownError, Verdict
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from tests.reliability.report import note
from tests.reliability.world import PDF, Driver, World, making_a_world, new_package, new_session, ready_request
from tests.tables import in_one_test

DONE, NOT_DONE, UNKNOWN = Verdict.DONE, Verdict.NOT_DONE, Verdict.UNKNOWN
URL = "https://example.com"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with making_a_world() as world:
        yield world


def package(client: Any, name: str) -> str:
    return client.packages.create(new_package(name), files=[("l.pdf", PDF)])


def sent_package(client: Any, name: str) -> str:
    found = package(client, name)
    client.packages.send(found)
    return found


def session(client: Any, name: str) -> str:
    return client.sessions.create(new_session(name)).session_id


def started(client: Any, name: str) -> str:
    found = session(client, name)
    client.sessions.start(found, return_url=URL)
    return found


def published(client: Any, name: str) -> str:
    request = ready_request(client, name)["request"]
    client.signature_requests.publish(request)
    return request


def empty_document(client: Any, name: str) -> str:
    return client.documents.create(ready_request(client, name)["request"], label="More")


def nothing(client: Any, name: str) -> None:
    return None


@attrs.frozen
class Case:
    """A call, and what is found out when its answer is lost after and before it was carried out."""

    provider: str
    effect: str
    prepare: Callable[[Any, str], Any]
    plan: Callable[[Any, str, Any], Any]
    after: Verdict
    before: Verdict
    made: bool = False
    """Whether the finding names the id of what was made."""


def signer_of(name: str) -> dict[str, Any]:
    return {"external_id": name, "first_name": "A", "last_name": "Example", "email": "a@example.com"}


CASES = [
    Case("esignlive", "packages.create", nothing, lambda c, n, _: c.packages.plan.create(new_package(n), files=[("l.pdf", PDF)]), DONE, NOT_DONE, made=True),
    Case("esignlive", "packages.create", lambda c, n: package(c, n + " old"), lambda c, n, t: c.packages.plan.create(esl.Package()), DONE, NOT_DONE, made=True),
    Case("esignlive", "packages.clone", package, lambda c, n, t: c.packages.plan.clone(t, esl.Package(name=n + " too", data={"mine": 1})), DONE, NOT_DONE, made=True),
    Case("esignlive", "packages.clone", package, lambda c, n, t: c.packages.plan.clone(t, esl.Package(name=n + " too")), UNKNOWN, NOT_DONE),
    Case("esignlive", "packages.create", nothing, lambda c, n, _: c.templates.plan.create(new_package(n), files=[("l.pdf", PDF)]), DONE, NOT_DONE, made=True),
    Case("esignlive", "packages.send", package, lambda c, n, t: c.packages.plan.send(t), DONE, NOT_DONE),
    Case("esignlive", "packages.update", sent_package, lambda c, n, t: c.packages.plan.revert_to_draft(t), DONE, NOT_DONE),
    Case("esignlive", "documents.add", package, lambda c, n, t: c.documents.plan.create(t, esl.Document(name="More", id="more"), file=("m.pdf", PDF)), DONE, NOT_DONE, made=True),
    Case("esignlive", "documents.add", package, lambda c, n, t: c.documents.plan.create(t, esl.Document(name="More"), file=("m.pdf", PDF)), UNKNOWN, NOT_DONE),
    Case("esignlive", "roles.add", package, lambda c, n, t: c.roles.plan.create(t, esl.Role(id="b", signers=[esl.Signer(first_name="B", last_name="B", email="b@example.com")])), DONE, NOT_DONE, made=True),
    Case("ignisign", "signature_requests.create", nothing, lambda c, n, _: c.signature_requests.plan.create(c.signature_profiles.list()[0].id), UNKNOWN, UNKNOWN),
    Case("ignisign", "signature_requests.publish", lambda c, n: ready_request(c, n)["request"], lambda c, n, t: c.signature_requests.plan.publish(t), DONE, UNKNOWN),
    Case("ignisign", "signature_requests.close", published, lambda c, n, t: c.signature_requests.plan.close(t), DONE, NOT_DONE),
    Case("ignisign", "documents.create", lambda c, n: ready_request(c, n)["request"], lambda c, n, t: c.documents.plan.create(t, label="More", external_id=n), UNKNOWN, UNKNOWN),
    Case("ignisign", "documents.upload", empty_document, lambda c, n, t: c.documents.plan.upload(t, ("l.pdf", PDF)), DONE, NOT_DONE),
    Case("ignisign", "signers.create", nothing, lambda c, n, _: c.signers.plan.create(c.signature_profiles.list()[0].id, **signer_of(n)), DONE, NOT_DONE, made=True),
    Case("constellation1", "sessions.create", nothing, lambda c, n, _: c.sessions.plan.create(new_session(n)), DONE, NOT_DONE, made=True),
    Case("constellation1", "sessions.copy", session, lambda c, n, t: c.sessions.plan.copy(t, c1.Session(session_info=c1.SessionInfo(title=n + " too", transaction_id=n))), DONE, NOT_DONE, made=True),
    Case("constellation1", "sessions.start", session, lambda c, n, t: c.sessions.plan.start(t, return_url=URL), DONE, NOT_DONE),
    Case("constellation1", "sessions.edit", started, lambda c, n, t: c.sessions.plan.pause(t), DONE, NOT_DONE),
    Case("constellation1", "sessions.cancel", started, lambda c, n, t: c.sessions.plan.cancel(t, return_url=URL), DONE, NOT_DONE),
    Case("constellation1", "sessions.close", started, lambda c, n, t: c.sessions.plan.close(t, return_url=URL), DONE, NOT_DONE),
    Case("constellation1", "sessions.update", session, lambda c, n, t: c.sessions.plan.add_signers_and_documents(t, signers=[c1.Signer(first_name="N", last_name="New", email_address="n@example.com")]), UNKNOWN, NOT_DONE),
    Case("constellation1", "users.create", nothing, lambda c, n, _: c.users.plan.create(c1.User(first_name="N", last_name="New", username=f"{n}@example.com", password=c.tokens.encrypt("Pass/word 1", salt="s1")), salt="s1"), DONE, NOT_DONE, made=True),
]  # fmt: skip


@in_one_test("mode", ["sync", "async"])
@in_one_test("stage", ["after-commit", "before-commit"])
@in_one_test("number", range(len(CASES)), ids=lambda n: f"{n}-{CASES[n].provider}-{CASES[n].effect}")
def test_what_became_of_a_lost_call(world: World, number: int, stage: str, mode: str) -> None:
    case = CASES[number]
    clean, driver = world.driver(case.provider, "sync"), world.driver(case.provider, mode)
    with contextlib.closing(clean), contextlib.closing(driver):
        name = f"n{number}{stage[0]}{mode[0]}"
        plan = case.plan(clean.client, name, case.prepare(clean.client, name))
        seen = len(world.sandbox.ledger(case.provider))

        def deeds() -> list[Any]:
            return [e for e in world.sandbox.ledger(case.provider)[seen:] if e.tenant == world.account.tenant]

        error = lose(world, driver, plan, case, stage)
        did = deeds()
        assert bool(did) == (stage == "after-commit")
        if error is None:  # the call looked by itself, and saw that it was done
            assert case.after is DONE
            assert did
            return
        finding = driver.run(error.find_out(settle=0))
        assert isinstance(finding, Finding)
        expected = case.after if stage == "after-commit" else case.before
        note("find-out", cases=1, wrong_verdicts=int(finding.verdict is not expected))
        assert finding.verdict is expected, finding
        assert (finding.id is not None) == (case.made and finding.verdict is DONE)
        assert driver.run(pickle.loads(pickle.dumps(error)).find_out(settle=0)).verdict is expected
        assert deeds() == did, "finding out changed something"


def lose(world: World, driver: Driver, plan: Any, case: Case, stage: str) -> OutcomeUnknownError | None:
    """Make the call and lose its answer; None when the SDK saw through it by itself."""
    world.sandbox.faults.add("reset", case.provider, case.effect, stage=stage, times=1)
    try:
        driver.run(plan)
    except OutcomeUnknownError as error:
        return error
    finally:
        fired = world.sandbox.faults.fired()
        world.sandbox.faults.clear()
        assert len(fired) == 1
    return None
