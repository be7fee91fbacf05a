"""The pytest plugin: a sandbox, clients and a closed door to the network for tests of code that sends contracts.

It is loaded by itself where `esignkit` and pytest are installed, and does nothing until a test asks for one of its
fixtures. They need the extra `sandbox`: `pip install "esignkit[sandbox]"`.

    def test_it_is_a_draft(esignlive):
        package_id = esignlive.packages.create(Package(name="Lease"))
        assert esignlive.packages.get(package_id).status == "DRAFT"

One sandbox serves a whole run (with pytest-xdist, one in each worker); each test is a tenant of its own in it.

This module is imported in everybody's test runs, so it imports nothing at the top but pytest and the standard library.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import ipaddress
import logging
import socket
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.constellation1 import AsyncConstellation1, Constellation1
    from esignkit.esignlive import AsyncESignLive, ESignLive
    from esignkit.ignisign import AsyncIgnisign, Ignisign
    from esignkit.sandbox import Clock, Fault, FiredFault, LedgerEntry, RequestEntry, Sandbox, SandboxAccount
    from esignkit.sandbox.effects import Effect
    from esignkit.sandbox.faults import Stage

__all__ = [
    "NetworkBlocked",
    "TenantFaults",
    "TenantLedger",
    "async_constellation1",
    "async_esignlive",
    "async_ignisign",
    "constellation1",
    "esign_clock",
    "esign_env",
    "esign_faults",
    "esign_ledger",
    "esign_sandbox",
    "esign_tenant",
    "esignlive",
    "ignisign",
    "no_network",
]

SERVICES = ("constellation1", "ignisign", "esignlive")
ASYNC_CLIENTS: tuple[str, ...] = tuple(f"async_{service}" for service in SERVICES)
BLOCK_EVERYWHERE = "esign_block_network"


# The door to the network


class NetworkBlocked(RuntimeError):
    """A test tried to leave this machine."""


_closed_doors: list[int] = []


@contextlib.contextmanager
def no_network() -> Generator[None]:
    """Let sockets reach this machine only, in the whole process, until the block is left.

    Code that brings its own network stack in C (uvloop, database drivers) is not seen.

    Raises:
        NetworkBlocked: Where something looks up or connects to a name or address elsewhere.
    """
    if _closed_doors:
        _closed_doors.append(1)
        try:
            yield
        finally:
            _closed_doors.pop()
        return
    kind = socket.socket
    connect, connect_ex, sendto = kind.connect, kind.connect_ex, kind.sendto
    getaddrinfo, gethostbyname = socket.getaddrinfo, socket.gethostbyname
    own = [name for name in ("connect", "connect_ex", "sendto") if name in vars(kind)]

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_elsewhere(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_elsewhere(self, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, *data_and_address: Any) -> int:
        _refuse_elsewhere(self, data_and_address[-1])
        return sendto(self, *data_and_address)

    def guarded_getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse_name(host)
        return getaddrinfo(host, *rest, **named)

    def guarded_gethostbyname(hostname: str) -> str:
        _refuse_name(hostname)
        return gethostbyname(hostname)

    _closed_doors.append(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "connect", guarded_connect)
        patch.setattr(kind, "connect_ex", guarded_connect_ex)
        patch.setattr(kind, "sendto", guarded_sendto)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        patch.setattr(socket, "gethostbyname", guarded_gethostbyname)
        try:
            yield
        finally:
            _closed_doors.pop()
    for name in ("connect", "connect_ex", "sendto"):
        if name not in own and name in vars(kind):
            delattr(kind, name)  # what was put back there is the base class's own


def _refuse_elsewhere(door: socket.socket, address: Any) -> None:
    if door.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(str(address[0])):
        door.close()  # the standard library closes it for an OSError only
        raise NetworkBlocked(f"the network is blocked in this test; something tried to reach {address[0]}:{address[1]}")


def _refuse_name(host: str | bytes | None) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or _is_here(name) or name == socket.gethostname() or _is_address(name):
        return
    raise NetworkBlocked(f"the network is blocked in this test; something tried to look up {name}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback or address.is_unspecified


# What pytest calls


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the ini switch."""
    parser.addini(
        BLOCK_EVERYWHERE,
        "block the network (this machine's own aside) in all tests, not only in those that use esignkit's fixtures",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers",
        "esign(constellation1={…}, ignisign={…}, esignlive={…}): switches of the sandbox's services for this test",
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Close the door around a test that uses the sandbox, its fixtures included."""
    uses = "esign_sandbox" in cast("Sequence[str]", getattr(item, "fixturenames", ()))
    with no_network() if uses or item.config.getini(BLOCK_EVERYWHERE) else contextlib.nullcontext():
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Have a coroutine test close its clients in its own event loop, whichever plugin runs it."""
    if not isinstance(item, pytest.Function) or not inspect.iscoroutinefunction(item.obj):
        return (yield)
    clients = [cast("AsyncESignLive", item.funcargs[name]) for name in ASYNC_CLIENTS if name in item.funcargs]
    if not clients:
        return (yield)
    test = cast("Callable[..., Any]", item.obj)

    @functools.wraps(test)
    async def closing(*args: object, **named: object) -> None:
        try:
            await test(*args, **named)
        finally:
            for client in clients:
                await client.aclose()

    item.obj = closing
    try:
        return (yield)
    finally:
        item.obj = test


# Fixtures


@pytest.fixture(scope="session")
def esign_sandbox() -> Iterator[Sandbox]:
    """The sandbox that plays the three services, one for the whole run (one in each worker of pytest-xdist)."""
    from esignkit.sandbox import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def esign_tenant(request: pytest.FixtureRequest, esign_sandbox: Sandbox) -> Iterator[SandboxAccount]:
    """This test's own accounts at the three services; nobody else sees what is in them.

    After the test it fails when the sandbox itself broke, or was asked for something it does not have. The clock goes
    back to the present, and faults are forgotten.
    """
    account = esign_sandbox.create_account()
    markers = cast("Iterator[pytest.Mark]", request.node.iter_markers("esign"))
    for marker in reversed(list(markers)):
        for service, switches in marker.kwargs.items():
            esign_sandbox.switch(service, account.tenant, **switches)
    before = esign_sandbox.requests()
    with no_network(), _breakdowns() as broke:
        yield account
    esign_sandbox.faults.clear()
    esign_sandbox.clock.resume()
    esign_sandbox.clock.set(datetime.now(UTC))
    after = esign_sandbox.requests()
    if before:  # old requests are forgotten at some point, so they are not counted from the beginning
        after = after[1 + max((n for n, entry in enumerate(after) if entry is before[-1]), default=-1) :]
    unknown = [_describe(entry) for entry in after if not entry.operation and not entry.fault]
    if broke or unknown:
        pytest.fail("\n".join([*broke, *unknown]), pytrace=False)


@pytest.fixture
def esign_env(esign_tenant: SandboxAccount, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Set the environment variables from which clients configure themselves to this test's accounts."""
    import os

    for name in list(os.environ):
        if name.startswith(tuple(f"{service.upper()}_" for service in SERVICES)):
            monkeypatch.delenv(name)
    variables = esign_tenant.env()
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
def constellation1(esign_tenant: SandboxAccount) -> Iterator[Constellation1]:
    """A Constellation1 client for this test's account."""
    from esignkit.constellation1 import Constellation1

    with Constellation1.from_env(esign_tenant.env()) as client:
        yield client


@pytest.fixture
def ignisign(esign_tenant: SandboxAccount) -> Iterator[Ignisign]:
    """An Ignisign client for this test's application."""
    from esignkit.ignisign import Ignisign

    with Ignisign.from_env(esign_tenant.env()) as client:
        yield client


@pytest.fixture
def esignlive(esign_tenant: SandboxAccount) -> Iterator[ESignLive]:
    """An eSignLive client for this test's account."""
    from esignkit.esignlive import ESignLive

    with ESignLive.from_env(esign_tenant.env()) as client:
        yield client


@pytest.fixture
def async_constellation1(esign_tenant: SandboxAccount) -> AsyncConstellation1:
    """A Constellation1 client to await; a coroutine test closes it by itself, any other test has to."""
    from esignkit.constellation1 import AsyncConstellation1

    return AsyncConstellation1.from_env(esign_tenant.env())


@pytest.fixture
def async_ignisign(esign_tenant: SandboxAccount) -> AsyncIgnisign:
    """An Ignisign client to await; a coroutine test closes it by itself, any other test has to."""
    from esignkit.ignisign import AsyncIgnisign

    return AsyncIgnisign.from_env(esign_tenant.env())


@pytest.fixture
def async_esignlive(esign_tenant: SandboxAccount) -> AsyncESignLive:
    """An eSignLive client to await; a coroutine test closes it by itself, any other test has to."""
    from esignkit.esignlive import AsyncESignLive

    return AsyncESignLive.from_env(esign_tenant.env())


@pytest.fixture
def esign_clock(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> Clock:
    """The sandbox's clock: `advance(seconds)`, `set(moment)`, `freeze()`. It is put right after the test."""
    return esign_sandbox.clock


@pytest.fixture
def esign_ledger(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> TenantLedger:
    """What the services really executed for this test."""
    return TenantLedger(esign_sandbox, esign_tenant.tenant)


@pytest.fixture
def esign_faults(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> Iterator[TenantFaults]:
    """Make this test's calls fail; a fault that was asked for and never came fails the test."""
    faults = TenantFaults(esign_sandbox, esign_tenant.tenant)
    yield faults
    unused = [one for one in faults.rules if one.times is not None and one.probability == 1 and one.fired < one.times]
    if unused:
        pytest.fail(
            "\n".join(f"fault never came: {_name(one)} fired {one.fired} times" for one in unused), pytrace=False
        )


class TenantLedger:
    """What the services executed for one tenant, once for each effect, also when its answer was lost."""

    def __init__(self, sandbox: Sandbox, tenant: str) -> None:
        self._sandbox = sandbox
        self._tenant = tenant

    def entries(self, provider: str | None = None, operation: str | None = None) -> list[LedgerEntry]:
        """Return the entries, oldest first.

        Args:
            provider: Only this service's, e.g. `ignisign`.
            operation: Only this operation's, e.g. `packages.create`.
        """
        return [one for one in self._sandbox.ledger(provider, operation) if one.tenant == self._tenant]

    def operations(self, provider: str | None = None) -> list[str]:
        """Return the names of what was executed, oldest first, e.g. `["packages.create", "packages.send"]`.

        Args:
            provider: `esignlive`, `ignisign` or `constellation1`; all three when None.
        """
        return [one.operation for one in self.entries(provider)]

    def __iter__(self) -> Iterator[LedgerEntry]:
        return iter(self.entries())

    def __len__(self) -> int:
        return len(self.entries())

    def __repr__(self) -> str:
        return f"<ledger: {', '.join(self.operations()) or 'nothing executed'}>"


class TenantFaults:
    """Faults for the calls of one tenant."""

    def __init__(self, sandbox: Sandbox, tenant: str) -> None:
        self._sandbox = sandbox
        self._tenant = tenant
        self.rules: list[Fault] = []
        """The rules that this test added."""

    def add(
        self,
        effect: Effect,
        provider: str | None = None,
        operation: str | None = None,
        *,
        stage: Stage = "before-commit",
        times: int | None = 1,
        nth: int = 1,
        probability: float = 1.0,
        seed: int = 0,
        seconds: float | None = None,
        retry_after: float = 0,
    ) -> Fault:
        """Make coming calls fail.

        Args:
            effect: What happens, e.g. `502`, `reset` or `drip`.
            provider: Only calls of this service, e.g. `ignisign`.
            operation: Only this operation, e.g. `packages.create`; None is any call, after the commit any that changed
                something.
            stage: `before-commit`: nothing is done; `after-commit`: it is done and kept, and the answer spoilt.
            times: How many calls; None is without end.
            nth: The first matching call that fails, counted from 1.
            probability: How likely each matching call fails.
            seed: Where the rule's own chance begins.
            seconds: How long a `stall` lasts, or the pause between two bytes of a `drip`.
            retry_after: What `429` and `503-retry-after` ask for, in seconds.

        Returns:
            The rule; its `fired` counts.

        Raises:
            ValueError: The rule cannot mean anything.
        """
        rule = self._sandbox.faults.add(
            effect,
            provider,
            operation,
            stage=stage,
            times=times,
            nth=nth,
            probability=probability,
            seed=seed,
            tenant=self._tenant,
            seconds=seconds,
            retry_after=retry_after,
        )
        self.rules.append(rule)
        return rule

    def fired(self) -> list[FiredFault]:
        """Return this test's calls that were made to fail, oldest first."""
        return [one for one in self._sandbox.faults.fired() if one.tenant == self._tenant]


@contextlib.contextmanager
def _breakdowns() -> Generator[list[str]]:
    """Collect what the sandbox logs as its own failure."""
    texts: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            texts.append("the sandbox broke: " + self.format(record))

    collector = Collector(logging.ERROR)
    logger = logging.getLogger("esignkit.sandbox")
    logger.addHandler(collector)
    try:
        yield texts
    finally:
        logger.removeHandler(collector)


def _describe(entry: RequestEntry) -> str:
    """Say what was asked for in vain, and what there is instead."""
    import difflib

    from esignkit.sandbox.shells.registry import all_shells

    there = [
        f"{route.method} {shell.mount}{route.template} ({route.operation})"
        for shell in all_shells()
        for route in shell.routes()
    ]
    asked = f"{entry.method} {entry.template}"
    near = difflib.get_close_matches(asked, there, 3, cutoff=0)
    return f"the sandbox has no {asked}; nearest are " + ", ".join(near)


def _name(fault: Fault) -> str:
    return " ".join(filter(None, (fault.effect, fault.provider, fault.operation, fault.stage)))
