"""Agreements over a client of any of the three services."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self

from typing_extensions import TypeVar

from esignkit.agreements.calls import AgreementCalls
from esignkit.core.endpoint import Async, Mode, Sync
from esignkit.core.redaction import hide_arguments
from esignkit.errors import ConfigurationError
from esignkit.runners.client import AsyncClient, Client, HTTPClient, SyncClient
from esignkit.runners.http_clients import SendsAsync, SendsSync, refuses_other_mode
from esignkit.types import Secret

if TYPE_CHECKING:
    from esignkit.agreements.service import Service
    from esignkit.core.flow import Flow
    from esignkit.core.retry import RetryPolicy
    from esignkit.runners.recording import Records

__all__ = ["Agreements", "AgreementsClient", "AsyncAgreements"]

T = TypeVar("T")
C = TypeVar("C", bound=Client[Any])
SyncC = TypeVar("SyncC", bound=SyncClient, default=Any)
AsyncC = TypeVar("AsyncC", bound=AsyncClient, default=Any)

SERVICES = ("constellation1", "ignisign", "esignlive")
_CLASSES = {"constellation1": "Constellation1", "ignisign": "Ignisign", "esignlive": "ESignLive"}


class AgreementsClient(AgreementCalls[Mode], Generic[Mode, C, HTTPClient]):
    """What both modes share: how they are made."""

    CLIENT: ClassVar[type[Client[Any]]]
    """Base of the clients that it takes."""
    PREFIX: ClassVar[str]
    """What the names of these clients begin with."""

    @hide_arguments
    def __init__(
        self,
        client: C,
        *,
        signature_profile_id: str | None = None,
        invite_url: str | None = None,
        callback_key: str | Secret | None = None,
    ) -> None:
        """Put agreements over a client.

        Args:
            client: A client of one of the services; it stays yours to close, unless `with` is used on this one.
            signature_profile_id: Ignisign's signature profile for what is sent; without one, the first that is
                published and fits.
            invite_url: Address where Constellation1's signers sign, with `{token}` in it: the service does not publish
                it, your account manager knows it.
            callback_key: Key that eSignLive's callbacks were registered with.

        Raises:
            TypeError: The client is of another kind or mode.
        """
        if not isinstance(client, self.CLIENT):
            clients = " or ".join(f"{self.PREFIX}{name}(…)" for name in _CLASSES.values())
            kind = f"the class {client.__name__}" if isinstance(client, type) else f"of type {type(client).__name__}"
            msg = f"client is {kind}; {type(self).__name__} takes {clients}"
            raise TypeError(msg)
        service = _service_of(
            client, signature_profile_id=signature_profile_id, invite_url=invite_url, callback_key=callback_key
        )
        super().__init__(client._runner, service)  # pyright: ignore[reportPrivateUsage]  # our own, as resources have it
        self.client: C = client

    @classmethod
    @hide_arguments
    def from_env(
        cls,
        env: Mapping[str, str] | None = None,
        *,
        service: str | None = None,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
    ) -> Self:
        """Make a client from environment variables, and agreements over it.

        `ESIGNKIT_SERVICE` names the service; its own variables are those of its client.
        `IGNISIGN_SIGNATURE_PROFILE_ID`, `CONSTELLATION1_INVITE_URL` and `ESIGNLIVE_CALLBACK_KEY` are the arguments of
        this class.

        Args:
            env: The variables; the process's own when left out.
            service: `constellation1`, `ignisign` or `esignlive`, in place of `ESIGNKIT_SERVICE`.
            timeout: Total timeout of a call in seconds.
            retry: Retry policy, for calls that are safe to retry.
            http_client: An `httpx.Client` of yours to send with; an `httpx.AsyncClient` where calls are awaited.
            max_connections: Maximum number of concurrent connections.
            trust_env: Whether proxies and certificates of the environment are used.

        Raises:
            ConfigurationError: No service is named, or something is missing that its client needs.
        """
        variables = os.environ if env is None else env
        client = _client_class(service, variables, cls.PREFIX).from_env(
            env,
            timeout=timeout,
            retry=retry,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
        )
        return cls(client, **_own_variables(variables))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} over {self.client!r}>"


@refuses_other_mode
class Agreements(AgreementsClient[Sync, SyncC, SendsSync], Generic[SyncC]):
    """Agreements over a blocking client."""

    CLIENT: ClassVar[type[Client[Any]]] = SyncClient
    PREFIX: ClassVar[str] = ""

    def run(
        self,
        plan: Flow[T] | None,
        *,
        journal: Records | None = None,
        key: str | None = None,
        accept_orphans: bool = False,
    ) -> T:
        """Carry out a plan, such as `agreements.plan.send(agreement)`, as the client's `run` does.

        Args:
            plan: What to do; with a journal, None for the plan that it holds under the key.
            journal: The `esignkit.durable.Journal` that it is written down in, to be carried out once.
            key: Your own name for what is done, such as the number of the contract.
            accept_orphans: As for the client's `run`.

        Returns:
            Its result.

        Raises:
            ESignError: As the client's `run` does.
        """
        return self.client.run(plan, journal=journal, key=key, accept_orphans=accept_orphans)

    def close(self) -> None:
        """Close the client."""
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@refuses_other_mode
class AsyncAgreements(AgreementsClient[Async, AsyncC, SendsAsync], Generic[AsyncC]):
    """Agreements over an awaiting client."""

    CLIENT: ClassVar[type[Client[Any]]] = AsyncClient
    PREFIX: ClassVar[str] = "Async"

    async def run(
        self,
        plan: Flow[T] | None,
        *,
        journal: Records | None = None,
        key: str | None = None,
        accept_orphans: bool = False,
    ) -> T:
        """Carry out a plan, as `Agreements.run` does.

        Args:
            plan: What to do; with a journal, None for the plan that it holds under the key.
            journal: As for `Agreements.run`.
            key: As for `Agreements.run`.
            accept_orphans: As for the client's `run`.

        Returns:
            Its result.

        Raises:
            ESignError: As the client's `run` does.
        """
        return await self.client.run(plan, journal=journal, key=key, accept_orphans=accept_orphans)

    async def aclose(self) -> None:
        """Close the client."""
        await self.client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()


def _service_of(
    client: object, *, signature_profile_id: str | None, invite_url: str | None, callback_key: str | Secret | None
) -> Service:
    """Return the service that a client speaks to, with what only it needs.

    Raises:
        TypeError: It is no client of one of the services.
    """
    from esignkit.agreements.constellation1 import Constellation1Service
    from esignkit.agreements.esignlive import ESignLiveService
    from esignkit.agreements.ignisign import IgnisignService

    modules = {base.__module__ for base in type(client).__mro__}
    if "esignkit.constellation1.client" in modules:
        return Constellation1Service(invite_url)
    if "esignkit.ignisign.client" in modules:
        return IgnisignService(signature_profile_id)
    if "esignkit.esignlive.client" in modules:
        return ESignLiveService(None if callback_key is None else Secret(callback_key))
    msg = f"client is of type {type(client).__name__}; give a Constellation1, Ignisign or ESignLive client"
    raise TypeError(msg)


def _client_class(service: str | None, env: Mapping[str, str], prefix: str) -> Any:
    """Return the class of the service's client.

    Raises:
        ConfigurationError: No service is named, or there is none of that name.
    """
    name = (service or env.get("ESIGNKIT_SERVICE") or "").strip().lower()
    if name not in _CLASSES:
        complaint = f"{name!r} is no service" if name else "no service is named"
        msg = f"{complaint}: set ESIGNKIT_SERVICE or give service=, one of {', '.join(SERVICES)}"
        raise ConfigurationError(msg)
    import esignkit

    return getattr(esignkit, prefix + _CLASSES[name])


def _own_variables(env: Mapping[str, str]) -> dict[str, Any]:
    return {
        "signature_profile_id": env.get("IGNISIGN_SIGNATURE_PROFILE_ID") or None,
        "invite_url": env.get("CONSTELLATION1_INVITE_URL") or None,
        "callback_key": env.get("ESIGNLIVE_CALLBACK_KEY") or None,
    }
