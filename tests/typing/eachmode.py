# pyright: strict
"""Read by the type checkers, never run: each service in each mode gives the same types, wrapped as the mode says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, assert_type

from esignkit import (
    JSON,
    AsyncConstellation1,
    AsyncDownload,
    AsyncESignLive,
    AsyncIgnisign,
    AsyncItems,
    Constellation1,
    Download,
    ESignLive,
    Ignisign,
    Items,
    Operation,
    Page,
    Saved,
    StorablePlan,
    WithResponse,
)
from esignkit.constellation1 import RequestResponse, Session, SessionLite, SignerDocument, User
from esignkit.core.download import DownloadPlan
from esignkit.core.paging import Paging
from esignkit.esignlive import Package, Sender
from esignkit.ignisign import (
    Document,
    Notification,
    SentRequest,
    SignatureProfile,
    SignatureRequestContext,
    SignatureRequestItem,
    SignerSummary,
    WebhookEvent,
)


def constellation1_blocking(client: Constellation1) -> None:
    assert_type(client.sessions.get("s"), Session)
    assert_type(client.sessions.start("s", return_url="https://example.com"), RequestResponse)
    assert_type(client.sessions.list_archived(), Items[SessionLite])
    assert_type(client.sessions.list_lite_by_transaction_id("t"), Items[SessionLite])
    for document in client.signers.list_documents("s", "g", limit=3):
        assert_type(document, SignerDocument)
    for page in client.sessions.list_expired().pages():
        assert_type(page, Page[SessionLite])
        assert_type(page.total, int | None)
    assert_type(client.users.get("u"), User)
    assert_type(client.run_with_response(client.sessions.plan.get("s")), WithResponse[Session])
    assert_type(client.request("GET", "/v1/sessions/s"), JSON)
    with client as same:
        assert_type(same, Constellation1)


async def constellation1_awaiting(client: AsyncConstellation1) -> None:
    session = await assert_type(client.sessions.get("s"), Coroutine[Any, Any, Session])
    assert_type(session, Session)
    assert_type(await client.sessions.start("s", return_url="https://example.com"), RequestResponse)
    assert_type(client.sessions.list_archived(), AsyncItems[SessionLite])
    async for document in client.signers.list_documents("s", "g", limit=3):
        assert_type(document, SignerDocument)
    assert_type(await client.sessions.list_expired().all(), list[SessionLite])
    assert_type(await client.sessions.list_expired().first(), SessionLite | None)
    assert_type(await client.users.get("u"), User)
    assert_type(await client.run_with_response(client.sessions.plan.get("s")), WithResponse[Session])
    assert_type(await client.request("GET", "/v1/sessions/s"), JSON)
    async with client as same:
        assert_type(same, AsyncConstellation1)


def constellation1_planning(client: Constellation1, aio: AsyncConstellation1) -> None:
    assert_type(client.sessions.plan.get("s"), StorablePlan[Session])
    assert_type(client.sessions.plan.start("s", return_url="https://example.com"), StorablePlan[RequestResponse])
    assert_type(client.sessions.plan.list_archived(), Paging[SessionLite])
    assert_type(client.run(client.sessions.plan.list_archived()), list[SessionLite])
    assert_type(aio.sessions.plan.get("s"), StorablePlan[Session])


def ignisign_blocking(client: Ignisign) -> None:
    assert_type(client.signature_profiles.list(), Items[SignatureProfile])
    assert_type(client.signature_requests.list(), Items[SignatureRequestItem])
    assert_type(client.signature_requests.wait("r", timeout=3.0), SignatureRequestContext)
    assert_type(client.signature_requests.send("p", title="t", documents=["a.pdf"], signers=["s"]), SentRequest)
    assert_type(client.documents.upload("d", ("lease.pdf", b"x", "application/pdf")), Document)
    assert_type(client.documents.download("d"), Download)
    assert_type(client.documents.download("d").bytes(), bytes)
    assert_type(client.documents.download("d").save("lease.pdf"), Saved)
    assert_type(client.documents.download("d").stream(), AbstractContextManager[Iterator[bytes]])
    with client.documents.signature_proof("d").stream() as chunks:
        for chunk in chunks:
            assert_type(chunk, bytes)
    for signer in client.signers.list():
        assert_type(signer, SignerSummary)
    assert_type(client.webhooks.verify(b"{}"), Notification)


async def ignisign_awaiting(client: AsyncIgnisign) -> None:
    assert_type(client.signature_profiles.list(), AsyncItems[SignatureProfile])
    assert_type(client.signature_requests.list(), AsyncItems[SignatureRequestItem])
    assert_type(await client.signature_requests.wait("r", timeout=3.0), SignatureRequestContext)
    assert_type(await client.documents.upload("d", ("lease.pdf", b"x", "application/pdf")), Document)
    assert_type(client.documents.download("d"), AsyncDownload)
    assert_type(await client.documents.download("d").bytes(), bytes)
    assert_type(await client.documents.download("d").save("lease.pdf"), Saved)
    assert_type(client.documents.download("d").stream(), AbstractAsyncContextManager[AsyncIterator[bytes]])
    async with client.documents.signature_proof("d").stream() as chunks:
        async for chunk in chunks:
            assert_type(chunk, bytes)
    async for page in client.webhooks.events("w").pages():
        assert_type(page, Page[WebhookEvent])
    assert_type(await client.webhooks.verify(b"{}"), Notification)


def ignisign_planning(client: Ignisign) -> None:
    assert_type(client.signature_requests.plan.wait("r"), StorablePlan[SignatureRequestContext])
    assert_type(client.signers.plan.list(), Paging[SignerSummary])
    assert_type(client.documents.plan.download("d"), DownloadPlan)
    assert_type(client.run(client.documents.plan.download("d").bytes()), bytes)
    assert_type(client.run(client.documents.plan.download("d").save("lease.pdf")), Saved)
    assert_type(client.documents.plan.download("d").stream(), Operation[bytes])
    assert_type(client.run(client.documents.plan.download("d").stream()), bytes)


def esignlive_blocking(client: ESignLive) -> None:
    assert_type(client.packages.get("p"), Package)
    assert_type(client.packages.bulk_send("t", [{"email": "ada@example.com"}]), str)
    assert_type(client.packages.download_all("p", "folder"), list[Saved])
    assert_type(client.packages.evidence_summary("p"), Download)
    assert_type(client.audit.get_xml("p").bytes(), bytes)
    assert_type(client.senders.list(), Items[Sender])
    assert_type(client.senders.list().first(), Sender | None)


async def esignlive_awaiting(client: AsyncESignLive) -> None:
    assert_type(await client.packages.get("p"), Package)
    assert_type(await client.packages.bulk_send("t", [{"email": "ada@example.com"}]), str)
    assert_type(await client.packages.download_all("p", "folder"), list[Saved])
    assert_type(client.packages.evidence_summary("p"), AsyncDownload)
    assert_type(await client.audit.get_xml("p").bytes(), bytes)
    assert_type(client.senders.list(), AsyncItems[Sender])


def esignlive_planning(client: ESignLive) -> None:
    assert_type(client.packages.plan.download_all("p", "folder"), StorablePlan[list[Saved]])
    assert_type(client.packages.plan.evidence_summary("p"), DownloadPlan)
    assert_type(client.senders.plan.list(), Paging[Sender])
