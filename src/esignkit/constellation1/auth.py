"""Authentication with an API key and a salt, which are exchanged for short-lived tokens."""

from __future__ import annotations

from esignkit.constellation1.tokens import Tokens
from esignkit.core.auth import Token
from esignkit.core.auth.base import NotPicklable
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.flow import Steps
from esignkit.errors import AuthenticationError
from esignkit.types import Secret

__all__ = ["EncryptedToken"]


class EncryptedToken(NotPicklable):
    """Fetches tokens with an API key and a salt.

    Args:
        api_key: The API key of the integration account.
        salt: The salt to encrypt it with.
        life: Seconds that a token is kept; 0 for no longer than one call.
        keep_cipher: Whether the encrypted key is kept, or made anew for each token.
    """

    def __init__(self, api_key: Secret, salt: Secret, life: float, *, keep_cipher: bool = True) -> None:
        self._keep_cipher = keep_cipher
        self._api_key = api_key
        self._salt = salt
        self._life = life
        self._cipher: Secret | None = None

    def __call__(self) -> Steps[Token]:
        """Fetch a token; a kept cipher that is refused is made anew once."""
        tokens = Tokens[Plan](PLANNER)
        cipher = self._cipher
        if cipher is not None:
            try:
                return Token((yield from tokens.create(cipher, salt=self._salt)), self._life)
            except AuthenticationError:
                self._cipher = None
        new_cipher = yield from tokens.encrypt(self._api_key, salt=self._salt)
        token = yield from tokens.create(new_cipher, salt=self._salt)
        if self._keep_cipher:
            self._cipher = new_cipher
        return Token(token, self._life)
