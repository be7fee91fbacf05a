"""A token that is fetched when needed. One caller at a time renews it, in threads and in tasks."""

from __future__ import annotations

import copy
from collections.abc import Callable

from esignkit.core.auth.base import Authorization, NotPicklable, header_value
from esignkit.core.flow import Call, Locked, SendFailed, Steps
from esignkit.core.suggestions import with_suggestions
from esignkit.core.value_objects import Shown, Value, define, field, frozen
from esignkit.errors import AuthenticationError, DeadlineExceededError, ESignError
from esignkit.types import Secret

__all__ = ["RenewableToken", "Token", "call_provider"]


@with_suggestions
@frozen(eq=False, repr=False)
class Token(Value):
    """A token and its lifetime.

    `lifetime` is in seconds from when it was fetched; None when it is not known.
    """

    value: Secret = field(converter=Secret)
    """The token; never shown."""
    lifetime: float | None = None
    """Seconds that it lives from now; None when that is not known."""


@define(eq=False, repr=False)
class RenewableToken(Shown, NotPicklable):
    """Fetch a token with a flow, keep it until shortly before it expires, and fetch a new one when it is refused.

    Args:
        fetch: Makes the flow that fetches a token.
        header: Header name.
        prefix: Text before the token, such as `Bearer `.
        per_call: Ask for a token before every exchange and keep none.
        name: What to call the token in errors.
        account: What tells the account from others that sign in in this way; None where that is not known.
    """

    fetch: Callable[[], Steps[Token]] = field(repr=False)
    header: str = "authorization"
    prefix: str = "Bearer "
    per_call: bool = False
    name: str = "the token"
    account: Secret | None = field(default=None, repr=False)
    renewable: bool = field(default=True, init=False)
    _token: Secret | None = field(default=None, init=False, repr=False)
    _expires_at: float | None = field(default=None, init=False, repr=False)
    _generation: int = field(default=0, init=False, repr=False)
    _failure: Exception | None = field(default=None, init=False, repr=False)
    _ready: Authorization | None = field(default=None, init=False, repr=False)

    def identity(self) -> Secret | None:
        """Return what tells the account from others; None where it is not known."""
        return self.account

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        """Return the header, fetching a token first when there is no valid one."""
        if self.per_call:
            token = (yield from self.fetch()).value
        elif (current := self._valid_token(now, refused)) is not None:
            token = current
        else:
            token = yield Locked(self, self._renew(self._generation, now, refused), deadline)
        return self._authorization(token)

    def ready(self, now: float, refused: Secret | None = None) -> Authorization | None:
        """Return the header when there is a valid token already."""
        token = None if self.per_call else self._valid_token(now, refused)
        if token is None:
            return None
        ready = self._ready
        if ready is None or ready.token is not token:
            ready = self._ready = self._authorization(token)
        return ready

    def _authorization(self, token: Secret) -> Authorization:
        value = self.prefix.encode("ascii") + header_value(self.name, token.reveal())
        return Authorization(((self.header.encode("ascii"), value),), token)

    def _valid_token(self, now: float, refused: Secret | None) -> Secret | None:
        token = self._token
        if token is None or token == refused:
            return None
        return None if self._expires_at is not None and now >= self._expires_at else token

    def _renew(self, generation: int, now: float, refused: Secret | None) -> Steps[Secret]:
        # Runs under the lock. A cancelled leader leaves the generation alone, so the next one waiting takes over.
        if self._generation != generation:
            if self._failure is not None:  # everybody who waited gets the failure, each a copy
                raise copy.copy(self._failure)
            if (current := self._valid_token(now, refused)) is not None:
                return current
        try:
            token = yield from self.fetch()
            header_value(self.name, token.value.reveal())
        except DeadlineExceededError:  # only this call's time is up; the next one waiting has its own
            raise
        except ESignError as error:
            self._failure = copy.copy(error)  # a copy: no traceback, so no frames are kept alive
            self._generation += 1
            raise
        self._token = token.value
        self._expires_at = None
        if token.lifetime is not None:
            self._expires_at = now + token.lifetime - min(60.0, 0.1 * token.lifetime)
        self._failure = None
        self._generation += 1
        return token.value


def call_provider(provider: Callable[[], object], name: str) -> Steps[Token]:
    """Ask a token provider of the caller's, plain or a coroutine function.

    Raises:
        AuthenticationError: It raised, or did not return text. The error names the class of what it raised.
    """
    try:
        value = yield Call(provider)
    except (ESignError, SendFailed, TypeError):
        raise
    except Exception as error:
        msg = f"{name}: the token provider raised {type(error).__name__}"
        raise AuthenticationError(msg) from error
    if isinstance(value, Token):
        return value
    if not isinstance(value, str | Secret):
        msg = f"{name}: the token provider returned {type(value).__name__}; it must return the token as text"
        raise AuthenticationError(msg)
    return Token(Secret(value))
