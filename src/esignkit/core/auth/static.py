"""A credential that goes into one header as it is: an API key, a session cookie, a token of the caller's."""

from __future__ import annotations

from esignkit.core.auth.base import Authorization, NotPicklable, header_value
from esignkit.core.flow import Steps
from esignkit.core.value_objects import Shown, define, field
from esignkit.types import Secret

__all__ = ["StaticHeader"]


@define(eq=False, repr=False)
class StaticHeader(Shown, NotPicklable):
    """Send `{header}: {prefix}{secret}` with every call; it cannot be renewed.

    Args:
        header: Header name.
        secret: The credential, sent verbatim.
        prefix: Text before it, such as `Basic ` or `ESIGNLIVE_SESSION_ID=`.
        name: What to call it in errors.
        lasting: Whether it stays the same for as long as the account does, as an API key does and a session does not.
    """

    header: str
    secret: Secret = field(converter=Secret)
    prefix: str = ""
    name: str = "the credential"
    lasting: bool = False
    renewable: bool = field(default=False, init=False)
    _ready: Authorization | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        header_value(self.name, self.secret.reveal())

    def identity(self) -> Secret | None:
        """Return the credential, where it tells one account from another."""
        return self.secret if self.lasting else None

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        """Return the header; needs no step of its own."""
        yield from ()  # needs no step of its own, but is a flow like the others
        return self.ready(now, refused)

    def ready(self, now: float, refused: Secret | None = None) -> Authorization:
        """Return the header."""
        ready = self._ready
        if ready is None or ready.token is not self.secret:
            value = self.prefix.encode("ascii") + header_value(self.name, self.secret.reveal())
            ready = Authorization(((self.header.lower().encode("ascii"), value),), self.secret)
            self._ready = ready
        return ready
