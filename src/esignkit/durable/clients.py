"""What carries plans out: clients, and what is built on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from esignkit.runners.recording import account_at

if TYPE_CHECKING:
    from esignkit.durable.bulk_rate import RateLimit
    from esignkit.runners.client import AsyncClient, SyncClient

__all__ = ["AsyncTakesPlans", "Connect", "TakesPlans", "async_client_of", "client_of", "close_client", "place_of"]


class _OverClient(Protocol):
    """What is built on a client, as `Agreements` is."""

    @property
    def client(self) -> SyncClient: ...


class _OverAsyncClient(Protocol):
    """What is built on an async client, as `AsyncAgreements` is."""

    @property
    def client(self) -> AsyncClient: ...


TakesPlans: TypeAlias = "SyncClient | _OverClient"
"""A client, or `Agreements`."""
AsyncTakesPlans: TypeAlias = "AsyncClient | _OverAsyncClient"
"""An async client, or `AsyncAgreements`."""
Connect: TypeAlias = "Callable[[], TakesPlans]"
"""A function that makes a client, or `Agreements`; for other processes, one that stands in a module."""


def client_of(client_or_agreements: TakesPlans, limit: RateLimit) -> SyncClient:
    """Return a client that tells the limit of each pause that the service asks for; it shares the connections."""
    client = cast("SyncClient", getattr(client_or_agreements, "client", client_or_agreements))
    return client._with_context(observe=limit.observe)  # pyright: ignore[reportPrivateUsage]  # our own


def async_client_of(client_or_agreements: AsyncTakesPlans, limit: RateLimit) -> AsyncClient:
    """Do the same for an async client."""
    client = cast("AsyncClient", getattr(client_or_agreements, "client", client_or_agreements))
    return client._with_context(observe=limit.observe)  # pyright: ignore[reportPrivateUsage]  # our own


def close_client(client_or_agreements: TakesPlans) -> None:
    """Close a client, or the client that agreements are over."""
    cast("SyncClient", getattr(client_or_agreements, "client", client_or_agreements)).close()


def place_of(client_or_agreements: TakesPlans | AsyncTakesPlans) -> tuple[str, str]:
    """Return the service of a client, and what tells its account from others."""
    client = cast("SyncClient", getattr(client_or_agreements, "client", client_or_agreements))
    context = client._context  # pyright: ignore[reportPrivateUsage]  # our own
    return context.provider.name.lower(), account_at(client._base_url, context)  # pyright: ignore[reportPrivateUsage]  # our own
