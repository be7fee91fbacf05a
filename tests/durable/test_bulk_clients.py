"""Many plans at once on real clients and journals: pauses that a service asks for, values, replays."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import httpx
import pytest

from esignkit import ESignLive
from esignkit.agreements import Agreement, Agreements, AsyncAgreements, Document, Party
from esignkit.durable import BulkState, Journal, abulk, bulk, bulk_tasks
from esignkit.durable.bulk_terms import Remote, Terms
from esignkit.durable.kept_clients import MOST_KEPT, KeptClients
from esignkit.sandbox import SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests.durable import fakes


def leases(sign: Any, count: int) -> dict[str, Any]:
    return {
        f"lease-{n}": sign.plan.send(
            Agreement(
                title="Lease",
                documents=[Document(("lease.pdf", sample_agreement()))],
                parties=[Party("Ada Byron", "ada@example.com")],
                reference=f"lease-{n}",
            )
        )
        for n in range(count)
    }


def test_agreements_are_sent_once(account: SandboxAccount, tmp_path: Path) -> None:
    env = {**account.env(), "ESIGNKIT_SERVICE": "esignlive"}
    with Agreements.from_env(env) as sign, Journal(tmp_path / "runs.sqlite") as journal:
        plans = leases(sign, 3)
        first = {one.key: one.value.id for one in bulk(plans, client=sign, journal=journal)}
        again = {one.key: one.value.id for one in bulk(plans, client=sign, journal=journal)}
        assert first == again
        assert len(sign.client.packages.list().all()) == 3


@pytest.mark.anyio
async def test_agreements_are_sent_once_by_tasks(account: SandboxAccount, tmp_path: Path) -> None:
    env = {**account.env(), "ESIGNKIT_SERVICE": "ignisign"}
    async with AsyncAgreements.from_env(env) as sign:
        with Journal(tmp_path / "runs.sqlite") as journal:
            plans = leases(sign, 3)
            assert (await abulk(plans, client=sign, journal=journal).report()).all_done
            assert (await abulk(plans, client=sign, journal=journal).report()).all_done
        assert len(await sign.client.signature_requests.list().all()) == 3


def test_a_changed_plan_is_refused_and_named(account: SandboxAccount, tmp_path: Path) -> None:
    env = {**account.env(), "ESIGNKIT_SERVICE": "esignlive"}
    with Agreements.from_env(env) as sign, Journal(tmp_path / "runs.sqlite") as journal:
        plans = leases(sign, 2)
        assert bulk({"k": plans["lease-0"]}, client=sign, journal=journal).report().all_done
        report = bulk({"k": plans["lease-1"]}, client=sign, journal=journal).report()
    assert report.keys(BulkState.REFUSED) == ["k"]
    assert "PlanChangedError" in report.to_rows()[0]["error"]


def test_a_429_of_the_service_holds_everybody(tmp_path: Path) -> None:
    """The calls of other workers end; none of them begins another plan."""
    throttled, asked = threading.Event(), list[str]()

    def answer(request: httpx.Request) -> httpx.Response:
        key = request.url.path.rsplit("/", 1)[-1]
        asked.append(key)
        if key == "throttled":
            return httpx.Response(429, headers={"retry-after": "1000"})
        throttled.wait(60)
        return httpx.Response(200, json={"id": key, "name": key})

    transport = httpx.Client(transport=httpx.MockTransport(answer))
    client = ESignLive(environment="us2", api_key="a2V5OnNlY3JldA==", http_client=transport)

    def plans() -> Iterator[tuple[str, Any]]:
        for key in ("waiting", "throttled", "held"):
            if key == "held":
                throttled.set()
            yield key, client.packages.plan.get(key)

    with Journal(tmp_path / "runs.sqlite") as journal:
        results = bulk(plans(), client=client, journal=journal, workers=2)
        with results:
            assert next(results).key == "waiting"
        assert set(asked) == {"waiting", "throttled"}
        assert set(results.report().keys(BulkState.STOPPED)) == {"throttled", "held"}


class Made:
    """Clients that were made for bulk runs, as a worker makes them."""

    def __init__(self) -> None:
        self.clients: list[fakes.FakeClient] = []

    def connect(self, number: int) -> fakes.FakeClient:
        del number
        self.clients.append(fakes.FakeClient())
        return self.clients[-1]

    @property
    def open(self) -> int:
        return sum(not one.is_closed for one in self.clients)


class Here(Executor):
    """A worker that lives as long as this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def remote(made: Made, number: int) -> Remote:
    return Remote(functools.partial(made.connect, number), Terms(fakes.FakeJournal(), False), str(number))


def test_a_worker_keeps_the_clients_of_the_last_bulk_runs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made, most = Made(), 0
    monkeypatch.setattr(bulk_tasks, "WORKER_CLIENTS", KeptClients())
    monkeypatch.setattr(Remote, "make", lambda connect, terms: Remote(connect, terms, str(connect.args)))
    for number in range(40):
        connect: Any = functools.partial(made.connect, number)
        plans = {key: fakes.same(number) for key in "ab"}
        journal: Any = fakes.FakeJournal()
        assert bulk(plans, connect=connect, executor=Here(), journal=journal).report().all_done
        assert len(made.clients) == number + 1  # one for both plans
        most = max(most, made.open)
    assert most == MOST_KEPT
    assert [one.is_closed for one in made.clients] == [True] * (40 - MOST_KEPT) + [False] * MOST_KEPT


def test_a_client_that_is_in_use_is_closed_by_the_last_who_uses_it() -> None:
    made, kept = Made(), KeptClients(1)
    with kept.use(remote(made, 1)) as first, kept.use(remote(made, 1)) as again:
        assert again is first
        with kept.use(remote(made, 2)):
            pass
        assert not made.clients[0].is_closed  # two plans are being carried out with it
        assert made.open == 2
    assert [one.is_closed for one in made.clients] == [True, False]
    with kept.use(remote(made, 1)):
        assert len(made.clients) == 3  # a plan that comes later has it made again
    assert [one.is_closed for one in made.clients] == [True, True, False]


def test_a_client_that_cannot_be_closed_takes_no_result_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made, kept = Made(), KeptClients(1)
    monkeypatch.setattr(fakes.FakeClient, "close", lambda _: 1 / 0)
    for number in range(3):
        with kept.use(remote(made, number)):
            pass  # what goes wrong behind this would take the place of the plan's result
    assert [record.getMessage() for record in caplog.records] == ["the client of another bulk run was not closed"] * 2
    assert {record.levelname for record in caplog.records} == {"ERROR"}
