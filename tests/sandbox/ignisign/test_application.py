"""The application's own context, invitations, API 4's own calls, the signing page, and readings that can be switched."""

from __future__ import annotations

import base64

import pytest

from esignkit.sandbox import pdf
from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator
from tests import local_http

from .support import ANN, BOB, EMBEDDED, PROFILE, SETUP, SIMPLE, check_refusal

"""No certificates are read for a call to this machine, which takes longer than the call."""

INVITATIONS = "applications/{app}/users-invitations"


def test_context(app):
    app.ok("POST", "A/webhooks", {"url": "https://example.com/"})
    context = app.ok("GET", "applications/{app}/context")
    assert (context["appId"], context["status"], context["ignisignApiVersion"]) == (app.account.app_id, "ACTIVE", "V3")
    settings = context["envSettings"][app.account.app_env]
    assert [one["url"] for one in settings["webhooks"]] == ["https://example.com/"]
    assert settings["authorizedRedirectionUrls"] == []
    assert settings["defaultSignatureProfileId"] == app.profiles()[SIMPLE]["_id"]
    assert context["signatureProfiles"][app.account.app_env] == app.profiles()
    assert {"appId", "orgId"} <= set(context["config"])
    app.refused("INVALID_CONTEXT", "GET", "applications/appId_other/context", status=403)


class TestInvitations:
    def test_life(self, app):
        assert app.ok("GET", INVITATIONS) == []
        invited = app.ok("POST", INVITATIONS, {"email": "eve@example.com", "roles": {"DEVELOPMENT": ["ADMIN"]}})
        assert (invited["status"], invited["appId"]) == ("PENDING", app.account.app_id)
        assert invited["roles"] == {"DEVELOPMENT": ["ADMIN"], "STAGING": [], "PRODUCTION": []}
        path = f"{INVITATIONS}/{invited['_id']}"
        assert app.ok("POST", f"{path}/resend", {}) == invited
        edited = app.ok("PUT", path, {"roles": {"PRODUCTION": ["READER"]}})
        assert edited["roles"]["PRODUCTION"] == ["READER"]
        again = {"email": "EVE@example.com", "roles": {}}
        app.refused("USER_ALREADY_INVITED_BY_ORGANIZATION", "POST", INVITATIONS, again)
        assert app.ok("DELETE", path)["status"] == "CANCELED"
        for method, tail, body in (("POST", "/resend", {}), ("PUT", "", {"roles": {}}), ("DELETE", "", None)):
            code, status = ("INVITED_USER_NOT_FOUND", 404) if body is None else ("NO_PENDING_USER_INVITATION", 400)
            app.refused(code, method, path + tail, body, status=status)
            app.refused("INVITED_USER_NOT_FOUND", method, f"{INVITATIONS}/none{tail}", body, status=404)
        assert [one["status"] for one in app.ok("GET", INVITATIONS)] == ["CANCELED"]
        assert app.ok("POST", INVITATIONS, again)["status"] == "PENDING"

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"email": "eve", "roles": {}},
            {"email": "eve@example.com"},
            {"email": "eve@example.com", "roles": {"MOON": []}},
            {"email": "eve@example.com", "roles": {"STAGING": ["KING"]}},
        ],
    )
    def test_validation(self, app, body):
        app.refused("BODY_VALIDATION_FAILED", "POST", INVITATIONS, body)


class TestApi4:
    @pytest.fixture
    def v4(self, app):
        app.api = "v4"
        return app

    def test_key_without_login(self, v4):
        account = v4.account
        uuid = account.app_id.removeprefix("appId_")
        key = f"skv2_{account.app_env.lower()}_{uuid}_{account.app_secret}"
        v4.http.headers["Authorization"] = f"Bearer {key}"
        assert v4.ok("GET", "A/webhooks") == []
        for wrong in (f"{key}x", key.replace(uuid, "0"), "skv2_", key.replace("development", "production")):
            v4.refused(
                "INVALID_AUTH_JWT_TOKEN", "GET", "A/webhooks", status=401, headers={"Authorization": f"Bearer {wrong}"}
            )

    def test_signer_profiles_decide_who_hosts_the_page(self, v4):
        profiles = v4.ok("GET", "A/signer-profiles")
        modes = {one["integrationMode"]: one["_id"] for one in profiles}
        assert set(modes) == {"BY_SIDE", "EMBEDDED"}
        assert v4.ok("GET", f"A/signer-profiles/{modes['EMBEDDED']}") in profiles
        needed = v4.ok("GET", f"A/signer-profiles/{modes['EMBEDDED']}/inputs-needed")
        assert needed["inputsNeeded"] == ["firstName", "lastName", "email"]
        v4.refused("SIGNER_PROFILE_NOT_FOUND", "GET", "A/signer-profiles/none", status=404)
        request_id = v4.ready(signers=[{**ANN, "signerProfileId": modes["EMBEDDED"]}, BOB])
        ann, bob = v4.context(request_id)["signerIds"]
        response = v4.publish(request_id)
        assert [one["signerId"] for one in response["signersBySide"]] == [bob]
        assert [one["signerId"] for one in response["signersEmbedded"]] == [ann]

    def test_contexts_show_them(self, v4):
        profiles = v4.ok("GET", "A/signer-profiles")
        context = v4.ok("GET", "applications/{app}/context")
        assert (context["appType"], context["ignisignApiVersion"]) == ("SIGNATURE", "V4")
        assert context["signerProfiles"] == {v4.account.app_env: profiles}
        embedded = next(one for one in profiles if one["integrationMode"] == "EMBEDDED")
        request_id = v4.ready(signers=[{**ANN, "signerProfileId": embedded["_id"]}, BOB])
        context = v4.context(request_id)
        assert [one["signerProfileId"] for one in context["signerProfilesUsed"]] == [embedded["_id"]]
        assert context["signerProfiles"] == [embedded]
        assert "closedAt" not in context
        v4.ok("POST", f"signature-requests/{request_id}/close", {})
        assert v4.context(request_id)["closedAt"].endswith("Z")
        v4.api = "v3"
        assert not {"appType", "signerProfiles"} & set(v4.ok("GET", "applications/{app}/context"))
        assert not {"closedAt", "signerProfiles", "signerProfilesUsed"} & set(v4.context(request_id))

    def test_signers_say_whether_they_existed(self, v4):
        first, second = (v4.ok("POST", "A/signers", ANN) for _ in range(2))
        assert [(one["success"], one["alreadyExists"]) for one in (first, second)] == [(True, False), (True, True)]

    def test_one_call(self, v4):
        document = base64.b64encode(pdf.sample_agreement()).decode()
        body = {
            "title": "Lease",
            "signatureMethod": "SIMPLE_STD",
            "signers": [{"email": "ann@example.com", "firstName": "Ann"}],
            "documents": [{"originalName": "a.pdf", "mimeType": "application/pdf", "base64": document}],
        }
        response = v4.ok("POST", "signature-requests/one-call-sign", body)
        context = v4.context(response["signatureRequestId"])
        assert (context["status"], context["documents"][0]["documentNature"]) == ("IN_PROGRESS", "PDF")
        assert [one["signerId"] for one in response["signersBySide"]] == context["signerIds"]
        v4.sandbox.sign_all(response["signatureRequestId"])
        for documents, code in (
            ([{"originalName": "a", "mimeType": "b", "url": "https://example.com/"}], "FAILED_TO_DOWNLOAD_DOCUMENT"),
            ([{"originalName": "a", "mimeType": "b", "base64": "%"}], "BODY_VALIDATION_FAILED"),
            ([{"mimeType": "b", "base64": "YQ=="}], "BODY_VALIDATION_FAILED"),
            ([{"originalName": "a", "mimeType": "b", "base64": ""}], "DOCUMENT_NOT_PROVIDED"),
        ):
            v4.refused(code, "POST", "signature-requests/one-call-sign", {**body, "documents": documents})
        assert v4.ok("GET", "A/signature-requests")["paginationData"]["total"] == 1

    def test_signer_setup_and_log_capsule(self, v4):
        request_id = v4.ok("POST", "A/signer-setup", {})["signatureRequestId"]
        assert v4.context(request_id)["signatureRequestType"] == "SIGNER_SETUP"
        digest = base64.b64encode(bytes(32)).decode()
        response = v4.ok("POST", "A/log-capsules", {"hashSha256_b64": digest})
        assert response["hashSha256_b64"] == digest
        assert b"no real timestamp" in base64.b64decode(response["timestamp_b64"])
        v4.refused("BODY_VALIDATION_FAILED", "POST", "A/log-capsules", {"hashSha256_b64": "short"})


def test_a_signer_is_set_up_once(app):
    signed = app.published(signers=[ANN])
    app.sandbox.sign_all(signed)
    request_id = app.draft(SETUP)
    document_id = app.document(request_id, b"text", "a.txt")
    app.update(request_id, title="t", documentIds=[document_id], signerIds=app.context(signed)["signerIds"])
    code = PROFILE + "SIGNER_SETUP_ALREADY_DONE"
    app.refused(code, "POST", f"signature-requests/{request_id}/publish", {})
    app.update(request_id, signerIds=[app.signer(**BOB)])
    app.publish(request_id)
    assert app.status(request_id) == "IN_PROGRESS"


class TestSigningPage:
    @pytest.fixture
    def session(self, app):
        signer = app.ok("POST", "A/signers", ANN)
        request_id = app.ready(profile=EMBEDDED, signers=[])
        app.update(request_id, signerIds=[signer["signerId"]], title="<b>Lease</b>")
        token = app.publish(request_id)["signers"][0]["token"]
        query = {"token": token, "signerSecret": signer["authSecret"], "showTitle": "false"}
        url = f"{app.account.base_url}/signature-requests/{request_id}/signers/{signer['signerId']}/sign"
        return request_id, url, query

    def test_shows_and_signs(self, app, session):
        request_id, url, query = session
        page = local_http.get(url, params=query, follow_redirects=True)
        assert page.status_code == 200
        assert "Ann Archer" in page.text
        assert "&lt;b&gt;Lease" in page.text
        assert app.status(request_id) == "IN_PROGRESS"
        assert "You have signed" in local_http.post(url, params=query, follow_redirects=True).text
        assert app.status(request_id) == "COMPLETED"
        assert "You have signed" in local_http.get(url, params=query, follow_redirects=True).text
        check_refusal(local_http.post(url, params=query), 400, "SIGNATURE_REQUEST_BAD_STATUS")

    def test_the_language_can_be_forced(self, app, session):
        _, url, query = session
        page = local_http.get(url, params={**query, "forceLanguage": "FR"}, follow_redirects=True)
        assert '<html lang="fr">' in page.text

    @pytest.mark.parametrize("secret", ["token", "signerSecret"])
    def test_both_secrets_must_be_right(self, app, session, secret):
        request_id, url, query = session
        for wrong in ({**query, secret: "x"}, {name: value for name, value in query.items() if name != secret}):
            response = local_http.post(url, params=wrong)
            check_refusal(response, 401, "SIGNATURE_TOKEN_INVALID")
        check_refusal(local_http.get(url.replace(request_id, "0" * 24)), 404, "SIGNATURE_SESSION_NOT_FOUND")
        assert app.status(request_id) == "IN_PROGRESS"

    def test_a_new_secret_voids_the_address(self, app, session):
        request_id, url, query = session
        signer_id = app.context(request_id)["signerIds"][0]
        app.ok("PUT", f"A/signers/{signer_id}/regenerate-auth-secret", {})
        check_refusal(local_http.get(url, params=query), 401, "SIGNATURE_TOKEN_INVALID")


class TestReadings:
    """What the vendor leaves open has a switch; the positions not tested here are tested with the calls themselves."""

    def test_null_may_mean_nothing(self, app):
        request_id = app.ready()
        before = app.context(request_id)
        app.switch(null_clears=False)
        assert app.update(request_id, title=None, signerIds=None) == before

    def test_lists_may_merge(self, app):
        request_id = app.ready()
        before = app.context(request_id)["signerIds"]
        app.switch(lists_merge=True)
        added = app.signer(firstName="C", lastName="D", email="c@example.com")
        assert app.update(request_id, signerIds=[added, before[0]])["signerIds"] == [*before, added]
        assert app.update(request_id, signerIds=[])["signerIds"] == []

    def test_closing_again_may_be_refused(self, app):
        request_id = app.draft()
        path = f"signature-requests/{request_id}/close"
        app.ok("POST", path, {})
        app.switch(close_again=False)
        app.refused("SIGNATURE_REQUEST_CANCELLED", "POST", path, {})

    @pytest.mark.parametrize("value", [{"proofs": "soon"}, {"after_reads": -1}, {"topic_names": 1}, {"unknown": 1}])
    def test_wrong_switches(self, app, value):
        with pytest.raises(ValueError, match=next(iter(value))):
            app.switch(**value)


@pytest.mark.parametrize("name", ["forRecurrent", "forceRecurrent"])
def test_flags_in_a_query_are_words(app, name):
    tail = {"forRecurrent": "missing-inputs", "forceRecurrent": "status"}[name]
    path = f"A/signature-profiles/{app.profiles()[0]['_id']}/signers/{app.signer(**ANN)}/{tail}"
    app.ok("GET", f"{path}?{name}=true")
    app.refused("QUERY_VALIDATION_FAILED", "GET", f"{path}?{name}=1")


A = "/applications/{appId}/envs/{appEnv}"
R = "/signature-requests/{signatureRequestId}"
D = "/documents/{documentId}"
S = f"{A}/signers/{{signerId}}"
P = f"{A}/signature-profiles"
I = "/applications/{appId}/users-invitations"  # noqa: E741  # the letters stand for what the rows are about
W = "/webhooks/{webhookId}"
SP = f"{A}/signer-profiles"

BOTH = f"""
POST /auth/app-api
POST {A}/signature-requests
GET {A}/signature-requests
POST {A}/signature-requests/status
PUT {R}
POST {R}/publish
GET {R}/context
POST {R}/close
POST {A}/init-documents
PUT {D}
DELETE {D}
GET {D}
GET {D}/context
POST {D}/file
POST {D}/data-json-content
POST {D}/private-content
DELETE {D}/content
GET {D}/file
POST {D}/check-authenticity
GET {D}/signatures
GET {D}/signatures/{{signatureId}}
POST {D}/generate-advanced-signature-proof
GET {D}/img-signatures
POST {A}/signers
PUT {S}
DELETE {S}/revoke
GET {S}
GET {S}/details
GET {A}/signers-paginate
GET {A}/signers-search
POST {A}/signers-search
PUT {S}/regenerate-auth-secret
GET /applications/{{appId}}/context
GET {I}
POST {I}
POST {I}/{{userInvitationId}}/resend
DELETE {I}/{{userInvitationId}}
PUT {I}/{{userInvitationId}}
POST {A}/webhooks
GET {A}/webhooks
PUT {W}
DELETE {W}
GET {W}/events
GET {W}/events/{{eventId}}
POST {W}/events/{{eventId}}/resend
POST /tokens/webhook-verification/checking-consumption
"""
ONLY_V3 = f"""
POST {D}/requests
GET {D}/signatures/{{signatureId}}/xades
GET {D}/asics
GET {D}/signature-proof
GET {P}
PUT {P}/{{signatureProfileId}}/status
GET {P}/{{signatureProfileId}}/signer-inputs-constraints
GET {P}/{{signatureProfileId}}/signers/{{signerId}}/missing-inputs
GET {P}/{{signatureProfileId}}/signers/{{signerId}}/status
"""
ONLY_V4 = f"""
POST {A}/signer-setup
POST /signature-requests/one-call-sign
GET {SP}
GET {SP}/{{signerProfileId}}
GET {SP}/{{signerProfileId}}/inputs-needed
GET {D}/signature-type/{{type}}
GET {D}/signature-type/{{type}}/signers/{{signerId}}
POST {A}/log-capsules
POST {W}/disabled-events
POST {A}/m2m/{{m2mId}}/sign
GET {A}/bare-signatures-configuration
POST /envs/{{appEnv}}/oauth2/proofs-token
GET /envs/{{appEnv}}/bare-signatures/proofs
"""


def test_every_call_of_the_reference_is_served_and_no_other():
    served = {f"{route.method} {route.template}" for route in IgnisignEmulator().routes()}
    for version, rows in (("v3", BOTH + ONLY_V3), ("v4", BOTH + ONLY_V4)):
        wanted = {row.replace(" /", f" /{version}/", 1) for row in rows.split("\n") if row}
        assert {one for one in served if f" /{version}/" in one} == wanted


def test_signatures_in_api_4_have_another_shape(app):
    request_id = app.published(signers=[ANN])
    document_id = app.context(request_id)["documentIds"][0]
    app.sandbox.sign_all(request_id)
    app.api = "v4"
    (signature,) = app.ok("GET", f"documents/{document_id}/signatures")
    assert app.ok("GET", f"documents/{document_id}/signatures/{signature['_id']}") == signature
    assert [one["type"] for one in signature["signatures"]] == ["PADES_ATTACHED"]
    assert "signingTime" not in signature
