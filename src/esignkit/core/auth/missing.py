"""No credential: for clients that make only calls without authentication."""

from __future__ import annotations

from esignkit.core.auth.base import Authorization
from esignkit.core.flow import Steps
from esignkit.core.value_objects import Shown, define, field
from esignkit.errors import ConfigurationError
from esignkit.types import Secret

__all__ = ["NoCredential"]


@define(eq=False, repr=False)
class NoCredential(Shown):
    """Refuse every call that needs a credential, before anything is sent.

    Args:
        message: The error text; it tells how to give a credential.
    """

    message: str
    renewable: bool = field(default=False, init=False)

    def authorize(self, now: float, deadline: float, refused: Secret | None = None) -> Steps[Authorization]:
        """Refuse.

        Raises:
            ConfigurationError: There is no credential.
        """
        yield from ()  # needs no step of its own, but is a flow like the others
        raise ConfigurationError(self.message)
