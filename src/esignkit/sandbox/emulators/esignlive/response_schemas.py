"""The objects in responses, by the service's names for them: the members they always have, and those never null.

Clients of the service are generated from its OpenAPI, or fail on a null: every response is completed from this table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from esignkit.sandbox.emulators.esignlive.setting_values import (
    FEATURES,
    PACKAGE_DEFAULTS,
    PASSWORDS,
    RETENTION,
    SIGNING_PAGES,
    SYSTEM,
)
from esignkit.sandbox.json_values import JSONObject, as_object, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.json_values import JSON

SINCE = "2020-01-01T00:00:00Z"
"""The creation date of the sandbox's accounts and users."""


@frozen
class Schema:
    """An object in responses."""

    always: Mapping[str, JSON]
    """The members it always has, with the value of one that nobody set."""
    never_null: tuple[str, ...] = ()
    """Members that may be absent but not null."""
    parts: Mapping[str, str] = field(factory=dict[str, str])
    """Members that are objects or lists of objects, with the schema of these."""


def _texts(names: str) -> dict[str, JSON]:
    return dict.fromkeys(names.split(), "")


def _off(names: str) -> dict[str, JSON]:
    return dict.fromkeys(names.split(), False)


def _named(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_NO_TEXTS: list[JSON] = []
_USER: Mapping[str, JSON] = {
    **_texts("id email firstName lastName name company"),
    "timezoneId": "GMT",
    "professionalIdentityFields": [],
    "userCustomFields": [],
    "specialTypes": [],
    "created": SINCE,
    "updated": SINCE,
}
_USER_PARTS = {
    "account": "Account",
    "external": "External",
    "professionalIdentityFields": "ProfessionalIdentityField",
    "userCustomFields": "UserCustomField",
}
_FIELD: Mapping[str, JSON] = {
    **_texts("id name"),
    "type": "SIGNATURE",
    "subtype": "FULLNAME",
    "page": 0,
    "extract": False,
}
_PLACE = dict.fromkeys(("characterIndex", "height", "index", "leftOffset", "topOffset", "width"), 0)

SCHEMAS: Mapping[str, Schema] = {
    # Packages
    "Package": Schema(
        {
            **_texts("id name description emailMessage"),
            **_off("autocomplete bulkSendable notarized trashed"),
            "created": SINCE,
            "updated": SINCE,
            "documents": [],
            "messages": [],
            "roles": [],
            "status": "DRAFT",
            "type": "PACKAGE",
            "visibility": "ACCOUNT",
            "sender": {},
        },
        parts={
            "documents": "Document",
            "messages": "Message",
            "roles": "Role",
            "sender": "Sender",
            "settings": "PackageSettings",
            "signedDocumentDelivery": "SignedDocumentDelivery",
        },
    ),
    "Role": Schema(
        {**_texts("id name"), "type": "SIGNER", "index": 0, "attachmentRequirements": [], "signers": []},
        ("specialTypes",),
        {"attachmentRequirements": "AttachmentRequirement", "emailMessage": "BaseMessage", "signers": "Signer"},
    ),
    "Signer": Schema(
        {**_USER, "auth": {}, "delivery": {}, "signerType": "EXTERNAL_SIGNER"},
        parts={
            **_USER_PARTS,
            "auth": "Auth",
            "delivery": "Delivery",
            "group": "Group",
            "knowledgeBasedAuthentication": "KnowledgeBasedAuthentication",
        },
    ),
    "Document": Schema(
        {
            **_texts("id name description"),
            "approvals": [],
            "extract": False,
            "extractionTypes": [],
            "fields": [],
            "index": 0,
            "pages": [],
            "size": 0,
            "tagged": False,
        },
        ("externalSigned",),
        {"approvals": "Approval", "external": "External", "fields": "Field", "pages": "Page"},
    ),
    "Approval": Schema({"role": "", "fields": []}, _named("id name tooltip"), {"fields": "Field"}),
    "ImprintField": Schema({name: value for name, value in _FIELD.items() if name != "extract"}),
    "Field": Schema(_FIELD, parts={"validation": "FieldValidation", "extractAnchor": "ExtractAnchor"}),
    "FieldValidation": Schema({"required": False}, ("disabled",)),
    "ExtractAnchor": Schema({"text": "", "anchorPoint": "TOPLEFT", **_PLACE}),
    "Page": Schema({"id": "", "index": 0, "version": 0}),
    "External": Schema(_texts("id provider")),
    "AttachmentRequirement": Schema(
        {**_texts("id name"), "required": True, "status": "INCOMPLETE"}, ("files",), {"files": "AttachmentFile"}
    ),
    "AttachmentFile": Schema({}, _named("id insertDate name preview")),
    "BaseMessage": Schema({"content": ""}),
    "Message": Schema(
        {"content": "", "created": SINCE, "documents": [], "from": {}, "status": "NEW", "to": []},
        parts={"documents": "Document", "from": "User", "to": "User"},
    ),
    "SignedDocumentDelivery": Schema(
        {"destinations": [], "excludedDocuments": []},
        parts={"destinations": "External", "excludedDocuments": "Document"},
    ),
    # Settings of a package
    "PackageSettings": Schema({"ceremony": {}}, ("integrationFrameworkWorkflows",), {"ceremony": "CeremonySettings"}),
    "CeremonySettings": Schema(
        {
            **_off(
                "ada declineButton disableDeclineOther disableDownloadForUncompletedPackage "
                "disableFirstInPersonAffidavit disableInPersonAffidavit disableOptOutOther "
                "disableSecondInPersonAffidavit enforceCaptureSignature extractAcroFields extractTextTags "
                "hideCaptureText hideLanguageDropdown hidePackageOwnerInPerson hideWatermark inPerson optOutButton"
            ),
            "declineReasons": _NO_TEXTS,
            "optOutReasons": _NO_TEXTS,
        },
        _named("leftMenuExpand defaultTimeBasedExpiry showNseHelp showNseOverview"),
        {"documentToolbarOptions": "DocumentToolbarOptions", "handOver": "Link", "layout": "LayoutOptions"}
        | {"style": "LayoutStyle"},
    ),
    "DocumentToolbarOptions": Schema({"downloadButton": True}),
    "Link": Schema(_texts("href text")),
    "LayoutOptions": Schema(
        {"iframe": False, "navigator": True}, parts={"brandingBar": "BrandingBarOptions", "header": "HeaderOptions"}
    ),
    "LayoutStyle": Schema({}, parts={"brandingBar": "Image"}),
    "BrandingBarOptions": Schema({}, parts={"logo": "Image"}),
    "Image": Schema({"src": ""}),
    "HeaderOptions": Schema(
        dict.fromkeys(("breadcrumbs", "feedback", "globalNavigation", "sessionBar"), True),
        parts={"globalActions": "GlobalActionsOptions", "titleBar": "TitleBarOptions"},
    ),
    "GlobalActionsOptions": Schema(
        {"confirm": True, "download": True, "hideEvidenceSummary": False, "saveAsLayout": True}
    ),
    "TitleBarOptions": Schema({"progressBar": True, "title": True}),
    # Signers
    "Auth": Schema({"scheme": "NONE", "challenges": []}, parts={"challenges": "AuthChallenge"}),
    "AuthChallenge": Schema({"question": "", "maskInput": False}),
    "Delivery": Schema(_off("download email provider")),
    "KnowledgeBasedAuthentication": Schema(
        {},
        ("knowledgeBasedAuthenticationStatus",),
        {
            "signerInformationForEquifaxCanada": "SignerInformationForEquifaxCanada",
            "signerInformationForEquifaxUSA": "SignerInformationForEquifaxUSA",
        },
    ),
    "SignerInformationForEquifaxCanada": Schema(_texts("city firstName lastName postalCode province streetAddress")),
    "SignerInformationForEquifaxUSA": Schema(_texts("city firstName lastName state streetAddress zip")),
    "Verification": Schema(_texts("typeId payload")),
    # Users, groups, the account
    "User": Schema(_USER, parts=_USER_PARTS),
    "Sender": Schema(
        {**_USER, "hasDelegates": False, "memberships": [], "status": "ACTIVE", "type": "REGULAR"}, parts=_USER_PARTS
    ),
    "ProfessionalIdentityField": Schema(_texts("category id name"), parts={"translations": "Translation"}),
    "UserCustomField": Schema(_texts("id name"), parts={"translations": "Translation"}),
    "CustomField": Schema(
        {**_texts("id name"), "required": False, "translations": []}, parts={"translations": "Translation"}
    ),
    "Translation": Schema({"language": ""}, _named("id name description")),
    "Group": Schema(
        {
            **_texts("id name email"),
            **_off("emailMembers reciprocalDelegation"),
            "created": SINCE,
            "updated": SINCE,
            "members": [],
        },
        parts={"account": "Account", "members": "GroupMember"},
    ),
    "GroupMember": Schema({**_texts("userId email firstName lastName"), "memberType": "REGULAR", "pending": False}),
    "AccountRole": Schema(
        {**_texts("id name description"), **_off("inherited predefined"), "permissions": [], "enabled": True}
    ),
    "Account": Schema(
        {
            **_texts("id name owner"),
            "company": {"id": "company", "name": "Sandbox"},
            "customFields": [],
            "licenses": [],
            "timezoneId": "GMT",
            "created": SINCE,
            "updated": SINCE,
        },
        parts={"company": "Company", "customFields": "CustomField"},
    ),
    "Company": Schema(_texts("id name")),
    "Callback": Schema({"events": []}, _named("key url")),
    # Settings of the account
    "DataManagementPolicy": Schema(
        {"transactionRetention": {}}, parts={"transactionRetention": "TransactionRetention"}
    ),
    "TransactionRetention": Schema(as_object(RETENTION["transactionRetention"])),
    "ExpiryTimeConfiguration": Schema({"remainingDays": 0, "maximumRemainingDays": 120}),
    "PasswordPolicy": Schema(PASSWORDS),
    "AccountFeatureSettings": Schema(FEATURES),
    "AccountPackageSettings": Schema(PACKAGE_DEFAULTS),
    "SystemSettings": Schema(SYSTEM),
    "SigningUiOptions": Schema(
        {name: {} for name in SIGNING_PAGES}, parts={name: name[0].upper() + name[1:] for name in SIGNING_PAGES}
    ),
    **{name[0].upper() + name[1:]: Schema(as_object(page)) for name, page in SIGNING_PAGES.items()},
}


def in_full(name: str, value: Mapping[str, JSON]) -> JSONObject:
    """Return an object as it is in responses: complete, and without nulls where clients refuse them.

    Args:
        name: Its schema.
        value: The members that are known.
    """
    schema = SCHEMAS[name]
    members: JSONObject = {**schema.always, **value}
    if None in members.values():
        for member in [member for member, one in members.items() if one is None]:
            if member in schema.always:
                members[member] = schema.always[member]
            elif member in schema.never_null:
                del members[member]
    for member, part in schema.parts.items():
        inner = members.get(member)
        if isinstance(inner, list):
            members[member] = [in_full(part, as_object(item)) for item in inner]
        elif inner is not None:
            members[member] = in_full(part, as_object(inner))
    if not members.get("name", True) and "firstName" in members:
        members["name"] = f"{as_text(members['firstName'])} {as_text(members['lastName'])}".strip()
    return members
