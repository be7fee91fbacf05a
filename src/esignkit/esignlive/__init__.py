"""eSignLive (Silanis, OneSpan Sign): clients, models, values. Nothing is loaded before it is named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.esignlive.client import AsyncESignLive, ESignLive
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
    from esignkit.esignlive.errors import BulkSendFailed, PackageEndedError
    from esignkit.esignlive.models.auth import (
        Auth,
        Challenge,
        IdvWorkflow,
        KbaSignerInformation,
        KnowledgeBasedAuthentication,
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
    from esignkit.esignlive.models.document import (
        Approval,
        Document,
        ExtractAnchor,
        Field,
        FieldValidation,
        ImprintField,
        Page,
    )
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
    from esignkit.esignlive.models.role import (
        AttachmentFile,
        AttachmentRequirement,
        Delivery,
        EmailMessage,
        NotificationMethods,
        Role,
        Signer,
    )
    from esignkit.esignlive.models.session import AuthenticationToken, Session, SessionFields, SessionToken
    from esignkit.esignlive.models.user import (
        Address,
        External,
        Group,
        GroupMember,
        Membership,
        Sender,
        TextualSignature,
        Translation,
        User,
        UserCustomField,
        UserSignature,
    )
    from esignkit.esignlive.packages import Packages
    from esignkit.esignlive.roles import Roles
    from esignkit.esignlive.sessions import AuthenticationTokens, Sessions
    from esignkit.esignlive.settings import ENVIRONMENTS, Environment, TokenProvider

__all__ = [
    "ENVIRONMENTS",
    "Address",
    "Alert",
    "AlertSeverity",
    "AnchorPoint",
    "Approval",
    "AsyncESignLive",
    "AttachmentFile",
    "AttachmentRequirement",
    "AttachmentStatus",
    "Auth",
    "AuthScheme",
    "AuthenticationToken",
    "AuthenticationTokens",
    "BrandingBar",
    "BulkSendError",
    "BulkSendFailed",
    "CeremonyCompleteEvent",
    "CeremonyEvents",
    "CeremonySettings",
    "CeremonyStyle",
    "Challenge",
    "Condition",
    "Delivery",
    "Document",
    "DocumentToolbarOptions",
    "Documents",
    "ESignLive",
    "EmailMessage",
    "Environment",
    "External",
    "ExtractAnchor",
    "ExtractionType",
    "Field",
    "FieldBinding",
    "FieldSubtype",
    "FieldType",
    "FieldValidation",
    "GlobalActions",
    "Group",
    "GroupMember",
    "HandOver",
    "HandOverParameter",
    "IdvWorkflow",
    "ImprintField",
    "IntegrationConnector",
    "IntegrationFrameworkWorkflow",
    "KbaSignerInformation",
    "KbaStatus",
    "KnowledgeBasedAuthentication",
    "Layout",
    "LayoutHeader",
    "Logo",
    "MemberType",
    "Membership",
    "Message",
    "MessageStatus",
    "NotificationMethod",
    "NotificationMethods",
    "Overview",
    "Package",
    "PackageEndedError",
    "PackageLimits",
    "PackageQuery",
    "PackageSettings",
    "PackageStatus",
    "PackageType",
    "Packages",
    "Page",
    "Predefined",
    "Role",
    "RoleType",
    "Roles",
    "SearchType",
    "Sender",
    "SenderStatus",
    "SenderType",
    "Session",
    "SessionFields",
    "SessionToken",
    "Sessions",
    "SignedDocumentDelivery",
    "Signer",
    "SignerType",
    "SigningStatus",
    "SigningUrl",
    "SortDirection",
    "SortField",
    "SpecialType",
    "StyleColors",
    "TextualSignature",
    "TitleBar",
    "TokenProvider",
    "Translation",
    "User",
    "UserCustomField",
    "UserSignature",
    "Visibility",
]

_HOMES = {
    "client": "AsyncESignLive ESignLive",
    "enums": (
        "AlertSeverity AnchorPoint AttachmentStatus AuthScheme ExtractionType FieldBinding FieldSubtype "
        "FieldType HandOverParameter KbaStatus MemberType MessageStatus NotificationMethod PackageQuery "
        "PackageStatus PackageType Predefined RoleType SearchType SenderStatus SenderType SignerType "
        "SigningStatus SortDirection SortField SpecialType Visibility"
    ),
    "errors": "BulkSendFailed PackageEndedError",
    "documents": "Documents",
    "packages": "Packages",
    "roles": "Roles",
    "sessions": "AuthenticationTokens Sessions",
    "settings": "ENVIRONMENTS Environment TokenProvider",
    "models.auth": "Auth Challenge IdvWorkflow KbaSignerInformation KnowledgeBasedAuthentication",
    "models.ceremony": (
        "BrandingBar CeremonyCompleteEvent CeremonyEvents CeremonySettings CeremonyStyle "
        "DocumentToolbarOptions GlobalActions HandOver IntegrationConnector IntegrationFrameworkWorkflow "
        "Layout LayoutHeader Logo PackageSettings StyleColors TitleBar"
    ),
    "models.document": "Approval Document ExtractAnchor Field FieldValidation ImprintField Page",
    "models.package": (
        "Alert BulkSendError Condition Message Overview Package PackageLimits SignedDocumentDelivery SigningUrl"
    ),
    "models.role": "AttachmentFile AttachmentRequirement Delivery EmailMessage NotificationMethods Role Signer",
    "models.session": "AuthenticationToken Session SessionFields SessionToken",
    "models.user": (
        "Address External Group GroupMember Membership Sender TextualSignature Translation User "
        "UserCustomField UserSignature"
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
