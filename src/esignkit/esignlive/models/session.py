"""Tokens and sessions, and whom signers can ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from esignkit.core.deserialization import Later
from esignkit.core.field_specifiers import always, several
from esignkit.core.model import model
from esignkit.esignlive.models.account import DelegationUser
from esignkit.esignlive.models.user import User
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON, Secret

if TYPE_CHECKING:
    from esignkit.esignlive.models.company import AccountInfo

__all__ = ["AuthenticationToken", "Session", "SessionFields", "SessionToken", "SupportInformation"]


@model
class SessionFields(EslModel):
    """Values that a signer's session carries."""

    fields: dict[str, JSON] | None = None
    """Texts by name, which the session of the signer carries."""


@model
class AuthenticationToken(EslModel):
    """A token that opens a session; `repr` hides its value."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"value"})

    package_id: str = always()
    """Id of the package that the token is for; None for a user's token."""
    signer_id: str | None = None
    """Id of the signer; None for other kinds of token."""
    session_fields: SessionFields | None = None
    """Values that the signer's session carries."""
    value: Secret = always()
    """The token, good for 30 minutes unless the account says otherwise; `repr` hides it."""


@model
class SessionToken(EslModel):
    """An open session: what the cookie `ESIGNLIVE_SESSION_ID` holds. `repr` hides it."""

    SECRETS: ClassVar[frozenset[str]] = frozenset({"session_token"})

    session_token: Secret = always()
    """Value of the cookie `ESIGNLIVE_SESSION_ID`; a credential, so `repr` hides it."""


@model
class SupportInformation(EslModel):
    """Whom signers can ask."""

    email: str | None = None
    """E-mail address of the support."""
    phone: str | None = None
    """Phone number of the support."""


@model
class Session(EslModel):
    """Who the credentials belong to. `features` are what the account can do, by the service's own names."""

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {
        "account": Later("esignkit.esignlive.models.company", "AccountInfo")
    }

    user: User | None = None
    """The user who is logged in."""
    account: AccountInfo | None = None
    """The account of the user."""
    packages: list[str] = several()
    """Ids of the packages of the session."""
    delegation_user: DelegationUser | None = None
    """The delegation that the session runs under, if any."""
    in_person: bool | None = None
    """Whether it is a session of in-person signing."""
    restricted: bool | None = None
    """Whether the session is restricted. The documentation does not say how."""
    certificate_signing: bool | None = None
    """Whether the account may sign with certificates."""
    login_session_timeout: int | None = None
    """How long a session without activity lives; the account setting of that name is in milliseconds."""
    features: dict[str, JSON] | None = None
    """Features of the account by the service's names; true is on."""
    support: SupportInformation | None = None
    """Whom signers can ask."""
