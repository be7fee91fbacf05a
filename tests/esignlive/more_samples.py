"""Answers of the calls beyond the seed, member by member as sections 5 and 8 name them."""

from __future__ import annotations

from typing import Any

from tests.esignlive.openapi_check import SCHEMAS

WHEN = "2030-01-31T12:00:00Z"
RULE = {"id": "c", "condition": "x", "action": "y"}
USER = {"id": "u", "email": "a@example.com", "firstName": "Ada", "lastName": "Byron"}

FREE = {"classificationResult", "extractionResult", "payload", "senders", "packages", "delegationEvents"}


def flags(model: str) -> dict[str, bool]:
    """Every member of a model that is made of switches, as the vendor's OpenAPI spells them, each of them on."""
    return dict.fromkeys(SCHEMAS[model], True)


SAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "audit": (
        "AuditTrail",
        {
            "package-id": "p",
            "audit-events": [
                {
                    "type": "Click To Sign",
                    "date-time": WHEN,
                    "target": "Lease",
                    "target-type": "Knowledge Based Authentication",
                    "user": "Ada Byron",
                    "user-email": "a@example.com",
                    "user-ip": "192.0.2.1",
                    "data": "x",
                },
                {"type": "Brand New", "date-time": "Jan 31, 2030 at noon"},
            ],
        },
    ),
    "package report": (
        "PackageCompletion",
        {
            "id": "p",
            "name": "Lease",
            "status": "TRASHED",
            "created": WHEN,
            "updated": WHEN,
            "trashed": True,
            "documents": [{"id": "d", "name": "n", "completed": True, "firstSigned": WHEN, "lastSigned": WHEN}],
            "signers": [{**USER, "completed": False, "firstSigned": WHEN, "lastSigned": WHEN}],
            "data": {"a": 1},
        },
    ),
    "completion report": (
        "CompletionReport",
        {"from": WHEN, "to": WHEN, "senders": [{"sender": {"id": "s"}, "packages": [{"id": "p", "trashed": WHEN}]}]},
    ),
    "usage report": (
        "UsageReport",
        {
            "from": WHEN,
            "to": WHEN,
            "senders": [{"sender": {"id": "s"}, "packages": {"ACTIVE": 3, "TRASHED": 1}}],
            "totalCount": 1,
        },
    ),
    "delegation report": (
        "DelegationReport",
        {
            "from": WHEN,
            "to": WHEN,
            "delegationEvents": {
                "s": [{"eventDate": WHEN, "eventType": "t", "eventDescription": "d", "eventUser": "u"}]
            },
        },
    ),
    "transaction summary": ("TransactionSummary", {"content": [{"id": "p"}], "totalElements": 1}),
    "field summary": (
        "FieldSummary",
        {"signerId": "s", "documentId": "d", "fieldId": "f", "fieldName": "n", "fieldValue": "v"},
    ),
    "references": (
        "ReferencedConditions",
        {
            "packageId": "p",
            "documents": [
                {
                    "documentId": "d",
                    "fields": [
                        {
                            "fieldId": "f",
                            "conditions": {"referencedInCondition": [RULE], "referencedInAction": [RULE]},
                            "referencedInCondition": [RULE],
                            "referencedInAction": [RULE],
                        }
                    ],
                }
            ],
        },
    ),
    "conditional field": (
        "ConditionalField",
        {"id": "f", "type": "INPUT", "conditions": [{"id": "c", "condition": "x", "action": "y"}]},
    ),
    "signed document": ("SignedDocument", {"id": "d", "handdrawn": "AA=="}),
    "visibility": (
        "DocumentVisibility",
        {
            "configurations": [
                {"documentUid": "d", "roleUids": ["r"], "id": "c", "name": "n", "data": {"a": 1}},
            ],
            "id": "v",
            "name": "n",
            "data": {"a": 1},
        },
    ),
    "consent": (
        "LocalizedConsent",
        {
            "consentId": "c",
            "consentMetadata": {
                "packageInfo": {"uid": "p", "language": "fr"},
                "properties": {"accountId": "a", "language": "fr"},
                "document": {"accountId": "a", "language": "en"},
            },
        },
    ),
    "attachment verification": (
        "AttachmentVerificationResult",
        {
            "attachmentUuid": "a",
            "fileName": "n",
            "extension": "pdf",
            "classificationResult": {"a": 1},
            "extractionResult": [1],
            "typeMatch": True,
        },
    ),
    "supporting document info": (
        "DocumentInfo",
        {
            "id": 1,
            "transactionUid": "p",
            "documentRefId": "d",
            "documentName": "n",
            "version": 2,
            "fileSize": "12 kB",
        },
    ),
    "supporting document": ("SupportingDocument", {"documentName": "n", "content": "AA==", "mediaType": "text/plain"}),
    "reminders": (
        "PackageReminderSchedule",
        {
            "packageId": "p",
            "startInDaysDelay": 1,
            "intervalInDays": 2,
            "repetitionsCount": 3,
            "reminders": [{"date": WHEN, "sentDate": WHEN}],
        },
    ),
    "room": ("VirtualRoom", {"video": True, "videoRecording": False, "startDatetime": WHEN, "hostUid": "u"}),
    "recording": (
        "Recording",
        {"uid": "u", "fileName": "n", "creationDate": WHEN, "fileSize": "12", "fileFormat": "mp4"},
    ),
    "thanks": ("ThankYouDialog", {"body": "b"}),
    "support": ("SupportInformation", {"email": "a@example.com", "phone": "1"}),
    "verification": ("Verification", {"typeId": "personalCertificateSigning", "payload": {"a": 1}}),
    "verification type": ("VerificationType", {"id": "v", "name": "n", "method": "m"}),
    "delegate": (
        "DelegationUser",
        {**USER, "name": "n", "startDate": WHEN, "expiryDate": WHEN, "sendEmailCopies": True, "data": {"a": 1}},
    ),
    "roles of a user": (
        "UserAccountRole",
        {
            "accountId": "a",
            "userId": "u",
            "accountRoles": [
                {
                    "id": "r",
                    "name": "n",
                    "permissions": ["p"],
                    "description": "d",
                    "enabled": True,
                    "inherited": False,
                    "predefined": True,
                }
            ],
        },
    ),
    "custom field": (
        "CustomField",
        {
            "id": "c",
            "name": "n",
            "value": "v",
            "required": True,
            "translations": [{"id": "t", "language": "en", "name": "n", "description": "d", "data": {"a": 1}}],
            "data": {"a": 1},
        },
    ),
    "retention": (
        "DataManagementPolicy",
        {
            "transactionRetention": {
                "draft": 1,
                "sent": 2,
                "completed": 3,
                "archived": 4,
                "declined": 5,
                "optedOut": 6,
                "expired": 7,
                "lifetimeTotal": 8,
                "lifetimeUntilCompletion": 9,
                "includeSent": True,
            }
        },
    ),
    "expiry": ("ExpiryTimeConfiguration", {"remainingDays": 1, "maximumRemainingDays": 2}),
    "signature image": ("SignatureImage", {"fileName": "n", "mediaType": "image/png", "content": "AA=="}),
    "journal": (
        "NotaryJournalEntry",
        {
            "sequenceNumber": 1,
            "creationDate": WHEN,
            "documentType": "t",
            "documentName": "n",
            "signerName": "s",
            "signatureType": "t",
            "idType": "passport",
            "idValue": "v",
            "jurisdiction": "j",
            "comment": "c",
        },
    ),
    "commission": (
        "NotaryCommission",
        {
            "name": "n",
            "number": 7,
            "expirationDate": WHEN,
            "jurisdiction": "ON",
            "country": "CA",
            "confirmed": True,
        },
    ),
    "seal": ("NotarySeal", {"fileName": "n", "mediaType": "image/png", "content": "AA==", "type": "t"}),
    "group summary": ("GroupSummary", {"id": "g", "name": "n", "email": "a@example.com", "data": "text"}),
    "accessible account": ("AccessibleAccount", {"accountUid": "a", "accountName": "n"}),
    "sub-account key": ("SubAccountApiKey", {"accountUid": "a", "accountName": "n", "apiKey": "k"}),
    "sub-account": ("SubAccount", {"name": "n", "parentAccountId": "a", "timezoneId": "GMT", "language": "en"}),
    "password policy": (
        "PasswordPolicy",
        {
            "age": 1,
            "history": 2,
            "length": 8,
            "includeUppercase": True,
            "includeLowercase": True,
            "includeNumbers": True,
            "includeSpecialCharacters": False,
            "requiredRules": 3,
            "expiry": 90,
            "enableExpiryNotifications": True,
            "firstReminder": 7,
            "repeatReminderCount": 2,
            "maxInvalidLoginAttempts": 5,
        },
    ),
    "refusal": (
        "ErrorDetails",
        {
            "code": 404,
            "name": "Not Found",
            "message": "m",
            "messageKey": "error.notFound.packageNotFound",
            "technical": "t",
            "entity": {"id": "p", "name": "n", "data": {"a": 1}},
        },
    ),
    "usage": ("AccountUsage", {"senders": 3, "packages": 12}),
    "callback": ("Callback", {"url": "https://h.example", "key": "k", "events": ["PACKAGE_COMPLETE"]}),
    "event": (
        "CallbackEvent",
        {
            "@class": "com.silanis.esl.packages.event.ESLProcessEvent",
            "name": "ROLE_REASSIGN",
            "sessionUser": "u",
            "packageId": "p",
            "documentId": "d",
            "message": "m",
            "newRoleId": "r",
            "createdDate": "2030-01-31T12:00:00.255Z",
            "phone": "1",
            "comment": "c",
            "selectedSupportBusinessHours": "9-5",
        },
    ),
    "theme": ("SigningTheme", {"color": {"primary": "#0a5", "background": "white"}}),
    "logo": ("SigningLogo", {"language": "en", "image": "data:image/png;base64,AA=="}),
    "handover url": ("HandoverUrl", {"href": "https://h.example", "text": "Home", "title": "Go home"}),
    "in-app report": ("InAppReport", {"url": "https://h.example/a.csv"}),
    "in-app summary": (
        "InAppReportSummary",
        {"lastModified": WHEN, "size": 12, "uri": "https://h.example/a.csv", "contentType": "text/csv"},
    ),
    "signing pages": (
        "SigningUiOptions",
        {
            "completeSummaryOptions": flags("CompleteSummaryOptions"),
            "inpersonWelcomeOptions": flags("InpersonWelcomeOptions"),
            "inpersonHostThankYouOptions": flags("InpersonHostThankYouOptions"),
            "notaryWelcomeOptions": flags("NotaryWelcomeOptions"),
            "notaryHostThankYouOptions": flags("NotaryHostThankYouOptions"),
            "overviewOptions": flags("OverviewOptions"),
        },
    ),
    "account configuration": (
        "AccountConfiguration",
        {
            "accountFeatureSettings": flags("AccountFeatureSettings"),
            "accountPackageSettings": flags("AccountPackageSettings"),
        },
    ),
}
