# pyright: strict
"""Read by the type checkers, never run: what a caller's code infers in each mode."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import assert_type

import httpx
import httpx2

from esignkit import (
    NULL,
    UNSET,
    AsyncConstellation1,
    AsyncESignLive,
    AsyncIgnisign,
    AsyncItems,
    Constellation1,
    ESignLive,
    Explanation,
    Ignisign,
    Items,
    Operation,
    Page,
    Saved,
    Secret,
    Steps,
    StorablePlan,
    WithResponse,
)
from esignkit.agreements import Agreements, AsyncAgreements
from esignkit.constellation1 import Session, SessionResponse
from esignkit.core.endpoint import Plan
from esignkit.core.paging import Paging
from esignkit.durable import flow, from_json
from esignkit.esignlive import Package, Packages, PackageStatus, SigningUrl
from esignkit.ignisign import PublishResult, SignatureProfile, SignatureRequestContext


def blocking(esl: ESignLive, ign: Ignisign, c1: Constellation1) -> None:
    assert_type(esl.packages.get("p"), Package)
    assert_type(esl.packages.create(Package(name="n", due=NULL), files=["a.pdf", b"x", ("n", b"x")]), str)
    assert_type(esl.packages.send("p"), None)
    assert_type(esl.packages.list(limit=3), Items[Package])
    for package in esl.packages.list(query=PackageStatus.SENT):
        assert_type(package, Package)
    for page in esl.packages.list().pages():
        assert_type(page, Page[Package])
    assert_type(esl.packages.wait_until_complete("p", timeout=5.0), Package)
    assert_type(esl.packages.signing_url("p", "r"), SigningUrl)
    assert_type(esl.documents.download("p", "d").bytes(), bytes)
    assert_type(esl.documents.download("p", "d").save("x.pdf"), Saved)
    with esl.documents.download("p", "d").stream() as chunks:
        assert_type(chunks, Iterator[bytes])
    esl.packages.update("p", name=None, due=UNSET)
    assert_type(esl.run_with_response(esl.packages.plan.get("p")), WithResponse[Package])

    assert_type(ign.signature_profiles.list(), Items[SignatureProfile])
    assert_type(ign.signature_profiles.list()[0], SignatureProfile)
    assert_type(ign.signature_requests.publish("r"), PublishResult)
    assert_type(
        ign.signature_requests.update("r", title="t", expiration_date=None, diffusion_date=datetime.now().astimezone()),
        SignatureRequestContext,
    )
    assert_type(c1.sessions.create(Session()), SessionResponse)
    assert_type(c1.sessions.get("s"), Session)
    assert_type(esl.with_options(timeout=3.0), ESignLive)
    with ESignLive(api_key=Secret("k"), environment="us2-sandbox") as client:
        assert_type(client, ESignLive)


async def awaiting(esl: AsyncESignLive, ign: AsyncIgnisign, c1: AsyncConstellation1) -> None:
    assert_type(await esl.packages.get("p"), Package)
    assert_type(esl.packages.list(), AsyncItems[Package])
    async for package in esl.packages.list():
        assert_type(package, Package)
    async for page in esl.packages.list().pages():
        assert_type(page, Page[Package])
    async with esl.documents.download("p", "d").stream() as chunks:
        assert_type(chunks, AsyncIterator[bytes])
    assert_type(await esl.run(esl.packages.plan.wait_until_complete("p")), Package)
    assert_type(await ign.signature_requests.get("r"), SignatureRequestContext)
    assert_type(await c1.sessions.copy("s"), SessionResponse)
    async with AsyncESignLive.from_env() as client:
        assert_type(client, AsyncESignLive)


def planning(esl: ESignLive) -> None:
    plan = esl.packages.plan
    assert_type(plan.get("p"), StorablePlan[Package])
    assert_type(plan.list(), Paging[Package])
    assert_type(plan.wait_until_complete("p"), StorablePlan[Package])
    assert_type(esl.run(plan.list()), list[Package])
    assert_type(esl.run(plan.get("p")), Package)


@flow
def names(packages: Packages[Plan], limit: int) -> Steps[list[str]]:
    found = yield from packages.list(limit=limit)
    return [package.name for package in found]


def storing(esl: ESignLive) -> None:
    plan = names(esl.packages.plan, limit=3)
    assert_type(esl.run(plan), list[str])
    assert_type(plan.to_json(), str)
    assert_type(esl.packages.plan.get("p").digest, str)
    assert_type(esl.documents.plan.download("p", "d").explain(), Explanation)
    esl.run(from_json(plan.to_json()))
    names(esl.packages.plan, limit="3")  # type: ignore[arg-type]  # a number  # pyright: ignore[reportArgumentType]


def clients_of_the_callers_own() -> None:
    ESignLive(api_key="k", environment="us2", http_client=httpx.Client())
    ESignLive(api_key="k", environment="us2", http_client=httpx2.Client())
    AsyncIgnisign(app_id="a", app_env="STAGING", token="t", http_client=httpx.AsyncClient())
    AsyncIgnisign(app_id="a", app_env="STAGING", token="t", http_client=httpx2.AsyncClient())


def the_client_of_agreements() -> None:
    assert_type(Agreements(ESignLive.from_env()).client, ESignLive)
    assert_type(Agreements[Ignisign].from_env(service="ignisign").client, Ignisign)
    assert_type(AsyncAgreements[AsyncConstellation1].from_env().client, AsyncConstellation1)


def refused(esl: ESignLive, aio: AsyncESignLive) -> None:
    esl.packages.get(1)  # type: ignore[arg-type]  # an id is text  # pyright: ignore[reportArgumentType]
    esl.packages.get("x", feilds="a")  # type: ignore[call-arg]  # misspelt  # pyright: ignore[reportCallIssue]
    Package(nmae="x")  # type: ignore[call-arg]  # misspelt  # pyright: ignore[reportCallIssue]
    for _ in aio.packages.list():  # type: ignore[attr-defined]  # async only  # pyright: ignore[reportGeneralTypeIssues]
        pass
    ESignLive(api_key="k", environment="us2", http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # wrong mode  # pyright: ignore[reportArgumentType]
    operation: Operation[int] = esl.packages.plan.get("p")  # type: ignore[assignment]  # a StorablePlan[Package]  # pyright: ignore[reportAssignmentType]
    del operation
