"""Agreements under a journal: sending in several calls, each of them carried out once, and nobody gives `resume`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from esignkit.agreements import AsyncAgreements, SendInterruptedError, Status
from esignkit.durable import Journal
from esignkit.errors import ESignError
from esignkit.runners.atomic_download import write_whole
from tests.agreements.support import ADA, BOB, OWN, SERVICES, Case, open_case
from tests.agreements.test_steps import CALLS, FOUND, LOST, WRITES, whole
from tests.durable.runs import Killed

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

ORPHANS = {"signature_requests.create", "documents.create"}
"""The calls that may leave something useless behind, where that is accepted."""


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "runs.sqlite", settle=0) as made:
        yield made


def run(case: Case, journal: Journal, key: str, **more: Any) -> Any:
    return case.sign.run(case.sign.plan.send(whole(case.service)), journal=journal, key=key, **more)


@pytest.mark.parametrize("service", SERVICES)
def test_it_goes_on_after_a_refusal_of_each_call(service: str, sandbox: Sandbox, journal: Journal) -> None:
    for _, number, name, nth in (row for row in CALLS if row[0] == service):
        case, key = open_case(service, sandbox), f"{number}"
        with case.sign:
            sandbox.faults.add("status", service, name, status=400, body="{}", nth=nth, tenant=case.account.tenant)
            with pytest.raises(SendInterruptedError) as caught:
                run(case, journal, key)
            assert f"key '{key}'" in str(caught.value)
            assert "resume=" not in str(caught.value)
            assert "make the call again" not in str(caught.value)
            assert [info.state.value for info in journal.runs() if info.key == key] == ["stopped"]
            sent = run(case, journal, key)
            assert case.writes() == WRITES[service], name
            assert case.sign.state(sent.id).status is Status.OPEN
            requests = len(sandbox.requests())
            assert run(case, journal, key).id == sent.id
            assert len(sandbox.requests()) == requests


@pytest.mark.parametrize("stage", ["before-commit", "after-commit"])
@pytest.mark.parametrize("service", SERVICES)
def test_a_lost_answer_is_looked_up_on_the_way(service: str, stage: Any, sandbox: Sandbox, journal: Journal) -> None:
    for _, number, name, nth in (row for row in LOST if row[0] == service):
        case, key = open_case(service, sandbox), f"{number}"
        with case.sign:
            sandbox.faults.add("reset", service, name, stage=stage, nth=nth, tenant=case.account.tenant)
            surplus = [name] if name in ORPHANS and stage == "after-commit" else []
            if name not in FOUND[service]:
                with pytest.raises(ESignError, match=r"journal\.resolve"):
                    run(case, journal, key)
                assert [info.step for info in journal.runs("unknown") if info.key == key] == [name]
            if name not in FOUND[service] and name not in ORPHANS:
                _resolve(journal, key, case, name, nth, again=stage == "before-commit")
            sent = run(case, journal, key, accept_orphans=True)
            assert sorted(case.writes()) == sorted(WRITES[service] + surplus), name
            assert case.sign.state(sent.id).status is Status.OPEN


def _resolve(journal: Journal, key: str, case: Case, name: str, nth: int, *, again: bool) -> None:
    """Look at the service, as a person would, and say what is there."""
    if again:
        journal.resolve(key, again=True)
    else:
        assert name == "signers.create"
        email = (ADA, BOB)[nth - 1].email
        signer = next(row for row in case.sign.client.signers.list() if row.email == email)
        journal.resolve(key, done={"signerId": signer.signer_id})


@pytest.mark.parametrize("moment", ["half of it is written", "it is written, and the journal does not know"])
@pytest.mark.parametrize("service", ["constellation1", "esignlive"])
def test_evidence_goes_on_after_a_death_at_a_file(
    service: str, moment: str, sandbox: Sandbox, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit trail is a file of our own making; the run that died at it does not stand in the way of the next."""

    def die(path: Path, parts: Any) -> None:
        if moment.startswith("half"):
            parts = _half(parts)
        write_whole(path, parts)
        raise Killed

    case, folder = open_case(service, sandbox), tmp_path / "evidence"
    with case.sign as sign:
        sent = sign.send(whole(service))
        sandbox.sign_all(sent.id)
        plan = sign.plan.evidence(sent.id, into=folder)
        with monkeypatch.context() as patch:
            patch.setattr("esignkit.agreements.results.write_whole", die)
            with pytest.raises(Killed):
                sign.run(plan, journal=journal, key="a")
        evidence = sign.run(plan, journal=journal, key="a")
        assert sorted(folder.iterdir()) == sorted(file.path for file in evidence.files)
        whole_trail = sign.evidence(sent.id).files[-1]
        assert (evidence.files[-1].name, evidence.files[-1].content) == (whole_trail.name, whole_trail.content)
        with pytest.raises(FileExistsError):
            sign.run(plan, journal=journal, key="another")


def _half(parts: Any) -> Iterator[bytes]:
    yield next(iter(parts))[:10]
    raise Killed


@pytest.mark.anyio
async def test_the_same_where_calls_are_awaited(sandbox: Sandbox, journal: Journal) -> None:
    case = open_case("esignlive", sandbox)
    sandbox.faults.add("status", "esignlive", "packages.send", status=400, body="{}", tenant=case.account.tenant)
    async with AsyncAgreements.from_env(case.account.env() | OWN, service="esignlive") as sign:
        plan = sign.plan.send(whole("esignlive"))
        with pytest.raises(SendInterruptedError):
            await sign.run(plan, journal=journal, key="a")
        sent = await sign.run(plan, journal=journal, key="a")
        assert await sign.run(plan, journal=journal, key="a") == sent
    await anyio.sleep(0)
    assert case.writes() == WRITES["esignlive"]
