"""Users, and where their browser begins."""

from __future__ import annotations

from esignkit.constellation1.answers import read_value
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Operation
from esignkit.types import CallOptions

__all__ = ["Users"]


class Users(Resource[Mode]):
    """Users of the service."""

    @property
    def plan(self) -> Users[Plan]:
        """The same calls as values, not carried out."""
        return Users(PLANNER)

    @endpoint
    def landing_url(self, *, options: CallOptions | None = None) -> Operation[str]:
        """Get the base of autologin URLs; `autologin_url` makes one of it.

        Args:
            options: Options of this call.

        Returns:
            The URL.

        Raises:
            AuthenticationError: The token was refused.

        HTTP: `GET /v1/landingurl`
        Source: Constellation1 section 3.3.
        """
        return Operation("users.landing_url", "GET", "/v1/landingurl", read_value, options=options)
