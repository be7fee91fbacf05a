"""The sync and async clients of Ignisign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Generic, Self

from esignkit.core.auth import Auth, Token
from esignkit.core.endpoint import Async, Mode, Runner, Sync, part
from esignkit.core.retry import RetryPolicy
from esignkit.ignisign.applications import Application, UserInvitations
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.enums import ApplicationEnvironment
from esignkit.ignisign.settings import ApiVersion, TokenProvider, resolve, variables
from esignkit.ignisign.signature_profiles import SignatureProfiles
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.v4 import V4
from esignkit.ignisign.webhooks import Webhooks
from esignkit.runners.client import AsyncClient, Client, HTTPClient, SyncClient
from esignkit.runners.http_clients import SendsAsync, SendsSync
from esignkit.types import Secret

if TYPE_CHECKING:
    from esignkit.core.hooks import CallObserver

__all__ = ["AsyncIgnisign", "Ignisign"]


class _Resources(Generic[Mode]):
    """What the API is made of, in the client's mode."""

    _runner: Runner

    @part
    def signature_profiles(self) -> SignatureProfiles[Mode]:
        """Signature profiles: how requests are signed."""
        return SignatureProfiles(self._runner)

    @part
    def signature_requests(self) -> SignatureRequests[Mode]:
        """Signature requests: drafts, published and completed ones."""
        return SignatureRequests(self._runner)

    @part
    def documents(self) -> Documents[Mode]:
        """Documents of signature requests, their originals and their proofs."""
        return Documents(self._runner)

    @part
    def signers(self) -> Signers[Mode]:
        """The people who sign."""
        return Signers(self._runner)

    @part
    def webhooks(self) -> Webhooks[Mode]:
        """Notifications: where they go, what was sent, and whether a delivery is Ignisign's."""
        return Webhooks(self._runner)

    @part
    def application(self) -> Application[Mode]:
        """The application itself."""
        return Application(self._runner)

    @part
    def user_invitations(self) -> UserInvitations[Mode]:
        """The people who are invited to work on the application."""
        return UserInvitations(self._runner)

    @part
    def v4(self) -> V4[Mode]:
        """Calls that version 4 of the API has and version 3 lacks."""
        return V4(self._runner)


class _Ignisign(_Resources[Mode], Client[HTTPClient]):
    """What the blocking and the awaiting client share: how they are made."""

    def __init__(
        self,
        *,
        app_id: str | None = None,
        app_env: ApplicationEnvironment | str | None = None,
        app_secret: str | Secret | None = None,
        token: str | Secret | Token | TokenProvider | None = None,
        auth: Auth | None = None,
        base_url: str | None = None,
        api_version: ApiVersion | None = None,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> None:
        """Name the application and give one credential.

        Args:
            app_id: The application, `appId_…`.
            app_env: Its environment: `DEVELOPMENT`, `STAGING` or `PRODUCTION`. There is no default.
            app_secret: The application's key; it is exchanged for a token, which is renewed before it ends.
            token: A bearer token that is sent as it is (such as a key that begins with `skv2_`, which also names
                application and environment), or a function that returns one; on the async client it may be a coroutine
                function. Beside `app_secret`, a token that it was exchanged for before: it is used until its end or
                until it is refused, then renewed.
            auth: Another way to sign in.
            base_url: Another server, such as a sandbox; without it calls go to `https://api.ignisign.io`. A version at
                its end (`/v3`, `/v4`) is taken as `api_version`.
            api_version: Prefix of the paths, `v3` or `v4`; when nothing says it, `v4` with a key that begins with
                `skv2_` and `v3` with anything else.
            timeout: Total timeout of a call in seconds.
            retry: Retry policy, for calls that are safe to retry.
            http_client: Your own `httpx.Client` (or `httpx2.Client`), or for the async client your own
                `httpx.AsyncClient` (or `httpx2.AsyncClient`); it stays yours to close.
            max_connections: How many calls may be under way at once.
            trust_env: Whether proxies and certificates of the environment are used.
            hooks: Functions of yours that are told of each request: `Hooks(on_request=…)`, or `OpenTelemetry()`.

        Raises:
            ConfigurationError: Application, environment or credentials are missing, or contradict each other.
        """
        app_secret = Secret(app_secret) if isinstance(app_secret, str) else app_secret
        token = Secret(token) if isinstance(token, str) else token
        settings = resolve(
            type(self).__name__,
            app_id=app_id,
            app_env=app_env,
            app_secret=app_secret,
            token=token,
            auth=auth,
            base_url=base_url,
            api_version=api_version,
            timeout=timeout,
            retry=retry,
        )
        super().__init__(
            settings, http_client=http_client, max_connections=max_connections, trust_env=trust_env, hooks=hooks
        )

    @classmethod
    def from_env(
        cls,
        env: Mapping[str, str] | None = None,
        *,
        api_version: ApiVersion | None = None,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> Self:
        """Make a client from `IGNISIGN_APP_ID`, `_APP_ENV`, `_APP_SECRET` or `_TOKEN`, `_BASE_URL` and `_API_VERSION`.

        With both `_APP_SECRET` and `_TOKEN`, the token is used as long as it is good.

        Args:
            env: Variables to read in place of the process's own.
            api_version: Prefix of the paths, `v3` or `v4`, in place of the variable.
            timeout: Total timeout of a call in seconds.
            retry: Retry policy, for calls that are safe to retry.
            http_client: A client of your own in place of ours.
            max_connections: Maximum number of concurrent connections.
            trust_env: Whether proxies and certificates of the environment are used.
            hooks: Functions of yours that are told of each request: `Hooks(on_request=…)`, or `OpenTelemetry()`.

        Raises:
            ConfigurationError: Something is missing, or contradicts the rest.
        """
        arguments = variables(env)
        del env
        if api_version is not None:
            arguments["api_version"] = api_version
        return cls(
            **arguments,
            timeout=timeout,
            retry=retry,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
            hooks=hooks,
        )


class Ignisign(_Ignisign[Sync, SendsSync], SyncClient):
    """A blocking client for Ignisign; safe to share between threads."""


class AsyncIgnisign(_Ignisign[Async, SendsAsync], AsyncClient):
    """An awaiting client for Ignisign, for asyncio and trio; safe to share between tasks."""
