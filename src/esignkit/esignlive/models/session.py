"""Tokens and sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.codec import Later
from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.account import DelegationUser
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.schedule import SupportInformation
from esignkit.esignlive.models.user import User
from esignkit.types import JSON, Secret

if TYPE_CHECKING:
    from esignkit.esignlive.models.company import AccountInfo

__all__ = ["AuthenticationToken", "Session", "SessionFields", "SessionToken"]


@model
class SessionFields(EslModel):
    """Values that a signer's session carries."""

    fields: dict[str, JSON] | None = None


@model
class AuthenticationToken(EslModel):
    """A token that opens a session; `repr` hides its value."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"value"})

    package_id: str = always()
    signer_id: str | None = None
    session_fields: SessionFields | None = None
    value: Secret = always()


@model
class SessionToken(EslModel):
    """An open session: what the cookie `ESIGNLIVE_SESSION_ID` holds. `repr` hides it."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"session_token"})

    session_token: Secret = always()


@model
class Session(EslModel):
    """Who the credentials belong to. `features` are what the account can do, by the service's own names."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "account": Later("esignkit.esignlive.models.company", "AccountInfo")
    }

    user: User | None = None
    account: AccountInfo | None = None
    packages: list[str] = several()
    delegation_user: DelegationUser | None = None
    in_person: bool | None = None
    restricted: bool | None = None
    certificate_signing: bool | None = None
    login_session_timeout: int | None = None
    features: dict[str, JSON] | None = None
    support: SupportInformation | None = None
