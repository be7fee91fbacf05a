"""What an inbox is made of: checked, so that a slip shows at once and not at the first event."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import cast

from esignkit.inbox.storage import Storage
from esignkit.runners.base import is_coroutine_function
from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.types import Secret

__all__ = ["check_handler", "list_agreements", "open_storage"]


def check_handler(handler: object, *, awaits: bool, timeout: float | None) -> None:
    """Refuse a handler that cannot be called with an event.

    Args:
        handler: The handler.
        awaits: Whether the inbox awaits.
        timeout: Seconds after which it is to be broken off; None for never.

    Raises:
        TypeError: It is no function, or one to await where nothing awaits it, or one that cannot be broken off.
        ValueError: The seconds are not above 0.
    """
    if not callable(handler):
        msg = f"handler is {handler!r}; give a function that takes an event"
        raise TypeError(msg)
    if not awaits and is_coroutine_function(handler):
        msg = "handler is a coroutine function; use AsyncInbox with AsyncAgreements"
        raise TypeError(msg)
    if timeout is not None and not is_coroutine_function(handler):
        msg = "handler is a plain function, which handler_timeout cannot break off; limit the time of what it calls"
        raise TypeError(msg)
    if timeout is not None and timeout <= 0:
        msg = f"handler_timeout is {timeout!r}; give seconds above 0"
        raise ValueError(msg)


def list_agreements(agreements: object, *, awaits: bool) -> list[object]:
    """Return the agreements as a list.

    Args:
        agreements: The agreements.
        awaits: Whether the inbox awaits.

    Raises:
        TypeError: They are no list of agreements of the inbox's mode.
    """
    right = f"give [{'AsyncAgreements' if awaits else 'Agreements'}(client)]"
    if not isinstance(agreements, Iterable):
        msg = f"agreements is {type(agreements).__name__}; {right}"
        raise TypeError(msg)
    listed = list(cast("Iterable[object]", agreements))
    for one in listed:
        if not isinstance(getattr(one, "client", None), AsyncClient if awaits else SyncClient):
            msg = f"agreements holds {type(one).__name__}; {right}"
            raise TypeError(msg)
    return listed


def open_storage(storage: Storage | str | Secret | os.PathLike[str]) -> Storage:
    """Return the storage that an address names.

    Args:
        storage: The path of a SQLite file, a `postgresql://` address, or a storage, which is returned as it is.
    """
    if isinstance(storage, Storage):
        return storage
    address = storage.reveal() if isinstance(storage, Secret) else os.fspath(storage)
    if address.startswith(("postgresql://", "postgres://")):
        from esignkit.inbox.postgres import PostgresStorage

        return PostgresStorage(address)
    from esignkit.inbox.sqlite import SQLiteStorage

    return SQLiteStorage(address)
