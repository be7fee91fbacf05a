"""Flows for tests of runs; they are functions of a module, as flows under a journal must be."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from attrs import evolve

from esignkit.constellation1 import User
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Call, Locked, Steps, Within, client_value, now, sleep
from esignkit.core.operation import Dated, Open
from esignkit.durable import flow
from esignkit.errors import ESignError, NotFoundError, OutcomeUnknownError
from esignkit.esignlive import Package
from esignkit.esignlive.packages import Packages
from esignkit.esignlive.roles import Roles
from esignkit.esignlive.senders import Senders
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.types import Secret

PACKAGES: Any = Packages(PLANNER)
ROLES: Any = Roles(PLANNER)
SENDERS: Any = Senders(PLANNER)
REQUESTS: Any = SignatureRequests(PLANNER)
USER = User(username="ada", system_user_id="u-1")
CALLS: list[str] = []
"""What was called of the functions below; tests empty it."""
CHANGED: set[str] = set()
"""What a release of the program does otherwise than the one before."""


@flow
def create_and_send(name: str) -> Steps[str]:
    package_id = yield from PACKAGES.create(Package(name="Other" if "body" in CHANGED else name))
    if "step" in CHANGED:
        yield from PACKAGES.archive(package_id)
    elif "target" in CHANGED:
        yield from PACKAGES.send(package_id + "-x")
    else:
        yield from PACKAGES.send(package_id)
    return package_id


@flow
def everything() -> Steps[list[Any]]:
    """All that a flow can ask for."""
    first = yield from now()
    value = yield from client_value("appId")
    yield from sleep(5)
    told = yield Call(lambda: {"chance": len(CALLS), "n": CALLS.append("json")})
    again = yield Call(_a_tuple)
    package, skew = yield from Dated(PACKAGES.get("p"))
    second = yield from Within(PACKAGES.get("q"), first + 30)
    third = yield Locked("key", _inner(), first + 1000)
    last = yield from now()
    return [first, value, told, again, package.name, skew, second.name, third, last]


def _a_tuple() -> tuple[int]:
    CALLS.append("tuple")
    return (1,)


def _inner() -> Steps[str]:
    return (yield from PACKAGES.create(Package(name="inner")))


@flow
def find_or_create(name: str) -> Steps[str]:
    """Catches an error of a call."""
    try:
        return (yield from PACKAGES.get("known")).id
    except NotFoundError as error:
        CALLS.append(f"{type(error).__name__} {error.status} {error.code} {error}")
        return (yield from PACKAGES.create(Package(name=name)))


@flow
def gives_up() -> Steps[None]:
    yield from PACKAGES.get("p")
    msg = "not this one"
    raise ValueError(msg)


@flow
def cleans_up() -> Steps[None]:
    """Changes something after a call failed."""
    package_id = yield from PACKAGES.create(Package(name="Lease"))
    try:
        yield from PACKAGES.send(package_id)
    except ESignError:
        yield from PACKAGES.delete(package_id)
        raise


@flow
def swallows() -> Steps[str]:
    """Goes on after a call of which nobody knows whether it was carried out."""
    try:
        return (yield from PACKAGES.create(Package(name="Lease")))
    except OutcomeUnknownError as error:
        CALLS.append(str(error))
        return (yield from error.find_out(settle=0)).verdict.value


@flow
def swallows_and_gives_up() -> Steps[None]:
    with suppress(OutcomeUnknownError):
        yield from PACKAGES.create(Package(name="Lease"))
    yield from PACKAGES.get("p")
    msg = "not this one"
    raise ValueError(msg)


@flow
def creates_and_gives_up() -> Steps[None]:
    """Raises an error that is older than the doubt."""
    try:
        yield from PACKAGES.get("p")
    except NotFoundError as error:
        missing = error
    with suppress(OutcomeUnknownError):
        yield from PACKAGES.create(Package(name="Lease"))
    yield from client_value("appId")
    raise missing from None


@flow
def swallows_and_reads() -> Steps[str]:
    with suppress(OutcomeUnknownError):
        yield from PACKAGES.create(Package(name="Lease"))
    return (yield from PACKAGES.get("p")).id


@flow
def trashes_and_gives_up() -> Steps[None]:
    """Catches the error of a write that may be repeated, and fails of itself later."""
    with suppress(ESignError):
        yield from PACKAGES.trash("p-1")
    yield from sleep(1)
    msg = "not this one"
    raise ValueError(msg)


@flow
def calls_a_function(what: str) -> Steps[None]:
    """A function of the caller's changes something, and then something goes wrong."""
    if what == "it fails":
        yield Call(_change_and_fail)
    elif what == "it reads and fails":
        yield Call(_change_and_fail, reads=True)
    elif what == "it reads":
        yield Call(_a_text, reads=True)
        yield from PACKAGES.get("p")
    elif what == "a read fails":
        yield Call(_a_tuple)
        yield from PACKAGES.get("p")
    else:
        try:
            yield from PACKAGES.get("p")
        except ESignError:
            yield Call(_a_tuple if what == "it cleans up" else _a_text)
            raise


def _change_and_fail() -> None:
    CALLS.append("changed")
    msg = "and failed"
    raise ValueError(msg)


def _a_text() -> str:
    CALLS.append("text")
    return "done"


@flow
def streams() -> Steps[int]:
    """Reads an answer in chunks."""
    response = yield evolve(PACKAGES.evidence_summary("p").bytes(), sink=Open())
    return len(response.content)


@flow
def sends_and_creates() -> Steps[str]:
    """Reads the answer to a write in chunks, which nothing can be kept of."""
    yield evolve(PACKAGES.send("p"), sink=Open())
    return (yield from PACKAGES.create(Package(name="Lease")))


@flow
def asks_for_a_credential() -> Steps[str]:
    """A function of the caller's returns a credential."""
    credential = yield Call(_a_credential)
    package = yield from PACKAGES.get("p")
    return f"{package.id} {credential.reveal()}"


@flow
def changes_a_password() -> Steps[None]:
    """Sends credentials."""
    word = _a_credential()
    yield from SENDERS.change_password("s", email="ada@example.com", password=word, new_password=word)


def _a_credential() -> Secret:
    CALLS.append("credential")
    return Secret("hunter2-secret")
