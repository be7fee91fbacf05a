"""Values about the people of a package and the users of an account."""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "AuthScheme",
    "KbaStatus",
    "MemberType",
    "NotificationMethod",
    "RoleType",
    "SenderStatus",
    "SenderType",
    "SignerType",
    "SpecialType",
]


class RoleType(OpenEnum):
    """Who fills a role: somebody who signs, or the sender."""

    SIGNER = "SIGNER"
    """Somebody who signs."""
    SENDER = "SENDER"
    """The sender of the package."""


class SignerType(OpenEnum):
    """What kind of person or group signs."""

    ACCOUNT_SENDER = "ACCOUNT_SENDER"
    """A sender of the account."""
    EXTERNAL_SENDER = "EXTERNAL_SENDER"
    """A sender from outside the account, as the name says."""
    EXTERNAL_SIGNER = "EXTERNAL_SIGNER"
    """A person from outside the account."""
    GROUP_SIGNER = "GROUP_SIGNER"
    """A group of the account."""
    AD_HOC_GROUP_SIGNER = "AD_HOC_GROUP_SIGNER"
    """A group made for one package; its e-mail address ends in `@adhoc.groups.e-signlive.com`."""
    THIRD_PARTY_SIGNER = "THIRD_PARTY_SIGNER"
    """A third party. The documentation does not say more."""


class SpecialType(OpenEnum):
    """A special office of a user or role."""

    NOTARY = "NOTARY"
    """Somebody who acts as a notary."""


class NotificationMethod(OpenEnum):
    """How a signer is told; SMS needs a phone number."""

    EMAIL = "EMAIL"
    """By e-mail."""
    SMS = "SMS"
    """By text message, to the signer's `phone`."""


class AuthScheme(OpenEnum):
    """How a signer proves who they are. `NONE` is by e-mail alone."""

    NONE = "NONE"
    """By the link in the e-mail alone."""
    CHALLENGE = "CHALLENGE"
    """By answers to questions."""
    SMS = "SMS"
    """By a passcode in a text message."""
    QASMS = "QASMS"
    """By answers to questions and a passcode in a text message."""
    SSO = "SSO"
    """By single sign-on."""
    KBA = "KBA"
    """By questions that Equifax or LexisNexis ask about the person."""
    PROVIDER = "PROVIDER"
    """By an external provider, as the name says."""
    SAA = "SAA"
    """Not explained by the documentation."""
    ID_VERIFICATION = "ID_VERIFICATION"
    """By a workflow of identity verification."""


class KbaStatus(OpenEnum):
    """State of knowledge-based authentication."""

    NOT_YET_ATTEMPTED = "NOT_YET_ATTEMPTED"
    """The signer has not tried yet."""
    PASSED = "PASSED"
    """The signer has passed."""
    FAILED = "FAILED"
    """The signer has failed."""
    INVALID_SIGNER = "INVALID_SIGNER"
    """The signer is invalid, as the name says."""
    UPDATED = "UPDATED"
    """The signer's data were updated, as the name says."""
    LOCKED = "LOCKED"
    """The signer is locked out."""


class SenderType(OpenEnum):
    """Rank of a sender in the account."""

    REGULAR = "REGULAR"
    """An ordinary sender."""
    MANAGER = "MANAGER"
    """A sender who manages the account."""


class SenderStatus(OpenEnum):
    """State of a sender in the account."""

    INVITED = "INVITED"
    """Invited, and not active yet."""
    ACTIVE = "ACTIVE"
    """A sender who may log in."""
    LOCKED = "LOCKED"
    """Locked out."""


class MemberType(OpenEnum):
    """Rank of a member in a group."""

    REGULAR = "REGULAR"
    """An ordinary member."""
    MANAGER = "MANAGER"
    """A member who manages the group."""
    SIGNER = "SIGNER"
    """A member who signs, as the name says."""
    AD_HOC_GROUP_MEMBER = "AD_HOC_GROUP_MEMBER"
    """A member of a group that was made for one package."""
