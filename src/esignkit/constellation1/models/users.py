"""Users of the service, and of its groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from esignkit.constellation1.enums import UserStatus
from esignkit.constellation1.models.responses import RequestResponse
from esignkit.constellation1.wire_format import C1Model, fold, read_messages
from esignkit.core.deserialization import structure
from esignkit.core.field_specifiers import Choice, always, choice, several
from esignkit.core.model import model
from esignkit.types import JSON, JSONObject, Secret

__all__ = ["GroupUserView", "User", "UserResponse", "users_of"]


@model
class User(C1Model):
    """A user of the service.

    Source: Constellation1's REST documentation, Appendix B.
    """

    READ_WITH: ClassVar[str] = "users.get(system_user_id)"
    ALIASES: ClassVar[Mapping[str, str]] = {"EncryptedPassword": "password", "SubscriptionType": "subscription_types"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})

    system_user_id: str = always()
    """The service's id of the user."""
    username: str | None = None
    """E-mail address of the user; no two users have the same."""
    first_name: str | None = None
    """Given name of the user."""
    last_name: str | None = None
    """Family name of the user."""
    password: Secret | str | None = None
    """Password, encrypted with the salt that the call names; `repr` hides it."""
    company: str | None = None
    """Company of the user."""
    email_signature: str | None = None
    """Permanent signature below the user's e-mails."""
    status_code: Choice[UserStatus | None, int] = choice()
    """Whether the user is active, and so may sign in."""
    region: str | None = None
    """Region of the user."""
    subscription_types: JSON = None
    """Kind of subscription, usually `Monthly` or `Annual`."""
    time_zone_id: str | None = None
    """Name of the time zone, .NET's or Olson's, such as `America/New_York`."""
    cell_number: str | None = None
    """Number of the mobile phone."""
    phone_number: str | None = None
    """Number of the phone."""
    date_format: str | None = None
    """Form in which dates are shown."""
    job_title: str | None = None
    """Job title of the user."""


@model
class GroupUserView(C1Model):
    """A user of a group.

    Source: Constellation1's REST documentation, Appendix B.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})

    system_user_id: str | None = None
    """The service's id of the user; left out on creation."""
    first_name: str | None = None
    """Given name of the user."""
    last_name: str | None = None
    """Family name of the user."""
    username: str | None = None
    """E-mail address of the user."""
    password: Secret | str | None = None
    """Password, encrypted with the salt that the call names; `repr` hides it."""
    status_code: Choice[UserStatus | None, int] = choice()
    """Whether the user is active, and so may sign in."""
    company: str | None = None
    """Company of the user."""
    region: str | None = None
    """Region of the user."""
    time_zone_id: str | None = None
    """Name of the time zone, .NET's or Olson's, such as `America/New_York`."""
    user_group_id: str | None = None
    """Id of the group."""
    email_signature: str | None = None
    """Permanent signature below the user's e-mails."""


def _read_users(value: JSON) -> list[User]:
    items = value if isinstance(value, list) else [value]
    return [structure(item, User) for item in items if item is not None]


@model
class UserResponse(RequestResponse):
    """The response of calls about a user.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {"User": "users", "UserArray": "users"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"details": read_messages, "users": _read_users}

    users: list[User] = several()
    """The users that the response names."""

    @property
    def user(self) -> User | None:
        """The first user of the response."""
        users: list[User] = getattr(self, "users", None) or []
        return users[0] if users else None


def users_of(value: JSON) -> UserResponse:
    """Read a response about a user, also when the user stands at the top itself."""
    if isinstance(value, list):
        return structure({"Users": cast("JSON", value)}, UserResponse)
    if isinstance(value, dict) and _is_user(value):
        return structure({"Users": [value]}, UserResponse)
    return structure(value if isinstance(value, dict) else {"ReturnValue": value}, UserResponse)


def _is_user(value: JSONObject) -> bool:
    names = {name for name, item in fold(value).items() if item is not None}
    return not names & {"users", "user", "userarray"} and bool(names & {"systemuserid", "username"})
