"""The pytest plugin: fixtures for a sandbox and clients, and a network block, for tests of code that sends contracts.

It is loaded by itself where `esignkit` and pytest are installed, and does nothing until a test asks for one of its
fixtures. They need the extra `sandbox`: in a checkout `pip install '.[sandbox]'`.

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
import warnings
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import pytest

from esignkit.names import no_name_of
from esignkit.testing.checks import (
    SERVICES,
    NotTakenWarning,
    describe,
    leaked_credentials,
    name_of,
    not_taken,
    server_errors,
    since,
    switches_of,
    wrong_marker,
)
from esignkit.testing.network import NetworkBlocked, no_network
from esignkit.testing.tenants import SeedTenant, TenantFaults, TenantLedger

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from esignkit.constellation1 import AsyncConstellation1, Constellation1
    from esignkit.esignlive import AsyncESignLive, ESignLive
    from esignkit.ignisign import AsyncIgnisign, Ignisign
    from esignkit.sandbox import Clock, Outbox, Sandbox, SandboxAccount
    from esignkit.testing.webhooks import WebhookSink

__all__ = [
    "NetworkBlocked",
    "NotTakenWarning",
    "SeedTenant",
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
    "esign_outbox",
    "esign_sandbox",
    "esign_seed",
    "esign_tenant",
    "esign_webhooks",
    "esignlive",
    "ignisign",
    "no_network",
]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)

ASYNC_CLIENTS: tuple[str, ...] = tuple(f"async_{service}" for service in SERVICES)
BLOCK_EVERYWHERE = "esign_block_network"


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
        "esign(constellation1={…}, ignisign={…}, esignlive={…}, strict=…): switches of the sandbox's services for this "
        "test; strict=True refuses what they would otherwise warn of",
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
    async def closing(*args: object, **kwargs: object) -> None:
        try:
            await test(*args, **kwargs)
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

    After the test it fails when the sandbox itself broke, was asked for something it does not have, or one of these
    accounts' credentials was logged. What a service would not take is a warning of the test (`NotTakenWarning`). The
    clock goes back to the present, and faults are forgotten.
    """
    account = esign_sandbox.create_account()
    for marker in reversed(list(cast("Iterator[pytest.Mark]", request.node.iter_markers("esign")))):
        if wrong := wrong_marker(marker.args, marker.kwargs):
            pytest.fail(wrong)
        for service, switches in switches_of(marker.kwargs):
            esign_sandbox.switch(service, account.tenant, **switches)
    earlier_requests = esign_sandbox.requests()
    with no_network(), server_errors() as errors, leaked_credentials(account) as leaks:
        yield account
    esign_sandbox.faults.clear()
    esign_sandbox.clock.resume()
    esign_sandbox.clock.set(datetime.now(UTC))
    new_requests = since(earlier_requests, esign_sandbox.requests())
    strict = {service for service in SERVICES if esign_sandbox.switch(service, account.tenant)["strict"]}
    for problem in not_taken(new_requests, strict):
        warnings.warn(NotTakenWarning(problem), stacklevel=1)
    unknown = [describe(entry) for entry in new_requests if not entry.operation and not entry.fault]
    if errors or unknown or leaks:
        pytest.fail("\n".join([*errors, *unknown, *leaks]), pytrace=False)


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
def esign_outbox(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> Outbox:
    """The mails that the services sent for this test, and waiting for one."""
    return esign_sandbox.outbox.of(esign_tenant.tenant)


@pytest.fixture
def esign_seed(request: pytest.FixtureRequest, esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> SeedTenant:
    """Make what a seed says, a TOML file beside the test or a dictionary, in this test's accounts."""
    return SeedTenant(esign_sandbox, esign_tenant.tenant, request.path.parent)


@pytest.fixture
def esign_faults(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> Iterator[TenantFaults]:
    """Make this test's calls fail; a fault that was asked for and never came fails the test."""
    faults = TenantFaults(esign_sandbox, esign_tenant.tenant)
    yield faults
    unused = [
        rule for rule in faults.rules if rule.times is not None and rule.probability == 1 and rule.fired < rule.times
    ]
    if unused:
        pytest.fail(
            "\n".join(f"fault never came: {name_of(rule)} fired {rule.fired} times" for rule in unused), pytrace=False
        )


@pytest.fixture
def esign_webhooks(esign_sandbox: Sandbox, esign_tenant: SandboxAccount) -> Iterator[WebhookSink]:
    """Receive what the three services post about this test's accounts."""
    from esignkit.testing.webhooks import WebhookSink

    with WebhookSink(esign_sandbox, esign_tenant.tenant) as sink:
        yield sink
