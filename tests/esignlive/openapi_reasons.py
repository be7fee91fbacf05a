"""Where requests and answers differ from OneSpan's published OpenAPI, and why: the provider file decides.

Rows and sections are those of the provider file.
"""

from __future__ import annotations

SDK = "the provider file has it (section 5): the service's own SDK sends it"
BOTH = "the service's own SDK sends it all, its OpenAPI the id and the place alone; what the caller gives is sent"

UNKNOWN: dict[str, tuple[str, str]] = {
    "AccountRoleWithoutId": ("id inherited predefined", "a role that was read is sent back whole"),
    "Approval": ("disabled fromFile", SDK),
    "AttachmentRequirement": ("attachmentType extractionEnabled files", SDK),
    "AuthChallenge": ("challengeType", SDK),
    "CeremonySettings": (
        """adHocCobrowsingSigner defaultTimeBasedExpiry fontSize geolocation leftMenuExpand maxAttachmentFiles
        maximumRemainingDays optionalNavigation remainingDays remoteOnlineNotarization showNseHelp
        showNseLogoInIframe showNseOverview signNotaryJournal timestampOnSignature""",
        SDK,
    ),
    "ConditionalFields": ("fontSize tooltip", SDK),
    "Document": ("base64Content", SDK),
    "DocumentReordering": (
        """approvals data description externalSigned extract extractionTypes fields imprintFields name pages
        signedHash size status tagged""",
        BOTH,
    ),
    "Field": ("fontSize tooltip", SDK),
    "FieldValidation": ("disabled groupTooltip maximumRequired", SDK),
    "KnowledgeBasedAuthentication": ("lexisNexis signerInformationForLexisNexis", SDK),
    "Link": ("autoRedirect parameters", SDK),
    "Package": ("alerts conditions", SDK),
    "PackageSettings": ("integrationFrameworkWorkflows", SDK),
    "RoleReordering": (
        "attachmentRequirements data emailMessage locked name reassign signers specialTypes type",
        BOTH,
    ),
    "Signer": ("digipassAuthentication notificationMethods", SDK),
    "SignerAuthenticationToken": ("delegateeId", "section 1.4: the service's own SDK sends it"),
    "TransactionRetention": ("includeSent lifetimeTotal lifetimeUntilCompletion", SDK),
    "User": ("memberType pending userId", "row 35: an invitation is a GroupMember in the service's own SDKs"),
    "VirtualRoom": ("hostUid", "section 4.5: the service's own SDK sends it"),
    "templateId_bulk_send_body": ("payload", "row 17: the seed sends it"),
}
"""Members that are sent and that the OpenAPI does not know: by schema, and why."""

ANSWERED = "it is of the answer: the service makes it"
INVITED = "row 35: an invitation is a GroupMember, which has no such member"
REASONS: dict[str, str] = {
    "POST /account/admin/signingLogos: a dict in place of [SigningLogo]": "section 4.7: an empty object deletes all",
    "Auth.idvWorkflow: a dict in place of [IdvWorkflow]": "row 24: an object in the service's own SDK",
    "Callback.events: COBROWSE_REQUEST is none of its values": "section 8: a newer event",
    "Callback.events: DOCUMENT_VIEWED is none of its values": "section 8: in the service's own SDK",
    "POST /packages/{}/documents/{}: a body of multipart/form-data": "section 4.1: a file replaces the content",
    "POST /packages/{}/documents: a list in place of Document": "section 4.1: JSON is a list of documents",
    "PUT /account/senders/{}/delegates: a str in place of DelegationUser": "section 4.7: users or their ids",
    "SenderAuthenticationToken.value: required": ANSWERED,
    "SignerAuthenticationToken.value: required": ANSWERED,
    "SignerInformationForEquifaxCanada.dateOfBirth: a str in place of date": "a birthday is no moment: sent as given",
    "SignerInformationForEquifaxUSA.dateOfBirth: a str in place of date": "a birthday is no moment: sent as given",
    **{
        f"User.{name}: required": INVITED
        for name in [
            "company",
            "created",
            "id",
            "name",
            "professionalIdentityFields",
            "timezoneId",
            "updated",
            "userCustomFields",
        ]
    },
    **{f"{schema}.{n}: unknown": reason for schema, (names, reason) in UNKNOWN.items() for n in names.split()},
}

SENDER_ALONE = "account activated address company created external hasDelegates language locked memberships phone "
SENDER_ALONE += (
    "professionalIdentityFields signature specialTypes status timezoneId title type updated userCustomFields"
)
IN_PLACE: dict[str, tuple[str, str]] = {
    "Approval": (
        "attachmentRequirements emailMessage index locked reassign signers specialTypes type",
        "section 4.2: the OpenAPI has roles where approvals come",
    ),
    "DelegationUser": (SENDER_ALONE, "row 28: the OpenAPI has one sender where delegates come"),
    "SenderCompletion": (
        SENDER_ALONE + " data email firstName id lastName name",
        "section 5: the OpenAPI has a sender where a sender and its packages come",
    ),
    "SenderUsage": (
        SENDER_ALONE + " data email firstName id lastName name",
        "section 5: the OpenAPI has a sender where a sender and its packages come",
    ),
    "VerificationType": (SENDER_ALONE + " data email firstName lastName", "row 38: the OpenAPI has senders here"),
}
"""Members of another schema that the OpenAPI has in the place of the right one: by model, and why."""

ANSWER_REASONS: dict[str, str] = {
    "inline_response_200_1: eSignLive layouts.list: Package: emailMessage: text was expected, not an object": (
        "section 4.6: the OpenAPI has roles where packages come"
    ),
    "groups.add_member: nothing of it is returned": "row 34: this group does not name the member that was added",
    "virtual_rooms.recordings: the list reads something else": "milliseconds are read as dates, and shown as such",
    **{f"{model} lacks {n}": reason for model, (names, reason) in IN_PLACE.items() for n in names.split()},
}

ELSEWHERE: dict[str, str] = {
    "section 3.4, seed": "GET /packages/overview",
    "section 1.4": "GET /auth, POST /a/auth, POST /sessions",
    "section 4.1": (
        "GET /documents, GET /packages/{}/documents/{}/pages/{}, POST /packages/{}/documents/localize-consent, "
        "POST /packages/{}/documents/{}/fields, PUT /packages/{}/documents/{}/fields, "
        "GET /packages/{}/documents/{}/fields/{}, PUT /packages/{}/documents/{}/fields/{}, "
        "DELETE /packages/{}/documents/{}/fields/{}"
    ),
    "section 4.4": (
        "GET /packages/{}/attachment/verifications, GET /supporting-documents/v1/transactions/{}, "
        "POST /supporting-documents/v1/transactions/{}, GET /supporting-documents/v1/transactions/{}/download, "
        "GET /supporting-documents/v1/transactions/{}/documents/{}/download, "
        "PUT /supporting-documents/v1/transactions/{}/documents/{}, "
        "DELETE /supporting-documents/v1/transactions/{}/documents/{}"
    ),
    "section 4.5": (
        "GET /fastTrack/{}/url, POST /fastTrack, GET /package_information/{}/support_information, "
        "GET /packages/{}/thank_you_dialog, GET /packages/{}/eOriginalVault/vaultingData, "
        "PUT /packages/{}/eOriginalVault/vaultingData, POST /packages/{}/eOriginalVault/revault, "
        "GET /download-recording/{}"
    ),
    "section 4.7": (
        "GET /users, GET /account/senders/{}/signatureImage, GET /user/{}/journal, GET /user/{}/journal/download, "
        "GET /user/customfields, POST /user/customfields, PUT /user/customfields, GET /user/customfields/{}, "
        "DELETE /user/customfields/{}, GET /sysinfo, GET /accountConfig/ifWorkflows, "
        "DELETE /account/admin/accountSettings/designerSettings, GET /account/admin/chooseSignature, "
        "PUT /account/admin/accountSettings/attachmentsWhitelist, "
        "GET /accountConfig/handoverUrl/{}, POST /accountConfig/handoverUrl/{}, PUT /accountConfig/handoverUrl/{}, "
        "DELETE /accountConfig/handoverUrl/{}, GET /accountConfig/declineReasons/{}, "
        "POST /accountConfig/declineReasons/{}, PUT /accountConfig/declineReasons/{}, "
        "DELETE /accountConfig/declineReasons/{}, GET /account/admin/accountSettings/attachmentsBlacklist"
    ),
    "section 6": "POST /packages/{}",
}
"""Calls of operations that the OpenAPI does not have: where the provider file has them."""
