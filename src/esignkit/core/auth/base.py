"""The interface of auth strategies."""

from __future__ import annotations

from typing import NoReturn, Protocol, runtime_checkable

from esignkit.core.flow import Steps
from esignkit.core.value_objects import Value, field, frozen
from esignkit.errors import ConfigurationError
from esignkit.types import Secret

__all__ = ["Auth", "Authorization", "Identified", "NotPicklable", "header_value"]


@frozen(eq=False, repr=False)
class Authorization(Value):
    """Headers for one exchange, and the token in them, so that a refused token is not used again."""

    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)
    """Headers that carry the credential, by lower-case name."""
    token: Secret | None = None
    """The credential itself, so that an error that echoes it is redacted."""


@runtime_checkable
class Auth(Protocol):
    """Gives each exchange its credentials.

    One that mostly needs no step for them may also have `ready(now, refused)`, which is asked first: it returns the
    headers, or None when it takes steps to have them.
    """

    @property
    def renewable(self) -> bool:
        """Whether a refused credential can be replaced by a fresh one."""
        ...

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        """Return the headers for an exchange.

        Args:
            now: The time of the monotonic clock.
            deadline: When the headers must be ready, by the same clock.
            refused: The token that the server has just refused; it is not used again.
        """
        ...


@runtime_checkable
class Identified(Protocol):
    """A way of signing in that can tell one account from another; a way of your own may have this as well."""

    def identity(self) -> Secret | None:
        """Return what stays the same for as long as the account does, such as an API key or the id of an app.

        It may be a credential: only a hash of it is ever kept. None where it is not known, as with a token that is
        another one tomorrow.
        """
        ...


class NotPicklable:
    """Base of objects that hold a credential and cannot be pickled."""

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        msg = f"{type(self).__name__} holds a credential and is not pickled; make it anew in the other process"
        raise TypeError(msg)


def header_value(name: str, value: str) -> bytes:
    """Check a credential that goes into a header.

    Raises:
        ConfigurationError: It is empty or has characters no header can carry; the text does not show the value.
    """
    if not value or value != value.strip() or not (value.isascii() and value.isprintable()):
        msg = (
            f"{name} is empty, or has blanks around it, line breaks or characters that are not ASCII; "
            "it must be sent exactly as the service issued it"
        )
        del value  # a traceback may be shown with the locals of its frames
        raise ConfigurationError(msg)
    return value.encode("ascii")
