"""The default values of the settings of an account, and the checks of new values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from esignkit.sandbox.json_values import JSONObject, as_list, as_object

if TYPE_CHECKING:
    from esignkit.sandbox.json_values import JSON

RETENTION: JSONObject = {
    "transactionRetention": {
        "draft": 120,
        "sent": 120,
        "completed": 120,
        "archived": 120,
        "declined": 120,
        "optedOut": 120,
        "expired": 120,
        "lifetimeTotal": 120,
        "lifetimeUntilCompletion": 120,
        "includeSent": False,
    }
}
PASSWORDS: JSONObject = {
    "age": 0,
    "history": 3,
    "length": 8,
    "requiredRules": 3,
    "expiry": 90,
    "firstReminder": 14,
    "repeatReminderCount": 3,
    "maxInvalidLoginAttempts": 5,
    "includeUppercase": True,
    "includeLowercase": True,
    "includeNumbers": True,
    "includeSpecialCharacters": True,
    "enableExpiryNotifications": False,
}
SYSTEM: JSONObject = {
    "senderLoginMaxFailedAttempts": 5,
    "loginSessionTimeout": 30,
    "sessionTimeoutWarning": 5,
    "orderLastNameFirstName": False,
}


def _each(names: str, *, on: bool = True) -> JSONObject:
    return dict.fromkeys(names.split(), on)


FEATURES = _each(
    """
    allowCheckboxConsentApproval allowInPersonForAccountSenders attachments conditionalFields customFields
    delegation deliverDocumentsByEmail disableFooter disableInPersonActivationEmail documentVisibility
    emailDocumentsAndEvidenceSummary enforceAuth evidenceSummary flattenSignerDocuments forceLogin
    forceTransactionOwnerLogin groups inAppReports maskResponse mobileCapture optionalSignature
    passwordManagement qnaAuth sendToMobile uploadSignatureImage
    """
)
FEATURES["preventConsentRemoval"] = False
PACKAGE_DEFAULTS = _each(
    """
    ada declineButton defaultTimeBasedExpiry disableDeclineOther disableDownloadForUncompletedPackage
    disableFirstInPersonAffidavit disableInPersonAffidavit disableSecondInPersonAffidavit
    enforceCaptureSignature extractAcroFields extractTextTags globalActionsConfirm globalActionsDownload
    globalActionsHideEvidenceSummary hideCaptureText hideLanguageDropdown hidePackageOwnerInPerson hideWatermark
    inPerson leftMenuExpand optionalNavigation showNseHelp showNseLogoInIframe showNseOverview
    """,
    on=False,
)
PACKAGE_DEFAULTS["showNseOverview"] = True
SIGNING_PAGES: JSONObject = {
    "completeSummaryOptions": _each("title message download review continue documentSection uploadSection"),
    "inpersonWelcomeOptions": _each(
        "title body recipientName recipientEmail recipientActionRequired recipientRole recipientStatus"
    ),
    "inpersonHostThankYouOptions": _each(
        "title body recipientName recipientEmail recipientRole recipientStatus downloadButton reviewDocumentsButton"
    ),
    "notaryWelcomeOptions": _each(
        "title body recipientName recipientEmail recipientActionRequired notaryTag recipientRole recipientStatus"
    ),
    "notaryHostThankYouOptions": _each(
        "title body recipientName recipientEmail recipientRole notaryTag recipientStatus downloadButton "
        "reviewDocumentsButton"
    ),
    "overviewOptions": _each("title body documentSection uploadSection"),
}


# What fits


def is_object(value: JSON) -> bool:
    """Whether a value is a JSON object."""
    return isinstance(value, Mapping)


def are_texts(value: JSON) -> bool:
    """Whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def are_workflows(value: JSON) -> bool:
    """Whether a value is a list of objects."""
    return isinstance(value, list) and all(is_object(item) for item in as_list(value))


def are_themes(value: JSON) -> bool:
    """Whether a value is a map of themes, each with a map of colours."""
    return is_object(value) and all(
        _is_map_of_texts(as_object(theme).get("color")) for theme in as_object(value).values()
    )


def is_link(value: JSON) -> bool:
    """Whether a value is a link: `href`, `text` and `title` are texts where they are given."""
    members = as_object(value)
    return is_object(value) and all(isinstance(members.get(name) or "", str) for name in ("href", "text", "title"))


def _is_map_of_texts(value: JSON) -> bool:
    return is_object(value) and all(isinstance(item, str) for item in as_object(value).values())
