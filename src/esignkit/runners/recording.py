"""Runs that are written down: what a client knows of journals."""

from __future__ import annotations

import os
from typing import Protocol, TypeVar, cast
from weakref import WeakKeyDictionary

from esignkit.core.context import Context
from esignkit.core.flow import Flow
from esignkit.errors import ConfigurationError

__all__ = ["Records", "account_at", "check_journal", "recorded"]

T = TypeVar("T")

_accounts: WeakKeyDictionary[Context, str] = WeakKeyDictionary()
"""What tells each client's account from others; it takes some milliseconds to make."""


class Records(Protocol):
    """Carries plans out once under a key, whatever becomes of the process: an `esignkit.durable.Journal`."""

    def _record(
        self, plan: Flow[T] | None, key: str, context: Context, account: str, *, accept_orphans: bool
    ) -> Flow[T]:
        """Return the flow that carries a plan out.

        Args:
            plan: What to do; None for the plan that is written down under the key.
            key: The caller's name for it.
            context: The client's settings.
            account: What tells the client's account from others.
            accept_orphans: Whether a call is repeated that may leave something useless behind.
        """
        ...


def account_at(base_url: str, context: Context) -> str:
    """Return what tells a client's account from others.

    Args:
        base_url: The server's address.
        context: The client's settings.
    """
    if context not in _accounts:
        from esignkit.core.account import account_of  # only journals need it

        _accounts[context] = account_of(base_url, context)
    return _accounts[context]


def check_journal(journal: object) -> None:
    """Refuse the path of a journal in the place of the journal.

    Raises:
        TypeError: It is one.
    """
    if isinstance(journal, str | os.PathLike):
        where = os.fspath(cast("str", journal))
        msg = f"journal is a path; give journal=Journal({where!r}), from esignkit.durable"
        raise TypeError(msg)


def recorded(
    plan: Flow[T] | None,
    journal: Records | None,
    key: str | None,
    context: Context,
    base_url: str,
    *,
    accept_orphans: bool,
) -> Flow[T]:
    """Return the flow that carries a plan out under a key of a journal; without a journal, the plan itself.

    Raises:
        ConfigurationError: One was given without the other.
        TypeError: It is no journal.
    """
    check_journal(journal)
    if journal is not None and key is not None:
        account = account_at(base_url, context)
        return journal._record(plan, key, context, account, accept_orphans=accept_orphans)  # pyright: ignore[reportPrivateUsage]  # our own
    if journal is not None or key is not None or accept_orphans:
        msg = "journal= and key= go together: the key is your own name for what is done, such as a contract's number"
        raise ConfigurationError(msg)
    return cast("Flow[T]", plan)  # the runner refuses None
