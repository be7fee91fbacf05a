"""What the vendor's own clients send, byte for byte, and what they rely on in the responses."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from esignkit.sandbox import pdf
from tests.sandbox.wire import ADDRESSES, Wire, chunked, root_of

from .support import ANN

AGREEMENT = pdf.sample_agreement()
JSON = b"Accept: application/json\r\nContent-Type: application/json\r\n"


class Client:
    """What both of the vendor's clients do at their start: they drop the path of a base URL, and log in."""

    def __init__(self, root, account, api):
        self.wire, self.account, self.api = Wire(root, ""), account, api
        body = {"appId": account.app_id, "appEnv": account.app_env, "secret": account.app_secret}
        self.token = self.ok("POST", "auth/app-api", body)["jwtToken"]
        self.wire.authorization = f"Bearer {self.token}".encode()

    def path(self, path):
        application = f"applications/{self.account.app_id}/envs/{self.account.app_env}"
        return f"/{self.api}/{path.replace('A/', f'{application}/')}"

    def ok(self, method, path, body=None):
        content = b"" if body is None else json.dumps(body).encode()
        status, fields, answer = self.wire.send(method, self.path(path), content, JSON)
        assert status == 200, answer
        assert fields["content-type"] == "application/json"
        return json.loads(answer)


@pytest.fixture(params=["v3", "v4"])
def api(request):
    return request.param


@pytest.fixture(params=ADDRESSES)
def client(request, sandbox, account, api):
    return Client(root_of(sandbox, "ignisign", request.param), account.ignisign, api)


def draft(client):
    body = {} if client.api == "v4" else {"signatureProfileId": client.ok("GET", "A/signature-profiles")[0]["_id"]}
    return client.ok("POST", "A/signature-requests", body)["signatureRequestId"]


def document(client, request_id):
    return client.ok("POST", "A/init-documents", {"signatureRequestId": request_id})["documentId"]


def upload(client, document_id):
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="lease.pdf"\r\n'
    body += b"Content-Type: application/pdf\r\n\r\n" + AGREEMENT + b"\r\n--b--\r\n"
    head = b"Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n"
    return client.wire.send("POST", client.path(f"documents/{document_id}/file"), chunked(body), head)


def test_the_start_of_a_client(client):
    """It decodes the token, whose end lies ahead, and then asks for the webhooks, which are an array."""
    claims = client.token.split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"] > time.time()
    assert client.token.count(".") == 2
    assert client.ok("GET", "A/webhooks") == []


def test_every_segment_arrives_percent_encoded(client):
    made = draft(client)
    encoded = "".join(f"%{ord(letter):02x}" for letter in made)
    assert client.ok("GET", f"signature-requests/{encoded}/context")["_id"] == made


def test_doubled_slashes_count_for_nothing(client):
    made = draft(client)
    assert client.ok("GET", f"/signature-requests//{made}/context")["_id"] == made


def test_an_upload_is_one_part_in_chunks_and_a_download_asks_for_json(client):
    request_id = draft(client)
    document_id = document(client, request_id)
    status, _, content = upload(client, document_id)
    assert (status, json.loads(content)["fileName"]) == (200, "lease.pdf")
    status, fields, content = client.wire.send("GET", client.path(f"documents/{document_id}/file"), headers=JSON)
    assert (status, content) == (200, AGREEMENT)
    assert fields["content-disposition"].endswith("filename*=UTF-8''lease.pdf")


def test_calls_without_a_body_arrive_as_an_empty_object(client):
    request_id = draft(client)
    document_id = document(client, request_id)
    upload(client, document_id)
    signer = client.ok("POST", "A/signers", dict(ANN))["signerId"]
    members = {"title": "Lease", "documentIds": [document_id], "signerIds": [signer]}
    client.ok("PUT", f"signature-requests/{request_id}", members)
    client.ok("POST", f"signature-requests/{request_id}/publish", {})
    assert client.ok("POST", f"signature-requests/{request_id}/close", {}) == {"signatureRequestId": request_id}
    asked = client.ok("POST", "A/signature-requests/status", {"signatureRequestIds": [request_id]})
    assert asked == {"signatureRequests": [{"signatureRequestId": request_id, "status": "CANCELLED"}]}


def test_the_check_of_a_webhook_answers_whether_it_is_valid(client):
    body = {"token": "t", "appId": client.account.app_id, "appEnv": client.account.app_env}
    answer = client.ok("POST", "tokens/webhook-verification/checking-consumption", body)
    assert answer["isValid"] is False


class TestKeyOfVersion4:
    """It is sent as it is, without a login, and is the whole secret of a bare signature's client."""

    BACK = "http://127.0.0.1:9/back"

    @pytest.fixture(params=ADDRESSES)
    def wire(self, request, sandbox, account):
        return Wire(root_of(sandbox, "ignisign", request.param), f"Bearer {account.ignisign.api_key}")

    def test_it_names_its_environment_and_application(self, account):
        begin, environment, application, *rest = account.ignisign.api_key.split("_")
        assert (begin, environment.upper()) == ("skv2", account.ignisign.app_env)
        assert f"appId_{application}" == account.ignisign.app_id
        assert "".join(rest)

    def test_it_calls_without_a_login(self, wire, account):
        path = f"/v4/applications/{account.ignisign.app_id}/envs/{account.ignisign.app_env}/webhooks"
        assert wire.send("GET", path)[::2] == (200, b"[]")
        assert wire.send("GET", path.replace("/v4/", "/v3/"))[0] == 401

    def test_a_bare_signature(self, wire, account):
        verifier = "a verifier"
        env = f"envs/{account.ignisign.app_env}"
        query = {
            "redirect_uri": self.BACK,
            "response_type": "code",
            "client_id": account.ignisign.app_id,
            "code_challenge": base64.b64encode(hashlib.sha256(verifier.encode()).digest()).decode(),
            "code_challenge_method": "S256",
            "state": json.dumps({"hashes": ["aGFzaA=="], "nonce": "n", "externalId": "lease-7"}),
        }
        key, wire.authorization = wire.authorization, b""
        status, fields, _ = wire.send("GET", f"/{env}/oauth2/authorize?{urlencode(query)}")
        back = urlsplit(fields["location"])
        assert (status, f"{back.scheme}://{back.netloc}{back.path}") == (302, self.BACK)
        returned = parse_qs(back.query)
        form = {
            "client_id": account.ignisign.app_id,
            "client_secret": account.ignisign.api_key,
            "code_verifier": verifier,
            "redirect_uri": self.BACK,
            "grant_type": "authorization_code",
            "code": returned["code"][0],
        }
        wrong = {**form, "client_secret": key.decode().rpartition("_")[2]}
        path = f"/v4/{env}/oauth2/proofs-token"
        assert wire.send("POST", path, json.dumps(wrong).encode(), JSON)[0] == 401
        status, _, content = wire.send("POST", path, json.dumps(form).encode(), JSON)
        token = json.loads(content)
        assert (status, set(token)) == (200, {"access_token", "token_type", "expires_in", "scope"})
        wire.authorization = f"Bearer {token['access_token']}".encode()
        status, _, content = wire.send("GET", f"/v4/{env}/bare-signatures/proofs")
        found = json.loads(content)
        assert (status, found["externalId"], found["proofs"][0]["type"]) == (200, "lease-7", "SIGNED_DATA")
        assert wire.send("POST", path, json.dumps(form).encode(), JSON)[0] == 404  # a code is good once
