"""Checks after each test: sandbox errors, calls that the sandbox does not have, logged credentials."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.sandbox import Fault, RequestEntry, SandboxAccount

__all__ = ["describe", "leaked_credentials", "name_of", "server_errors", "since"]


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
        "the API key of eSignLive": account.esignlive.api_key,
    }
    return _listening(logging.getLogger(), _LeakHandler(secrets))


def since(earlier: Sequence[RequestEntry], later: Sequence[RequestEntry]) -> Sequence[RequestEntry]:
    """Return the requests that came after others; old ones are forgotten at some point, so counting does not do."""
    if not earlier:
        return later
    return later[1 + max((n for n, entry in enumerate(later) if entry is earlier[-1]), default=-1) :]


def describe(entry: RequestEntry) -> str:
    """Say what was asked for in vain, and what there is instead."""
    import difflib

    from esignkit.sandbox.emulators.registry import all_emulators

    routes = [
        f"{route.method} {emulator.mount}{route.template} ({route.operation})"
        for emulator in all_emulators()
        for route in emulator.routes()
    ]
    request = f"{entry.method} {entry.template}"
    suggestions = difflib.get_close_matches(request, routes, 3, cutoff=0)
    return f"the sandbox has no {request}; nearest are " + ", ".join(suggestions)


def name_of(fault: Fault) -> str:
    """Say which fault it is."""
    return " ".join(filter(None, (fault.effect, fault.provider, fault.operation, fault.stage)))
