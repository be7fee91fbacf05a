"""The clients of eSignLive."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from esignkit.core.endpoint import Async, Mode, Sync
from esignkit.esignlive.resources import Resources
from esignkit.esignlive.settings import Environment, TokenProvider, resolve, variables
from esignkit.runners.client import AsyncClient, Client, HTTPClient, SyncClient
from esignkit.runners.http_clients import SendsAsync, SendsSync

if TYPE_CHECKING:
    from esignkit.core.auth import Auth
    from esignkit.core.hooks import CallObserver
    from esignkit.core.retry import RetryPolicy
    from esignkit.esignlive.auth import ClientApp, OAuthClient
    from esignkit.types import Secret

__all__ = ["AsyncESignLive", "ESignLive"]


class _ESignLive(Resources[Mode], Client[HTTPClient]):
    """What the blocking and the awaiting client share: how they are made."""

    def __init__(
        self,
        *,
        api_key: str | Secret | None = None,
        session_id: str | Secret | None = None,
        client_app: ClientApp | None = None,
        oauth: OAuthClient | None = None,
        token: str | Secret | TokenProvider | None = None,
        auth: Auth | None = None,
        environment: Environment | str | None = None,
        base_url: str | None = None,
        api_version: str | None = None,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        client_request_ids: bool | Callable[[], str] = True,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> None:
        """Give one credential and name one server.

        Args:
            api_key: The key that the account page shows; it is sent as it is, after `Basic `.
            session_id: An open session (`sessions.start()` opens one); sent as the cookie `ESIGNLIVE_SESSION_ID`.
            client_app: A client app of the account; its tokens are fetched and renewed for you.
            oauth: An OAuth 2.0 client, for accounts that are set to it; its tokens are fetched and renewed for you.
            token: A bearer token, or a function that gives one for each call; on the async client it may be a
                coroutine function.
            auth: A way of your own to sign in.
            environment: Name of the server, such as `us2-sandbox`. A key is good for exactly one.
            base_url: The server's address in place of its name, with or without `/api`.
            api_version: Version of the API to ask for, such as `11.68.0`; without it, the server's own.
            timeout: Seconds a call may take in all, retries included; files get more by their size.
            retry: Retry policy, for calls that are safe to retry.
            client_request_ids: Whether each call that creates a package puts an id of its own into the package's
                `data`, as `esignkitRequestId` beside what you put there: with it `find_out()` tells what a call made
                whose response was lost. A function gives ids of yours. Without, bodies go out exactly as you said them.
            http_client: An `httpx.Client` of yours to send with; an `httpx.AsyncClient` for the async client.
            max_connections: Maximum number of concurrent connections.
            trust_env: Whether proxies and certificates of the environment are used.
            hooks: Functions of yours that are told of each request: `Hooks(on_request=…)`, or `OpenTelemetry()`.

        Raises:
            ConfigurationError: No server or several, no credential or several, or one that cannot be right.
        """
        settings = resolve(
            type(self).__name__,
            api_key=api_key,
            session_id=session_id,
            client_app=client_app,
            oauth=oauth,
            token=token,
            auth=auth,
            environment=environment,
            base_url=base_url,
            api_version=api_version,
            timeout=timeout,
            retry=retry,
            client_request_ids=client_request_ids,
        )
        super().__init__(
            settings, http_client=http_client, max_connections=max_connections, trust_env=trust_env, hooks=hooks
        )

    @classmethod
    def from_env(
        cls,
        env: Mapping[str, str] | None = None,
        *,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> Self:
        """Make a client from environment variables.

        Args:
            env: Variables to read in place of the process's own: `ESIGNLIVE_API_KEY`, `ESIGNLIVE_SESSION_ID`,
                `ESIGNLIVE_CLIENT_APP_ID` and `_SECRET` (and `_EMAIL`), or `ESIGNLIVE_OAUTH_CLIENT_ID` and `_SECRET`
                (and `ESIGNLIVE_OAUTH_TOKEN_URL`); and `ESIGNLIVE_ENVIRONMENT` or `ESIGNLIVE_BASE_URL`.
                `ESIGNLIVE_CLIENT_REQUEST_IDS` switches these ids `on` or `off`; without it they are on.
            timeout: Total timeout of a call in seconds.
            retry: Retry policy, for calls that are safe to retry.
            http_client: A client of your own in place of ours.
            max_connections: Maximum number of concurrent connections.
            trust_env: Whether proxies and certificates of the environment are used.
            hooks: Functions of yours that are told of each request: `Hooks(on_request=…)`, or `OpenTelemetry()`.

        Raises:
            ConfigurationError: One of them is missing, or two contradict each other.
        """
        return cls(
            **variables(env),
            timeout=timeout,
            retry=retry,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
            hooks=hooks,
        )


class ESignLive(_ESignLive[Sync, SendsSync], SyncClient):
    """Client of eSignLive (OneSpan Sign) that blocks.

    Give one credential and name one server. Safe to share between threads.
    """


class AsyncESignLive(_ESignLive[Async, SendsAsync], AsyncClient):
    """Client of eSignLive (OneSpan Sign) whose calls are awaited, on asyncio or trio.

    Give one credential and name one server. Safe to share between tasks, and to use in several event loops.
    """
