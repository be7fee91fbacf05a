"""One sandbox with prepared transactions, and clients in both modes: what the reliability tests work on."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import attrs
from anyio.from_thread import BlockingPortal, start_blocking_portal

from esignkit import (
    AsyncConstellation1,
    AsyncESignLive,
    AsyncIgnisign,
    Constellation1,
    ESignLive,
    Ignisign,
    RetryPolicy,
)
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests.inside import inside

PDF = sample_agreement()
PROVIDERS = ("esignlive", "ignisign", "constellation1")
KINDS = {
    "esignlive": (ESignLive, AsyncESignLive, ("api_key",)),
    "ignisign": (Ignisign, AsyncIgnisign, ("app_id", "app_env", "app_secret")),
    "constellation1": (Constellation1, AsyncConstellation1, ("api_key", "salt", "username")),
}
QUICK = RetryPolicy(base_delay=0.001)
PATHS = {"esignlive": "/esl/api", "ignisign": "/ignisign", "constellation1": "/c1/rest"}


def settings(provider: str, account: SandboxAccount, base_url: str | None = None) -> dict[str, Any]:
    mine = getattr(account, provider)
    return {"base_url": base_url or mine.base_url} | {name: getattr(mine, name) for name in KINDS[provider][2]}


@attrs.define(eq=False)
class Driver:
    """The same call on a blocking client and, in a loop of its own, on an awaiting one."""

    mode: str
    client: Any
    portal: BlockingPortal | None = None

    def run(self, plan: Any, timeout: float | None = None) -> Any:
        client = self.client if timeout is None else self.client.with_options(timeout=timeout)
        if self.portal is None:
            return client.run(plan)
        return self.portal.call(client.run, plan)

    def close(self) -> None:
        if self.portal is None:
            self.client.close()
        else:
            self.portal.call(self.client.aclose)

    @property
    def pool(self) -> Any:
        return self.client.connections.pool


@attrs.define(eq=False)
class World:
    """The sandbox, one account, and things to call on."""

    sandbox: Sandbox
    account: SandboxAccount
    portal: BlockingPortal
    things: dict[str, Any]

    def driver(self, provider: str, mode: str, base_url: str | None = None, **more: Any) -> Driver:
        sync, aio, _ = KINDS[provider]
        sync, aio = inside(sync), inside(aio)
        given = {"timeout": 30.0, "retry": QUICK} | settings(provider, self.account, base_url) | more
        if mode == "sync":
            return Driver(mode, sync(**given))
        return Driver(mode, self.portal.call(lambda: aio(**given)), self.portal)

    def count(self, provider: str, operation: str) -> int:
        return sum(1 for e in self.sandbox.ledger(provider, operation) if e.tenant == self.account.tenant)

    @property
    def secrets(self) -> list[str]:
        a = self.account
        return [a.esignlive.api_key, a.ignisign.app_secret, a.constellation1.api_key, a.constellation1.salt]


def new_session(title: str = "Sale") -> c1.Session:
    return c1.Session(
        session_info=c1.SessionInfo(title=title, transaction_id="t-1"),
        documents=[c1.Document(file_name="sale.pdf", file_bytes=PDF)],
        signers=[c1.Signer(first_name="A", last_name="Example", email_address="a@example.com", signer_role="Seller 1")],
    )


def new_package(name: str = "Lease") -> esl.Package:
    field = esl.Field(
        type=esl.FieldType.SIGNATURE, subtype=esl.FieldSubtype.FULLNAME, page=1, left=60.0, top=200.0, width=200.0, height=50.0
    )  # fmt: skip
    return esl.Package(
        name=name,
        documents=[esl.Document(name="Lease", approvals=[esl.Approval(role="a", fields=[field])])],
        roles=[esl.Role(id="a", signers=[esl.Signer(first_name="A", last_name="Example", email="a@example.com")])],
    )


@contextlib.contextmanager
def making_a_world() -> Iterator[World]:
    with Sandbox() as sandbox, start_blocking_portal() as portal:
        world = World(sandbox, sandbox.create_account(), portal, {})
        for provider, prepare in PREPARE.items():
            driver = world.driver(provider, "sync")
            world.things[provider] = prepare(driver.client)
            driver.close()
        yield world


def _esignlive(client: Any) -> dict[str, Any]:
    package_id = client.packages.create(new_package(), files=[("l.pdf", PDF)])
    document_id = next(d.id for d in client.packages.get(package_id).documents if d.name == "Lease")
    return {"package": package_id, "document": document_id}


def ready_request(client: Any, title: str = "Lease") -> dict[str, Any]:
    """A signature request that can be published."""
    profile = client.signature_profiles.list()[0].id
    signer = client.signers.create(profile, first_name="A", last_name="Example", email="a@example.com").signer_id
    request = client.signature_requests.create(profile)
    document = client.documents.create(request, label="Lease")
    client.documents.upload(document, ("l.pdf", PDF))
    client.signature_requests.update(request, title=title, document_ids=[document], signer_ids=[signer])
    return {"profile": profile, "signer": signer, "request": request, "document": document}


def _ignisign(client: Any) -> dict[str, Any]:
    return ready_request(client)


def _constellation1(client: Any) -> dict[str, Any]:
    return {"session": client.sessions.create(new_session()).session_id}


PREPARE: dict[str, Callable[[Any], dict[str, Any]]] = {
    "esignlive": _esignlive,
    "ignisign": _ignisign,
    "constellation1": _constellation1,
}


@contextlib.contextmanager
def listening() -> Iterator[io.StringIO]:
    """Everything that any logger says, at DEBUG."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield text
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
