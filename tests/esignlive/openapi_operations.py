"""The operations of the vendor's OpenAPI, which `openapi_members.txt` has with our calls; and what we call besides.

Every operation has a call, so there is none that a reason stands for.
"""

from __future__ import annotations

from tests.esignlive.openapi_members import load

_BELOW_THE_HOST = "/virtual-room-video/"
OPENAPI: list[tuple[str, str, str]] = [
    (facts.get("call", "no call"), method, path if path.startswith(_BELOW_THE_HOST) else f"/api{path}")
    for (method, path), facts in ((place.split(), facts) for place, facts in load()["operations"].items())
]
"""Our call, method and path of each; parameters of the path have no names."""

BEYOND = """
4.7 J    GET    /api/user/{userId}/journal
4.7 J    GET    /api/user/{userId}/journal/download
1.4 J    GET    /auth
1.4 J    POST   /api/sessions
1.4 X    POST   /a/auth
4.5 J    GET    /api/packages/{packageId}/thank_you_dialog
4.5 J    GET    /api/package_information/{packageId}/support_information
4.5 J    GET    /api/packages/{packageId}/eOriginalVault/vaultingData
4.5 J    PUT    /api/packages/{packageId}/eOriginalVault/vaultingData
4.5 J    POST   /api/packages/{packageId}/eOriginalVault/revault
4.7 J    GET    /api/sysinfo
4.7 J,N  GET    /api/accountConfig/handoverUrl/{language}
4.7 J,N  POST   /api/accountConfig/handoverUrl/{language}
4.7 J,N  PUT    /api/accountConfig/handoverUrl/{language}
4.7 J,N  DELETE /api/accountConfig/handoverUrl/{language}
4.7 J,N  GET    /api/accountConfig/declineReasons/{language}
4.7 J,N  POST   /api/accountConfig/declineReasons/{language}
4.7 J,N  PUT    /api/accountConfig/declineReasons/{language}
4.7 J,N  DELETE /api/accountConfig/declineReasons/{language}
4.7 J    GET    /api/accountConfig/ifWorkflows
4.7 J    GET    /api/account/admin/chooseSignature
4.7 J    PATCH  /api/account/admin/chooseSignature
4.7 J    DELETE /api/account/admin/chooseSignature
4.7 J    GET    /api/account/admin/accountSettings/designerSettings
4.7 J    PATCH  /api/account/admin/accountSettings/designerSettings
4.7 J    DELETE /api/account/admin/accountSettings/designerSettings
4.7 J    GET    /api/account/admin/accountSettings/emailReminderSettings
4.7 J    PATCH  /api/account/admin/accountSettings/emailReminderSettings
4.7 J    DELETE /api/account/admin/accountSettings/emailReminderSettings
4.7 J    GET    /api/account/admin/accountSettings/limitSupportedLanguages
4.7 J    PATCH  /api/account/admin/accountSettings/limitSupportedLanguages
4.7 J    DELETE /api/account/admin/accountSettings/limitSupportedLanguages
4.7 J    GET    /api/account/admin/accountSettings/systemSettings
4.7 J    PATCH  /api/account/admin/accountSettings/systemSettings
4.7 J    DELETE /api/account/admin/accountSettings/systemSettings
4.7 J    GET    /api/account/admin/accountSettings/signatureLayout
4.7 J    PATCH  /api/account/admin/accountSettings/signatureLayout
4.7 J    DELETE /api/account/admin/accountSettings/signatureLayout
4.7 J    GET    /api/account/admin/accountSettings/attachmentsWhitelist
4.7 J    PUT    /api/account/admin/accountSettings/attachmentsWhitelist
4.7 J    DELETE /api/account/admin/accountSettings/attachmentsWhitelist
4.7 W    GET    /api/account/admin/accountSettings/attachmentsBlacklist
4.7 J    GET    /api/user/customfields
4.7 J    POST   /api/user/customfields
4.7 J    PUT    /api/user/customfields
4.7 J    GET    /api/user/customfields/{customFieldId}
4.7 J    DELETE /api/user/customfields/{customFieldId}
6   J    POST   /api/packages/{packageId}
4.7 J    GET    /api/account/senders/{senderId}/signatureImage
4.7 J    GET    /api/users
4.4 J    GET    /api/packages/{packageId}/attachment/verifications
4.1 T    GET    /api/packages/{packageId}/documents/{documentId}/pages/{index}
3.4 S    GET    /api/packages/overview
4.5 I    GET    /download-recording/{recordingUid}
4.1 J    POST   /api/packages/{packageId}/documents/{documentId}/fields
4.1 J    PUT    /api/packages/{packageId}/documents/{documentId}/fields
4.1 J    GET    /api/packages/{packageId}/documents/{documentId}/fields/{fieldId}
4.1 J    PUT    /api/packages/{packageId}/documents/{documentId}/fields/{fieldId}
4.1 J    DELETE /api/packages/{packageId}/documents/{documentId}/fields/{fieldId}
4.1 J,D  POST   /api/packages/{packageId}/documents/localize-consent
4.1 J    GET    /api/documents
4.5 J    GET    /api/fastTrack/{templateId}/url
4.5 J    POST   /api/fastTrack
4.4 J    GET    /api/supporting-documents/v1/transactions/{transactionId}
4.4 J    POST   /api/supporting-documents/v1/transactions/{transactionId}
4.4 J    GET    /api/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}/download
4.4 J    GET    /api/supporting-documents/v1/transactions/{transactionId}/download
4.4 J,N  PUT    /api/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}
4.4 J    DELETE /api/supporting-documents/v1/transactions/{transactionId}/documents/{supportingId}
"""
"""What we call besides: section of the service's description and the marks of its sources there, method, path."""
