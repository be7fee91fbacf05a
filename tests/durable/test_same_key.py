"""What may be run under a key that is there: the same again, also when its files are gone, and what is mended."""

from __future__ import annotations

import functools
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esignkit.agreements import Agreements, Document
from esignkit.durable import BulkState, Journal, PlanChangedError, bulk
from esignkit.errors import ESignError, PlanError
from tests.agreements.support import ADA, SERVICES, Case, lease, open_case, pdf_for, roles_of

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "runs.sqlite", settle=0) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    path.write_bytes(pdf_for(*roles_of([ADA])))
    return path


def plan_of(case: Case, file: Path, **changes: Any) -> Any:
    return case.sign.plan.send(lease(documents=[Document(file)], **changes))


class AtOnce(Executor):
    """In the place of other processes: what it is given is pickled, and called."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*pickle.loads(pickle.dumps(args)), **kwargs))
        return future


def connect(env: dict[str, str], service: str) -> Agreements:
    return Agreements.from_env(env, service=service)


@pytest.mark.parametrize("service", SERVICES)
def test_a_run_that_is_done_is_answered_when_its_file_is_gone(
    service: str, sandbox: Sandbox, journal: Journal, file: Path
) -> None:
    case = open_case(service, sandbox)
    with case.sign:
        plan = plan_of(case, file)
        sent = case.sign.run(plan, journal=journal, key="a")
        file.unlink()
        requests = len(sandbox.requests())
        assert case.sign.run(plan, journal=journal, key="a").id == sent.id
        assert case.sign.run(None, journal=journal, key="a").id == sent.id
        (result,) = bulk({"a": plan}, client=case.sign, journal=journal)
        assert (result.state, result.value.id) == (BulkState.DONE, sent.id)
        assert len(sandbox.requests()) == requests
        connected = functools.partial(connect, case.account.env(), service)
        (result,) = bulk({"a": plan}, connect=connected, executor=AtOnce(), journal=journal)
        assert (result.state, result.value.id) == (BulkState.DONE, sent.id)
        with pytest.raises(PlanError, match="cannot be read"):
            case.sign.run(plan_of(case, file, title="Another"), journal=journal, key="a")
        with pytest.raises(PlanError, match="cannot be read"):
            case.sign.run(plan, journal=journal, key="b")


@pytest.mark.parametrize("service", SERVICES)
def test_a_run_that_has_not_ended_wants_its_file_back(
    service: str, sandbox: Sandbox, journal: Journal, file: Path
) -> None:
    case = open_case(service, sandbox)
    call = {"esignlive": "packages.send", "ignisign": "signature_requests.publish"}.get(service, "sessions.start")
    with case.sign:
        plan = plan_of(case, file)
        sandbox.faults.add("status", service, call, status=400, body="{}", tenant=case.account.tenant)
        with pytest.raises(ESignError):
            case.sign.run(plan, journal=journal, key="a")
        file.rename(file.with_name("moved.pdf"))
        with pytest.raises(PlanError, match="put the file back"):
            case.sign.run(plan, journal=journal, key="a")
        file.with_name("moved.pdf").rename(file)
        assert case.sign.run(plan, journal=journal, key="a").id


@pytest.mark.parametrize("service", SERVICES)
def test_what_was_refused_before_anything_was_made_may_be_mended(
    service: str, sandbox: Sandbox, journal: Journal, file: Path
) -> None:
    case, good = open_case(service, sandbox), file.read_bytes()
    with case.sign:
        file.write_bytes(b"no PDF at all")
        with pytest.raises(ESignError) as caught:
            case.sign.run(plan_of(case, file), journal=journal, key="a")
        file.write_bytes(good)
        made_nothing = "Nothing was made" in str(caught.value)
        if made_nothing:
            sent = case.sign.run(plan_of(case, file), journal=journal, key="a")
            assert case.sign.state(sent.id)
        else:
            with pytest.raises(PlanChangedError, match=r"the content of lease\.pdf has changed"):
                case.sign.run(plan_of(case, file), journal=journal, key="a")


def test_a_plan_of_another_service_does_not_hold_the_key(sandbox: Sandbox, journal: Journal, file: Path) -> None:
    case, other = open_case("esignlive", sandbox), open_case("ignisign", sandbox)
    with case.sign, other.sign:
        plan = plan_of(case, file)
        with pytest.raises(ESignError):
            other.sign.run(plan, journal=journal, key="a")
        assert case.sign.run(plan, journal=journal, key="a").id
