"""Values of the audit trail, of callbacks and of account settings. All open, like those in `enums`."""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "AdminSetting",
    "AuditEventType",
    "AuditTargetType",
    "BounceType",
    "CallbackEventName",
    "ConnectorOrigin",
    "InAppReportType",
]


class AuditEventType(OpenEnum):
    """What was done, in the audit trail's words."""

    ACCEPT = "Accept"
    """A document was accepted."""
    CLICK_TO_SIGN = "Click To Sign"
    """A signature was made by a click."""
    CLICK_TO_INITIAL = "Click To Initial"
    """Initials were made by a click."""
    CAPTURE_SIGNATURE = "Capture Signature"
    """A signature was drawn."""
    CONFIRM = "Confirm"
    """Signing was confirmed."""
    DOWNLOAD = "Download"
    """A document was downloaded."""
    DOWNLOAD_ZIP = "Download Zip"
    """Documents were downloaded as a zip file."""
    FORM_FIELD = "Form Field"
    """A field was filled in."""
    LOGIN = "Login"
    """Somebody logged in."""
    VIEW = "View"
    """A document was looked at."""
    OPT_OUT = "Opt Out"
    """A signer has refused to sign electronically."""
    DECLINE = "Decline"
    """A signer has declined to sign."""
    SIGNING_SESSION_FOR_RECIPIENT = "Signing Session For Recipient"
    """A signing session was opened for a recipient."""


class AuditTargetType(OpenEnum):
    """What it was done to."""

    DOCUMENT = "Document"
    PACKAGE = "Package"
    AUTH_METHOD = "AuthMethod"
    ACCOUNT = "Account"
    CHALLENGE = "CHALLENGE"
    SMS = "SMS"
    SSO = "SSO"
    EMAIL_LINK = "EMAIL_LINK"
    KNOWLEDGE_BASED_AUTHENTICATION = "Knowledge Based Authentication"


class CallbackEventName(OpenEnum):
    """What the service tells a callback."""

    PACKAGE_CREATE = "PACKAGE_CREATE"
    """A package was created."""
    PACKAGE_ACTIVATE = "PACKAGE_ACTIVATE"
    """A package was sent."""
    PACKAGE_DEACTIVATE = "PACKAGE_DEACTIVATE"
    """A sent package has become a draft again."""
    PACKAGE_READY_FOR_COMPLETE = "PACKAGE_READY_FOR_COMPLETE"
    """A package is signed, and waits for its owner to complete it."""
    PACKAGE_COMPLETE = "PACKAGE_COMPLETE"
    """A package was completed."""
    PACKAGE_TRASH = "PACKAGE_TRASH"
    """A package was put into the bin."""
    PACKAGE_RESTORE = "PACKAGE_RESTORE"
    """A package was taken out of the bin."""
    PACKAGE_DELETE = "PACKAGE_DELETE"
    """A package was deleted."""
    PACKAGE_DECLINE = "PACKAGE_DECLINE"
    """A signer has declined; `message` is the reason."""
    PACKAGE_EXPIRE = "PACKAGE_EXPIRE"
    """A package has expired."""
    PACKAGE_OPT_OUT = "PACKAGE_OPT_OUT"
    """A signer has refused to sign electronically; `message` is the reason."""
    PACKAGE_ATTACHMENT = "PACKAGE_ATTACHMENT"
    """A signer has attached a file; `message` is its name."""
    PACKAGE_ARCHIVE = "PACKAGE_ARCHIVE"
    """A package was archived."""
    TEMPLATE_CREATE = "TEMPLATE_CREATE"
    """A template was created."""
    SIGNER_COMPLETE = "SIGNER_COMPLETE"
    """A signer is done."""
    SIGNER_LOCKED = "SIGNER_LOCKED"
    """A signer was locked out."""
    DOCUMENT_SIGNED = "DOCUMENT_SIGNED"
    """A document was signed; `document_id` says which."""
    DOCUMENT_VIEWED = "DOCUMENT_VIEWED"
    """A document was looked at; `document_id` says which."""
    ROLE_REASSIGN = "ROLE_REASSIGN"
    """A signer has handed the role on; `new_role_id` is the new one."""
    EMAIL_BOUNCE = "EMAIL_BOUNCE"
    """An e-mail came back; `message` is the `BounceType`."""
    KBA_FAILURE = "KBA_FAILURE"
    """A signer has failed knowledge-based authentication."""
    COBROWSE_REQUEST = "COBROWSE_REQUEST"
    """A signer asks for help."""


class BounceType(OpenEnum):
    """Why a mail came back."""

    BOUNCE = "BOUNCE"
    """It could not be delivered."""
    COMPLAINT = "COMPLAINT"
    """The recipient has complained about it."""
    OOTO = "OOTO"
    """The recipient is out of the office."""
    UNKNOWN = "UNKNOWN"
    """For another reason."""


class ConnectorOrigin(OpenEnum):
    """Where a connector's callbacks come from."""

    DYNAMICS = "dynamics"
    DYNAMICS_2011 = "dynamics2011"
    DYNAMICS_2013 = "dynamics2013"
    DYNAMICS_2015 = "dynamics2015"
    SHAREPOINT = "sharepoint"
    SHAREPOINT_2010 = "sharepoint2010"
    SHAREPOINT_2013 = "sharepoint2013"
    SALESFORCE_OAUTH2 = "salesforceOauth2"


class AdminSetting(OpenEnum):
    """Settings of an account that administrators read and change."""

    SIGNING_LOGOS = "signingLogos"
    SIGNING_UI_OPTIONS = "signingUiOptions"
    CHOOSE_SIGNATURE = "chooseSignature"
    ACCOUNT_SETTINGS = "accountSettings"
    PACKAGE_SETTINGS = "packageSettings"
    FEATURE_SETTINGS = "featureSettings"
    DESIGNER_SETTINGS = "designerSettings"
    EMAIL_REMINDER_SETTINGS = "emailReminderSettings"
    ATTACHMENTS_WHITELIST = "attachmentsWhitelist"
    ATTACHMENTS_BLACKLIST = "attachmentsBlacklist"
    LIMIT_SUPPORTED_LANGUAGES = "limitSupportedLanguages"
    SYSTEM_SETTINGS = "systemSettings"
    SIGNATURE_LAYOUT = "signatureLayout"


class InAppReportType(OpenEnum):
    """Which of the reports that the service makes ready."""

    ALL = "ALL"
    """Reports of both kinds; the service's default."""
    TRANSACTION = "TRANSACTION"
    """Reports on packages."""
    ACCOUNT = "ACCOUNT"
    """Reports on the account."""
