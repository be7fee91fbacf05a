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


class FieldType(OpenEnum):
    """Kind of a field."""

    SIGNATURE = "SIGNATURE"
    """Something to sign: a signature or initials."""
    INPUT = "INPUT"
    """Something to fill in, or a label."""
    IMAGE = "IMAGE"
    """A picture, such as a QR code."""


class FieldSubtype(OpenEnum):
    """Kind of a field, more closely. `FULLNAME` is a click-to-sign signature."""

    FULLNAME = "FULLNAME"
    """A signature by a click, shown as the full name."""
    INITIALS = "INITIALS"
    """A signature by a click, shown as initials."""
    CAPTURE = "CAPTURE"
    """A signature that is drawn."""
    MOBILE_CAPTURE = "MOBILE_CAPTURE"
    """A signature that is drawn on a mobile device."""
    CHOOSE_SIGNATURE = "CHOOSE_SIGNATURE"
    """A signature whose form the signer chooses, as the name says."""
    CHOOSE_INITIALS = "CHOOSE_INITIALS"
    """Initials whose form the signer chooses, as the name says."""
    LABEL = "LABEL"
    """A text that stands there, or fills itself by its `binding`."""
    TEXTFIELD = "TEXTFIELD"
    """One line of text."""
    TEXTAREA = "TEXTAREA"
    """Several lines of text."""
    CHECKBOX = "CHECKBOX"
    """A box to tick; ticked, its value is `X`."""
    DATE = "DATE"
    """A date to fill in."""
    RADIO = "RADIO"
    """A button of a group of which one is chosen; chosen, its value is `X`."""
    LIST = "LIST"
    """A list to choose from."""
    QRCODE = "QRCODE"
    """A QR code, with `FieldType.IMAGE`."""
    CUSTOMFIELD = "CUSTOMFIELD"
    """A field that is filled with the signer's value of an account's own field."""
    SEAL = "SEAL"
    """A seal, as the name says."""
    RAW_CAPTURE = "RAW_CAPTURE"
    """A raw capture. The documentation does not say more."""
    DATEPICKER = "DATEPICKER"
    """A date that is chosen from a calendar."""


class FieldBinding(OpenEnum):
    """What a label fills itself with."""

    APPROVAL_SIGNED = "{approval.signed}"
    """The day of the signature."""
    SIGNER_NAME = "{signer.name}"
    """Full name of the signer."""
    SIGNER_TITLE = "{signer.title}"
    """Job title of the signer."""
    SIGNER_COMPANY = "{signer.company}"
    """Company that the signer works for."""


class AnchorPoint(OpenEnum):
    """The corner of the anchor text from which a field is placed."""

    TOPLEFT = "TOPLEFT"
    """The upper left corner."""
    TOPRIGHT = "TOPRIGHT"
    """The upper right corner."""
    BOTTOMLEFT = "BOTTOMLEFT"
    """The lower left corner."""
    BOTTOMRIGHT = "BOTTOMRIGHT"
    """The lower right corner."""


class ExtractionType(OpenEnum):
    """What fields of a document are made from."""

    TEXT_TAGS = "TEXT_TAGS"
    """Text tags in the document."""
    ACROFIELDS = "ACROFIELDS"
    """Form fields of the PDF."""


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
