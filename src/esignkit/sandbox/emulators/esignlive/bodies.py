"""The members of the service's request bodies, and the values that some of them have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.body_members import BodyTable, email, one_of, one_of_an_open, whole_number
from esignkit.sandbox.emulators.esignlive.dates import is_date
from esignkit.sandbox.emulators.esignlive.setting_values import (
    FEATURES,
    PACKAGE_DEFAULTS,
    PASSWORDS,
    RETENTION,
    SIGNING_PAGES,
    SYSTEM,
)
from esignkit.sandbox.emulators.esignlive.webhooks import EVENTS
from esignkit.sandbox.json_values import as_object

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.body_members import ValueCheck
    from esignkit.sandbox.json_values import JSON

MAX_EMAIL = 255

_USER = (
    "id email:email firstName lastName name company title phone language:language timezoneId address:Address"
    " external:External signature:SignatureStyle professionalIdentityFields:[IdentityField]"
    " userCustomFields:[CustomField] specialTypes created updated data"
)
_DOCUMENT = (
    "id name description index status size extract extractionTypes tagged externalSigned data external:External"
    " approvals:[Approval] fields:[Field] imprintFields:[ImprintField] pages:[Page] signedHash signerVerificationToken"
    " base64Content"
)
_FIELD = (
    "id name value tooltip type:field_type subtype:subtype binding page:page left top width height extract"
    " extractAnchor:ExtractAnchor validation:Validation fontSize data"
)
_LINK = "href text title autoRedirect parameters"

SCHEMAS: dict[str, str] = {
    "Nothing": "",
    "Package": (
        "id name type:package_type status:status trashed autocomplete description emailMessage language:language"
        " timezoneId due:date created updated completed consent data sender:Sender roles:[Role] documents:[Document]"
        " messages:[Message] settings:Settings visibility:visibility notarized notaryRoleId limits:Limits"
        " signedDocumentDelivery:Delivered conditions:[Condition] alerts bulkSendable"
    ),
    "Settings": "ceremony:Ceremony integrationFrameworkWorkflows:[Workflow]",
    "Workflow": "name connector:Connector",
    "Connector": "blockchain proofEmail",
    "Ceremony": (
        "inPerson ada declineButton optOutButton disableDeclineOther disableOptOutOther"
        " disableDownloadForUncompletedPackage disableFirstInPersonAffidavit disableInPersonAffidavit"
        " disableSecondInPersonAffidavit enforceCaptureSignature hideCaptureText hideLanguageDropdown"
        " hidePackageOwnerInPerson hideWatermark defaultTimeBasedExpiry leftMenuExpand showNseHelp showNseOverview"
        " showNseLogoInIframe extractAcroFields extractTextTags optionalNavigation remoteOnlineNotarization geolocation"
        " adHocCobrowsingSigner timestampOnSignature signNotaryJournal maxAuthFailsAllowed fontSize remainingDays"
        " maximumRemainingDays maxAttachmentFiles declineReasons optOutReasons documentToolbarOptions:Toolbar"
        " events:Events handOver:Link layout:Layout style:Styles"
    ),
    "Toolbar": "downloadButton",
    "Events": "complete:Complete",
    "Complete": "dialog redirect",
    "Link": _LINK,
    "Layout": "iframe navigator brandingBar:BrandingBar footer header:Header",
    "BrandingBar": "logo:Image",
    "Image": "src link logoAltTextKey",
    "Header": "breadcrumbs feedback globalNavigation sessionBar globalActions:Actions titleBar:TitleBar",
    "Actions": "confirm download hideEvidenceSummary saveAsLayout",
    "TitleBar": "title progressBar",
    "Styles": "brandingBar:Image dialog:Style titleBar:Style toolbar:Style",
    "Style": "color backgroundColor",
    "Limits": "documents roles",
    "Delivered": "destinations:[External] excludedDocuments:[Document] filePrefix fileSuffix",
    "Condition": "id condition action",
    "Message": "content created status from:User to:[User] documents:[Document]",
    "External": "id provider providerName data",
    "Document": _DOCUMENT,
    "SignedDocument": f"{_DOCUMENT} handdrawn",
    "SignedDocuments": "documents:[Document] handdrawn",
    "Page": "id index version left top width height",
    "Approval": (
        "id name role fields:[Field] signed accepted optional disabled enforceCaptureSignature fromFile tooltip data"
    ),
    "Field": _FIELD,
    "ConditionalField": f"{_FIELD} conditions:[Condition]",
    "ImprintField": "id name type:field_type subtype:subtype value page:page left top width height editable data",
    "ExtractAnchor": "text index characterIndex anchorPoint:anchor_point leftOffset topOffset width height",
    "Validation": (
        "required minLength maxLength pattern enum errorCode errorMessage group minimumRequired maximumRequired"
        " disabled groupTooltip"
    ),
    "Role": (
        "id name type:role_type index signers:[Signer] reassign locked emailMessage:Content"
        " attachmentRequirements:[Requirement] specialTypes data"
    ),
    "Content": "content",
    "Requirement": (
        "id name description comment required status:requirement_status files attachmentType extractionEnabled data"
    ),
    "User": _USER,
    "Signer": (
        f"{_USER} auth:Auth delivery:Delivery group:Group signerType knowledgeBasedAuthentication:Knowledge"
        " notificationMethods:Notification digipassAuthentication"
    ),
    "Sender": (
        f"{_USER} type:member_type status account:* activated locked memberships:[Membership] hasDelegates"
        " notificationMethods:Notification"
    ),
    "Address": "address1 address2 city country state zipcode",
    "SignatureStyle": "handdrawn textual:TextStyle",
    "TextStyle": "font color",
    "IdentityField": "category id name value type data translations:[Translation]",
    "Translation": "language id name description data",
    "Auth": "scheme:scheme challenges:[Challenge] idvWorkflow:Verifying/[Verifying]",
    "Challenge": "question answer maskInput challengeType",
    "Verifying": "id type tenant desc skipWhenAccessingSignedDocuments",
    "Delivery": "email download provider",
    "Notification": "primary:[notification]",
    "Knowledge": (
        "knowledgeBasedAuthenticationStatus equifaxUSA equifaxCanada lexisNexis signerInformationForEquifaxUSA:American"
        " signerInformationForEquifaxCanada:Canadian signerInformationForLexisNexis:Resident"
    ),
    "American": (
        "firstName lastName streetAddress city state zip timeAtAddress socialSecurityNumber homePhoneNumber"
        " driversLicenseNumber dateOfBirth valid"
    ),
    "Canadian": (
        "firstName lastName streetAddress city province postalCode timeAtAddress socialInsuranceNumber homePhoneNumber"
        " driversLicenseNumber dateOfBirth"
    ),
    "Resident": (
        "firstName lastName flatOrApartmentNumber houseName houseNumber socialSecurityNumber city state zip dateOfBirth"
    ),
    "Group": "id name email emailMembers members:[Member] account:* reciprocalDelegation created updated data",
    "Member": "userId email:email firstName lastName memberType:member pending",
    "Membership": "groupId groupName memberType:member",
    "Visibility": "configurations:[VisibilityOf] id name data",
    "VisibilityOf": "documentUid roleUids id name data",
    "Consent": "language:language",
    "PackageLayout": "id name type:package_type visibility:visibility description documents:[Document]",
    "Batch": "name description",
    "Reminding": "email:email message",
    "Verification": "typeId payload",
    "Schedule": "packageId startInDaysDelay intervalInDays repetitionsCount reminders:[Reminder]",
    "Reminder": "date sentDate",
    "Room": "video videoRecording startDatetime:date hostUid",
    "Renamed": "fileName",
    "Callback": "url key events:[event]",
    "Password": "email:email password newPassword",
    "Delegate": "id name email:email firstName lastName startDate expiryDate sendEmailCopies data",
    "Assigned": "accountId userId accountRoles:[AccountRole]",
    "AccountRole": "id name permissions description enabled inherited predefined",
    "Commission": "name number expirationDate:date jurisdiction country confirmed",
    "CustomField": "id name value required translations:[Translation] data",
    "SubAccount": "name parentAccountId timezoneId language:language",
    "Retention": "transactionRetention:Days",
    "Days": " ".join(as_object(RETENTION["transactionRetention"])),
    "Expiry": "remainingDays maximumRemainingDays",
    "PasswordPolicy": " ".join(PASSWORDS),
    "Theme": "color:{*}",
    "FeatureSettings": " ".join(FEATURES),
    "PackageDefaults": " ".join(PACKAGE_DEFAULTS),
    "SigningPages": " ".join(f"{name}:{{*}}" for name in SIGNING_PAGES),
    "AccountSettings": "accountFeatureSettings:FeatureSettings accountPackageSettings:PackageDefaults",
    "SystemSettings": " ".join(SYSTEM),
    "Logo": "language:language image",
    "SenderToken": "packageId value",
    "SignerToken": "packageId signerId sessionFields:SessionFields value delegateeId",
    "SessionFields": "fields:{*}",
    "LogIn": "email password",
    "Client": "clientId secret type:token_type email:email",
}
"""Members of each schema; a reader of the answers is the same, so what only they have is known too."""

OPERATIONS: dict[str, str] = {
    "packages.create": "Package",
    "packages.update": "Package",
    "packages.move": "Package",
    "packages.clone": "Package",
    "packages.bulk_send": "Batch",
    "packages.notify": "Reminding",
    "documents.add": "Document/[Document]",
    "documents.reorder": "[Document]",
    "documents.delete_several": "[*]",
    "documents.update": "Document",
    "documents.replace": "Document/[Document]",
    "documents.set_visibility": "Visibility",
    "documents.localize_consent": "Consent",
    "documents.sign": "SignedDocument",
    "documents.sign_all": "SignedDocuments",
    "document_fields.add": "Field",
    "document_fields.put": "Field/[Field]",
    "document_fields.update": "Field",
    "imprint_fields.add": "ImprintField",
    "imprint_fields.update": "ImprintField",
    "layouts.create": "PackageLayout",
    "roles.add": "Role",
    "roles.reorder": "[Role]",
    "roles.update": "Role",
    "roles.add_verification": "Verification",
    "roles.update_verification": "Verification",
    "approvals.add": "Approval",
    "approvals.replace": "[Approval]",
    "approvals.update": "Approval",
    "fields.add": "Field",
    "fields.add_with_id": "Field",
    "fields.update": "Field",
    "fields.set_conditions": "ConditionalField",
    "attachments.upload": "*",
    "supporting_documents.add": "*",
    "supporting_documents.update": "Renamed",
    "reminders.create": "Schedule",
    "reminders.update": "Schedule",
    "virtual_room.update": "Room",
    "virtual_room.set_masked_fields": "[*]",
    "vault.update": "{*}",
    "fast_track.start": "[Role]",
    "callbacks.register": "Callback",
    "callbacks.register_connector": "Callback",
    "senders.create": "Sender",
    "senders.update": "Sender",
    "senders.set_password": "Password",
    "senders.set_signature": "*",
    "senders.set_roles": "Assigned",
    "senders.set_commission": "Commission",
    "senders.set_seal": "*",
    "delegates.add": "Delegate",
    "delegates.replace": "[Delegate/*]",
    "account_roles.create": "AccountRole",
    "account_roles.update": "AccountRole",
    "custom_fields.create": "CustomField",
    "custom_fields.update": "CustomField",
    "user_custom_fields.create": "CustomField",
    "user_custom_fields.update": "CustomField",
    "subaccounts.create": "SubAccount",
    "subaccounts.update": "SubAccount",
    "groups.create": "Group",
    "groups.update": "Group",
    "groups.add_member": "Member",
    "groups.invite": "GroupGuest",
    "data_retention.policy.update": "Retention",
    "data_retention.expiry_time.update": "Expiry",
    "account.password_policy.update": "PasswordPolicy",
    "account.signing_themes.create": "{Theme}",
    "account.signing_themes.update": "{Theme}",
    "account.signing_logos.set": "Nothing/[Logo]",
    "account.admin.signingUiOptions.patch": "SigningPages",
    "account.admin.accountSettings.patch": "AccountSettings",
    "account.admin.accountSettings.featureSettings.patch": "FeatureSettings",
    "account.admin.accountSettings.packageSettings.patch": "PackageDefaults",
    "account.admin.accountSettings.systemSettings.patch": "SystemSettings",
    "account.admin.accountSettings.attachmentsWhitelist.update": "*",
    "account_config.handover_url.create": "Link",
    "account_config.handover_url.update": "Link",
    "account_config.decline_reasons.create": "[*]",
    "account_config.decline_reasons.update": "[*]",
    "account_config.idv_workflows.create": "[Verifying]",
    "account_config.idv_workflows.update": "[Verifying]",
    "authentication_tokens.sender": "SenderToken",
    "authentication_tokens.signer_single_use": "SignerToken",
    "authentication_tokens.signer_multi_use": "SignerToken",
    "log_in": "LogIn",
    "client_app.access_token": "Client",
    # Whose members no document names
    **dict.fromkeys(
        (
            "account.admin.chooseSignature.patch",
            "account.admin.accountSettings.designerSettings.patch",
            "account.admin.accountSettings.emailReminderSettings.patch",
            "account.admin.accountSettings.limitSupportedLanguages.patch",
            "account.admin.accountSettings.signatureLayout.patch",
        ),
        "*",
    ),
    # Without a body
    **dict.fromkeys(
        (
            "documents.apply_layout",
            "roles.unlock",
            "roles.notify",
            "roles.notify_by_sms",
            "approvals.notify_mobile",
            "sms.resend",
            "virtual_room.mask",
            "vault.revault",
            "senders.invite",
            "senders.reset_password",
            "authentication_tokens.user",
            "sessions.create",
        ),
        "Nothing",
    ),
}
"""The form of each operation's body; `oauth2.token` has a form, no JSON."""


def _address(value: JSON) -> str | None:
    if isinstance(value, str) and len(value) > MAX_EMAIL:
        return f"has {len(value)} characters, and an e-mail address at most {MAX_EMAIL}"
    return email(value)


def _date(value: JSON) -> str | None:
    return None if isinstance(value, str) and is_date(value) else f"{value!r:.60} is not a date"


VALUES: dict[str, ValueCheck] = {
    "email": _address,
    "date": _date,
    "page": whole_number(),
    "language": one_of_an_open(
        "en en-GB fr it ru es es-ES pt de nl da el zh-CN zh-TW ja ko bg nb pl ro ar cs CS"  # the last as it is printed
    ),
    "package_type": one_of("PACKAGE TEMPLATE LAYOUT package template layout"),
    "status": one_of("DRAFT SENT COMPLETED ARCHIVED DECLINED OPTED_OUT EXPIRED"),
    "visibility": one_of("ACCOUNT SENDER"),
    "role_type": one_of("SIGNER SENDER"),
    "field_type": one_of("SIGNATURE INPUT IMAGE"),
    "subtype": one_of(
        "FULLNAME INITIALS CAPTURE MOBILE_CAPTURE CHOOSE_SIGNATURE CHOOSE_INITIALS LABEL TEXTFIELD TEXTAREA CHECKBOX"
        " DATE RADIO LIST QRCODE CUSTOMFIELD SEAL RAW_CAPTURE DATEPICKER"
    ),
    "anchor_point": one_of("TOPLEFT TOPRIGHT BOTTOMLEFT BOTTOMRIGHT"),
    "requirement_status": one_of("INCOMPLETE REJECTED COMPLETE"),
    "scheme": one_of_an_open("NONE CHALLENGE SMS QASMS SSO KBA PROVIDER SAA ID_VERIFICATION"),
    "notification": one_of("EMAIL SMS"),
    "member": one_of("REGULAR MANAGER SIGNER AD_HOC_GROUP_MEMBER"),
    "member_type": one_of("REGULAR MANAGER"),
    "event": one_of_an_open(" ".join(EVENTS)),
    "token_type": one_of("OWNER SENDER"),
}

SCHEMAS["GroupGuest"] = " ".join(dict.fromkeys(f"{_USER} {SCHEMAS['Member']}".split()))

BODIES = BodyTable(SCHEMAS, OPERATIONS, VALUES)
