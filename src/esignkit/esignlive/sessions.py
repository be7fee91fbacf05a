"""Tokens and sessions: `client.authentication_tokens` and `client.sessions`."""

from __future__ import annotations

from collections.abc import Mapping

from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.flow import Steps
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.response_readers import read
from esignkit.errors import OutcomeUnknownError
from esignkit.esignlive.models.session import AuthenticationToken, Session, SessionToken
from esignkit.esignlive.operation import Operation
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

        Returns:
            The token, in `value`.

        HTTP: `POST /authenticationTokens/user`
        Source: OneSpan Sign's OpenAPI 11.51, `api.authenticationTokens.user.post`.
        """
        return _token("authentication_tokens.create_user_token", "/authenticationTokens/user", None, options)

    @endpoint
    def create_sender_token(
        self, package_id: str, *, options: CallOptions | None = None
    ) -> Operation[AuthenticationToken]:
        """Make a token for the sender of a package; it opens one session within 30 minutes.

        The credentials are those of the package's owner or of a manager of the account.

        Args:
            package_id: The package.

        Returns:
            The token, in `value`.

        HTTP: `POST /authenticationTokens/sender`
        Source: OneSpan Sign's OpenAPI 11.51, `api.authenticationTokens.seender.post`.
        """
        return _token(
            "authentication_tokens.create_sender_token",
            "/authenticationTokens/sender",
            {"packageId": package_id},
            options,
        )

    @endpoint
    def create_signer_token(
        self,
        package_id: str,
        signer_id: str,
        *,
        multi_use: bool = False,
        session_fields: Mapping[str, str] | None = None,
        delegatee_id: str | None = None,
        options: CallOptions | None = None,
    ) -> Operation[AuthenticationToken]:
        """Make a token for a signer, good for 30 minutes.

        A session that it opens asks for neither passcode nor answers: proving who the signer is then is up to you.

        Args:
            package_id: A package that was sent.
            signer_id: The signer.
            multi_use: Let it open any number of sessions; otherwise it opens one.
            session_fields: Values that the session carries.
            delegatee_id: Who signs in the signer's place.

        Returns:
            The token, in `value`.

        HTTP: `POST /authenticationTokens/signer/singleUse`, or `…/multiUse`
        Source: OneSpan Sign's OpenAPI 11.51, `api.authenticationTokens.signer.singleUse.post`.
        """
        body: dict[str, object] = {"packageId": package_id, "signerId": signer_id}
        if session_fields is not None:
            body["sessionFields"] = {"fields": dict(session_fields)}
        if delegatee_id is not None:
            body["delegateeId"] = delegatee_id
        path = "/authenticationTokens/signer/multiUse" if multi_use else "/authenticationTokens/signer/singleUse"
        return _token("authentication_tokens.create_signer_token", path, body, options)


def _token(
    name: str, path: str, body: Mapping[str, object] | None, options: CallOptions | None
) -> Operation[AuthenticationToken]:
    return Operation(
        name,
        "POST",
        path,
        read(AuthenticationToken),
        body=None if body is None else Json(body),
        repeat=Repeat.READ,  # each try makes a fresh token
        hide=("value",),
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

        Returns:
            The session of the caller.

        Raises:
            AuthenticationError: The credentials are refused.

        HTTP: `GET /session`
        Source: OneSpan Sign's OpenAPI 11.51, `api.session.get`.
        """
        return Operation("sessions.current", "GET", "/session", read(Session), options=options)

    @endpoint
    def from_user_token(
        self, token: str | Secret | AuthenticationToken, *, options: CallOptions | None = None
    ) -> Operation[SessionToken]:
        """Exchange a user's authentication token for a session; the token is used up by it.

        Args:
            token: What `authentication_tokens.create_user_token()` gave, or its value.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            OutcomeUnknownError: The response was lost and the token may be used up: make another.
            ApiError: The service refused the token.

        HTTP: `GET {host root}/auth?authenticationToken=…`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _exchange("sessions.from_user_token", "authenticationToken", token, options)

    @endpoint
    def from_sender_token(
        self, token: str | Secret | AuthenticationToken, *, options: CallOptions | None = None
    ) -> Operation[SessionToken]:
        """Exchange a sender's authentication token for a session; the token is used up by it.

        Args:
            token: What `authentication_tokens.create_sender_token()` gave, or its value.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            OutcomeUnknownError: The response was lost and the token may be used up: make another.
            ApiError: The service refused the token.

        HTTP: `GET {host root}/auth?senderAuthenticationToken=…`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _exchange("sessions.from_sender_token", "senderAuthenticationToken", token, options)

    @endpoint
    def from_signer_token(
        self, token: str | Secret | AuthenticationToken, *, options: CallOptions | None = None
    ) -> Operation[SessionToken]:
        """Exchange a signer's authentication token for a session; a token for single use is used up by it.

        Args:
            token: What `authentication_tokens.create_signer_token()` gave, or its value.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            OutcomeUnknownError: The response was lost and the token may be used up: make another.
            ApiError: The service refused the token.

        HTTP: `GET {host root}/auth?signerAuthenticationToken=…`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return _exchange("sessions.from_signer_token", "signerAuthenticationToken", token, options)

    @endpoint
    def create(
        self, *, package: str | None = None, signer: str | None = None, options: CallOptions | None = None
    ) -> Operation[SessionToken]:
        """Open a session the old way: for the caller, or for a signer of a package.

        Args:
            package: The package, for a signer.
            signer: The signer.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            ValueError: Only one of package and signer was given.

        HTTP: `POST /sessions`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        if (package is None) != (signer is None):
            msg = "package= and signer= belong together; give both, or neither"
            raise ValueError(msg)
        return Operation(
            "sessions.create",
            "POST",
            "/sessions",
            read(SessionToken),
            query={"package": package, "signer": signer},
            repeat=Repeat.READ,  # each try opens a fresh session
            options=options,
        )

    @endpoint
    def sign_in(
        self, email: str, password: str | Secret, *, options: CallOptions | None = None
    ) -> Operation[SessionToken]:
        """Open a session with a user's address and password. The vendor publishes nothing about this call.

        Args:
            email: The user's address.
            password: The user's password.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        Raises:
            OutcomeUnknownError: The response was lost; nothing was sent twice.
            AuthenticationError: The service refused them.

        HTTP: `POST {host root}/a/auth`
        Source: a public tool by an engineer of OneSpan.
        """
        return Operation(
            "sessions.sign_in",
            "POST",
            "/a/auth",
            read(SessionToken),
            body=Json({"email": email, "password": Secret(password)}),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("nothing is changed by it: sign in again", orphan="a session that nobody uses"),
            authenticated=False,
            at_root=True,
            options=options,
        )

    @endpoint
    def start(self, *, options: CallOptions | None = None) -> Steps[SessionToken]:
        """Open a session for the user whose credentials the client has: a token, then its exchange.

        A lost response to the exchange uses the token up, so one more is made then.

        Returns:
            The session's token, for `ESignLive(session_id=…)`.

        HTTP: `POST /authenticationTokens/user`, `GET {host root}/auth?authenticationToken=…`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        tokens: AuthenticationTokens[Plan] = AuthenticationTokens(PLANNER)
        token = yield from tokens.create_user_token(options=options)
        try:
            return (yield from self.plan.from_user_token(token, options=options))
        except OutcomeUnknownError:
            token = yield from tokens.create_user_token(options=options)
            return (yield from self.plan.from_user_token(token, options=options))


def _exchange(
    name: str, parameter: str, token: str | Secret | AuthenticationToken, options: CallOptions | None
) -> Operation[SessionToken]:
    """Return the exchange of a token; each kind has a parameter of its own."""
    token_value = token.value if isinstance(token, AuthenticationToken) else token
    return Operation(
        name,
        "GET",
        "/auth",
        read(SessionToken),
        query={parameter: Secret(token_value)},
        repeat=Repeat.NEVER,  # a token for single use is used up, also when the response is lost
        if_lost=Reconcile("make another token: this one may be used up"),
        authenticated=False,
        at_root=True,
        options=options,
    )
