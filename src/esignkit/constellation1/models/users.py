"""Users of the service, and of its groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, cast

from esignkit.constellation1.enums import UserStatus
from esignkit.constellation1.models.responses import RequestResponse
from esignkit.constellation1.wire import C1Model, fold, read_messages
from esignkit.core.codec import structure
from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.types import JSON, JSONObject, Secret

__all__ = ["GroupUserView", "User", "UserResponse", "users_of"]


@model
class User(C1Model):
    """A user of the service.

    Attributes:
        system_user_id: The service's id.
        username: E-mail address; no two users have the same.
        first_name: Given name.
        last_name: Family name.
        password: Password, encrypted with the salt that the call names; `repr` does not show it.
        company: The company.
        email_signature: Permanent signature below the user's e-mails.
        status_code: Whether the user may sign in.
        region: The region.
        subscription_types: Usually `Monthly` or `Annual`.
        time_zone_id: .NET's or Olson's name of the time zone.
        cell_number: Number of the mobile telephone.
        phone_number: Number of the telephone.
        date_format: How dates are shown.
        job_title: The job title.

    Source: Constellation1's REST documentation, Appendix B.
    """

    READ_WITH: ClassVar[str] = "users.get(system_user_id)"
    ALIASES: ClassVar[Mapping[str, str]] = {"EncryptedPassword": "password", "SubscriptionType": "subscription_types"}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})

    system_user_id: str = always()
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    password: Secret | str | None = None
    company: str | None = None
    email_signature: str | None = None
    status_code: UserStatus | None = None
    region: str | None = None
    subscription_types: JSON = None
    time_zone_id: str | None = None
    cell_number: str | None = None
    phone_number: str | None = None
    date_format: str | None = None
    job_title: str | None = None


@model
class GroupUserView(C1Model):
    """A user of a group.

    Attributes:
        system_user_id: The service's id; none on creation.
        first_name: Given name.
        last_name: Family name.
        username: E-mail address.
        password: Password, encrypted with the salt that the call names; `repr` does not show it.
        status_code: Whether the user may sign in.
        company: The company.
        region: The region.
        time_zone_id: .NET's or Olson's name of the time zone.
        user_group_id: The group.
        email_signature: Permanent signature below the user's e-mails.

    Source: Constellation1's REST documentation, Appendix B.
    """

    SECRETS: ClassVar[frozenset[str]] = frozenset({"password"})

    system_user_id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    password: Secret | str | None = None
    status_code: UserStatus | None = None
    company: str | None = None
    region: str | None = None
    time_zone_id: str | None = None
    user_group_id: str | None = None
    email_signature: str | None = None


def _read_users(value: JSON) -> list[User]:
    items = value if isinstance(value, list) else [value]
    return [structure(item, User) for item in items if item is not None]


@model
class UserResponse(RequestResponse):
    """The answer of calls about a user.

    Attributes:
        return_value: A text, where the service sends one; `repr` does not show it.
        details: The server's messages.
        users: The users.

    Source: Constellation1's REST documentation, Appendix B.
    """

    ALIASES: ClassVar[Mapping[str, str]] = {"User": "users", "UserArray": "users"}
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"details": read_messages, "users": _read_users}

    users: list[User] = several()

    @property
    def user(self) -> User | None:
        """The first user of the answer."""
        users: list[User] = getattr(self, "users", None) or []
        return users[0] if users else None


def users_of(value: JSON) -> UserResponse:
    """Read an answer about a user, also when the user stands at the top itself."""
    if isinstance(value, list):
        return structure({"Users": cast("JSON", value)}, UserResponse)
    if isinstance(value, dict) and _is_user(value):
        return structure({"Users": [value]}, UserResponse)
    return structure(value if isinstance(value, dict) else {"ReturnValue": value}, UserResponse)


def _is_user(value: JSONObject) -> bool:
    names = {name for name, item in fold(value).items() if item is not None}
    return not names & {"users", "user", "userarray"} and bool(names & {"systemuserid", "username"})
