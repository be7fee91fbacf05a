"""The calls that turn an API key, or a password, into the token of every other call."""

from __future__ import annotations

from esignkit.constellation1.operation import Operation, Resource
from esignkit.constellation1.response_readers import ReadToken
from esignkit.core.caller_warnings import deprecated
from esignkit.core.endpoint import PLANNER, Mode, Plan, endpoint
from esignkit.types import CallOptions, Secret

__all__ = ["Tokens"]


class Tokens(Resource[Mode]):
    """Tokens: `encrypt` an API key with a salt, then `create` a token with the cipher and the same salt.

    A client that was given `api_key` and `salt` does both by itself; the calls are there for those who need a token
    of their own, as for an autologin URL.
    """

    @property
    def plan(self) -> Tokens[Plan]:
        """The same calls as values, not carried out."""
        return Tokens(PLANNER)

    @endpoint
    def encrypt(
        self, plain_text: str | Secret, *, salt: str | Secret, options: CallOptions | None = None
    ) -> Operation[Secret]:
        """Encrypt an API key or a password with a salt.

        Args:
            plain_text: What to encrypt. It travels in the path of the request, which is never logged here.
            salt: Letters and digits of your choice; the same salt goes with the cipher later.

        Returns:
            The cipher text; a credential.

        Raises:
            AuthenticationError: The service gave none.

        HTTP: `GET /v1/encrypt/{plainText}/{salt}`
        Source: Constellation1's REST documentation, EncryptString.
        """
        return Operation(
            "tokens.encrypt",
            "GET",
            "/v1/encrypt/{plainText}/{salt}",
            ReadToken(),
            {"plainText": Secret(plain_text), "salt": Secret(salt)},
            hide=("returnValue",),
            authenticated=False,
            options=options,
        )

    @endpoint
    def create(
        self, encrypted_api_key: str | Secret, *, salt: str | Secret, options: CallOptions | None = None
    ) -> Operation[Secret]:
        """Get a token, which lives for a very short time.

        Args:
            encrypted_api_key: The cipher that `encrypt` gave.
            salt: The salt it was encrypted with.

        Returns:
            The token; a credential.

        Raises:
            AuthenticationError: The key was refused.

        HTTP: `GET /v1/gettoken/{salt}`
        Source: Constellation1's REST documentation, GetToken.
        """
        return Operation(
            "tokens.create",
            "GET",
            "/v1/gettoken/{salt}",
            ReadToken(),
            {"salt": Secret(salt)},
            headers={"authorization": Secret(encrypted_api_key)},
            hide=("returnValue",),
            authenticated=False,
            options=options,
        )

    @endpoint
    @deprecated("the service means to give this call up; use create(), with an API key")
    def create_from_password(
        self, username: str, encrypted_password: str | Secret, *, salt: str | Secret, options: CallOptions | None = None
    ) -> Operation[Secret]:
        """Get a token with a user's password in place of an API key; the service means to give this call up.

        Args:
            username: User name (e-mail address).
            encrypted_password: The password, as `encrypt` gave it.
            salt: The salt it was encrypted with.

        Returns:
            The token; a credential.

        Raises:
            AuthenticationError: The password was refused.
            NotFoundError: There is no such user.

        HTTP: `GET /v1/tokenusernamepassword/{userName}/{salt}`
        Source: Constellation1's REST documentation, authentication token.
        """
        return Operation(
            "tokens.create_from_password",
            "GET",
            "/v1/tokenusernamepassword/{userName}/{salt}",
            ReadToken(),
            {"userName": username, "salt": Secret(salt)},
            headers={"authorization": Secret(encrypted_password)},
            hide=("returnValue",),
            authenticated=False,
            options=options,
        )
