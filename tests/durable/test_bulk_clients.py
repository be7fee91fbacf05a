"""Many plans at once on real clients and journals: pauses that a service asks for, values, replays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from esignkit import ESignLive
from esignkit.agreements import Agreement, Agreements, AsyncAgreements, Document, Party
from esignkit.durable import BulkState, Journal, abulk, bulk
from esignkit.sandbox import SandboxAccount
from esignkit.sandbox.pdf import sample_agreement


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
