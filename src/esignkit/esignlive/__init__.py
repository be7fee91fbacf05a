"""eSignLive (Silanis, OneSpan Sign): clients, models, values. Nothing is loaded before it is named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.esignlive import build as build
    from esignkit.esignlive.account import Account
    from esignkit.esignlive.account_roles import AccountRoles
    from esignkit.esignlive.approvals import Approvals
    from esignkit.esignlive.attachments import Attachments
    from esignkit.esignlive.audit import Audit
    from esignkit.esignlive.auth import ClientApp, OAuthClient
    from esignkit.esignlive.callbacks import Callbacks
    from esignkit.esignlive.client import AsyncESignLive, ESignLive
    from esignkit.esignlive.custom_fields import CustomFields, UserCustomFields
    from esignkit.esignlive.data_retention import DataRetention
    from esignkit.esignlive.delegates import Delegates
    from esignkit.esignlive.document_fields import DocumentFields, ImprintFields
    from esignkit.esignlive.documents import Documents
    from esignkit.esignlive.enums import (
        AlertSeverity,
        AnchorPoint,
        AttachmentStatus,
        AuthScheme,
        ExtractionType,
        FieldBinding,
        FieldSubtype,
        FieldType,
        HandOverParameter,
        KbaStatus,
        MemberType,
        MessageKey,
        MessageStatus,
        NotificationMethod,
        PackageQuery,
        PackageStatus,
        PackageType,
        Predefined,
        RoleType,
        SearchType,
        SenderStatus,
        SenderType,
        SignerType,
        SigningStatus,
        SortDirection,
        SortField,
        SpecialType,
        Visibility,
    )
    from esignkit.esignlive.errors import (
        BulkSendErrors,
        BulkSendFailed,
        CallbackRefused,
        PackageEndedError,
        SessionExpiredError,
    )
    from esignkit.esignlive.event_enums import (
        AdminSetting,
        AuditEventType,
        AuditTargetType,
        BounceType,
        CallbackEventName,
        ConnectorOrigin,
        InAppReportType,
    )
    from esignkit.esignlive.fields import Fields
    from esignkit.esignlive.groups import Groups
    from esignkit.esignlive.models.account import (
        AccessibleAccount,
        AccountRole,
        AccountUsage,
        CustomField,
        DataManagementPolicy,
        DelegationUser,
        ExpiryTimeConfiguration,
        NotaryCommission,
        NotaryJournalEntry,
        NotarySeal,
        PasswordPolicy,
        SignatureImage,
        SubAccount,
        SubAccountApiKey,
        TransactionRetention,
        UserAccountRole,
    )
    from esignkit.esignlive.models.account_settings import (
        AccountConfiguration,
        AccountFeatureSettings,
        AccountPackageSettings,
        CompleteSummaryOptions,
        InpersonHostThankYouOptions,
        InpersonWelcomeOptions,
        NotaryHostThankYouOptions,
        NotaryWelcomeOptions,
        OverviewOptions,
        SigningUiOptions,
    )
    from esignkit.esignlive.models.attachment import AttachmentVerificationResult, DocumentInfo, SupportingDocument
    from esignkit.esignlive.models.auth import (
        Auth,
        Challenge,
        EquifaxCanadaInformation,
        EquifaxUsaInformation,
        IdvWorkflow,
        KbaSignerInformation,
        KnowledgeBasedAuthentication,
    )
    from esignkit.esignlive.models.branding import HandoverUrl, SigningLogo, SigningTheme
    from esignkit.esignlive.models.callback import (
        AttachmentAdded,
        Callback,
        CallbackEvent,
        CobrowseRequested,
        DocumentEvent,
        EmailBounced,
        PackageDeclined,
        PackageEvent,
        RoleReassigned,
        SignerEvent,
    )
    from esignkit.esignlive.models.ceremony import (
        BrandingBar,
        CeremonyCompleteEvent,
        CeremonyEvents,
        CeremonySettings,
        CeremonyStyle,
        DocumentToolbarOptions,
        GlobalActions,
        HandOver,
        IntegrationConnector,
        IntegrationFrameworkWorkflow,
        Layout,
        LayoutHeader,
        Logo,
        PackageSettings,
        StyleColors,
        TitleBar,
    )
    from esignkit.esignlive.models.company import (
        AccountInfo,
        AccountProvider,
        AccountProviders,
        CardExpiration,
        Company,
        CreditCard,
        Currency,
        CycleCount,
        License,
        LicensePlan,
        LicenseQuota,
        LicenseTransaction,
        Price,
    )
    from esignkit.esignlive.models.document import (
        Approval,
        Document,
        ExtractAnchor,
        Field,
        FieldValidation,
        ImprintField,
        Page,
    )
    from esignkit.esignlive.models.error import ErrorDetails, ErrorEntity
    from esignkit.esignlive.models.field import (
        ConditionalField,
        FieldReferences,
        FieldSummary,
        ReferencedConditions,
        ReferencedDocument,
        ReferencedField,
    )
    from esignkit.esignlive.models.in_app_report import InAppReport, InAppReportSummary
    from esignkit.esignlive.models.package import (
        Alert,
        BulkSendError,
        Condition,
        Message,
        Overview,
        Package,
        PackageLimits,
        SignedDocumentDelivery,
        SigningUrl,
    )
    from esignkit.esignlive.models.report import (
        AuditEvent,
        AuditTrail,
        CompletionReport,
        DelegationEvent,
        DelegationReport,
        DocumentCompletion,
        PackageCompletion,
        SenderCompletion,
        SenderUsage,
        SignerCompletion,
        TransactionSummary,
        UsageReport,
    )
    from esignkit.esignlive.models.role import (
        AttachmentFile,
        AttachmentRequirement,
        Delivery,
        EmailMessage,
        NotificationMethods,
        Role,
        Signer,
    )
    from esignkit.esignlive.models.schedule import (
        PackageReminder,
        PackageReminderSchedule,
        Recording,
        SupportInformation,
        ThankYouDialog,
        Verification,
        VerificationType,
        VirtualRoom,
    )
    from esignkit.esignlive.models.session import AuthenticationToken, Session, SessionFields, SessionToken
    from esignkit.esignlive.models.user import (
        Address,
        External,
        Group,
        GroupMember,
        GroupSummary,
        Membership,
        ProfessionalIdentityField,
        Sender,
        TextualSignature,
        Translation,
        User,
        UserCustomField,
        UserSignature,
    )
    from esignkit.esignlive.models.visibility import (
        ConsentMetadata,
        ConsentOwner,
        ConsentPackage,
        DocumentVisibility,
        DocumentVisibilityConfiguration,
        LocalizedConsent,
        SignedDocument,
    )
    from esignkit.esignlive.notaries import Notaries
    from esignkit.esignlive.notifications import Notifications
    from esignkit.esignlive.packages import Packages
    from esignkit.esignlive.parsing import parse_callback
    from esignkit.esignlive.reminders import Reminders
    from esignkit.esignlive.reports import Reports
    from esignkit.esignlive.roles import Roles
    from esignkit.esignlive.senders import Senders
    from esignkit.esignlive.sessions import AuthenticationTokens, Sessions
    from esignkit.esignlive.settings import ENVIRONMENTS, Environment, TokenProvider
    from esignkit.esignlive.signers import Signers, SignerVerification
    from esignkit.esignlive.supporting_documents import SupportingDocuments
    from esignkit.esignlive.templates import Layouts, Templates
    from esignkit.esignlive.urls import access_url, dashboard_page, designer_page, login_url, package_page, signing_page
    from esignkit.esignlive.virtual_rooms import VirtualRooms

__all__ = [
    "ENVIRONMENTS",
    "AccessibleAccount",
    "Account",
    "AccountConfiguration",
    "AccountFeatureSettings",
    "AccountInfo",
    "AccountPackageSettings",
    "AccountProvider",
    "AccountProviders",
    "AccountRole",
    "AccountRoles",
    "AccountUsage",
    "Address",
    "AdminSetting",
    "Alert",
    "AlertSeverity",
    "AnchorPoint",
    "Approval",
    "Approvals",
    "AsyncESignLive",
    "AttachmentAdded",
    "AttachmentFile",
    "AttachmentRequirement",
    "AttachmentStatus",
    "AttachmentVerificationResult",
    "Attachments",
    "Audit",
    "AuditEvent",
    "AuditEventType",
    "AuditTargetType",
    "AuditTrail",
    "Auth",
    "AuthScheme",
    "AuthenticationToken",
    "AuthenticationTokens",
    "BounceType",
    "BrandingBar",
    "BulkSendError",
    "BulkSendErrors",
    "BulkSendFailed",
    "Callback",
    "CallbackEvent",
    "CallbackEventName",
    "CallbackRefused",
    "Callbacks",
    "CardExpiration",
    "CeremonyCompleteEvent",
    "CeremonyEvents",
    "CeremonySettings",
    "CeremonyStyle",
    "Challenge",
    "ClientApp",
    "CobrowseRequested",
    "Company",
    "CompleteSummaryOptions",
    "CompletionReport",
    "Condition",
    "ConditionalField",
    "ConnectorOrigin",
    "ConsentMetadata",
    "ConsentOwner",
    "ConsentPackage",
    "CreditCard",
    "Currency",
    "CustomField",
    "CustomFields",
    "CycleCount",
    "DataManagementPolicy",
    "DataRetention",
    "Delegates",
    "DelegationEvent",
    "DelegationReport",
    "DelegationUser",
    "Delivery",
    "Document",
    "DocumentCompletion",
    "DocumentEvent",
    "DocumentFields",
    "DocumentInfo",
    "DocumentToolbarOptions",
    "DocumentVisibility",
    "DocumentVisibilityConfiguration",
    "Documents",
    "ESignLive",
    "EmailBounced",
    "EmailMessage",
    "Environment",
    "EquifaxCanadaInformation",
    "EquifaxUsaInformation",
    "ErrorDetails",
    "ErrorEntity",
    "ExpiryTimeConfiguration",
    "External",
    "ExtractAnchor",
    "ExtractionType",
    "Field",
    "FieldBinding",
    "FieldReferences",
    "FieldSubtype",
    "FieldSummary",
    "FieldType",
    "FieldValidation",
    "Fields",
    "GlobalActions",
    "Group",
    "GroupMember",
    "GroupSummary",
    "Groups",
    "HandOver",
    "HandOverParameter",
    "HandoverUrl",
    "IdvWorkflow",
    "ImprintField",
    "ImprintFields",
    "InAppReport",
    "InAppReportSummary",
    "InAppReportType",
    "InpersonHostThankYouOptions",
    "InpersonWelcomeOptions",
    "IntegrationConnector",
    "IntegrationFrameworkWorkflow",
    "KbaSignerInformation",
    "KbaStatus",
    "KnowledgeBasedAuthentication",
    "Layout",
    "LayoutHeader",
    "Layouts",
    "License",
    "LicensePlan",
    "LicenseQuota",
    "LicenseTransaction",
    "LocalizedConsent",
    "Logo",
    "MemberType",
    "Membership",
    "Message",
    "MessageKey",
    "MessageStatus",
    "Notaries",
    "NotaryCommission",
    "NotaryHostThankYouOptions",
    "NotaryJournalEntry",
    "NotarySeal",
    "NotaryWelcomeOptions",
    "NotificationMethod",
    "NotificationMethods",
    "Notifications",
    "OAuthClient",
    "Overview",
    "OverviewOptions",
    "Package",
    "PackageCompletion",
    "PackageDeclined",
    "PackageEndedError",
    "PackageEvent",
    "PackageLimits",
    "PackageQuery",
    "PackageReminder",
    "PackageReminderSchedule",
    "PackageSettings",
    "PackageStatus",
    "PackageType",
    "Packages",
    "Page",
    "PasswordPolicy",
    "Predefined",
    "Price",
    "ProfessionalIdentityField",
    "Recording",
    "ReferencedConditions",
    "ReferencedDocument",
    "ReferencedField",
    "Reminders",
    "Reports",
    "Role",
    "RoleReassigned",
    "RoleType",
    "Roles",
    "SearchType",
    "Sender",
    "SenderCompletion",
    "SenderStatus",
    "SenderType",
    "SenderUsage",
    "Senders",
    "Session",
    "SessionExpiredError",
    "SessionFields",
    "SessionToken",
    "Sessions",
    "SignatureImage",
    "SignedDocument",
    "SignedDocumentDelivery",
    "Signer",
    "SignerCompletion",
    "SignerEvent",
    "SignerType",
    "SignerVerification",
    "Signers",
    "SigningLogo",
    "SigningStatus",
    "SigningTheme",
    "SigningUiOptions",
    "SigningUrl",
    "SortDirection",
    "SortField",
    "SpecialType",
    "StyleColors",
    "SubAccount",
    "SubAccountApiKey",
    "SupportInformation",
    "SupportingDocument",
    "SupportingDocuments",
    "Templates",
    "TextualSignature",
    "ThankYouDialog",
    "TitleBar",
    "TokenProvider",
    "TransactionRetention",
    "TransactionSummary",
    "Translation",
    "UsageReport",
    "User",
    "UserAccountRole",
    "UserCustomField",
    "UserCustomFields",
    "UserSignature",
    "Verification",
    "VerificationType",
    "VirtualRoom",
    "VirtualRooms",
    "Visibility",
    "access_url",
    "dashboard_page",
    "designer_page",
    "login_url",
    "package_page",
    "parse_callback",
    "signing_page",
]

_HOMES = {
    "account": "Account",
    "account_roles": "AccountRoles",
    "approvals": "Approvals",
    "attachments": "Attachments",
    "audit": "Audit",
    "callbacks": "Callbacks",
    "client": "AsyncESignLive ESignLive",
    "auth": "ClientApp OAuthClient",
    "custom_fields": "CustomFields UserCustomFields",
    "data_retention": "DataRetention",
    "delegates": "Delegates",
    "document_fields": "DocumentFields ImprintFields",
    "documents": "Documents",
    "enums": (
        "AlertSeverity AnchorPoint AttachmentStatus AuthScheme ExtractionType FieldBinding FieldSubtype "
        "FieldType HandOverParameter KbaStatus MemberType MessageKey MessageStatus NotificationMethod "
        "PackageQuery PackageStatus PackageType Predefined RoleType SearchType SenderStatus SenderType "
        "SignerType SigningStatus SortDirection SortField SpecialType Visibility"
    ),
    "errors": "BulkSendErrors BulkSendFailed CallbackRefused PackageEndedError SessionExpiredError",
    "event_enums": (
        "AdminSetting AuditEventType AuditTargetType BounceType CallbackEventName ConnectorOrigin InAppReportType"
    ),
    "fields": "Fields",
    "groups": "Groups",
    "notaries": "Notaries",
    "notifications": "Notifications",
    "packages": "Packages",
    "parsing": "parse_callback",
    "reminders": "Reminders",
    "reports": "Reports",
    "roles": "Roles",
    "senders": "Senders",
    "sessions": "AuthenticationTokens Sessions",
    "settings": "ENVIRONMENTS Environment TokenProvider",
    "signers": "SignerVerification Signers",
    "supporting_documents": "SupportingDocuments",
    "templates": "Layouts Templates",
    "urls": "access_url dashboard_page designer_page login_url package_page signing_page",
    "virtual_rooms": "VirtualRooms",
    "models.account": (
        "AccessibleAccount AccountRole AccountUsage CustomField DataManagementPolicy DelegationUser "
        "ExpiryTimeConfiguration NotaryCommission NotaryJournalEntry NotarySeal PasswordPolicy SignatureImage "
        "SubAccount SubAccountApiKey TransactionRetention UserAccountRole"
    ),
    "models.account_settings": (
        "AccountConfiguration AccountFeatureSettings AccountPackageSettings CompleteSummaryOptions "
        "InpersonHostThankYouOptions InpersonWelcomeOptions NotaryHostThankYouOptions NotaryWelcomeOptions "
        "OverviewOptions SigningUiOptions"
    ),
    "models.branding": "HandoverUrl SigningLogo SigningTheme",
    "models.in_app_report": "InAppReport InAppReportSummary",
    "models.attachment": "AttachmentVerificationResult DocumentInfo SupportingDocument",
    "models.auth": (
        "Auth Challenge EquifaxCanadaInformation EquifaxUsaInformation IdvWorkflow KbaSignerInformation "
        "KnowledgeBasedAuthentication"
    ),
    "models.callback": (
        "AttachmentAdded Callback CallbackEvent CobrowseRequested DocumentEvent EmailBounced PackageDeclined "
        "PackageEvent RoleReassigned SignerEvent"
    ),
    "models.ceremony": (
        "BrandingBar CeremonyCompleteEvent CeremonyEvents CeremonySettings CeremonyStyle "
        "DocumentToolbarOptions GlobalActions HandOver IntegrationConnector IntegrationFrameworkWorkflow "
        "Layout LayoutHeader Logo PackageSettings StyleColors TitleBar"
    ),
    "models.company": (
        "AccountInfo AccountProvider AccountProviders CardExpiration Company CreditCard Currency CycleCount License "
        "LicensePlan LicenseQuota LicenseTransaction Price"
    ),
    "models.document": "Approval Document ExtractAnchor Field FieldValidation ImprintField Page",
    "models.error": "ErrorDetails ErrorEntity",
    "models.field": (
        "ConditionalField FieldReferences FieldSummary ReferencedConditions ReferencedDocument ReferencedField"
    ),
    "models.package": (
        "Alert BulkSendError Condition Message Overview Package PackageLimits SignedDocumentDelivery SigningUrl"
    ),
    "models.report": (
        "AuditEvent AuditTrail CompletionReport DelegationEvent DelegationReport DocumentCompletion "
        "PackageCompletion SenderCompletion SenderUsage SignerCompletion TransactionSummary UsageReport"
    ),
    "models.role": "AttachmentFile AttachmentRequirement Delivery EmailMessage NotificationMethods Role Signer",
    "models.schedule": (
        "PackageReminder PackageReminderSchedule Recording SupportInformation ThankYouDialog Verification "
        "VerificationType VirtualRoom"
    ),
    "models.session": "AuthenticationToken Session SessionFields SessionToken",
    "models.user": (
        "Address External Group GroupMember GroupSummary Membership ProfessionalIdentityField Sender "
        "TextualSignature Translation User UserCustomField UserSignature"
    ),
    "models.visibility": (
        "ConsentMetadata ConsentOwner ConsentPackage DocumentVisibility DocumentVisibilityConfiguration "
        "LocalizedConsent SignedDocument"
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name == "build":  # a module, not a name in one
        return import_module(f"{__name__}.build")
    home = _HOME.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "build"})
