"""Enums of eSignLive. All are open: an unknown value is kept."""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "AlertSeverity",
    "AttachmentStatus",
    "HandOverParameter",
    "MessageKey",
    "MessageStatus",
    "PackageQuery",
    "PackageStatus",
    "PackageType",
    "Predefined",
    "SearchType",
    "SigningStatus",
    "SortDirection",
    "SortField",
    "Visibility",
]


class PackageType(OpenEnum):
    """What a package is for."""

    PACKAGE = "PACKAGE"
    """Documents to be signed."""
    TEMPLATE = "TEMPLATE"
    """A package that others are made from."""
    LAYOUT = "LAYOUT"
    """The fields of one document, to be applied to other documents."""


class PackageStatus(OpenEnum):
    """Where a package is in its life."""

    DRAFT = "DRAFT"
    """Not sent yet; it can be changed."""
    SENT = "SENT"
    """With its signers."""
    COMPLETED = "COMPLETED"
    """Signed and completed."""
    ARCHIVED = "ARCHIVED"
    """Put away after its end."""
    DECLINED = "DECLINED"
    """A signer has declined to sign."""
    OPTED_OUT = "OPTED_OUT"
    """A signer has refused to sign electronically."""
    EXPIRED = "EXPIRED"
    """The date `due` passed before it was completed."""
    OVERVIEW = "OVERVIEW"
    """Named in the documentation of the drafts folder, without an explanation."""
    TRASHED = "TRASHED"
    """In reports only; elsewhere a package in the bin keeps its status and says `trashed`."""


class SigningStatus(OpenEnum):
    """How far signing has come: of a package, or of one signer or document in it.

    `INACTIVE`, `COMPLETE` and `SIGNING_COMPLETE`, names of other SDKs, are read as the wire's own words.
    """

    DRAFT = "DRAFT"
    """The package was not sent yet."""
    SIGNING_PENDING = "SIGNING_PENDING"
    """The signer or document asked about, or the whole package, is not signed yet."""
    SIGNING_COMPLETED = "SIGNING_COMPLETED"
    """The signer or document asked about, or the whole package, is signed; the package is still open."""
    COMPLETED = "COMPLETED"
    """The package is completed."""
    ARCHIVED = "ARCHIVED"
    """The package is archived."""
    DECLINED = "DECLINED"
    """A signer has declined to sign."""
    OPTED_OUT = "OPTED_OUT"
    """A signer has refused to sign electronically."""
    EXPIRED = "EXPIRED"
    """The package has expired."""
    CANCELED = "CANCELED"
    """The package was cancelled."""
    DELETED = "DELETED"
    """The package was deleted."""

    @classmethod
    def _missing_(cls, value: object) -> SigningStatus | None:
        if value == "INACTIVE":
            return cls.DRAFT
        if value == "COMPLETE":
            return cls.COMPLETED
        if value == "SIGNING_COMPLETE":
            return cls.SIGNING_COMPLETED
        return super()._missing_(value)


class Visibility(OpenEnum):
    """Who sees a template."""

    ACCOUNT = "ACCOUNT"
    """The whole account; the service's default."""
    SENDER = "SENDER"
    """The template's sender alone."""


class PackageQuery(OpenEnum):
    """The folder a list is taken from; any `PackageStatus` is accepted in its place."""

    INBOX = "inbox"
    """Packages that `predefined` chooses from."""
    DRAFTS = "drafts"
    """The caller's own packages in `DRAFT`, `DECLINED`, `EXPIRED`, `OPTED_OUT` and `OVERVIEW`."""
    TRASHED = "trashed"
    """The caller's own packages in the bin."""


class Predefined(OpenEnum):
    """Ready-made searches of the inbox."""

    AWAITING_SIGNATURE = "awaitingSignature"
    """Sent packages that the caller is to sign."""
    SENT = "sent"
    """Sent packages that the caller owns."""
    COMPLETED = "completed"
    """Completed packages."""
    EXPIRING_SOON = "expiringSoon"
    """Sent packages that expire within the days that the account's settings call soon."""
    ALL = "all"
    """The four others together."""


class SearchType(OpenEnum):
    """How `search` compares; without one, it is a wildcard search."""

    EXACT = "exact"
    """Only exact matches, as the name says."""
    EXACT_NAME = "exactname"
    """Only exact matches of the name, as it says."""


class SortField(OpenEnum):
    """What a list is sorted by."""

    CREATED = "created"
    """By date of creation."""
    COMPLETED = "completed"
    """By date of completion."""
    UPDATED = "updated"
    """By date of the last change."""
    DUE = "due"
    """By date of expiry."""
    NAME = "name"
    """By name, alphabetically."""
    STATUS = "status"
    """By status."""
    ATTRIBUTE_VALUE = "attributeValue"
    """By the value of an attribute. The documentation does not say which."""
    APPROVAL_SIGNING_DATE = "APPROVAL_SIGNING_DATE"
    """By date of signing."""


class SortDirection(OpenEnum):
    """Which way a list is sorted."""

    ASCENDING = "asc"
    """Smallest or oldest first."""
    DESCENDING = "desc"
    """Largest or newest first."""


class MessageStatus(OpenEnum):
    """State of a message."""

    NEW = "NEW"
    """Not read yet."""
    READ = "READ"
    """The message was read."""
    TRASHED = "TRASHED"
    """In the bin."""


class AttachmentStatus(OpenEnum):
    """State of a requested attachment."""

    INCOMPLETE = "INCOMPLETE"
    """No file was accepted yet."""
    REJECTED = "REJECTED"
    """The file was rejected; `comment` says why."""
    COMPLETE = "COMPLETE"
    """The file was accepted."""


class HandOverParameter(OpenEnum):
    """What the hand-over link is told."""

    PACKAGE = "PACKAGE"
    """The package is named in the address."""
    SIGNER = "SIGNER"
    """The signer is named in the address."""
    STATUS = "STATUS"
    """The status is named in the address."""


class AlertSeverity(OpenEnum):
    """How grave an alert is."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class MessageKey(OpenEnum):
    """Why the service refused a call: `error.code`. The vendor publishes no full list; what is not here survives."""

    NOT_TAGGED_DOCUMENT = "error.validation.ada.notTaggedDocument"
    """A PDF of an accessible package has no tags."""
    DOCUMENT_NOT_TAGGED_PROPERLY = "error.validation.ada.documentNotTaggedProperly"
    """A PDF of an accessible package has wrong tags."""
    ADA_DOCUMENTS_EXIST = "error.validation.ada.documentsExist"
    """`ada` cannot be changed once the package has documents."""
    SESSION_EXPIRED = "error.unauthorised.sessionExpired"
    """The session has expired."""
    NO_PERMISSION = "error.forbidden.noPermission"
    """The caller may not do that."""
    ACCOUNT_NOT_FOUND = "error.notFound.accountNotFound"
    """There is no such account."""
    USER_NOT_FOUND = "error.notFound.userNotFound"
    """There is no such user."""
    DEFAULT_CONSENT_NOT_EXIST = "error.unprocessableEntity.defaultConsent.notExist"
    """The package has no default consent."""
    I18N_CONFIGURATION_NOT_FOUND = "error.unprocessableEntity.i18nConfiguration.notFound"
    """There is no configuration of the language."""

    @property
    def family(self) -> str:
        """The part that says what kind of refusal it is: `validation`, `unauthorised`, `notFound` and so on."""
        parts = self.value.split(".")
        return parts[1] if len(parts) > 1 and parts[0] == "error" else ""
