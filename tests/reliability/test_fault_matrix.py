"""Every fault on every class of call, in both modes, on each service: what the client says of it, and what is true.

An ordinary run takes one mode of each cell (540 of 1,080), so that every fault meets every class of every service.
`ESIGNKIT_MATRIX=full` takes all.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from esignkit import ESignError, Outcome
from esignkit import constellation1 as c1
from esignkit import esignlive as esl
from tests.clocks import stopwatch
from tests.reliability import report
from tests.reliability.certificates import Certificates, tls_servers
from tests.reliability.world import PATHS, PDF, PROVIDERS, Driver, World, listening, new_session
from tests.tables import in_one_test
from tests.test_secrets import told

DEADLINE = 0.25
"""Seconds, for faults that take time; the others have time enough even on a busy machine."""
SLACK = 0.25
MODES = ("sync", "async")


# The faults ---------------------------------------------------------------------------------------------------------
@attrs.frozen
class Fault:
    """Where a call goes wrong, and what may be said of it.

    `again`: calls that may be repeated must succeed at the second try. `refused`: the server said that it did nothing,
    so even a create is repeated. `takes_time`: the deadline ends it.
    """

    name: str
    again: bool = True
    refused: bool = False
    takes_time: bool = False


CLIENT_SIDE = ("dns", "refused", "connect-timeout", "tls-unknown-issuer", "tls-expired", "tls-wrong-host")
FAULTS = [
    *(Fault(name) for name in CLIENT_SIDE),
    *(Fault(name) for name in ("reset", "reset-mid-body", "close", "garbage", "short-length", "short-chunked")),
    *(Fault(name) for name in ("conflicting-lengths", "no-length", "huge-header")),
    Fault("stall", takes_time=True),
    Fault("drip", takes_time=True),
    *(Fault(name) for name in ("500", "502", "503", "503-retry-after", "504")),
    Fault("429", refused=True),
    *(Fault(name) for name in ("html", "null", "corrupt-gzip", "deep-json")),
    Fault("gzip-bomb"),
    Fault("redirect-302", again=False),
    Fault("redirect-307", again=False),
]
assert len(FAULTS) == 30


# The calls ----------------------------------------------------------------------------------------------------------
@attrs.frozen
class CallClass:
    """A call: its plan, its name in the sandbox, and its name in the ledger (empty: it changes nothing)."""

    plan: Callable[[Any, dict[str, Any]], Any]
    operation: str
    effect: str = ""


CALLS: dict[str, dict[str, CallClass]] = {
    "esignlive": {
        "read": CallClass(lambda c, t: c.packages.plan.get(t["package"]), "packages.get"),
        "idempotent write": CallClass(
            lambda c, t: c.packages.plan.update(t["package"], name="New"), "packages.update", "packages.update"
        ),
        "other write": CallClass(
            lambda c, t: c.packages.plan.clone(t["package"], esl.Package(name="Twin")),
            "packages.clone",
            "packages.clone",
        ),
        "upload": CallClass(
            lambda c, t: c.documents.plan.create(t["package"], esl.Document(name="x"), file=("x.pdf", PDF)),
            "documents.add",
            "documents.add",
        ),
        "download": CallClass(
            lambda c, t: c.documents.plan.download(t["package"], t["document"]).bytes(), "documents.pdf"
        ),
        "token": CallClass(lambda c, t: c.authentication_tokens.plan.create_user_token(), "authentication_tokens.user"),
    },
    "ignisign": {
        "read": CallClass(lambda c, t: c.signature_requests.plan.get(t["request"]), "signature_requests.get"),
        "idempotent write": CallClass(
            lambda c, t: c.signature_requests.plan.update(t["request"], title="New"),
            "signature_requests.update",
            "signature_requests.update",
        ),
        "other write": CallClass(
            lambda c, t: c.signature_requests.plan.create(t["profile"]),
            "signature_requests.create",
            "signature_requests.create",
        ),
        "upload": CallClass(
            lambda c, t: c.documents.plan.upload(t["document"], ("x.pdf", PDF)), "documents.upload", "documents.upload"
        ),
        "download": CallClass(lambda c, t: c.documents.plan.download(t["document"]).bytes(), "documents.download"),
        "token": CallClass(lambda c, t: c.signature_requests.plan.get(t["request"]), "auth.login"),
    },
    "constellation1": {
        "read": CallClass(lambda c, t: c.sessions.plan.get(t["session"]), "sessions.get"),
        "idempotent write": CallClass(
            lambda c, t: c.sessions.plan.update_transaction_id(t["session"], "t-2"),
            "sessions.update_transaction_id",
            "sessions.update_transaction_id",
        ),
        "other write": CallClass(
            lambda c, t: c.sessions.plan.copy(t["session"], copy_options=c1.CopyOptions(version=0, retain_fields=True)),
            "sessions.copy",
            "sessions.copy",
        ),
        "upload": CallClass(lambda c, t: c.sessions.plan.create(new_session()), "sessions.create", "sessions.create"),
        # The service has no call that hands out a file; its longest answer takes the place.
        "download": CallClass(lambda c, t: c.sessions.plan.action_logs(t["session"]), "sessions.action_logs"),
        "token": CallClass(lambda c, t: c.sessions.plan.get(t["session"]), "gettoken"),
    },
}
NEVER_TWICE = ("other write", "upload")
CLASSES = tuple(CALLS["esignlive"])


def cells(fault: Fault) -> Iterator[tuple[str, str, str]]:
    """Class of call, service and mode."""
    full, f = os.environ.get("ESIGNKIT_MATRIX") == "full", FAULTS.index(fault)
    for c, kind in enumerate(CLASSES):
        for p, provider in enumerate(PROVIDERS):
            for m, mode in enumerate(MODES):
                if full or (f + c + p + m) % 2 == 0:
                    yield kind, provider, mode


# The servers that are not there ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Addresses at which each client-side fault happens, without path."""
    with contextlib.ExitStack() as stack:
        closed = stack.enter_context(socket.socket())
        closed.bind(("127.0.0.1", 0))  # bound, but nobody listens
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(2):  # nobody accepts either, so no third one gets in
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        found = stack.enter_context(tls_servers(Certificates(tmp_path_factory.mktemp("tls"))))
        yield found | {
            "dns": "https://nowhere.invalid",
            "refused": f"http://127.0.0.1:{closed.getsockname()[1]}",
            "connect-timeout": f"http://127.0.0.1:{full.getsockname()[1]}",
        }


@pytest.fixture(autouse=True)
def no_such_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that end in .invalid are unknown at once, whatever the machine's resolver does."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if str(host).rstrip("'").endswith("invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(scope="module")
def drivers(world: World) -> Iterator[dict[tuple[str, str], Driver]]:
    made = {(provider, mode): world.driver(provider, mode) for provider in PROVIDERS for mode in MODES}
    for (provider, _), driver in made.items():
        driver.run(CALLS[provider]["read"].plan(driver.client, world.things[provider]))
    yield made
    for driver in made.values():
        driver.close()


# One cell -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
@in_one_test("kind, provider, mode", cells, ids="-".join)
def test_cells(
    world: World,
    drivers: dict[tuple[str, str], Driver],
    nowhere: dict[str, str],
    fault: Fault,
    kind: str,
    provider: str,
    mode: str,
) -> None:
    call, things = CALLS[provider][kind], world.things[provider]
    elsewhere = fault.name in CLIENT_SIDE
    shared = drivers[provider, mode]
    driver = shared
    if elsewhere:
        driver = world.driver(provider, mode, nowhere[fault.name] + PATHS[provider])
    elif kind == "token":
        driver = world.driver(provider, mode)  # one that has not signed in yet
    driver.client.context.budget.level = 500  # all cells share a client: the bound on its repeats is another test's
    slow = fault.takes_time or fault.name == "connect-timeout"
    if slow and driver is shared:
        shared.run(CALLS[provider]["read"].plan(shared.client, things))  # so that no sign-in is in the short time
    if not elsewhere:
        after = bool(call.effect) and not fault.refused and fault.name not in ("null", "redirect-302", "redirect-307")
        world.sandbox.faults.add(
            fault.name,
            provider,
            call.operation,
            stage="after-commit" if after else "before-commit",
            seconds=0.05 if fault.name == "drip" else None,
        )
    before = world.count(provider, call.effect) if call.effect else 0
    error: ESignError | None = None
    with listening() as log:
        for deadline in (DEADLINE, 4 * DEADLINE, 16 * DEADLINE) if slow else (30.0,):
            with stopwatch() as took:
                try:
                    driver.run(call.plan(driver.client, things), timeout=deadline)
                except ESignError as caught:
                    error = caught
            late = max(0.0, took.seconds - deadline)
            fired = world.sandbox.faults.fired()
            if elsewhere or fired:
                break  # else the machine was too busy for the call to get there in time
    count = world.count(provider, call.effect) - before if call.effect else 0
    world.sandbox.faults.clear()

    if driver is not shared:
        driver.close()
    # The next clean call works, and nothing is left of this one.
    shared.run(call.plan(shared.client, things))
    assert not getattr(shared.pool, "busy", None)
    if not elsewhere:
        assert len(fired) == 1
    assert late <= SLACK
    shown = log.getvalue() + (told(error) if error else "")
    assert not [secret for secret in world.secrets if secret in shown]

    outcome = "done" if error is None else error.outcome.value
    if elsewhere:
        assert (outcome, count) == ("not_sent", 0)
    elif kind in NEVER_TWICE:
        assert count <= 1
        assert outcome in _allowed_of_a_write(fault, provider, count), (outcome, count, error)
        assert error is None or error.attempts == 1
    elif fault.takes_time:
        assert outcome in ("done", "not_sent", "ambiguous"), error
        assert error is None or error.maybe_applied is (outcome == "ambiguous" and kind == "idempotent write")
    elif (fault.name, kind, provider) == ("null", "token", "constellation1"):
        assert outcome == "rejected"  # how the service refuses a key
    elif fault.again:
        assert outcome == "done", error
        assert count == 0 or count <= 2
    else:
        assert error is not None
    if outcome == "done" and call.effect:
        assert count >= 1, "reported done, but absent"
    if outcome in ("rejected", "not_sent"):
        assert count == 0 or kind == "idempotent write", "reported failed, but present"
    report.note("matrix", cells=1, slowest_beyond_deadline=late)


def _allowed_of_a_write(fault: Fault, provider: str, count: int) -> set[str]:
    if fault.refused:
        return {"done"}  # the server said no, so it was asked again
    if fault.name.startswith("redirect"):
        return {"rejected"}
    if fault.name == "null" and provider == "constellation1":
        return {"done"}  # an expired token: signed in anew, and sent once more
    return {"ambiguous", "done"} if count else {"ambiguous"}


def test_outcomes_have_no_fifth() -> None:
    assert {o.value for o in Outcome} == {"not_sent", "rejected", "done", "ambiguous"}
