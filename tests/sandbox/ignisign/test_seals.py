"""API 4's seals of machines and bare signatures."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import local_http

from .support import check_refusal

HASH = hashlib.sha256(b"contract").hexdigest()
BACK = "http://127.0.0.1:9/back?x=1"
VERIFIER = "a-verifier-of-some-length"
CHALLENGE = base64.b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()


@pytest.fixture
def v4(app):
    app.api = "v4"
    return app


class TestSeal:
    BODY = {
        "m2mId": "m1",
        "documentHashSignedByM2MPrivateKey": "3045",
        "document": {"documentType": "PRIVATE_FILE", "documentHash": HASH},
    }

    def test_seals(self, v4):
        response = v4.ok("POST", "A/m2m/m1/sign", self.BODY)
        assert (response["documentHash"], response["proofType"]) == (HASH, "SIGNED_DATA")
        assert base64.b64encode(bytes.fromhex(HASH)) in base64.b64decode(response["proofBase64"])

    def test_it_is_a_request_with_a_document(self, v4):
        made = v4.ok("POST", "A/m2m/m1/sign", {**self.BODY, "title": "Log", "externalId": "crm-1"})
        (item,) = v4.ok("GET", "A/signature-requests")["signatureRequests"]
        context = v4.context(item["_id"])
        assert item["_id"] == made["signatureRequestId"]
        for one in (item, context):
            assert (one["m2mId"], one["title"], one["externalId"], one["status"]) == ("m1", "Log", "crm-1", "COMPLETED")
        assert [one["_id"] for one in context["documents"]] == [made["documentId"]]
        document = v4.ok("GET", f"documents/{made['documentId']}")
        assert (document["documentNature"], document["documentHash"]) == ("PRIVATE_FILE", HASH)
        v4.refused("SIGNATURE_REQUEST_BAD_STATUS", "PUT", f"signature-requests/{item['_id']}", {"title": "x"})

    @pytest.mark.parametrize("wrong", [{"document": {}}, {"documentHashSignedByM2MPrivateKey": "xyz"}, {"m2mId": None}])
    def test_validation(self, v4, wrong):
        v4.refused("BODY_VALIDATION_FAILED", "POST", "A/m2m/m1/sign", {**self.BODY, **wrong})


class TestBareSignature:
    def authorize(self, app, **changes):
        query = {
            "redirect_uri": BACK,
            "response_type": "code",
            "client_id": app.account.app_id,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "state": json.dumps({"hashes": [HASH], "nonce": "n", "externalId": "e"}),
            **changes,
        }
        url = f"{app.account.base_url}/envs/{app.account.app_env}/oauth2/authorize"
        return local_http.get(url, params=query)

    def exchange(self, app, given, **changes):
        return {
            "client_id": app.account.app_id,
            "client_secret": app.account.app_secret,
            "code_verifier": VERIFIER,
            "redirect_uri": BACK,
            "grant_type": "authorization_code",
            "code": given,
            **changes,
        }

    @pytest.mark.parametrize("form", ["json", "data"])
    def test_to_the_proofs(self, v4, form):
        response = self.authorize(v4)
        assert response.status_code == 302
        assert response.headers["location"].startswith(BACK + "&code=")
        code = parse_qs(urlsplit(response.headers["location"]).query)["code"][0]
        path = f"envs/{v4.account.app_env}/oauth2/proofs-token"
        for wrong, refused, status in (
            ({"client_id": "x"}, "OAUTH2_CLIENT_NOT_FOUND", 404),
            ({"client_secret": "x"}, "AUTHENTICATION_FAILED", 401),
            ({"grant_type": "x"}, "OAUTH2_INVALID_GRANT_TYPE", 400),
            ({"code": "x"}, "TOKEN_NOT_FOUND", 404),
            ({"redirect_uri": "x"}, "OAUTH2_INVALID_REDIRECT_URI", 400),
            ({"code_verifier": "x"}, "OAUTH2_INVALID_CODE_CHALLENGE", 400),
        ):
            v4.refused(refused, "POST", path, status=status, **{form: self.exchange(v4, code, **wrong)})
        token = v4.ok("POST", path, **{form: self.exchange(v4, code)})
        assert set(token) == {"access_token", "token_type", "expires_in", "scope"}
        v4.refused("TOKEN_NOT_FOUND", "POST", path, status=404, **{form: self.exchange(v4, code)})
        proofs = f"envs/{v4.account.app_env}/bare-signatures/proofs"
        found = v4.ok("GET", proofs, headers={"Authorization": f"Bearer {token['access_token']}"})
        assert (found["externalId"], found["proofs"][0]["documentHash"]) == ("e", HASH)
        assert base64.b64encode(bytes.fromhex(HASH)) in base64.b64decode(found["proofs"][0]["proofB64"])
        v4.refused("INVALID_AUTH_JWT_TOKEN", "GET", proofs, status=401)
        v4.ok("GET", "A/bare-signatures-configuration")

    def test_the_proofs_token_ends(self, timed, clock):
        timed.api = "v4"
        code = parse_qs(urlsplit(self.authorize(timed).headers["location"]).query)["code"][0]
        path = f"envs/{timed.account.app_env}"
        token = timed.ok("POST", f"{path}/oauth2/proofs-token", self.exchange(timed, code))
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        clock.moment += timedelta(seconds=token["expires_in"] - 1)
        timed.ok("GET", f"{path}/bare-signatures/proofs", headers=headers)
        clock.moment += timedelta(seconds=1)
        timed.refused("OUTDATED_AUTH_JWT_TOKEN", "GET", f"{path}/bare-signatures/proofs", status=401, headers=headers)

    @pytest.mark.parametrize("given", [HASH, CHALLENGE, "aGk=", "not a hash"])
    def test_hashes_are_signed_in_whatever_form_they_come(self, v4, given):
        state = json.dumps({"hashes": [given], "nonce": "n"})
        response = self.authorize(v4, state=state)
        code = parse_qs(urlsplit(response.headers["location"]).query)["code"][0]
        path = f"envs/{v4.account.app_env}"
        token = v4.ok("POST", f"{path}/oauth2/proofs-token", self.exchange(v4, code))
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        (proof,) = v4.ok("GET", f"{path}/bare-signatures/proofs", headers=headers)["proofs"]
        digest = {HASH: bytes.fromhex(HASH), CHALLENGE: base64.b64decode(CHALLENGE)}.get(given)
        digest = digest or hashlib.sha256(given.encode()).digest()
        assert proof["documentHash"] == given
        assert base64.b64encode(digest) in base64.b64decode(proof["proofB64"])

    @pytest.mark.parametrize(
        ("changes", "code", "status"),
        [
            ({"client_id": "x"}, "OAUTH2_CLIENT_NOT_FOUND", 404),
            ({"response_type": "token"}, "OAUTH2_INVALID_RESPONSE_TYPE", 400),
            ({"code_challenge_method": "plain"}, "OAUTH2_CHALLENGE_METHOD_NOT_SUPPORTED", 400),
            ({"redirect_uri": "https://example.com/"}, "OAUTH2_INVALID_REDIRECT_URI", 400),
            ({"redirect_uri": "http://["}, "OAUTH2_INVALID_REDIRECT_URI", 400),
            ({"state": "x"}, "OAUTH2_INVALID_STATE", 400),
            ({"state": "{}"}, "OAUTH2_INVALID_STATE", 400),
        ],
    )
    def test_refusals(self, v4, changes, code, status):
        check_refusal(self.authorize(v4, **changes), status, code)
