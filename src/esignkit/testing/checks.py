"""Checks after each test: sandbox errors, calls that the sandbox does not have, logged credentials."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from esignkit.sandbox import Fault, RequestEntry, SandboxAccount

__all__ = [
    "SERVICES",
    "NotTakenWarning",
    "describe",
    "leaked_credentials",
    "name_of",
    "not_taken",
    "server_errors",
    "since",
    "switches_of",
    "wrong_marker",
]

SERVICES = ("constellation1", "ignisign", "esignlive")


class NotTakenWarning(UserWarning):
    """A test sent something that the service would certainly not take, such as a misspelt member of a body."""


class _Collector(logging.Handler):
    """Hands each record, as text, to a function."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self.found: list[str] = []


class _ServerErrorHandler(_Collector):
    def emit(self, record: logging.LogRecord) -> None:
        self.found.append("the sandbox broke: " + self.format(record))


class _LeakHandler(_Collector):
    def __init__(self, secrets: dict[str, str]) -> None:
        super().__init__()
        self.secrets = secrets

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record)
        except Exception:
            return  # a record that cannot be formatted is its writer's affair, and other handlers say so
        for name, secret in self.secrets.items():
            message = f"a credential was logged: {name}, by the logger {record.name}"
            if secret in text and message not in self.found:
                self.found.append(message)


@contextlib.contextmanager
def _listening(logger: logging.Logger, collector: _Collector) -> Generator[list[str]]:
    logger.addHandler(collector)
    try:
        yield collector.found
    finally:
        logger.removeHandler(collector)


def server_errors() -> contextlib.AbstractContextManager[list[str]]:
    """Collect what the sandbox logs as its own failure."""
    return _listening(logging.getLogger("esignkit.sandbox"), _ServerErrorHandler(logging.ERROR))


def leaked_credentials(account: SandboxAccount) -> contextlib.AbstractContextManager[list[str]]:
    """Collect which of a tenant's credentials are logged, by whichever logger whose records get as far as the root."""
    secrets = {
        "the API key of Constellation1": account.constellation1.api_key,
        "the salt of Constellation1": account.constellation1.salt,
        "the application secret of Ignisign": account.ignisign.app_secret,
        "the API key of Ignisign": account.ignisign.api_key,
        "the API key of eSignLive": account.esignlive.api_key,
    }
    return _listening(logging.getLogger(), _LeakHandler(secrets))


def since(earlier: Sequence[RequestEntry], later: Sequence[RequestEntry]) -> Sequence[RequestEntry]:
    """Return the requests that came after others; old ones are forgotten at some point, so counting does not do."""
    if not earlier:
        return later
    return later[1 + max((n for n, entry in enumerate(later) if entry is earlier[-1]), default=-1) :]


def wrong_marker(args: Sequence[object], kwargs: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a marker, if anything."""
    from esignkit.names.near_names import did_you_mean  # only for those that use the sandbox

    if args:
        return f"the marker esign takes a service's switches, as esignlive={{…}}; not {args[0]!r}"
    known = (*SERVICES, "strict")
    unknown = next((name for name in kwargs if name not in known), None)
    if unknown is None:
        return None
    hint = did_you_mean(unknown, known) or f"it takes {', '.join(known)}"
    return f"the marker esign has no {unknown!r}; {hint}"


def switches_of(marker: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Return the services and switches that a marker names; its `strict` is a switch of all."""
    for name, value in marker.items():
        if name == "strict":
            yield from ((service, {"strict": value}) for service in SERVICES)
        else:
            yield name, value


def not_taken(requests: Sequence[RequestEntry], strict: Collection[str]) -> list[str]:
    """Say once what a service would not have taken, but for those that were strict and refused it."""
    problems = (
        f"{entry.provider} would not take this of {entry.operation}: {warning}"
        for entry in requests
        for warning in entry.warnings
        if entry.provider not in strict
    )
    return list(dict.fromkeys(problems))


def describe(entry: RequestEntry) -> str:
    """Say what was asked for in vain, and what there is instead."""
    from esignkit.sandbox.emulators.operation_names import OperationNames
    from esignkit.sandbox.emulators.registry import all_emulators

    nearest = OperationNames(all_emulators()).nearest(entry.method, entry.template)
    return f"the sandbox has no {entry.method} {entry.template}; nearest are " + ", ".join(nearest)


def name_of(fault: Fault) -> str:
    """Say which fault it is."""
    return " ".join(filter(None, (fault.effect, fault.provider, fault.operation, fault.stage)))
