from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator
from tests import local_http

from .support import Application, check_refusal


def claims(token):
    header, payload, signature = token.split(".")
    assert json.loads(unpadded(header)) == {"alg": "HS256", "typ": "JWT"}
    assert len(unpadded(signature)) == 32
    return json.loads(unpadded(payload))


def unpadded(segment):
    assert "=" not in segment
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def forged(token, **changes):
    """The same token with other claims, signed with a key of our own."""
    header = token.split(".")[0]
    body = base64.urlsafe_b64encode(json.dumps(claims(token) | changes).encode()).decode().rstrip("=")
    signature = hmac.digest(b"guess", f"{header}.{body}".encode(), hashlib.sha256)
    return f"{header}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


class TestLogin:
    @pytest.mark.parametrize("api", ["v3", "v4"])
    def test_gives_a_jwt_whose_end_lies_ahead(self, app, api):
        response = local_http.post(f"{app.account.base_url}/{api}/auth/app-api", json=app.credentials())
        assert set(response.json()) == {"jwtToken"}
        found = claims(response.json()["jwtToken"])
        assert found["exp"] - found["iat"] == 3600
        assert (found["appId"], found["appEnv"]) == (app.account.app_id, app.account.app_env)

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"secret": "wrong"}, 401, "AUTHENTICATION_FAILED"),
            ({"appId": "appId_00000000-0000-0000-0000-000000000000"}, 404, "APP_NOT_FOUND"),
            ({"appEnv": "PRODUCTION"}, 404, "APP_ENV_CONFIG_NOT_FOUND"),
            ({"appEnv": "development"}, 400, "API_AUTH_BAD_REQUEST"),
            ({"appId": None}, 400, "API_AUTH_BAD_REQUEST"),
            ({"secret": 5}, 400, "API_AUTH_BAD_REQUEST"),
        ],
    )
    def test_refusals(self, app, changes, status, code):
        check_refusal(app.call("POST", "auth/app-api", app.credentials(**changes)), status, code)

    def test_the_sdk_name_of_the_secret_is_not_the_wire_name(self, app):
        body = app.credentials()
        body["appSecret"] = body.pop("secret")
        app.refused("API_AUTH_BAD_REQUEST", "POST", "auth/app-api", body)

    def test_a_body_that_is_not_json(self, app):
        app.refused("BODY_VALIDATION_FAILED", "POST", "auth/app-api", content=b"{")


class TestToken:
    @pytest.mark.parametrize(
        ("header", "code"),
        [
            (None, "AUTH_HEADER_NOT_FOUND"),
            ("", "AUTH_HEADER_NOT_FOUND"),
            ("Basic abc", "AUTH_HEADER_NOT_BEARER"),
            ("a.b.c", "AUTH_HEADER_NOT_BEARER"),
            ("Bearer", "AUTH_HEADER_NO_TOKEN"),
            ("Bearer abc", "INVALID_AUTH_JWT_TOKEN"),
            ("Bearer a.b.c", "INVALID_AUTH_JWT_TOKEN"),
            ("Bearer ..", "INVALID_AUTH_JWT_TOKEN"),
        ],
    )
    def test_header(self, app, header, code):
        headers = {} if header is None else {"Authorization": header}
        response = local_http.get(app.account.base_url + app.path("A/webhooks"), headers=headers)
        check_refusal(response, 401, code)

    def test_forged(self, app):
        token = app.http.headers["Authorization"].removeprefix("Bearer ")
        app.http.headers["Authorization"] = f"Bearer {forged(token, exp=9999999999)}"
        app.refused("INVALID_AUTH_JWT_TOKEN", "GET", "A/webhooks", status=401)

    def test_outdated_then_renewed(self, timed, clock):
        assert timed.ok("GET", "A/webhooks") == []
        clock.moment += timedelta(seconds=3599)
        assert timed.ok("GET", "A/webhooks") == []
        clock.moment += timedelta(seconds=1)
        timed.refused("OUTDATED_AUTH_JWT_TOKEN", "GET", "A/webhooks", status=401)
        timed.log_in()
        assert timed.ok("GET", "A/webhooks") == []

    def test_its_life_is_a_switch_of_the_account(self, app, sandbox):
        assert app.switch(token_life=0)["token_life"] == 0
        app.log_in()
        app.refused("OUTDATED_AUTH_JWT_TOKEN", "GET", "A/webhooks", status=401)
        with Application(sandbox, sandbox.create_account()) as other:
            assert other.ok("GET", "A/webhooks") == []

    @pytest.mark.parametrize("values", [{"token_life": "long"}, {"token_life": None}, {"page_size": 0}, {"other": 1}])
    def test_wrong_switches(self, app, values):
        before = app.switch()
        with pytest.raises(ValueError, match=next(iter(values))):
            app.switch(**values)
        assert app.switch() == before

    def test_survives_a_restart_and_a_reset(self, tmp_path):
        with Sandbox(data=tmp_path, emulators=[IgnisignEmulator()]) as first, Application(first, first.account) as made:
            first.reset()
            assert len(made.profiles()) == 9
            token, profiles = made.http.headers["Authorization"], made.profiles()
        with (
            Sandbox(data=tmp_path, emulators=[IgnisignEmulator()]) as second,
            Application(second, second.account) as made,
        ):
            made.http.headers["Authorization"] = token
            assert made.profiles() == profiles


class TestContext:
    @pytest.mark.parametrize(
        ("app_id", "app_env", "status", "code"),
        [
            ("{own}", "STAGING", 403, "INVALID_CONTEXT"),
            ("appId_other", "{own}", 403, "INVALID_CONTEXT"),
            ("{own}", "development", 400, "PARAMS_VALIDATION_FAILED"),
        ],
    )
    def test_path_and_token_must_agree(self, app, app_id, app_env, status, code):
        app_id = app_id.format(own=app.account.app_id)
        app_env = app_env.format(own=app.account.app_env)
        app.refused(code, "GET", f"applications/{app_id}/envs/{app_env}/signature-profiles", status=status)

    def test_accounts_see_nothing_of_each_other(self, app, sandbox):
        request_id = app.published()
        document_id = app.context(request_id)["documentIds"][0]
        signer_id = app.context(request_id)["signerIds"][0]
        profile_id = app.profiles()[0]["_id"]
        with Application(sandbox, sandbox.create_account()) as other:
            for code, method, path, body in (
                ("SIGNATURE_REQUEST_NOT_FOUND", "GET", f"signature-requests/{request_id}/context", None),
                ("SIGNATURE_REQUEST_NOT_FOUND", "PUT", f"signature-requests/{request_id}", {}),
                ("SIGNATURE_REQUEST_NOT_FOUND", "POST", f"signature-requests/{request_id}/publish", {}),
                ("SIGNATURE_REQUEST_NOT_FOUND", "POST", f"signature-requests/{request_id}/close", {}),
                ("SIGNATURE_REQUEST_NOT_FOUND", "POST", "A/init-documents", {"signatureRequestId": request_id}),
                ("DOCUMENT_NOT_FOUND", "GET", f"documents/{document_id}", None),
                ("DOCUMENT_NOT_FOUND", "GET", f"documents/{document_id}/signature-proof", None),
                ("SIGNER_NOT_FOUND", "GET", f"A/signers/{signer_id}", None),
                ("SIGNATURE_PROFILE_NOT_FOUND", "POST", "A/signature-requests", {"signatureProfileId": profile_id}),
            ):
                other.refused(code, method, path, body, status=404)
            assert other.ok("GET", "A/signature-requests")["paginationData"]["total"] == 0
            assert other.ok("GET", "A/signers-paginate") == {"signers": [], "total": 0}
            asked = {"signatureRequestIds": [request_id]}
            assert other.ok("POST", "A/signature-requests/status", asked) == {"signatureRequests": []}
        assert app.status(request_id) == "IN_PROGRESS"


class TestWire:
    def test_unknown_route_has_the_envelope(self, app):
        app.refused("NOT_YET_IMPLEMENTED", "GET", "nothing/here", status=404)

    def test_profiles_and_signature_proof_belong_to_v3(self, app):
        app.api = "v4"
        app.refused("NOT_YET_IMPLEMENTED", "GET", "A/signature-profiles", status=404)
        app.refused("NOT_YET_IMPLEMENTED", "GET", "documents/x/signature-proof", status=404)

    def test_ids_arrive_percent_encoded(self, app):
        request_id = app.draft()
        encoded = "".join(f"%{ord(letter):02X}" for letter in request_id)
        assert app.ok("GET", f"signature-requests/{encoded}/context")["_id"] == request_id

    def test_official_clients_ask_for_webhooks_first(self, app):
        assert app.ok("GET", "A/webhooks") == []
        app.api = "v4"
        assert app.ok("GET", "A/webhooks") == []

    @pytest.mark.parametrize("api", ["v3", "v4"])
    def test_no_webhook_token_is_known(self, app, api):
        app.api = api
        path = "tokens/webhook-verification/checking-consumption"
        body = {"token": "t", "appId": app.account.app_id, "appEnv": app.account.app_env}
        response = app.ok("POST", path, body)
        assert (response["isValid"], response["notFound"]) == (False, True)
        app.refused("BODY_VALIDATION_FAILED", "POST", path, {"verificationToken": "t"})
