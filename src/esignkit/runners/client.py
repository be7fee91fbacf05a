"""The base of the clients: what runs plans, makes raw calls, and is opened and closed."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Generic, Literal, NoReturn, Protocol, Self, TypeVar, cast

import attrs

from esignkit.core.endpoint import Runner
from esignkit.core.exchange import AnswerInfo, Context
from esignkit.core.flow import Flow
from esignkit.core.kinds import checked
from esignkit.core.operation import Json, Operation, Repeat
from esignkit.core.options import check_count, check_mapping, check_options, check_text
from esignkit.core.readers import open_json
from esignkit.core.redaction import guard
from esignkit.core.settings import Settings
from esignkit.core.value import Value
from esignkit.runners.connections import refuse_mode
from esignkit.runners.sync import SyncRunner, make_context
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.types import JSON, CallOptions, QueryValue

__all__ = ["Answered", "AsyncClient", "SendsAsync", "SendsSync", "SyncClient"]

T = TypeVar("T")
RepeatName = Literal["never", "idempotent", "read"]


class SendsSync(Protocol):
    """What an HTTP client of the caller's must offer: `httpx.Client` and `httpx2.Client` do."""

    @property
    def build_request(self) -> Callable[..., object]:
        """Make a request."""
        ...

    @property
    def send(self) -> Callable[..., object]:
        """Send it."""
        ...

    def close(self) -> None:
        """Close the client; never called by this SDK."""
        ...


class SendsAsync(Protocol):
    """The same for awaiting: `httpx.AsyncClient` and `httpx2.AsyncClient` do."""

    @property
    def build_request(self) -> Callable[..., object]:
        """Make a request."""
        ...

    @property
    def send(self) -> Callable[..., Awaitable[object]]:
        """Send it."""
        ...

    async def aclose(self) -> None:
        """Close the client; never called by this SDK."""
        ...


@attrs.frozen(eq=False, repr=False)
class Answered(Value, Generic[T]):
    """A result with what came beside it.

    Attributes:
        value: The result.
        answers: Every answer on the way to it, in order: retries, log-ins and further steps included.
    """

    value: T
    answers: list[AnswerInfo] = attrs.field(repr=False)

    @property
    def answer(self) -> AnswerInfo:
        """The last answer: status, headers, request id.

        Raises:
            LookupError: No call was made.
        """
        if not self.answers:
            msg = "no call was made, so there is no answer"
            raise LookupError(msg)
        return self.answers[-1]


class _Client:
    """What is the same in both modes."""

    _runner: Runner
    _context: Context
    _variant: bool = False
    _base_url: str = ""

    def __init_subclass__(cls) -> None:
        """Keep the credentials that a client is given out of the tracebacks of its errors."""
        super().__init_subclass__()
        for name in ("__init__", "from_env", "with_options"):
            found = cls.__dict__.get(name)
            if isinstance(found, classmethod):
                made = cast("classmethod[Any, Any, Any]", found)
                setattr(cls, name, classmethod(guard(made.__func__)))
            elif found is not None:
                setattr(cls, name, guard(found))

    def __repr__(self) -> str:
        version = self._context.values.get("api")  # where each path begins with one
        return f"<{type(self).__name__} at {self._base_url}{f'/{version}' if version else ''}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        msg = f"{type(self).__name__} holds connections and credentials and is not pickled; pickle its plans instead"
        raise TypeError(msg)

    def _with(self, runner: Runner, context: Context) -> Self:
        """Return the same client with another runner; resources that hold the old one are left out."""
        cls = type(self)
        new = cls.__new__(cls)
        for name, value in self.__dict__.items():
            if not isinstance(getattr(cls, name, None), functools.cached_property):
                new.__dict__[name] = value
        new._runner, new._context, new._variant = runner, context, True
        return new

    def _changed(self, timeout: float | None, attempts: int | None, headers: Mapping[str, str] | None) -> Context:
        old = self._context.options or {}
        options: CallOptions = {**old}
        if timeout is not None:
            options["timeout"] = timeout
        if attempts is not None:
            options["attempts"] = attempts
        if headers is not None:
            options["extra_headers"] = _merged(old.get("extra_headers", {}), headers)
        check_options(options)
        return attrs.evolve(self._context, options=options)

    def _observed(self) -> tuple[Context, list[AnswerInfo]]:
        answers: list[AnswerInfo] = []
        return attrs.evolve(self._context, observe=answers.append), answers


@checked
def _raw_call(
    method: str,
    path: str,
    query: Mapping[str, QueryValue] | None,
    json: JSON,
    headers: Mapping[str, str] | None,
    repeat: RepeatName,
    options: CallOptions | None,
) -> Operation[JSON]:
    check_text(method, "method")
    check_text(path, "path")
    if not path.startswith("/") or any(ord(c) <= 32 or ord(c) >= 127 or c in "?#\\" for c in path):
        msg = "path begins with / below the base URL, is percent-encoded, and has no query (that is query=)"
        raise ValueError(msg)
    if any(segment in (".", "..") for segment in path.lower().replace("%2e", ".").split("/")):
        msg = "path has dots for a segment, which would lead somewhere else"
        raise ValueError(msg)
    if not method.isascii() or not method.isalpha() or method.upper() == "CONNECT":
        msg = "method is an HTTP method, such as GET"
        raise ValueError(msg)
    check_options(options or {})
    together: CallOptions = {**(options or {})}
    if headers:
        together["extra_headers"] = _merged(together.get("extra_headers", {}), headers)
    if query:  # what callers add to a call is checked, and kept out of errors, in one way
        together["extra_query"] = {**query, **together.get("extra_query", {})}
    check_options(together)
    return Operation(
        "request",
        method.upper(),
        path,
        open_json,
        body=None if json is None else Json(json),
        repeat=Repeat(repeat),
        options=together or None,
    )


def _merged(old: Mapping[str, str], new: Mapping[str, str]) -> Mapping[str, str]:
    """Return headers of both; of one that is in both, whatever the case of its name, the new one.

    Raises:
        TypeError: They are no mapping.
    """
    check_mapping(new, "headers")
    kept = {name: value for name, value in old.items() if name.lower() not in {str(one).lower() for one in new}}
    return {**kept, **new}


def _check_connections(most: object) -> None:
    if most is not None:
        check_count(most, "max_connections", "connections, 1 or more", "give 1 or more, or leave it out")


class SyncClient(_Client):
    """Base of the blocking clients. Threads may share one.

    Args:
        settings: The service and how to sign in to it.
        http_client: An `httpx.Client` of the caller's, used in place of connections of our own. Its default headers
            are sent; its cookies, its auth and its redirects are not used. It is not closed by this client.
        max_connections: Connections open at most at a time (20 when not given).
        trust_env: Whether proxies and certificate files named in the environment are used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: SendsSync | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
    ) -> None:
        if http_client is not None:
            refuse_mode(http_client, "sync")
        _check_connections(max_connections)
        self._base_url = settings.base_url
        self._connections = SyncConnections(
            settings.base_url,
            settings.root_url,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
        )
        self._context = make_context(settings)
        self._runner: Runner = SyncRunner(self._connections, self._context)

    def run(self, flow: Flow[T]) -> T:
        """Carry out a plan, an operation, a list or a generator of steps.

        Args:
            flow: What to do.

        Returns:
            Its result.

        Raises:
            ESignError: A call failed.
        """
        return cast("SyncRunner", self._runner).run(flow)

    def run_with_answer(self, flow: Flow[T]) -> Answered[T]:
        """Carry out a flow and return its result with status, headers and request ids.

        Args:
            flow: What to do.

        Returns:
            The result and the answers.

        Raises:
            ESignError: A call failed.
        """
        context, answers = self._observed()
        return Answered(cast("SyncRunner", self._runner).run(flow, context), answers)

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
            repeat: Whether it may be sent again after a lost answer: `never`, `idempotent` or `read`.
            options: Options of this call.

        Returns:
            The answer as JSON; None when it has no body.

        Raises:
            ESignError: The call failed.
            ValueError: The method, the path, a header or the query cannot be sent; nothing was.
        """
        return self.run(_raw_call(method, self._context.provider.raw_path(path), query, json, headers, repeat, options))

    def with_options(
        self,
        *,
        timeout: float | None = None,
        attempts: int | None = None,
        headers: Mapping[str, str] | None = None,
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
        context = self._changed(timeout, attempts, headers)
        return self._with(SyncRunner(self._connections, context), context)

    def close(self) -> None:
        """Close the connections. Calls under way in other threads end with an error; closing twice is fine."""
        if not self._variant:
            self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Client):
    """Base of the awaiting clients, for asyncio and trio. Tasks may share one.

    Args:
        settings: The service and how to sign in to it.
        http_client: An `httpx.AsyncClient` of the caller's, used in place of connections of our own. Its default
            headers are sent; its cookies, its auth and its redirects are not used. It is not closed by this client.
        max_connections: Connections open at most at a time (100 when not given).
        trust_env: Whether proxies and certificate files named in the environment are used.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        http_client: SendsAsync | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
    ) -> None:
        from esignkit.runners.aio import AsyncRunner
        from esignkit.runners.aio_exchange import AsyncConnections

        if http_client is not None:
            refuse_mode(http_client, "async")
        _check_connections(max_connections)
        self._base_url = settings.base_url
        self._connections = AsyncConnections(
            settings.base_url,
            settings.root_url,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
        )
        self._context = make_context(settings)
        self._runner: Runner = AsyncRunner(self._connections, self._context)

    async def run(self, flow: Flow[T]) -> T:
        """Carry out a plan, an operation, a list or a generator of steps.

        Args:
            flow: What to do.

        Returns:
            Its result.

        Raises:
            ESignError: A call failed.
        """
        return cast("T", await self._runner.run(flow))

    async def run_with_answer(self, flow: Flow[T]) -> Answered[T]:
        """Carry out a flow and return its result with status, headers and request ids.

        Args:
            flow: What to do.

        Returns:
            The result and the answers.

        Raises:
            ESignError: A call failed.
        """
        from esignkit.runners.aio import AsyncRunner

        context, answers = self._observed()
        return Answered(await cast("AsyncRunner", self._runner).run(flow, context), answers)

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
            repeat: Whether it may be sent again after a lost answer: `never`, `idempotent` or `read`.
            options: Options of this call.

        Returns:
            The answer as JSON; None when it has no body.

        Raises:
            ESignError: The call failed.
            ValueError: The method, the path, a header or the query cannot be sent; nothing was.
        """
        return await self.run(
            _raw_call(method, self._context.provider.raw_path(path), query, json, headers, repeat, options)
        )

    def with_options(
        self,
        *,
        timeout: float | None = None,
        attempts: int | None = None,
        headers: Mapping[str, str] | None = None,
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
        from esignkit.runners.aio import AsyncRunner

        context = self._changed(timeout, attempts, headers)
        return self._with(AsyncRunner(self._connections, context), context)

    async def aclose(self) -> None:
        """Close the connections. Calls under way in this event loop end with an error; closing twice is fine."""
        if not self._variant:
            await self._connections.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
