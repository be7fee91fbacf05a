"""Tokens and sessions: `client.authentication_tokens` and `client.sessions`."""

from __future__ import annotations

from esignkit.core.codec import read
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.flow import Steps
from esignkit.core.operation import Operation, Repeat
from esignkit.errors import OutcomeUnknownError
from esignkit.esignlive.models.session import AuthenticationToken, Session, SessionToken
from esignkit.types import CallOptions, Secret

__all__ = ["AuthenticationTokens", "Sessions"]


class AuthenticationTokens(Resource[Mode]):
    """Tokens that open a session."""

    @property
    def plan(self) -> AuthenticationTokens[Plan]:
        """The same calls as values, not carried out."""
        return AuthenticationTokens(PLANNER)

    @endpoint
    def create_user_token(self, *, options: CallOptions | None = None) -> Operation[AuthenticationToken]:
        """Make a token for the user whose credentials the client has; it opens one session within 30 minutes.

        Args:
            options: Options of this call.

        Returns:
            The token, in `value`.

        Raises:
            ApiError: The service refused.

        HTTP: `POST /authenticationTokens/user`
        Source: eSignLive section 1.4
        """
        return Operation(
            "authentication_tokens.create_user_token",
            "POST",
            "/authenticationTokens/user",
            read(AuthenticationToken),
            repeat=Repeat.READ,  # each try makes a fresh token
            options=options,
        )


class Sessions(Resource[Mode]):
    """Sessions, and whom the credentials belong to."""

    @property
    def plan(self) -> Sessions[Plan]:
        """The same calls as values, not carried out."""
        return Sessions(PLANNER)

    @endpoint
    def current(self, *, options: CallOptions | None = None) -> Operation[Session]:
        """Tell whom the credentials belong to: the cheapest way to find out whether they are good.

        Args:
            options: Options of this call.

        Returns:
            The session of the caller.

        Raises:
            AuthenticationError: The credentials are refused.

        HTTP: `GET /session`
        Source: eSignLive section 1.4
        """
        return Operation("sessions.current", "GET", "/session", read(Session), options=options)

    @endpoint
    def from_user_token(
        self, token: str | Secret | AuthenticationToken, *, options: CallOptions | None = None
    ) -> Operation[SessionToken]:
        """Exchange a user's authentication token for a session; the token is used up by it.

        Args:
            token: What `authentication_tokens.create_user_token()` gave, or its value.
            options: Options of this call.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            OutcomeUnknownError: The answer was lost and the token may be used up: make another.
            ApiError: The service refused the token.

        HTTP: `GET {host root}/auth?authenticationToken=…`
        Source: eSignLive section 1.4
        """
        value = token.value or "" if isinstance(token, AuthenticationToken) else token
        return Operation(
            "sessions.from_user_token",
            "GET",
            "/auth",
            read(SessionToken),
            query={"authenticationToken": Secret(value)},
            repeat=Repeat.NEVER,
            authenticated=False,
            at_root=True,
            options=options,
        )

    @endpoint
    def start(self, *, options: CallOptions | None = None) -> Steps[SessionToken]:
        """Open a session for the user whose credentials the client has: a token, then its exchange.

        A lost answer to the exchange uses the token up, so one more is made then.

        Args:
            options: Options of each of the calls.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            ApiError: The service refused.

        HTTP: `POST /authenticationTokens/user`, `GET {host root}/auth?authenticationToken=…`
        Source: eSignLive section 1.4
        """
        tokens: AuthenticationTokens[Plan] = AuthenticationTokens(PLANNER)
        token = yield from tokens.create_user_token(options=options)
        try:
            return (yield from self.plan.from_user_token(token, options=options))
        except OutcomeUnknownError:
            token = yield from tokens.create_user_token(options=options)
            return (yield from self.plan.from_user_token(token, options=options))
