"""What API 4 answers, member by member as its models have it, and what the vendor's own clients need of a server."""

from __future__ import annotations

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from esignkit.sandbox import pdf
from tests import local_http

from .support import ANN, ASKED, BOB, PUBLISH, Application, check_refusal

CONTEXT = {"appId", "appEnv", "signatureRequestType", "status", "defaultSignatureMethod", "signers", "documents"}
DOCUMENT = {"appId", "appEnv", "status", "documentHash", "signatureRequestId"}
"""`documentNature` too, once there is content."""
SIGNATURE = {"appId", "appEnv", "signerId", "signerKeyId", "documentId", "status", "mode", "signatures"}
PROFILE = {
    "appId", "appEnv", "name", "status", "version", "isEmailProofSentByIgnisign", "isRecurrent", "integrationMode",
    "signatureAuthMethodsConfiguration",
}  # fmt: skip
SETTINGS = {
    "appId", "orgId", "appEnv", "currentVersion", "webhooks", "extendedAuthSessionEnabled", "apiKeys", "ssoConfigs",
    "onlineProofsEnabled", "googleDrive",
}  # fmt: skip
GONE_SETTINGS = {"appRootUrl", "authorizedRedirectionUrls", "defaultSignatureProfileId", "oAuth2", "saml"}


@pytest.fixture
def v4(app):
    app.api = "v4"
    return app


def embedded(app):
    return next(one for one in app.ok("GET", "A/signer-profiles") if one["integrationMode"] == "EMBEDDED")


class TestAnswers:
    def test_members_that_are_never_left_out(self, v4, sandbox):
        draft = v4.draft()
        assert set(v4.context(draft)) >= CONTEXT
        document_id = v4.document(draft)
        assert set(v4.ok("GET", f"documents/{document_id}")) >= DOCUMENT
        request_id = v4.published(signers=[{**ANN, "signerProfileId": embedded(v4)["_id"]}, BOB])
        sandbox.sign_all(request_id)
        context = v4.context(request_id)
        assert set(context) >= CONTEXT
        (document,) = context["documents"]
        assert {*DOCUMENT, "documentNature", "signatureSummaries"} <= set(document)
        for one in v4.ok("GET", f"documents/{document['_id']}/signatures"):
            assert set(one) >= SIGNATURE
            assert {"type", "signatureFilePath", "signingTime"} <= set(one["signatures"][0])
        for one in v4.ok("GET", "A/signer-profiles"):
            assert set(one) >= PROFILE
        made = v4.ok("POST", "A/signers", {"email": "eve@example.com"})
        assert {"signerId", "entityType", "success", "alreadyExists"} <= set(made)

    def test_signer_profiles_used_are_objects(self, v4):
        profile = embedded(v4)
        request_id = v4.ready(
            signers=[{**ANN, "signerProfileId": profile["_id"]}, BOB],
            signerProfilesSignatureMethod=[{"signerProfileId": profile["_id"], "signatureMethodRef": "ADVANCED_SMS"}],
        )
        context = v4.context(request_id)
        ann = context["signerIds"][0]
        assert context["signerProfilesUsed"] == [
            {
                "signerProfileId": profile["_id"],
                "signatureMethodRef": "ADVANCED_SMS",
                "version": profile["version"],
                "signerIds": [ann],
            }
        ]
        v4.update(request_id, signerProfilesSignatureMethod=None)
        (used,) = v4.context(request_id)["signerProfilesUsed"]
        assert used["signatureMethodRef"] == "SIMPLE_STD"

    def test_signers_show_their_profile(self, v4):
        profile = embedded(v4)
        signer_id = v4.signer(**ANN, signerProfileId=profile["_id"])
        assert v4.ok("GET", f"A/signers/{signer_id}")["signerProfileId"] == profile["_id"]
        v4.api = "v3"
        assert "signerProfileId" not in v4.ok("GET", f"A/signers/{signer_id}")

    def test_a_signers_latest_requests_are_shown_as_the_version_shows_requests(self, v4):
        request_id = v4.ready(signers=[ANN])
        (signer_id,) = v4.context(request_id)["signerIds"]
        (latest,) = v4.ok("GET", f"A/signers/{signer_id}/details")["latestSignatureRequests"]
        assert "signersAsApprover" not in latest
        assert latest["signerIdsAsApprover"] == []

    def test_a_statement_has_no_target(self, v4):
        request_id = v4.ready(signers=[ANN])
        own = {"appId": v4.account.app_id, "appEnv": v4.account.app_env, "signatureRequestId": request_id}
        v4.update(request_id, statements=[{**own, "target": "SIGNATURE_REQUEST", "labelMd": "I agree"}, own])
        first, second = v4.context(request_id)["statements"]
        assert set(first) == set(second) == {"_id", *own, "labelMd"}
        v4.api = "v3"
        assert v4.context(request_id)["statements"][0]["target"] == "SIGNATURE_REQUEST"

    def test_a_documents_template_is_changed_by_an_update(self, v4):
        document_id = v4.document(v4.draft(), templateDisplayerId="a", templateDisplayerVersion=1)
        changed = v4.ok("PUT", f"documents/{document_id}", {"templateDisplayerId": "b", "templateDisplayerVersion": 2})
        assert (changed["templateDisplayerId"], changed["templateDisplayerVersion"]) == ("b", 2)
        v4.refused("BODY_VALIDATION_FAILED", "PUT", f"documents/{document_id}", {"templateDisplayerVersion": "x"})

    def test_in_version_3_a_document_has_no_template(self, app):
        document_id = app.document(app.draft())
        assert "templateDisplayerId" not in app.ok("PUT", f"documents/{document_id}", {"templateDisplayerId": "b"})

    def test_a_document_that_version_3_asked_for_is_one_without_content(self, app):
        request_id = app.draft(ASKED)
        document_id = app.document(request_id, label="Licence")
        app.ok("POST", f"documents/{document_id}/requests", {"target": "APPLICATION", "documentId": document_id})
        app.update(request_id, documentIds=[document_id])
        assert app.ok("GET", f"documents/{document_id}")["status"] == "DOCUMENT_REQUEST"
        app.api = "v4"
        (shown,) = app.context(request_id)["documents"]
        for one in (
            shown,
            app.ok("GET", f"documents/{document_id}"),
            app.ok("GET", f"documents/{document_id}/context"),
        ):
            assert one["status"] == "CREATED"
            assert not {"documentRequest", "documentRequestId"} & set(one)

    def test_a_context_names_the_version_of_the_settings(self, v4):
        settings = v4.ok("GET", "applications/{app}/context")["envSettings"][v4.account.app_env]
        assert v4.context(v4.draft())["appEnvSettingVersion"] == settings["currentVersion"]

    @pytest.mark.parametrize(("api", "more"), [("v3", set()), ("v4", {"appType"})])
    def test_application_metadata(self, app, api, more):
        app.api = api
        metadata = app.context(app.draft())["applicationMetadata"]
        assert {"appId", "appEnv", "appName", *more} <= set(metadata)
        assert metadata["appId"] == app.account.app_id
        assert ("appType" in metadata) is (api == "v4")


class TestDefaultMethod:
    def test_a_draft_begins_with_the_applications_level(self, v4):
        assert v4.context(v4.draft())["defaultSignatureMethod"] == "SIMPLE_STD"
        v4.switch(default_signature_method="ADVANCED_SMS")
        assert v4.context(v4.draft())["defaultSignatureMethod"] == "ADVANCED_SMS"

    def test_without_one_publishing_asks_for_it(self, v4):
        v4.switch(default_signature_method="")
        request_id = v4.ready(signers=[ANN], defaultSignatureMethod=None)
        v4.refused(f"{PUBLISH}NO_DEFAULT_SIGNATURE_METHOD", "POST", f"signature-requests/{request_id}/publish", {})


class TestApplication:
    def test_settings_of_an_environment(self, v4):
        context = v4.ok("GET", "applications/{app}/context")
        settings = context["envSettings"][v4.account.app_env]
        assert set(settings) >= SETTINGS
        assert not GONE_SETTINGS & set(settings)
        (api_key,) = settings["apiKeys"]
        assert {"appId", "appEnv", "name", "isRestricted", "displayableSecret", "status"} <= set(api_key)
        assert v4.account.app_secret not in json.dumps(context)

    def test_its_type_is_a_switch(self, v4):
        for kind in ("SEAL", "LOG_CAPSULE", "BARE_SIGNATURE"):
            v4.switch(application_type=kind)
            assert v4.ok("GET", "applications/{app}/context")["appType"] == kind
            assert v4.context(v4.draft())["applicationMetadata"]["appType"] == kind
        with pytest.raises(ValueError, match="application_type"):
            v4.switch(application_type="OTHER")

    def test_how_bare_signatures_are_set_up(self, v4):
        found = v4.ok("GET", "A/bare-signatures-configuration")
        assert set(found) == {"appId", "appEnv", "redirectUris", "authorizedOrigins", "eidasLevel"}
        assert (found["redirectUris"], found["authorizedOrigins"], found["eidasLevel"]) == ([], [], "SES")


class TestKeys:
    def test_a_key_of_the_new_kind_is_for_version_4(self, app):
        app.http.headers["Authorization"] = f"Bearer {app.account.api_key}"
        app.refused("INVALID_AUTH_JWT_TOKEN", "GET", "A/webhooks", status=401)
        app.api = "v4"
        assert app.ok("GET", "A/webhooks") == []

    def test_unless_a_switch_says_otherwise(self, app):
        app.switch(keys_in_version_3=True)
        app.http.headers["Authorization"] = f"Bearer {app.account.api_key}"
        assert app.ok("GET", "A/webhooks") == []

    @pytest.mark.parametrize("key", ["api_key", "app_secret"])
    def test_either_key_is_the_client_secret_of_a_bare_signature(self, v4, key):
        verifier, back = "a verifier", "http://127.0.0.1:9/back"
        query = {
            "redirect_uri": back,
            "response_type": "code",
            "client_id": v4.account.app_id,
            "code_challenge": base64.b64encode(hashlib.sha256(verifier.encode()).digest()).decode(),
            "code_challenge_method": "S256",
            "state": json.dumps({"hashes": ["h"], "nonce": "n"}),
        }
        env = f"envs/{v4.account.app_env}"
        sent = local_http.get(f"{v4.account.base_url}/{env}/oauth2/authorize", params=query)
        body = {
            "client_id": v4.account.app_id,
            "client_secret": getattr(v4.account, key),
            "code_verifier": verifier,
            "redirect_uri": back,
            "grant_type": "authorization_code",
            "code": parse_qs(urlsplit(sent.headers["location"]).query)["code"][0],
        }
        token = v4.ok("POST", f"{env}/oauth2/proofs-token", body)["access_token"]
        found = v4.ok("GET", f"{env}/bare-signatures/proofs", headers={"Authorization": f"Bearer {token}"})
        assert [one["type"] for one in found["proofs"]] == ["SIGNED_DATA"]


class TestProofTypes:
    def seal(self, app, kind, content):
        document = {"documentType": kind, "documentHash": hashlib.sha256(content).hexdigest()}
        if kind == "PDF":
            document["contentB64"] = base64.b64encode(content).decode()
        elif kind != "PRIVATE_FILE":
            document["xmlContent" if kind == "DATA_XML" else "jsonContent"] = content.decode()
        body = {"m2mId": "m1", "documentHashSignedByM2MPrivateKey": "3045", "document": document}
        return app.ok("POST", "A/m2m/m1/sign", body)

    def test_a_sealed_pdf_is_a_pdf(self, v4):
        response = self.seal(v4, "PDF", pdf.sample_agreement())
        assert response["proofType"] == "PDF_WITH_SIGNATURES"
        assert base64.b64decode(response["proofBase64"]).startswith(b"%PDF-")

    @pytest.mark.parametrize("kind", ["DATA_JSON", "DATA_XML", "PRIVATE_FILE"])
    def test_other_seals_are_signed_data(self, v4, kind):
        response = self.seal(v4, kind, b"<a/>" if kind == "DATA_XML" else b"{}")
        assert response["proofType"] == "SIGNED_DATA"
        assert base64.b64decode(response["proofBase64"]).decode()

    def test_what_is_no_pdf_is_not_sealed_as_one(self, v4):
        document = {"documentType": "PDF", "documentHash": "0" * 64, "contentB64": base64.b64encode(b"x").decode()}
        body = {"m2mId": "m1", "documentHashSignedByM2MPrivateKey": "3045", "document": document}
        v4.refused("PDF_CORRUPTED", "POST", "A/m2m/m1/sign", body)

    def test_data_is_proved_by_signed_data(self, v4, sandbox):
        request_id = v4.draft()
        document_id = v4.document(request_id)
        v4.ok("POST", f"documents/{document_id}/data-json-content", {"jsonContent": {"a": 1}})
        v4.update(request_id, title="Data", documentIds=[document_id], signerIds=[v4.signer(**ANN)])
        v4.publish(request_id)
        sandbox.sign_all(request_id)
        kinds = f"documents/{document_id}/signature-type"
        assert v4.call("GET", f"{kinds}/SIGNED_DATA").content.startswith(b"<?xml")
        (one,) = v4.ok("GET", f"documents/{document_id}/signatures")
        assert [made["type"] for made in one["signatures"]] == ["XADESDET"]
        v4.refused("SIGNATURE_PROOF_TYPE_NOT_AVAILABLE", "GET", f"{kinds}/C2PA")


class TestForTheVendorsClients:
    """Both drop the path of their base URL, so all of it is served at the root too."""

    @pytest.mark.parametrize("api", ["v3", "v4"])
    def test_at_the_root_of_the_host(self, app, sandbox, api):
        login = local_http.post(f"{sandbox.url}/{api}/auth/app-api", json=app.credentials())
        headers = {"Authorization": f"Bearer {login.json()['jwtToken']}"}
        place = f"{sandbox.url}/{api}/applications/{app.account.app_id}/envs/{app.account.app_env}"
        assert local_http.get(f"{place}/webhooks", headers=headers).json() == []
        check_refusal(local_http.get(f"{sandbox.url}/{api}/nothing/here", headers=headers), 404, "NOT_YET_IMPLEMENTED")

    def test_the_log_names_them_as_it_does_below_the_path(self, app, sandbox):
        local_http.post(f"{sandbox.url}/v3/auth/app-api", json=app.credentials())
        last = sandbox.requests()[-1]
        assert (last.provider, last.operation, last.template) == ("ignisign", "auth.login", "/ignisign/v3/auth/app-api")

    def test_a_draft_of_version_4_is_asked_for_with_no_body_at_all(self, v4):
        assert v4.call("POST", "A/signature-requests").status_code == 200

    @pytest.mark.parametrize("api", ["v3", "v4"])
    def test_a_copy_to_check_may_come_without_a_name(self, app, api):
        app.api = api
        content = pdf.sample_agreement()
        document_id = app.document(app.draft(), content)
        bare = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + content + b"\r\n--b--\r\n"
        headers = {"content-type": "multipart/form-data; boundary=b"}
        response = app.ok("POST", f"documents/{document_id}/check-authenticity", content=bare, headers=headers)
        assert response["authenticityValidated"] is True
        app.refused("BODY_VALIDATION_FAILED", "POST", f"documents/{document_id}/file", content=bare, headers=headers)


def test_a_login_by_version_4_is_good_for_both(sandbox):
    with Application(sandbox, sandbox.create_account(), "v4") as app:
        assert app.ok("GET", "A/webhooks") == []
        app.api = "v3"
        assert app.ok("GET", "A/webhooks") == []


class TestMembersOfTheOtherVersion:
    """They mean nothing, as any member that an API does not know."""

    def test_a_draft_of_version_4_has_no_signature_profile(self, app):
        profile = app.profiles()[1]["_id"]
        app.api = "v4"
        request_id = app.ok("POST", "A/signature-requests", {"signatureProfileId": profile})["signatureRequestId"]
        app.api = "v3"
        assert "signatureProfileId" not in app.context(request_id)

    def test_approvers_have_another_name(self, v4):
        signer_id = v4.signer(**ANN)
        request_id = v4.draft()
        assert v4.update(request_id, signersAsApprover=[signer_id])["signerIdsAsApprover"] == []
        assert v4.update(request_id, signerIdsAsApprover=[signer_id])["signerIdsAsApprover"] == [signer_id]
        v4.api = "v3"
        assert v4.update(request_id, signerIdsAsApprover=[])["signersAsApprover"] == [signer_id]

    def test_a_signer_of_version_4_is_of_a_signer_profile(self, v4):
        profile = embedded(v4)
        made = v4.signer(**ANN, signatureProfileId="none", signerProfileId=profile["_id"], isRecurrent=True)
        assert v4.ok("GET", f"A/signers/{made}")["isRecurrent"] is profile["isRecurrent"] is False
        wrong = {"email": "eve@example.com", "signerProfileId": "none"}
        v4.refused("SIGNER_PROFILE_NOT_FOUND", "POST", "A/signers", wrong, status=404)
        v4.refused("SIGNER_PROFILE_NOT_FOUND", "PUT", f"A/signers/{made}", {"signerProfileId": "none"}, status=404)

    def test_a_signer_of_version_3_is_not(self, app):
        made = app.signer(**ANN, signerProfileId="none", isRecurrent=True)
        assert app.ok("GET", f"A/signers/{made}")["isRecurrent"] is True
        app.api = "v4"
        assert "signerProfileId" not in app.ok("GET", f"A/signers/{made}")
