"""Enums of eSignLive. All are open: an unknown value is kept."""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "AlertSeverity",
    "AnchorPoint",
    "AttachmentStatus",
    "AuthScheme",
    "ExtractionType",
    "FieldBinding",
    "FieldSubtype",
    "FieldType",
    "HandOverParameter",
    "KbaStatus",
    "MemberType",
    "MessageKey",
    "MessageStatus",
    "NotificationMethod",
    "PackageQuery",
    "PackageStatus",
    "PackageType",
    "Predefined",
    "RoleType",
    "SearchType",
    "SenderStatus",
    "SenderType",
    "SignerType",
    "SigningStatus",
    "SortDirection",
    "SortField",
    "SpecialType",
    "Visibility",
]


class PackageType(OpenEnum):
    """What a package is for."""

    PACKAGE = "PACKAGE"
    TEMPLATE = "TEMPLATE"
    LAYOUT = "LAYOUT"


class PackageStatus(OpenEnum):
    """Where a package is in its life."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    COMPLETED = "COMPLETED"
    ARCHIVED = "ARCHIVED"
    DECLINED = "DECLINED"
    OPTED_OUT = "OPTED_OUT"
    EXPIRED = "EXPIRED"
    OVERVIEW = "OVERVIEW"
    TRASHED = "TRASHED"
    """In reports only; elsewhere a package in the bin keeps its status and says `trashed`."""


class SigningStatus(OpenEnum):
    """How far signing has come: of a package, or of one signer or document in it.

    `INACTIVE`, `COMPLETE` and `SIGNING_COMPLETE`, names of other SDKs, are read as the wire's own words.
    """

    DRAFT = "DRAFT"
    SIGNING_PENDING = "SIGNING_PENDING"
    SIGNING_COMPLETED = "SIGNING_COMPLETED"
    COMPLETED = "COMPLETED"
    ARCHIVED = "ARCHIVED"
    DECLINED = "DECLINED"
    OPTED_OUT = "OPTED_OUT"
    EXPIRED = "EXPIRED"
    CANCELED = "CANCELED"
    DELETED = "DELETED"

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
    SENDER = "SENDER"


class PackageQuery(OpenEnum):
    """The folder a list is taken from; any `PackageStatus` is accepted in its place."""

    INBOX = "inbox"
    DRAFTS = "drafts"
    TRASHED = "trashed"


class Predefined(OpenEnum):
    """Ready-made searches of the inbox."""

    AWAITING_SIGNATURE = "awaitingSignature"
    SENT = "sent"
    COMPLETED = "completed"
    EXPIRING_SOON = "expiringSoon"
    ALL = "all"


class SearchType(OpenEnum):
    """How `search` compares; without one, it is a wildcard search."""

    EXACT = "exact"
    EXACT_NAME = "exactname"


class SortField(OpenEnum):
    """What a list is sorted by."""

    CREATED = "created"
    COMPLETED = "completed"
    UPDATED = "updated"
    DUE = "due"
    NAME = "name"
    STATUS = "status"
    ATTRIBUTE_VALUE = "attributeValue"
    APPROVAL_SIGNING_DATE = "APPROVAL_SIGNING_DATE"


class SortDirection(OpenEnum):
    """Which way a list is sorted."""

    ASCENDING = "asc"
    DESCENDING = "desc"


class RoleType(OpenEnum):
    """Who fills a role: somebody who signs, or the sender."""

    SIGNER = "SIGNER"
    SENDER = "SENDER"


class SignerType(OpenEnum):
    """What kind of person or group signs."""

    ACCOUNT_SENDER = "ACCOUNT_SENDER"
    EXTERNAL_SENDER = "EXTERNAL_SENDER"
    EXTERNAL_SIGNER = "EXTERNAL_SIGNER"
    GROUP_SIGNER = "GROUP_SIGNER"
    AD_HOC_GROUP_SIGNER = "AD_HOC_GROUP_SIGNER"
    THIRD_PARTY_SIGNER = "THIRD_PARTY_SIGNER"


class SpecialType(OpenEnum):
    """A special office of a user or role."""

    NOTARY = "NOTARY"


class NotificationMethod(OpenEnum):
    """How a signer is told; SMS needs a phone number."""

    EMAIL = "EMAIL"
    SMS = "SMS"


class AuthScheme(OpenEnum):
    """How a signer proves who they are. `NONE` is by e-mail alone."""

    NONE = "NONE"
    CHALLENGE = "CHALLENGE"
    SMS = "SMS"
    QASMS = "QASMS"
    SSO = "SSO"
    KBA = "KBA"
    PROVIDER = "PROVIDER"
    SAA = "SAA"
    ID_VERIFICATION = "ID_VERIFICATION"


class KbaStatus(OpenEnum):
    """State of knowledge-based authentication."""

    NOT_YET_ATTEMPTED = "NOT_YET_ATTEMPTED"
    PASSED = "PASSED"
    FAILED = "FAILED"
    INVALID_SIGNER = "INVALID_SIGNER"
    UPDATED = "UPDATED"
    LOCKED = "LOCKED"


class SenderType(OpenEnum):
    """Rank of a sender in the account."""

    REGULAR = "REGULAR"
    MANAGER = "MANAGER"


class SenderStatus(OpenEnum):
    """State of a sender in the account."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    LOCKED = "LOCKED"


class MemberType(OpenEnum):
    """Rank of a member in a group."""

    REGULAR = "REGULAR"
    MANAGER = "MANAGER"
    SIGNER = "SIGNER"
    AD_HOC_GROUP_MEMBER = "AD_HOC_GROUP_MEMBER"


class MessageStatus(OpenEnum):
    """State of a message."""

    NEW = "NEW"
    READ = "READ"
    TRASHED = "TRASHED"


class AttachmentStatus(OpenEnum):
    """State of a requested attachment."""

    INCOMPLETE = "INCOMPLETE"
    REJECTED = "REJECTED"
    COMPLETE = "COMPLETE"


class FieldType(OpenEnum):
    """Kind of a field."""

    SIGNATURE = "SIGNATURE"
    INPUT = "INPUT"
    IMAGE = "IMAGE"


class FieldSubtype(OpenEnum):
    """Kind of a field, more closely. `FULLNAME` is a click-to-sign signature."""

    FULLNAME = "FULLNAME"
    INITIALS = "INITIALS"
    CAPTURE = "CAPTURE"
    MOBILE_CAPTURE = "MOBILE_CAPTURE"
    CHOOSE_SIGNATURE = "CHOOSE_SIGNATURE"
    CHOOSE_INITIALS = "CHOOSE_INITIALS"
    LABEL = "LABEL"
    TEXTFIELD = "TEXTFIELD"
    TEXTAREA = "TEXTAREA"
    CHECKBOX = "CHECKBOX"
    DATE = "DATE"
    RADIO = "RADIO"
    LIST = "LIST"
    QRCODE = "QRCODE"
    CUSTOMFIELD = "CUSTOMFIELD"
    SEAL = "SEAL"
    RAW_CAPTURE = "RAW_CAPTURE"
    DATEPICKER = "DATEPICKER"


class FieldBinding(OpenEnum):
    """What a label fills itself with."""

    APPROVAL_SIGNED = "{approval.signed}"
    SIGNER_NAME = "{signer.name}"
    SIGNER_TITLE = "{signer.title}"
    SIGNER_COMPANY = "{signer.company}"


class AnchorPoint(OpenEnum):
    """The corner of the anchor text from which a field is placed."""

    TOPLEFT = "TOPLEFT"
    TOPRIGHT = "TOPRIGHT"
    BOTTOMLEFT = "BOTTOMLEFT"
    BOTTOMRIGHT = "BOTTOMRIGHT"


class ExtractionType(OpenEnum):
    """What fields of a document are made from."""

    TEXT_TAGS = "TEXT_TAGS"
    ACROFIELDS = "ACROFIELDS"


class HandOverParameter(OpenEnum):
    """What the hand-over link is told."""

    PACKAGE = "PACKAGE"
    SIGNER = "SIGNER"
    STATUS = "STATUS"


class AlertSeverity(OpenEnum):
    """How grave an alert is."""

    INFO = "INFO"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"


class MessageKey(OpenEnum):
    """Why the service refused a call: `error.code`. The vendor publishes no full list; what is not here survives."""

    NOT_TAGGED_DOCUMENT = "error.validation.ada.notTaggedDocument"
    DOCUMENT_NOT_TAGGED_PROPERLY = "error.validation.ada.documentNotTaggedProperly"
    ADA_DOCUMENTS_EXIST = "error.validation.ada.documentsExist"
    SESSION_EXPIRED = "error.unauthorised.sessionExpired"
    NO_PERMISSION = "error.forbidden.noPermission"
    ACCOUNT_NOT_FOUND = "error.notFound.accountNotFound"
    USER_NOT_FOUND = "error.notFound.userNotFound"
    DEFAULT_CONSENT_NOT_EXIST = "error.unprocessableEntity.defaultConsent.notExist"
    I18N_CONFIGURATION_NOT_FOUND = "error.unprocessableEntity.i18nConfiguration.notFound"

    @property
    def family(self) -> str:
        """The part that says what kind of refusal it is: `validation`, `unauthorised`, `notFound` and so on."""
        parts = self.value.split(".")
        return parts[1] if len(parts) > 1 and parts[0] == "error" else ""
