"""The members of the service's request bodies, by API version. What they hold, the calls check and always refuse."""

from __future__ import annotations

from esignkit.sandbox.emulators.body_members import BodyTable

_UPDATE = (
    "title description expirationDate expirationDateIsActivated language documentIds externalId diffusionMode"
    " diffusionDate statements:[Statement] signerIds extendedAuthSessionEnabled initialSignatureRequestId recipients"
)
_SIGNER = "externalId firstName lastName email phoneNumber nationality birthDate birthPlace birthCountry signerId"
_DOCUMENT = "externalId label description"
_TEMPLATE = "templateDisplayerId templateDisplayerVersion"

_SCHEMAS: dict[str, str] = {
    "Nothing": "",
    "LogIn": "appId appEnv secret",
    "NewDocument": f"signatureRequestId {_DOCUMENT}",
    "Document": _DOCUMENT,
    "Json": "jsonContent",
    "Private": "documentHash",
    "Ids": "signatureRequestIds",
    "Webhook": "url description",
    "Check": "token verificationToken appId appEnv",
    "Invitation": "email roles:{*}",
    "Roles": "roles:{*}",
}

V3_SCHEMAS: dict[str, str] = {
    **_SCHEMAS,
    "Update": f"{_UPDATE} signersAsApprover",
    "Statement": "_id appId appEnv signatureRequestId documentId target labelMd",
    "NewRequest": "signatureProfileId",
    "Signer": f"{_SIGNER} signatureProfileId isRecurrent",
    "DocumentRequest": "target documentId externalId firstName lastName email",
    "Status": "status",
}
"""Members of the bodies of API 3."""

V4_SCHEMAS: dict[str, str] = {
    **_SCHEMAS,
    "Update": (
        f"{_UPDATE} signerIdsAsApprover fullPrivacy defaultSignatureMethod"
        " signerProfilesSignatureMethod:[ProfileMethod] individualizeRequests"
    ),
    "ProfileMethod": "signerProfileId signatureMethodRef",
    "Statement": "_id appId appEnv signatureRequestId documentId labelMd",
    "NewRequest": "",
    "NewDocument": f"signatureRequestId {_DOCUMENT} {_TEMPLATE}",
    "Document": f"{_DOCUMENT} {_TEMPLATE}",
    "Signer": f"{_SIGNER} signerProfileId",
    "SignerChange": f"{_SIGNER} signerProfileId isRecurrent",
    "OneCall": "title signatureMethod signers:[OneCallSigner] documents:[OneCallDocument]",
    "OneCallSigner": "email firstName lastName signerProfileId",
    "OneCallDocument": "originalName mimeType base64 url",
    "Topics": "topics:{*}",
    "Capsule": "hashSha256_b64",
    "Seal": "m2mId title externalId documentHashSignedByM2MPrivateKey document:SealedDocument",
    "SealedDocument": "documentType documentHash label mimeType contentB64 xmlContent jsonContent",
    "ProofsToken": "client_id client_secret code_verifier redirect_uri grant_type authorization_code code",
}
"""Members of the bodies of API 4."""

_OPERATIONS: dict[str, str] = {
    "auth.login": "LogIn",
    "invitations.create": "Invitation",
    "invitations.update": "Roles",
    "signers.create": "Signer",
    "signers.update": "Signer",
    "documents.create": "NewDocument",
    "documents.update": "Document",
    "documents.upload": "*",
    "documents.check_authenticity": "*",
    "documents.set_json": "Json",
    "documents.set_private": "Private",
    "signature_requests.create": "NewRequest",
    "signature_requests.update": "Update",
    "signature_requests.status": "Ids",
    "webhooks.create": "Webhook",
    "webhooks.update": "Webhook",
    "webhooks.verify": "Check",
    **dict.fromkeys(
        (
            "invitations.resend",
            "signers.regenerate_auth_secret",
            "signers.search",
            "signature_requests.close",
            "signature_requests.publish",
            "documents.advanced_proof",
            "webhooks.resend",
        ),
        "Nothing",
    ),
}

OPERATIONS: dict[str, dict[str, str]] = {
    "v3": {**_OPERATIONS, "signature_profiles.set_status": "Status", "documents.request": "DocumentRequest"},
    "v4": {
        **_OPERATIONS,
        "signers.update": "SignerChange",
        "webhooks.disable_topics": "Topics",
        "signature_requests.one_call_sign": "OneCall",
        "signature_requests.signer_setup": "Nothing",
        "log_capsules.create": "Capsule",
        "m2m.sign": "Seal",
        "bare_signatures.token": "ProofsToken",
    },
}
"""The form of each operation's body, by API version."""

BODIES: dict[str, BodyTable] = {
    "v3": BodyTable(V3_SCHEMAS, OPERATIONS["v3"], {}),
    "v4": BodyTable(V4_SCHEMAS, OPERATIONS["v4"], {}),
}
