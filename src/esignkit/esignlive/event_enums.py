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
    CLICK_TO_SIGN = "Click To Sign"
    CLICK_TO_INITIAL = "Click To Initial"
    CAPTURE_SIGNATURE = "Capture Signature"
    CONFIRM = "Confirm"
    DOWNLOAD = "Download"
    DOWNLOAD_ZIP = "Download Zip"
    FORM_FIELD = "Form Field"
    LOGIN = "Login"
    VIEW = "View"
    OPT_OUT = "Opt Out"
    DECLINE = "Decline"
    SIGNING_SESSION_FOR_RECIPIENT = "Signing Session For Recipient"


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
    PACKAGE_ACTIVATE = "PACKAGE_ACTIVATE"
    PACKAGE_DEACTIVATE = "PACKAGE_DEACTIVATE"
    PACKAGE_READY_FOR_COMPLETE = "PACKAGE_READY_FOR_COMPLETE"
    PACKAGE_COMPLETE = "PACKAGE_COMPLETE"
    PACKAGE_TRASH = "PACKAGE_TRASH"
    PACKAGE_RESTORE = "PACKAGE_RESTORE"
    PACKAGE_DELETE = "PACKAGE_DELETE"
    PACKAGE_DECLINE = "PACKAGE_DECLINE"
    PACKAGE_EXPIRE = "PACKAGE_EXPIRE"
    PACKAGE_OPT_OUT = "PACKAGE_OPT_OUT"
    PACKAGE_ATTACHMENT = "PACKAGE_ATTACHMENT"
    PACKAGE_ARCHIVE = "PACKAGE_ARCHIVE"
    TEMPLATE_CREATE = "TEMPLATE_CREATE"
    SIGNER_COMPLETE = "SIGNER_COMPLETE"
    SIGNER_LOCKED = "SIGNER_LOCKED"
    DOCUMENT_SIGNED = "DOCUMENT_SIGNED"
    DOCUMENT_VIEWED = "DOCUMENT_VIEWED"
    ROLE_REASSIGN = "ROLE_REASSIGN"
    EMAIL_BOUNCE = "EMAIL_BOUNCE"
    KBA_FAILURE = "KBA_FAILURE"
    COBROWSE_REQUEST = "COBROWSE_REQUEST"


class BounceType(OpenEnum):
    """Why a mail came back."""

    BOUNCE = "BOUNCE"
    COMPLAINT = "COMPLAINT"
    OOTO = "OOTO"
    UNKNOWN = "UNKNOWN"


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
    TRANSACTION = "TRANSACTION"
    ACCOUNT = "ACCOUNT"
