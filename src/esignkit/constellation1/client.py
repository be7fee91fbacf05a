"""The two clients of Constellation1 eSign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Generic, Self

from esignkit.constellation1.groups import Groups
from esignkit.constellation1.sessions import Sessions
from esignkit.constellation1.settings import Environment, TokenProvider, from_environment, resolve
from esignkit.constellation1.signers import Signers
from esignkit.constellation1.tokens import Tokens
from esignkit.constellation1.users import Users
from esignkit.constellation1.wire_format import DatesForm, FileBytesForm, MergeFieldsForm, ReturnUrlName
from esignkit.core.auth import Auth
from esignkit.core.endpoint import Async, Mode, Runner, Sync, part
from esignkit.core.retry import RetryPolicy
from esignkit.runners.client import AsyncClient, Client, HTTPClient, SyncClient
from esignkit.runners.http_clients import SendsAsync, SendsSync
from esignkit.types import Secret

if TYPE_CHECKING:
    from esignkit.core.hooks import CallObserver

__all__ = ["AsyncConstellation1", "Constellation1"]


class _Resources(Generic[Mode]):
    """The parts of the API."""

    _runner: Runner

    @part
    def sessions(self) -> Sessions[Mode]:
        """Signing sessions."""
        return Sessions(self._runner)

    @part
    def signers(self) -> Signers[Mode]:
        """The signers of sessions: invitations, changes, and the files they upload."""
        return Signers(self._runner)

    @part
    def users(self) -> Users[Mode]:
        """Users."""
        return Users(self._runner)

    @part
    def groups(self) -> Groups[Mode]:
        """Users of groups."""
        return Groups(self._runner)

    @part
    def tokens(self) -> Tokens[Mode]:
        """Tokens, for those who need one of their own."""
        return Tokens(self._runner)


class _Constellation1(_Resources[Mode], Client[HTTPClient]):
    """What the blocking and the awaiting client share: how they are made."""

    def __init__(
        self,
        *,
        api_key: str | Secret | None = None,
        salt: str | Secret | None = None,
        token: str | Secret | TokenProvider | None = None,
        auth: Auth | None = None,
        username: str | None = None,
        environment: Environment | str | None = None,
        base_url: str | None = None,
        file_bytes: FileBytesForm = "integers",
        merge_fields: MergeFieldsForm = "object",
        dates: DatesForm = "dotnet",
        return_url_name: ReturnUrlName = "returnUrl",
        auth_method_numbers: Mapping[str, int] | None = None,
        token_life: float = 0.0,
        keep_encrypted_key: bool = True,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> None:
        """Give one credential and one server.

        An API key with a salt is turned into tokens by the documented calls, a new token before every call, as the
        documentation advises; `token_life` keeps each for some seconds instead, which saves a round trip per call. A
        token that is refused is replaced once, and the call repeated. Without a credential only the calls of `tokens`
        can be made, which need none; the others are refused before anything is sent.

        Args:
            api_key: API key of the integration account; goes with `salt`.
            salt: Letters and digits of your choice, with which the key is encrypted.
            token: An encrypted token, or a function that gives one and is asked before each call; on the async client
                it may be a coroutine function.
            auth: A strategy of your own.
            username: User name (e-mail address) of the sessions' owner, for calls that do not name one.
            environment: `production` or `stage`.
            base_url: URL of another server, with or without `/rest` at its end.
            file_bytes: How documents are sent: `integers` (3.6 bytes for each byte, as the vendor's example does) or
                `base64` (1.3).
            merge_fields: How merge fields are sent: a plain `object`, or an `array` of keys and values.
            dates: How dates are sent: `dotnet` (`/Date(…)/`, as the vendor's example does) or `iso`.
            return_url_name: How `sessions.start` spells its query parameter: `returnUrl` or `returnURL`.
            auth_method_numbers: The service's numbers for authentication methods, by name; names are sent without it.
                They are read back by it, too.
            token_life: Seconds that a token made from the API key is kept; 0 makes one for every call.
            keep_encrypted_key: Whether the encrypted API key is kept, or made anew for each token.
            timeout: Seconds a call may take in all, its token, retries and waiting included.
            retry: Retry policy, for calls that are safe to retry.
            http_client: A client of your own in place of ours: an `httpx.Client`, or for the async client an
                `httpx.AsyncClient`.
            max_connections: Maximum number of concurrent connections.
            trust_env: Whether proxies and certificates of the environment are used.
            hooks: Functions of yours that are told of each request: `Hooks(on_request=…)`, or `OpenTelemetry()`.

        Raises:
            ConfigurationError: No server or several, or several credentials.
        """
        settings = resolve(
            type(self).__name__,
            api_key=api_key,
            salt=salt,
            token=token,
            auth=auth,
            username=username,
            environment=environment,
            base_url=base_url,
            file_bytes=file_bytes,
            merge_fields=merge_fields,
            dates=dates,
            return_url_name=return_url_name,
            auth_method_numbers=auth_method_numbers,
            token_life=token_life,
            keep_encrypted_key=keep_encrypted_key,
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
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        http_client: HTTPClient | None = None,
        max_connections: int | None = None,
        trust_env: bool = True,
        hooks: CallObserver | Sequence[CallObserver] | None = None,
    ) -> Self:
        """Make a client from environment variables.

        `CONSTELLATION1_API_KEY` and `CONSTELLATION1_SALT`, or `CONSTELLATION1_TOKEN`;
        `CONSTELLATION1_USERNAME`; `CONSTELLATION1_ENVIRONMENT` or `CONSTELLATION1_BASE_URL`; where the defaults do
        not fit, `CONSTELLATION1_FILE_BYTES`, `CONSTELLATION1_MERGE_FIELDS`, `CONSTELLATION1_DATES` and
        `CONSTELLATION1_RETURN_URL_NAME`.

        Args:
            env: The variables; the process's own when left out.
            timeout: Total timeout of a call in seconds.
            retry: Retry policy, for calls that are safe to retry.
            http_client: A client of your own in place of ours.
            max_connections: Maximum number of concurrent connections.
            trust_env: Whether proxies and certificates of the environment are used.
            hooks: Functions of yours that are told of each request: `Hooks(on_request=…)`, or `OpenTelemetry()`.

        Raises:
            ConfigurationError: A server or a credential is missing, or there are several.
        """
        return cls(
            **from_environment(cls.__name__, env),
            timeout=timeout,
            retry=retry,
            http_client=http_client,
            max_connections=max_connections,
            trust_env=trust_env,
            hooks=hooks,
        )


class Constellation1(_Constellation1[Sync, SendsSync], SyncClient):
    """A blocking client of Constellation1 eSign; safe to share between threads."""


class AsyncConstellation1(_Constellation1[Async, SendsAsync], AsyncClient):
    """An awaiting client of Constellation1 eSign, for asyncio and trio; safe to share between tasks."""
