"""JSON can carry half of a surrogate pair, also in what a service looks things up by: ids, salts, secrets."""

from __future__ import annotations

import json

import pytest

from tests.sandbox.constellation1.support import Client
from tests.sandbox.esl import client_of
from tests.sandbox.ignisign.support import Application
from tests.sandboxes import running_sandbox

HALF = "\ud800"
SIGNER_TOKEN = {"packageId": HALF, "signerId": "s"}
LAYOUT = {"id": HALF, "name": "L", "documents": [{"id": "d"}]}
COPY = {"copyOptions": {}, "session": {"SigningSessionId": HALF}}
NEW_ID = {"signingSessionId": HALF, "newTransactionId": "n"}
USER = {"FirstName": "Bea", "LastName": "Moss", "Username": "bea@example.com", "Password": "AAAA"}

sandbox = running_sandbox(scope="module")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/account/roles", {"name": "Reader", "id": HALF}, 200),
        ("/groups", {"name": "Sales", "id": HALF}, 200),
        ("/layouts", LAYOUT, 404),
        ("/authenticationTokens/signer/multiUse", SIGNER_TOKEN, 404),
        ("/authenticationTokens/sender", {"packageId": HALF}, 404),
    ],
)
def test_esignlive(sandbox, path, body, status):
    with client_of(sandbox) as esl:
        response = esl.post(path, content=json.dumps(body).encode())
        assert response.status_code == status, response.text
        if status == 200:
            assert HALF in [one["id"] for one in esl.get(path).json()["results"]]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/sessions/copy", COPY),
        ("PUT", "/v1/transaction/UpdateTxId", NEW_ID),
        ("PUT", "/v1/signers", {"signingSessionId": HALF, "signers": []}),
        ("PUT", "/v1/users/provisionUser", {"salt": "salt1", "systemUserId": HALF, "userStatus": 1}),
        ("POST", "/v1/users", {"salt": HALF, "user": USER}),
    ],
)
def test_constellation1(sandbox, method, path, body):
    client = Client(sandbox.account.constellation1)
    try:
        response = client.call(method, path, {**body, "userName": client.username, "username": client.username})
        assert response["Details"].startswith("Error: "), response
    finally:
        client.close()


@pytest.mark.parametrize("name", ["appId", "appEnv", "secret"])
def test_ignisign(sandbox, name):
    with Application(sandbox, sandbox.account) as app:
        body = json.dumps(app.credentials(**{name: HALF})).encode()
        assert app.call("POST", "auth/app-api", content=body).status_code in {400, 401, 403, 404}
