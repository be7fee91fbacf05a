"""Answers of the service as data: the seed's samples, and one package with every member that is known."""

from __future__ import annotations

from typing import Any

ADDRESS = {"address1": "1 Main", "address2": "", "city": "Ottawa", "country": "CA", "state": "ON", "zipcode": "K1A"}
EXTERNAL = {"id": "x", "provider": "box", "providerName": "Box", "data": {"k": "v"}}
USER: dict[str, Any] = {
    "id": "u1",
    "email": "bob@example.com",
    "firstName": "Bob",
    "lastName": "Smith",
    "name": "Bob Smith",
    "company": "ACME",
    "title": "CEO",
    "phone": "+1613",
    "language": "en",
    "timezoneId": "GMT",
    "address": ADDRESS,
    "external": EXTERNAL,
    "signature": {"handdrawn": "aW1n", "textual": {"font": "serif", "color": "black"}},
    "professionalIdentityFields": [
        {
            "id": "p",
            "name": "Bar",
            "value": "7",
            "type": "bar",
            "category": "law",
            "translations": [{"language": "fr", "name": "Barreau"}],
            "data": {"a": 1},
        }
    ],
    "userCustomFields": [
        {
            "id": "c",
            "name": "Bar",
            "value": "7",
            "translations": [{"language": "fr", "id": "t", "name": "n", "description": "d", "data": {}}],
            "data": {"a": 1},
        }
    ],
    "specialTypes": ["NOTARY"],
    "created": "2018-01-02T03:04:05Z",
    "updated": "2018-01-02T03:04:06Z",
    "data": {"x": None, "y": [1, {"z": 2}]},
}
ACCOUNT: dict[str, Any] = {
    "id": "a",
    "name": "ACME",
    "owner": "u1",
    "company": {"id": "c", "name": "ACME", "address": ADDRESS, "data": {"k": "v"}},
    "timezoneId": "GMT",
    "licenses": [
        {
            "status": "ACTIVE",
            "created": "2018-01-02T03:04:05Z",
            "paidUntil": "2019-01-02T03:04:05Z",
            "plan": {
                "id": "p",
                "name": "Pro",
                "description": "",
                "group": "g",
                "original": "o",
                "cycle": "MONTH",
                "contract": "YEAR",
                "freeCycles": {"cycle": "MONTH", "count": 1},
                "price": {"amount": 20, "currency": {"id": "CAD", "name": "Dollar", "data": {}}},
                "quotas": [{"target": "PACKAGE", "scope": "ACCOUNT", "cycle": "MONTH", "limit": 100}],
                "features": {"sms": True},
                "data": {},
            },
            "transactions": [
                {
                    "created": "2018-01-02T03:04:05Z",
                    "price": {"amount": 20, "currency": {"id": "CAD"}},
                    "creditCard": {
                        "name": "B. Smith",
                        "type": "VISA",
                        "number": "4111",
                        "cvv": "1",
                        "expiration": {"month": 1, "year": 2030},
                    },
                }
            ],
        }
    ],
    "customFields": [{"id": "c", "required": True}],
    "providers": {"documents": [{"id": "x", "name": "Box", "provides": "documents", "data": {}}], "users": []},
    "logoUrl": "https://example.com/logo.png",
    "logoAltTextKey": "k",
    "created": "2018-01-02T03:04:05Z",
    "updated": "2018-01-02T03:04:05Z",
    "data": {"k": 1},
}
EQUIFAX_PERSON = {
    "firstName": "B",
    "lastName": "S",
    "streetAddress": "1 Main",
    "city": "C",
    "timeAtAddress": 3,
    "homePhoneNumber": "+1613",
    "driversLicenseNumber": "D1",
    "dateOfBirth": "1970-01-01",
}
EQUIFAX_USA = {**EQUIFAX_PERSON, "state": "NY", "zip": "Z", "socialSecurityNumber": "123-45-6789", "valid": True}
EQUIFAX_CANADA = {**EQUIFAX_PERSON, "province": "ON", "postalCode": "K1A", "socialInsuranceNumber": "123 456 789"}
KBA_PERSON = {
    "firstName": "B",
    "lastName": "S",
    "flatOrApartmentNumber": "1",
    "houseName": "H",
    "houseNumber": "2",
    "socialSecurityNumber": "123-45-6789",
    "city": "C",
    "state": "ON",
    "zip": "Z",
    "dateOfBirth": "1970-01-01",
}
SIGNER = {
    **USER,
    "auth": {
        "scheme": "CHALLENGE",
        "challenges": [{"question": "Dog?", "answer": None, "maskInput": True, "challengeType": "q"}],
        "idvWorkflow": {
            "id": "w",
            "type": "DV",
            "tenant": "t",
            "desc": "d",
            "skipWhenAccessingSignedDocuments": False,
        },
    },
    "delivery": {"email": True, "download": False, "provider": False},
    "group": {
        "id": "g",
        "name": "G",
        "email": "g@example.com",
        "emailMembers": False,
        "members": [
            {
                "userId": "u",
                "email": "m@example.com",
                "firstName": "M",
                "lastName": "N",
                "memberType": "REGULAR",
                "pending": False,
            }
        ],
        "account": ACCOUNT,
        "data": {"k": 1},
        "reciprocalDelegation": True,
        "created": "2018-01-02T03:04:05+00:00",
        "updated": "2018-01-02T03:04:05.123Z",
    },
    "signerType": "EXTERNAL_SIGNER",
    "knowledgeBasedAuthentication": {
        "knowledgeBasedAuthenticationStatus": "NOT_YET_ATTEMPTED",
        "equifaxUSA": False,
        "equifaxCanada": False,
        "lexisNexis": True,
        "signerInformationForEquifaxUSA": EQUIFAX_USA,
        "signerInformationForEquifaxCanada": EQUIFAX_CANADA,
        "signerInformationForLexisNexis": KBA_PERSON,
    },
    "notificationMethods": {"primary": ["EMAIL", "SMS"]},
    "digipassAuthentication": {"policy": ["any", "shape"]},
}
FIELD = {
    "id": "f",
    "name": "F",
    "type": "INPUT",
    "subtype": "TEXTFIELD",
    "binding": "{signer.name}",
    "value": "X",
    "tooltip": "t",
    "page": 0,
    "left": 796,
    "top": 12.5,
    "width": 100.0,
    "height": 20,
    "fontSize": 11,
    "extract": False,
    "extractAnchor": {
        "text": "Sign",
        "index": 0,
        "characterIndex": 1,
        "anchorPoint": "TOPLEFT",
        "leftOffset": 0,
        "topOffset": -3,
        "width": 10,
        "height": 10,
    },
    "validation": {
        "required": True,
        "minLength": 0,
        "maxLength": 9,
        "pattern": ".*",
        "enum": ["a", "b"],
        "errorCode": 150,
        "errorMessage": "no",
        "group": "g",
        "minimumRequired": 1,
        "maximumRequired": 2,
        "disabled": False,
        "groupTooltip": "gt",
    },
    "data": {"k": 1},
}
DOCUMENT = {
    "id": "default-consent",
    "name": "Consent",
    "description": "",
    "index": 0,
    "status": "",
    "size": 29779,
    "extract": False,
    "extractionTypes": ["TEXT_TAGS", "ACROFIELDS"],
    "tagged": False,
    "externalSigned": False,
    "external": None,
    "approvals": [
        {
            "id": "a",
            "name": "A",
            "role": "Customer",
            "fields": [FIELD],
            "signed": "2018-01-02T03:04:05Z",
            "accepted": None,
            "optional": False,
            "disabled": False,
            "enforceCaptureSignature": False,
            "fromFile": False,
            "tooltip": None,
            "data": {},
        }
    ],
    "fields": [{"type": "IMAGE", "subtype": "QRCODE"}],
    "imprintFields": [
        {
            "id": "i",
            "name": "I",
            "type": "INPUT",
            "subtype": "LABEL",
            "value": "v",
            "page": 0,
            "left": 1,
            "top": 2,
            "width": 3,
            "height": 4,
            "editable": True,
            "data": {},
        }
    ],
    "pages": [{"id": "", "index": 0, "version": 0, "left": 0, "top": 0, "width": 612.0, "height": 792}],
    "signedHash": "abc",
    "signerVerificationToken": None,
    "data": {"ese_document_texttag_extract_needed": "false"},
}
ROLE = {
    "id": "Customer",
    "name": "Customer",
    "type": "SIGNER",
    "index": 1,
    "signers": [SIGNER],
    "reassign": True,
    "locked": False,
    "emailMessage": {"content": "Please sign"},
    "attachmentRequirements": [
        {
            "id": "ar",
            "name": "Licence",
            "description": "front",
            "comment": "",
            "required": True,
            "status": "INCOMPLETE",
            "files": [{"id": 3, "name": "a.png", "insertDate": 1514862245123, "preview": None}],
            "attachmentType": "ID",
            "extractionEnabled": False,
            "data": {},
        }
    ],
    "specialTypes": ["NOTARY"],
    "data": {"localLanguage": "fr"},
}
CEREMONY: dict[str, Any] = {
    **dict.fromkeys(
        [
            "inPerson",
            "ada",
            "declineButton",
            "optOutButton",
            "disableDeclineOther",
            "disableOptOutOther",
            "disableDownloadForUncompletedPackage",
            "disableFirstInPersonAffidavit",
            "disableInPersonAffidavit",
            "disableSecondInPersonAffidavit",
            "enforceCaptureSignature",
            "hideCaptureText",
            "hideLanguageDropdown",
            "hidePackageOwnerInPerson",
            "hideWatermark",
            "defaultTimeBasedExpiry",
            "leftMenuExpand",
            "showNseHelp",
            "showNseOverview",
            "showNseLogoInIframe",
            "extractAcroFields",
            "extractTextTags",
            "optionalNavigation",
            "remoteOnlineNotarization",
            "geolocation",
            "adHocCobrowsingSigner",
            "timestampOnSignature",
            "signNotaryJournal",
        ],
        True,
    ),
    "maxAuthFailsAllowed": 3,
    "fontSize": 12,
    "remainingDays": 0,
    "maximumRemainingDays": 90,
    "maxAttachmentFiles": 0,
    "declineReasons": ["no"],
    "optOutReasons": ["paper"],
    "documentToolbarOptions": {"downloadButton": True},
    "events": {"complete": {"dialog": True, "redirect": "https://example.com"}},
    "handOver": {
        "href": "https://example.com",
        "text": "Back",
        "title": "Home",
        "autoRedirect": False,
        "parameters": ["PACKAGE", "SIGNER", "STATUS"],
    },
    "layout": {
        "iframe": False,
        "navigator": True,
        "brandingBar": {"logo": {"src": "s", "link": "l", "logoAltTextKey": "k"}},
        "footer": {},
        "header": {
            "breadcrumbs": True,
            "feedback": True,
            "globalNavigation": True,
            "sessionBar": True,
            "globalActions": {
                "confirm": True,
                "download": True,
                "hideEvidenceSummary": False,
                "saveAsLayout": True,
            },
            "titleBar": {"title": True, "progressBar": True},
        },
    },
    "style": {
        "brandingBar": {"src": "s", "link": "l"},
        "dialog": {"color": "red", "backgroundColor": "white"},
        "titleBar": {"color": "red"},
        "toolbar": {"backgroundColor": "white"},
    },
}
SENDER = {
    **USER,
    "type": "REGULAR",
    "status": "ACTIVE",
    "account": ACCOUNT,
    "activated": "2018-01-02T03:04:05Z",
    "locked": None,
    "memberships": [{"groupId": "g", "groupName": "G", "memberType": "MANAGER"}],
    "hasDelegates": False,
}
PACKAGE: dict[str, Any] = {
    "id": "YU2HHW27zbJf2acHN5kmhEb96QQ=",
    "name": "Lease",
    "type": "PACKAGE",
    "status": "SENT",
    "trashed": False,
    "autocomplete": True,
    "description": "",
    "emailMessage": "",
    "language": "zh-CN",
    "timezoneId": "GMT",
    "due": None,
    "created": "2018-01-02T03:04:05Z",
    "updated": "2018-01-02T03:04:05Z",
    "completed": "2018-01-02T03:04:05Z",
    "consent": None,
    "sender": SENDER,
    "roles": [ROLE],
    "documents": [DOCUMENT],
    "messages": [
        {
            "content": "too dear",
            "created": "2018-01-02T03:04:05Z",
            "status": "NEW",
            "from": USER,
            "to": [{"email": "x@example.com"}],
            "documents": [{"id": "d"}],
        }
    ],
    "settings": {
        "ceremony": CEREMONY,
        "integrationFrameworkWorkflows": [{"name": "w", "connector": {"blockchain": "b", "proofEmail": "p"}}],
    },
    "visibility": "ACCOUNT",
    "notarized": False,
    "notaryRoleId": "n",
    "limits": {"documents": 10, "roles": 5},
    "signedDocumentDelivery": {
        "destinations": [EXTERNAL],
        "excludedDocuments": [{"id": "d"}],
        "filePrefix": "a",
        "fileSuffix": "z",
    },
    "conditions": [{"id": "c", "condition": "document['d'].field['f'].value == 'X'", "action": "a"}],
    "alerts": [
        {"severityLevel": "INFO", "code": "c", "defaultMessage": "m", "parameters": {"p": 1}},
        {"severityLevel": "CRITICAL", "code": "c", "defaultMessage": "m", "parameters": ["p"]},
    ],
    "bulkSendable": True,
    "data": {"sdk": "Java v11"},
}
OVERVIEW = {
    "transactions": 5,
    "require_my_signature": 0,
    "waiting_on_others": 0,
    "about_to_expire": 0,
    "expired": 0,
    "completed": 2,
    "draft": 3,
    "cancelled": 0,
    "in_progress": 0,
}
SESSION = {
    "user": USER,
    "account": ACCOUNT,
    "packages": ["p1"],
    "delegationUser": {"id": "d", "name": "D"},
    "inPerson": False,
    "restricted": True,
    "certificateSigning": False,
    "loginSessionTimeout": 15,
    "features": {"sms": True},
    "support": {"phone": "+1613", "email": "help@example.com"},
}
SIGNING_URL = {"packageId": "p", "roleId": "r", "url": "https://example.com/sign?token=1"}
TOKEN = {"packageId": "p", "signerId": "s", "sessionFields": {"fields": {"a": "b"}}, "value": "t0ken"}
ROW_ERROR = {
    "messageKey": "error.bulk.email",
    "rowNumber": 3,
    "columnName": "EMAIL",
    "roleName": "Customer",
}
SEED_ROWS = [
    {
        "messageKey": "Message key of the error",
        "rowNumber": "# of the CSV row where error occurred",
        "columnName": "Name of the column where error occurred",
        "roleName": "Name of the 'role-block' where error occurred",
    },
    {
        "messageKey": "... additional errors (LIMITED TO 20 ERRORS)",
        "rowNumber": "...",
        "columnName": "...",
        "roleName": "...",
    },
]
ADA_ERRORS = {
    "error.validation.ada.notTaggedDocument": (
        "Documents uploaded to accessible transactions must be accessibility enabled."
    ),
    "error.validation.ada.documentNotTaggedProperly": (
        "Documents uploaded to accessible transactions must be tagged properly."
    ),
    "error.validation.ada.documentsExist": "The ADA flag cannot be updated once documents are uploaded",
}
