from __future__ import annotations

import json

import pytest

from esignkit.sandbox import pdf

from .support import ANN

ODD = [
    *("\ud800", "日本語\n\x00", "", "x" * 5000, "0" * 24, None, -1.5, 10**400, float("nan")),
    *([], [None], ["\ud800"], [{}], {"a": None}),
]

REQUEST = "signature-requests/{request}"
WRITES = [
    ("POST", "auth/app-api", "appId appEnv secret"),
    ("POST", "A/signature-requests", "signatureProfileId"),
    ("POST", "A/signature-requests/status", "signatureRequestIds"),
    ("PUT", REQUEST, "title description language externalId initialSignatureRequestId extendedAuthSessionEnabled"),
    ("PUT", REQUEST, "expirationDate expirationDateIsActivated diffusionMode diffusionDate"),
    ("PUT", REQUEST, "documentIds signerIds signersAsApprover signerIdsAsApprover recipients statements"),
    ("POST", "A/init-documents", "signatureRequestId externalId label description"),
    ("PUT", "documents/{document}", "externalId label description"),
    ("POST", "documents/{document}/data-json-content", "jsonContent"),
    ("POST", "documents/{document}/private-content", "documentHash"),
    ("POST", "documents/{document}/file", "file"),
    (
        "POST",
        "A/signers",
        "signatureProfileId externalId firstName email phoneNumber nationality birthDate isRecurrent",
    ),
    ("PUT", "A/signers/{signer}", "signatureProfileId signerId externalId firstName lastName isRecurrent"),
    ("PUT", "A/signature-profiles/{profile}/status", "status"),
    ("POST", "tokens/webhook-verification/checking-consumption", "token appId appEnv"),
    ("POST", "documents/{document}/requests", "target documentId email firstName"),
    ("POST", "documents/{document}/check-authenticity", "file"),
    ("POST", "A/webhooks", "url description"),
    ("PUT", "webhooks/{webhook}", "url description"),
    ("POST", "applications/{app}/users-invitations", "email roles"),
    ("PUT", "applications/{app}/users-invitations/{invitation}", "roles"),
]
WRITES_V4 = [
    ("PUT", REQUEST, "signerIdsAsApprover statements signerProfilesSignatureMethod individualizeRequests fullPrivacy"),
    ("POST", "A/init-documents", "signatureRequestId templateDisplayerId templateDisplayerVersion"),
    ("POST", "A/signers", "signerProfileId externalId"),
    ("POST", "signature-requests/one-call-sign", "title signatureMethod signers documents"),
    ("POST", "A/log-capsules", "hashSha256_b64"),
    ("POST", "webhooks/{webhook}/disabled-events", "topics"),
]
INVITED = {"email": "eve@example.com", "roles": {"DEVELOPMENT": ["USER"]}}


@pytest.mark.parametrize(
    ("api", "method", "path", "names"), [*(("v3", *one) for one in WRITES), *(("v4", *one) for one in WRITES_V4)]
)
def test_no_body_makes_the_server_fail(app, api, method, path, names):
    request_id = app.ready(signers=[ANN])
    context = app.context(request_id)
    webhook_id = app.ok("POST", "A/webhooks", {"url": "http://127.0.0.1:9/"})[0]["_id"]
    invitation_id = app.ok("POST", "applications/{app}/users-invitations", INVITED)["_id"]
    path = path.format(
        request=request_id,
        document=context["documentIds"][0],
        signer=context["signerIds"][0],
        profile=app.profiles()[0]["_id"],
        webhook=webhook_id,
        invitation=invitation_id,
        app="{app}",
    )
    app.api = api
    for body in [*ODD, *({name: value} for name in names.split() for value in ODD)]:
        response = app.call(method, path, content=json.dumps(body).encode())
        assert response.status_code < 500, body
    app.api = "v3"
    assert app.status(request_id) == "DRAFT"


@pytest.mark.parametrize("words", ["日本語", "a\nb\x00", "é€ (\\) <b>&", "x" * 3000])
def test_odd_words_reach_the_signed_files(app, words):
    request_id = app.draft()
    document_id = app.document(request_id, pdf.sample_agreement(), label=words)
    signer_id = app.signer(firstName=words, lastName=words, email="ann@example.com")
    app.update(request_id, title=words[:1000], documentIds=[document_id], signerIds=[signer_id])
    app.publish(request_id)
    app.sandbox.sign_all(request_id)
    proof = app.call("GET", f"documents/{document_id}/signature-proof")
    for content in (proof.content, app.sandbox.signed_file(request_id)):
        assert pdf.verify_pdf(content, [app.sandbox.ca_certificate]).ok


def test_unknown_keys_pass(app):
    request_id = app.ready()
    before = app.context(request_id)
    assert app.update(request_id, somethingNew=1, status="COMPLETED", _id="x") == before
