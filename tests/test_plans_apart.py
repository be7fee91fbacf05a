"""A plan is carried out by its own service's clients and by no other: a contract never reaches the wrong vendor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from esignkit import (
    AsyncConstellation1,
    AsyncESignLive,
    AsyncIgnisign,
    ConfigurationError,
    Constellation1,
    ESignLive,
    Ignisign,
    Steps,
)
from esignkit.constellation1 import Session, SessionInfo
from esignkit.esignlive import Package
from tests.ignisign.test_webhooks import delivery
from tests.services import SERVICES
from tests.tables import in_one_test

SETTINGS: dict[str, dict[str, Any]] = {
    "Constellation1": {"base_url": "https://c1.test/api", "token": "t" * 24},
    "Ignisign": {
        "base_url": "https://igni.test",
        "app_id": "app",
        "app_env": "DEVELOPMENT",
        "token": "t" * 24,
    },
    "eSignLive": {"environment": "us2", "api_key": "a2V5OnNlY3JldA=="},
}
BLOCKING = {"Constellation1": Constellation1, "Ignisign": Ignisign, "eSignLive": ESignLive}
AWAITING = {"Constellation1": AsyncConstellation1, "Ignisign": AsyncIgnisign, "eSignLive": AsyncESignLive}


def refuse(request: httpx.Request) -> httpx.Response:
    pytest.fail(f"{request.method} {request.url} was sent")


def blocking(name: str) -> Any:
    return BLOCKING[name](**SETTINGS[name], http_client=httpx.Client(transport=httpx.MockTransport(refuse)))


def awaiting(name: str) -> Any:
    return AWAITING[name](**SETTINGS[name], http_client=httpx.AsyncClient(transport=httpx.MockTransport(refuse)))


def steps(plan: Any) -> Callable[[Any], Any]:
    """A flow of the caller's around the plan."""

    def flow(client: Any) -> Steps[Any]:
        return (yield from plan(client))

    return flow


SALE = Session(session_info=SessionInfo(title="Sale"))

# one call, several steps, a list and a stream of each service
PLANS: dict[str, list[tuple[str, Callable[[Any], Any]]]] = {
    "Constellation1": [
        ("write", lambda c: c.sessions.plan.create(SALE)),
        ("steps", lambda c: c.sessions.plan.start("1", return_url="https://app.test")),
        ("list", lambda c: c.sessions.plan.list_archived()),
    ],
    "Ignisign": [
        ("write", lambda c: c.signature_requests.plan.close("1")),
        ("steps", lambda c: c.signature_requests.plan.wait("1")),
        ("list", lambda c: c.signature_requests.plan.list()),
    ],
    "eSignLive": [
        ("write", lambda c: c.packages.plan.create(Package(name="Lease"))),
        ("steps", lambda c: c.packages.plan.wait_until_complete("1")),
        ("list", lambda c: c.packages.plan.list()),
    ],
}


def crossings() -> Iterator[tuple[str, str, Callable[[Any], Any], str]]:
    for own, plans in PLANS.items():
        for other in PLANS:
            for kind, plan in plans if other != own else ():
                yield own, other, plan, f"{own}-{kind}-on-{other}"
                if kind == "write":
                    yield own, other, steps(plan), f"{own}-flow-on-{other}"


CROSSINGS = list(crossings())


@in_one_test("own, other, plan, name", CROSSINGS, ids=lambda cell: cell[-1])
def test_a_plan_on_a_blocking_client_of_another_service(
    own: str, other: str, plan: Callable[[Any], Any], name: str
) -> None:
    told = f"is a call of {own}, and this client is one of {other}; nothing was sent"
    with blocking(own) as right, blocking(other) as wrong, pytest.raises(ConfigurationError, match=told):
        list_of(wrong.run(plan(right)))


@pytest.mark.anyio
@in_one_test("own, other, plan, name", CROSSINGS, ids=lambda cell: cell[-1])
async def test_a_plan_on_an_awaiting_client_of_another_service(
    own: str, other: str, plan: Callable[[Any], Any], name: str, anyio_backend: Any
) -> None:
    told = f"is a call of {own}, and this client is one of {other}; nothing was sent"
    async with awaiting(own) as right, awaiting(other) as wrong:
        with pytest.raises(ConfigurationError, match=told):
            list_of(await wrong.run(plan(right)))


def list_of(found: Any) -> None:
    """Look at what a list gives: it may be lazy."""
    list(found)


@pytest.mark.parametrize("own", SERVICES)
def test_no_call_at_all_is_made_on_another_services_client(own: str) -> None:
    plans = [SERVICES[own].plan(row) for row in SERVICES[own].rows]
    assert len(plans) > 30
    for other in SERVICES.keys() - {own}:
        told = f"is a call of {own}, and this client is one of {other}; nothing was sent"
        with blocking(other) as wrong:
            for plan in plans:
                with pytest.raises(ConfigurationError, match=told):
                    wrong.run(plan)


def test_a_delivery_is_not_taken_for_forged_because_the_client_is_another_services() -> None:
    with blocking("Ignisign") as right, blocking("eSignLive") as wrong:
        plan = right.webhooks.plan.verify(delivery())
        with pytest.raises(ConfigurationError, match="is a call of Ignisign"):
            wrong.run(plan)
