"""Enumerations of an application's own settings, all open.

Source: Ignisign's published models (`ignisign-public-models`, branch `v3`).
"""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "ApiKeyStatus",
    "ApplicationStatus",
    "ApplicationType",
    "InvitationStatus",
    "SsoStatus",
    "SsoType",
    "UserRole",
]


class ApiKeyStatus(OpenEnum):
    """Whether a key can be used (version 4)."""

    ACTIVE = "ACTIVE"
    REVOCATED = "REVOCATED"


class SsoType(OpenEnum):
    """Which protocol a single sign-on speaks (version 4)."""

    OAUTH2 = "OAUTH2"
    SAML = "SAML"


class SsoStatus(OpenEnum):
    """Whether a single sign-on can be used (version 4)."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class ApplicationStatus(OpenEnum):
    """Whether an application can be used."""

    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    ARCHIVED = "ARCHIVED"
    ORG_ARCHIVED = "ORG_ARCHIVED"


class ApplicationType(OpenEnum):
    """What an application is for; each group of calls works for its own type only (version 4)."""

    SIGNATURE = "SIGNATURE"
    SEAL = "SEAL"
    LOG_CAPSULE = "LOG_CAPSULE"
    BARE_SIGNATURE = "BARE_SIGNATURE"
    WEB3 = "WEB3"
    IGNISIGN_RIGHT_DELEGATION = "IGNISIGN_RIGHT_DELEGATION"


class InvitationStatus(OpenEnum):
    """What became of an invitation to an application."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CANCELED = "CANCELED"
    """With one L, unlike a signature request's."""


class UserRole(OpenEnum):
    """What a user of the console may do in one environment of an application."""

    ADMIN = "ADMIN"
    USER = "USER"
    READER = "READER"
