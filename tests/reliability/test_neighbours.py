"""`find_out()` says DONE only of our call (promise 46): neighbours of the same name, before it and after it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from esignkit import Finding, OutcomeUnknownError, Verdict
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.core.time_window import TimeWindow
from tests.reliability.report import note
from tests.reliability.world import PDF, Driver, World, making_a_world, new_package, new_session
from tests.tables import in_one_test

DONE, NOT_DONE, UNKNOWN = Verdict.DONE, Verdict.NOT_DONE, Verdict.UNKNOWN


@attrs.frozen
class Kind:
    """A call that has neighbours of its name.

    Attributes:
        provider: The service.
        effect: What it does, in the ledger.
        plan: The call, from a name and from whose it is: `n` is ours, others are neighbours'.
        sure: Whether the service shows which is ours.
        lone: What is found out when there is no neighbour.
        settings: Of the client.
    """

    provider: str
    effect: str
    plan: Callable[[Any, str, str], Any]
    sure: bool
    lone: tuple[Verdict, Verdict] = (DONE, NOT_DONE)
    settings: dict[str, Any] = attrs.field(factory=dict)


def signer(client: Any, name: str, own: str | None) -> Any:
    profile = client.signature_profiles.list()[0].id
    return client.signers.plan.create(profile, first_name="A", last_name=name, email="a@example.com", external_id=own)


def sale(client: Any, title: str, reference: str | None) -> Any:
    session = new_session(title)
    assert session.session_info is not None
    session.session_info.transaction_id = reference
    return client.sessions.plan.create(session)


MINUTE = timedelta(minutes=1)

KINDS = {
    "package": Kind("esignlive", "packages.create", lambda c, n, _: c.packages.plan.create(new_package(n), files=[("l.pdf", PDF)]), sure=True),
    "package, unmarked": Kind("esignlive", "packages.create", lambda c, n, _: c.packages.plan.create(new_package(n), files=[("l.pdf", PDF)]), sure=False, lone=(UNKNOWN, NOT_DONE), settings={"client_request_ids": False}),
    "template": Kind("esignlive", "packages.create", lambda c, n, _: c.templates.plan.create(new_package(n), files=[("l.pdf", PDF)]), sure=True),
    "package, at once": Kind("esignlive", "packages.create", lambda c, n, _: c.packages.plan.create(attrs.evolve(new_package(n), status=esl.PackageStatus.SENT), files=[("l.pdf", PDF)]), sure=True),
    "session, one reference": Kind("constellation1", "sessions.create", lambda c, n, _: sale(c, n, f"t-{n}"), sure=False),
    "session, own reference": Kind("constellation1", "sessions.create", lambda c, n, w: sale(c, n, f"t-{n}-{w}"), sure=True),
    "session, no reference": Kind("constellation1", "sessions.create", lambda c, n, _: sale(c, n, None), sure=False, lone=(UNKNOWN, UNKNOWN)),
    "signer, own reference": Kind("ignisign", "signers.create", lambda c, n, w: signer(c, n, f"s-{n}-{w}"), sure=True),
    "signer, no reference": Kind("ignisign", "signers.create", lambda c, n, _: signer(c, n, None), sure=False, lone=(UNKNOWN, UNKNOWN)),
}  # fmt: skip


@in_one_test("mode", ["sync", "async"])
@in_one_test("neighbours", ["none", "before", "after", "both"])
@in_one_test("stage", ["after-commit", "before-commit"])
@in_one_test("kind", KINDS)
def test_a_neighbour_of_the_same_name_is_not_ours(
    world: World, kind: str, stage: str, neighbours: str, mode: str
) -> None:
    case, name = KINDS[kind], f"{kind} {stage} {neighbours} {mode}"
    driver = world.driver(case.provider, mode, **case.settings)
    clean = world.driver(case.provider, "sync", **case.settings)
    with contextlib.closing(driver), contextlib.closing(clean):
        if neighbours in ("before", "both"):
            driver.run(case.plan(clean.client, name, "before"))
        seen = len(world.sandbox.ledger(case.provider))
        error = lost(world, driver, case.plan(clean.client, name, "n"), case, stage)
        ours = [e.transaction_id for e in world.sandbox.ledger(case.provider)[seen:] if e.operation == case.effect]
        assert len(ours) == (stage == "after-commit")
        if neighbours in ("after", "both"):
            driver.run(case.plan(clean.client, name, "after"))
        finding = driver.run(error.find_out(settle=0))
    wrong = is_wrong(finding, ours)
    note("46", cases=1, wrong_verdicts=int(wrong))
    assert not wrong, finding
    done, undone = case.lone
    if neighbours == "none" or case.sure:
        assert finding.verdict is (done if ours else undone), finding
    elif finding.verdict is UNKNOWN and finding.candidates and ours:
        assert ours[0] in [candidate.id for candidate in finding.candidates]


def is_wrong(finding: Finding, ours: list[str]) -> bool:
    """Whether a verdict contradicts the ledger: DONE of what is not ours, NOT_DONE of what was done."""
    if finding.verdict is DONE:
        return not ours or (bool(ours[0]) and finding.id != ours[0])
    return finding.verdict is NOT_DONE and bool(ours)


def lost(world: World, driver: Driver, plan: Any, case: Kind, stage: str) -> OutcomeUnknownError:
    world.sandbox.faults.add("reset", case.provider, case.effect, stage=stage, times=1)
    try:
        with pytest.raises(OutcomeUnknownError) as caught:
            driver.run(plan)
    finally:
        world.sandbox.faults.clear()
    return caught.value


@in_one_test("mode", ["sync", "async"])
def test_a_second_lease_lost_before_the_commit_does_not_get_the_first_ones_id(world: World, mode: str) -> None:
    """The specimen: DONE, with the id of somebody else's contract."""
    driver = world.driver("esignlive", mode)
    with contextlib.closing(driver):
        plan = esl_plan("Lease")
        first = driver.run(plan)
        error = lost(world, driver, plan, KINDS["package"], "before-commit")
        finding = driver.run(error.find_out(settle=0))
        assert (finding.verdict, finding.id) == (NOT_DONE, None)
        error = lost(world, driver, plan, KINDS["package"], "after-commit")
        finding = driver.run(error.find_out(settle=0))
        assert finding.verdict is DONE
        assert finding.id not in (None, first)
        assert finding.found.data == {"esignkitRequestId": error.inquiry.request_id}


def esl_plan(name: str) -> Any:
    from esignkit.core.endpoint import PLANNER, Plan
    from esignkit.esignlive.packages import Packages

    packages: Packages[Plan] = Packages(PLANNER)
    return packages.create(new_package(name), files=[("l.pdf", PDF)])


def test_data_that_was_read_back_and_sent_again_is_no_proof(world: World) -> None:
    """A client without ids sends what it was told: the id in it is that of the call that made the first package."""
    marked, plain = world.driver("esignlive", "sync"), world.driver("esignlive", "sync", client_request_ids=False)
    with contextlib.closing(marked), contextlib.closing(plain):
        package = marked.client.packages.get(marked.run(esl_plan("Read back")))
        again = plain.client.packages.plan.create(esl.Package(name=package.name, data=package.data))
        error = lost(world, plain, again, KINDS["package"], "before-commit")
        finding = plain.run(error.find_out(settle=0))
        assert (finding.verdict, [c.id for c in finding.candidates]) == (UNKNOWN, [package.id])
        error = lost(world, marked, again, KINDS["package"], "before-commit")
        assert marked.run(error.find_out(settle=0)).verdict is NOT_DONE


def test_what_was_thrown_away_was_made_all_the_same(world: World) -> None:
    driver = world.driver("esignlive", "sync")
    with contextlib.closing(driver):
        error = lost(world, driver, esl_plan("Thrown away"), KINDS["package"], "after-commit")
        made = driver.client.packages.list(search="Thrown away").first()
        driver.client.packages.trash(made.id)
        finding = driver.run(error.find_out(settle=0))
        assert (finding.verdict, finding.id) == (DONE, made.id)


def test_what_was_changed_meanwhile_is_a_candidate(world: World) -> None:
    driver = world.driver("esignlive", "sync")
    with contextlib.closing(driver):
        plan = driver.client.packages.plan.create(esl.Package(name="Changed", description="as it was"))
        error = lost(world, driver, plan, KINDS["package"], "after-commit")
        made = driver.client.packages.list(search="Changed").first()
        driver.client.packages.update(made.id, description="else", name="Changed")
        finding = driver.run(error.find_out(settle=0))
        assert (finding.verdict, finding.id) == (UNKNOWN, None)
        assert [(c.id, c.differs) for c in finding.candidates] == [(made.id, ("description",))]


def test_what_was_renamed_meanwhile_is_a_candidate(world: World) -> None:
    """Under another name it is still what the call made: to make it again would make it twice."""
    driver = world.driver("esignlive", "sync")
    with contextlib.closing(driver):
        error = lost(world, driver, esl_plan("Renamed"), KINDS["package"], "after-commit")
        made = driver.client.packages.list(search="Renamed").first()
        driver.client.packages.update(made.id, name="Called otherwise")
        finding = driver.run(error.find_out(settle=0))
        assert (finding.verdict, finding.id) == (UNKNOWN, None)
        assert [(c.id, c.differs) for c in finding.candidates] == [(made.id, ("name",))]


def test_a_copy_of_what_the_call_made_bears_its_id_too(world: World) -> None:
    driver = world.driver("esignlive", "sync")
    with contextlib.closing(driver):
        error = lost(world, driver, esl_plan("Copied"), KINDS["package"], "after-commit")
        made = driver.client.packages.list(search="Copied").first()
        copy = driver.client.packages.clone(made.id)
        finding = driver.run(error.find_out(settle=0))
        assert finding.verdict is UNKNOWN
        assert {c.id for c in finding.candidates} == {made.id, copy}


# Other writes that are never repeated ---------------------------------------------------------------------------------
def draft(client: Any, name: str) -> tuple[str, str]:
    package = client.packages.create(new_package(name), files=[("l.pdf", PDF)])
    return package, next(d.id for d in client.packages.get(package).documents if d.name == "Lease")


def role(**signer: str) -> esl.Role:
    person = {"first_name": "B", "last_name": "B", "email": "b@example.com"} | signer
    return esl.Role(id="b", signers=[esl.Signer(**person)])


def field(**more: Any) -> esl.Field:
    place = {"page": 0, "left": 60.0, "top": 300.0, "width": 200.0, "height": 50.0}
    return esl.Field(type=esl.FieldType.SIGNATURE, subtype=esl.FieldSubtype.FULLNAME, **place | more)


PARTS: dict[str, tuple[str, Callable[..., Any], Callable[..., Any], Verdict]] = {
    # the effect, a part that is there before, the lost call, and what is found out when it was carried out and differs
    "roles.add": (
        "roles.add",
        lambda c, p, d: c.roles.plan.create(p, role(email="first@example.com")),
        lambda c, p, d: c.roles.plan.create(p, role()),
        DONE,
    ),
    "documents.add": (
        "documents.add",
        lambda c, p, d: c.documents.plan.create(p, esl.Document(id="x", name="X"), file=("x.pdf", PDF)),
        lambda c, p, d: c.documents.plan.create(p, esl.Document(id="x", name="Y"), file=("x.pdf", PDF)),
        DONE,
    ),
    "approvals.add": (
        "approvals.add",
        lambda c, p, d: c.approvals.plan.create(p, d, esl.Approval(id="s", role="a", fields=[field(top=400.0)])),
        lambda c, p, d: c.approvals.plan.create(p, d, esl.Approval(id="s", role="a", fields=[field()])),
        DONE,
    ),
    "approvals.add, without an id": (
        "approvals.add",
        lambda c, p, d: c.approvals.plan.create(p, d, esl.Approval(role="a", fields=[field(top=400.0)])),
        lambda c, p, d: c.approvals.plan.create(p, d, esl.Approval(role="a", fields=[field()])),
        UNKNOWN,
    ),
}


@in_one_test("part", PARTS)
def test_a_part_that_was_there_before_is_not_what_the_call_made(world: World, part: str) -> None:
    """A part of the same id that differs, or of no id, is a candidate; alone, the call's own id proves it."""
    effect, before, ours, alone = PARTS[part]
    kind = Kind("esignlive", effect, lambda *_: None, sure=False)
    driver = world.driver("esignlive", "sync")
    with contextlib.closing(driver):
        client = driver.client
        package, document = draft(client, part)
        error = lost(world, driver, ours(client, package, document), kind, "after-commit")
        assert driver.run(error.find_out(settle=0)).verdict is alone
        package, document = draft(client, part)
        client.run(before(client, package, document))
        error = lost(world, driver, ours(client, package, document), kind, "before-commit")
        finding = driver.run(error.find_out(settle=0))
        assert (finding.verdict, finding.id) == (UNKNOWN, None)
        assert finding.candidates
        assert all(c.differs for c in finding.candidates if part != "approvals.add, without an id")


def test_a_users_name_that_is_somebody_elses(world: World) -> None:
    driver = world.driver("constellation1", "sync")
    kind = Kind("constellation1", "users.create", lambda *_: None, sure=False)
    with contextlib.closing(driver):
        client = driver.client

        def user(first: str) -> Any:
            secret = client.tokens.encrypt("Pass/word 1", salt="s1")
            made = c1.User(first_name=first, last_name="Taken", username="taken@example.com", password=secret)
            return client.users.plan.create(made, salt="s1")

        client.run(user("First"))
        error = lost(world, driver, user("Second"), kind, "before-commit")
        finding = client.run(error.find_out(settle=0))
        assert finding.verdict is UNKNOWN
        assert [c.differs for c in finding.candidates] == [("FirstName",)]


@pytest.mark.parametrize("stage", ["after-commit", "before-commit"])
@pytest.mark.parametrize("before", [None, PDF + b"\n", PDF], ids=["none", "another", "the same"])
def test_content_that_was_there_before(world: World, before: bytes | None, stage: str) -> None:
    """A document that has content is not proof that this upload put it there."""
    driver = world.driver("ignisign", "sync")
    kind = Kind("ignisign", "documents.upload", lambda *_: None, sure=False)
    with contextlib.closing(driver):
        client = driver.client
        document = client.documents.create(client.signature_requests.create(client.signature_profiles.list()[0].id))
        if before is not None:
            client.documents.upload(document, ("a.pdf", before))
        error = lost(world, driver, client.documents.plan.upload(document, ("a.pdf", PDF)), kind, stage)
        finding = client.run(error.find_out(settle=0))
    if stage == "after-commit" or before == PDF:
        assert finding.verdict is DONE
    else:
        assert finding.verdict is (NOT_DONE if before is None else UNKNOWN)
        assert [c.differs for c in finding.candidates] == ([] if before is None else [("documentHash",)])


def test_an_update_that_moves_and_changes_is_done_when_both_are(world: World) -> None:
    driver = world.driver("esignlive", "sync")
    kind = Kind("esignlive", "packages.update", lambda *_: None, sure=False)
    with contextlib.closing(driver):
        client = driver.client
        package, _ = draft(client, "Moved")
        client.packages.send(package)
        plan = client.packages.plan.update(package, status=esl.PackageStatus.DRAFT, name="Renamed")
        error = lost(world, driver, plan, kind, "before-commit")
        assert client.run(error.find_out(settle=0)).verdict is NOT_DONE
        client.packages.revert_to_draft(package)  # somebody else's move, under the old name
        finding = client.run(error.find_out(settle=0))
        assert (finding.verdict, finding.candidates[0].differs) == (UNKNOWN, ("name",))
        client.packages.update(package, name="Renamed")
        assert client.run(error.find_out(settle=0)).verdict is DONE


@in_one_test("days", [-900, 900])
def test_a_service_whose_clock_is_far_away(days: int) -> None:
    """Its answers say so, and nothing that it made is taken for older or younger than it is."""
    with making_a_world() as world:
        world.sandbox.clock.set(world.sandbox.clock.now() + timedelta(days=days))
        driver = world.driver("constellation1", "sync")
        with contextlib.closing(driver):
            plan = sale(driver.client, "Far away", "t-far")
            error = lost(world, driver, plan, KINDS["session, own reference"], "after-commit")
            assert driver.run(error.find_out(settle=0)).verdict is not NOT_DONE


@pytest.mark.parametrize("gone", [False, True], ids=["both there", "the first one deleted"])
def test_a_copy_has_the_id_of_what_it_was_made_from_and_is_not_what_the_call_made(world: World, gone: bool) -> None:
    driver = world.driver("esignlive", "sync")
    with contextlib.closing(driver):
        case = KINDS["package"]
        name = f"copied {gone}"
        error = lost(world, driver, case.plan(driver.client, name, "n"), case, "after-commit")
        made = world.sandbox.ledger("esignlive")[-1].transaction_id
        driver.client.packages.clone(made, esl.Package(name=name))
        if gone:
            driver.client.packages.delete(made)
        inquiry = error.find_out(settle=0)
        # The call was given up long before the copy was made: here, no more than the time between is told.
        early = TimeWindow(inquiry.sent.since - MINUTE, inquiry.sent.until - MINUTE)
        finding = driver.run(attrs.evolve(inquiry, sent=early))
    assert finding.verdict is UNKNOWN
    assert len(finding.candidates) == 2 - gone
    assert finding.id is None
