"""The base of the clients: run plans, make raw calls, open and close."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, Self, TypeVar, cast

from esignkit.core.context import Context, ResponseInfo
from esignkit.core.endpoint import Runner
from esignkit.core.flow import Flow
from esignkit.core.options import check_count, check_options
from esignkit.core.redaction import hide_arguments
from esignkit.core.settings import Settings
from esignkit.core.value_objects import evolve
from esignkit.names import with_near_names
from esignkit.runners.base import make_context, observers_of
from esignkit.runners.http_clients import SendsAsync, SendsSync, refuse_mode, refuses_other_mode
from esignkit.runners.named_copies import copy_for
from esignkit.runners.raw_calls import RepeatName, merge_headers, raw_call
from esignkit.runners.recording import Records, recorded
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.runners.sync_runner import SyncRunner
from esignkit.types import JSON, CallOptions, QueryValue

if TYPE_CHECKING:
    from esignkit.core.hooks import CallObserver
    from esignkit.runners.async_exchange import AsyncConnections
    from esignkit.runners.async_runner import AsyncRunner
    from esignkit.runners.with_response import WithResponse

__all__ = ["AsyncClient", "Client", "HTTPClient", "SyncClient"]

T = TypeVar("T")


HTTPClient = TypeVar("HTTPClient")
"""What a client takes as `http_client`: `SendsSync` or `SendsAsync`."""

_HTTP_CLIENTS = {"sync": "SendsSync", "async": "SendsAsync"}


@with_near_names
class Client(ABC, Generic[HTTPClient]):
    """Base of the clients of both modes.

    Each service has one class with its constructors, generic in the type of `http_client`. Its sync and async clients
    inherit from that class and from `SyncClient` or `AsyncClient`.
    """

    _mode: ClassVar[str] = ""
    """`sync` or `async`; empty in the classes that both modes share."""
    _runner: Runner
    _context: Context
    _variant: bool = False
    _base_url: str = ""

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> None:
        """Make a client.

        Args:
            settings: The service and how to sign in to it.
            http_client: An `httpx.Client` of the caller's (`httpx.AsyncClient` where calls are awaited) in place of our
                own connections. Its default headers are sent; its cookies, auth, redirects are not used. It stays open.
            max_connections: Connections open at most at a time; 20 when not given, 100 where calls are awaited.
            trust_env: Whether proxies and certificate files named in the environment are used.
            hooks: Who is told of each call.
        """
        observers = observers_of(hooks)
        if http_client is not None:
            refuse_mode(http_client, self._mode)
        if max_connections is not None:
            check_count(max_connections, "max_connections", "connections, 1 or more", "give 1 or more, or leave it out")
        self._base_url = settings.base_url
        self._connect(settings, http_client, max_connections, trust_env=trust_env)
        self._context = make_context(settings, observers)
        self._runner = self._make_runner(self._context)

    def __init_subclass__(cls) -> None:
        """Keep credentials out of the tracebacks of the constructors."""
        super().__init_subclass__()
        if not cls._mode:
            return
        for name in ("__init__", "from_env", "with_options"):
            owner = next((base for base in cls.__mro__ if name in base.__dict__), object)
            in_shared_base = issubclass(owner, Client) and not owner._mode
            if owner is not cls and not in_shared_base:  # a class of this mode has it already, or there is none
                continue
            member: Any = owner.__dict__[name]
            function: Callable[..., Any] = getattr(member, "__func__", member)
            own = function if owner is cls else copy_for(function, cls.__qualname__, _HTTP_CLIENTS[cls._mode])
            wrapped = hide_arguments(own)
            setattr(cls, name, classmethod(wrapped) if isinstance(member, classmethod) else wrapped)

    def __repr__(self) -> str:
        version = self._context.values.get("api")  # services whose paths begin with a version
        return f"<{type(self).__name__} at {self._base_url}{f'/{version}' if version else ''}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        msg = f"{type(self).__name__} holds connections and credentials and is not pickled; pickle its plans instead"
        raise TypeError(msg)

    def with_options(
        self, *, timeout: float | None = None, attempts: int | None = None, headers: Mapping[str, str] | None = None
    ) -> Self:
        """Return a client with other defaults that shares the connections; closing it does not close them.

        Args:
            timeout: Seconds for each call in all.
            attempts: Tries of each call at most (1 = never repeated).
            headers: Headers added to each call.

        Returns:
            A new client; this one is unchanged.

        Raises:
            ValueError: A limit is out of range, or a header cannot be sent.
            TypeError: One is of the wrong kind.
        """
        current = self._context.options or {}
        options: CallOptions = {**current}
        if timeout is not None:
            options["timeout"] = timeout
        if attempts is not None:
            options["attempts"] = attempts
        if headers is not None:
            options["extra_headers"] = merge_headers(current.get("extra_headers", {}), headers)
        check_options(options)
        return self._with_context(options=options)

    def _with_context(self, **changes: Any) -> Self:
        context, cls = evolve(self._context, **changes), type(self)
        client = cls.__new__(cls)
        attributes = {
            n: v for n, v in vars(self).items() if not isinstance(getattr(cls, n, None), functools.cached_property)
        }
        vars(client).update(attributes)  # resources hold the old runner
        client._runner, client._context, client._variant = self._make_runner(context), context, True
        return client

    @abstractmethod
    def _connect(
        self, settings: Settings, http_client: HTTPClient | None, max_connections: int | None, *, trust_env: bool
    ) -> None:
        """Make the connections."""

    @abstractmethod
    def _make_runner(self, context: Context) -> Runner:
        """Return the runner that uses the connections."""

    def _observed(self) -> tuple[Context, list[ResponseInfo]]:
        responses: list[ResponseInfo] = []
        return evolve(self._context, observe=responses.append), responses


@refuses_other_mode
class SyncClient(Client[SendsSync]):
    """Base of the sync clients. Threads may share one."""

    _mode = "sync"
    _connections: SyncConnections

    def _connect(
        self, settings: Settings, http_client: SendsSync | None, max_connections: int | None, *, trust_env: bool
    ) -> None:
        self._connections = SyncConnections(
            settings.base_url,
            settings.root_url,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
        )

    def _make_runner(self, context: Context) -> Runner:
        return SyncRunner(self._connections, context)

    def run(
        self,
        flow: Flow[T] | None,
        *,
        journal: Records | None = None,
        key: str | None = None,
        accept_orphans: bool = False,
    ) -> T:
        """Carry out a plan, an operation, a list or a generator of steps.

        With a journal, it is carried out once under its key: after a crash, the same call goes on where it was.

        Args:
            flow: What to do; with a journal, a plan that has a JSON form, or None for the one under the key.
            journal: The `esignkit.durable.Journal` that it is written down in.
            key: Your own name for what is done, such as the number of the contract: one plan has one key.
            accept_orphans: Whether a call in doubt is made again that leaves an empty draft or the like at most.

        Returns:
            Its result. When it comes from the journal, members that are credentials are None.

        Raises:
            ESignError: A call failed.
            JournalError: The key is another plan's (`PlanChangedError`), or another worker has it (`RunBusyError`).
        """
        plan = recorded(flow, journal, key, self._context, self._base_url, accept_orphans=accept_orphans)
        return cast("SyncRunner", self._runner).run(plan)

    def run_with_response(self, flow: Flow[T]) -> WithResponse[T]:
        """Carry out a flow and return its result with status, headers and request ids.

        Args:
            flow: What to do.

        Returns:
            The result and the responses.

        Raises:
            ESignError: A call failed.
        """
        from esignkit.runners.with_response import WithResponse  # few calls are made in this way

        context, responses = self._observed()
        return WithResponse(cast("SyncRunner", self._runner).run(flow, context), responses)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        repeat: RepeatName = "never",
        options: CallOptions | None = None,
    ) -> JSON:
        """Make a call that has no method of its own yet.

        Args:
            method: HTTP method.
            path: Path below the base URL, percent-encoded.
            query: Query parameters; `None` values are left out.
            json: What to send, as JSON; None for no body.
            headers: Further headers.
            repeat: Whether it may be sent again after a lost response: `never`, `idempotent` or `read`.
            options: Options of this call.

        Returns:
            The response as JSON; None when it has no body.

        Raises:
            ESignError: The call failed.
            ValueError: The method, the path, a header or the query cannot be sent; nothing was.
        """
        return self.run(raw_call(method, self._context.provider.raw_path(path), query, json, headers, repeat, options))

    def close(self) -> None:
        """Close the connections. Running calls in other threads end with an error; closing twice is allowed."""
        if not self._variant:
            self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@refuses_other_mode
class AsyncClient(Client[SendsAsync]):
    """Base of the async clients, for asyncio and trio. Tasks may share one."""

    _mode = "async"

    def __init_subclass__(cls) -> None:
        """Give each client coroutines of its own name, which Python's warning of a forgotten `await` says."""
        super().__init_subclass__()
        for function in (AsyncClient.run, AsyncClient.run_with_response, AsyncClient.request, AsyncClient.aclose):
            if getattr(cls, function.__name__) is function:
                setattr(cls, function.__name__, copy_for(function, cls.__qualname__, _HTTP_CLIENTS["async"]))

    def _connect(
        self, settings: Settings, http_client: SendsAsync | None, max_connections: int | None, *, trust_env: bool
    ) -> None:
        from esignkit.runners.async_exchange import AsyncConnections

        self._connections: AsyncConnections = AsyncConnections(
            settings.base_url,
            settings.root_url,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
        )

    def _make_runner(self, context: Context) -> Runner:
        from esignkit.runners.async_runner import AsyncRunner

        return AsyncRunner(self._connections, context)

    async def run(
        self,
        flow: Flow[T] | None,
        *,
        journal: Records | None = None,
        key: str | None = None,
        accept_orphans: bool = False,
    ) -> T:
        """Carry out a plan, an operation, a list or a generator of steps.

        With a journal, it is carried out once under its key: after a crash, the same call goes on where it was.

        Args:
            flow: What to do; with a journal, a plan that has a JSON form, or None for the one under the key.
            journal: The `esignkit.durable.Journal` that it is written down in.
            key: Your own name for what is done, such as the number of the contract: one plan has one key.
            accept_orphans: Whether a call in doubt is made again that leaves an empty draft or the like at most.

        Returns:
            Its result. When it comes from the journal, members that are credentials are None.

        Raises:
            ESignError: A call failed.
            JournalError: The key is another plan's (`PlanChangedError`), or another worker has it (`RunBusyError`).
        """
        plan = recorded(flow, journal, key, self._context, self._base_url, accept_orphans=accept_orphans)
        return cast("T", await self._runner.run(plan))

    async def run_with_response(self, flow: Flow[T]) -> WithResponse[T]:
        """Carry out a flow and return its result with status, headers and request ids.

        Args:
            flow: What to do.

        Returns:
            The result and the responses.

        Raises:
            ESignError: A call failed.
        """
        from esignkit.runners.with_response import WithResponse  # as above

        context, responses = self._observed()
        return WithResponse(await cast("AsyncRunner", self._runner).run(flow, context), responses)

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, QueryValue] | None = None,
        json: JSON = None,
        headers: Mapping[str, str] | None = None,
        repeat: RepeatName = "never",
        options: CallOptions | None = None,
    ) -> JSON:
        """Make a call that has no method of its own yet.

        Args:
            method: HTTP method.
            path: Path below the base URL, percent-encoded.
            query: Query parameters; `None` values are left out.
            json: What to send, as JSON; None for no body.
            headers: Further headers.
            repeat: Whether it may be sent again after a lost response: `never`, `idempotent` or `read`.
            options: Options of this call.

        Returns:
            The response as JSON; None when it has no body.

        Raises:
            ESignError: The call failed.
            ValueError: The method, the path, a header or the query cannot be sent; nothing was.
        """
        return await self.run(
            raw_call(method, self._context.provider.raw_path(path), query, json, headers, repeat, options)
        )

    async def aclose(self) -> None:
        """Close the connections. Running calls in this event loop end with an error; closing twice is allowed."""
        if not self._variant:
            await self._connections.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
