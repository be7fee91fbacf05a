"""Requests to the Constellation1 shell as raw HTTP, with the bodies that a .NET client sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import quote

import httpx

from esignkit.sandbox import pdf

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

UNSET_DATE = "/Date(-62135596800000)/"


class Client:
    """Signs on in two steps and sends what it is told, with a new token for every call."""

    def __init__(self, account):
        self.account = account
        self.username = account.username
        # No TLS on the loopback interface; without a context to build, a client is made at once.
        self.http = httpx.Client(base_url=account.base_url, trust_env=False, timeout=10, verify=False)

    def close(self):
        self.http.close()

    def encrypted_key(self, salt=None, key=None):
        path = f"/v1/encrypt/{quote(key or self.account.api_key, safe='')}/{salt or self.account.salt}"
        return self.http.get(path).json()["ReturnValue"]

    def token(self):
        headers = {"Authorization": self.encrypted_key()}
        return self.http.get(f"/v1/gettoken/{self.account.salt}", headers=headers).json()["ReturnValue"]

    def send(self, method, path, body=None, **more):
        headers = {"Authorization": self.token(), "Content-Type": "application/json", **more.pop("headers", {})}
        content = None if body is None else dumps(body)
        return self.http.request(method, path, content=content, headers=headers, **more)

    def call(self, method, path, body=None, **more):
        answer = self.send(method, path, body, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def create(self, *, signers=("Seller 1",), documents=None, **info):
        body = envelope(self.username, signers, documents, **info)
        return self.created(self.call("POST", "/v1/sessions", body))

    def created(self, answer):
        assert answer["Details"] is None, answer
        return answer["SigningSessionId"]

    def start(self, session_id):
        return self.call("PUT", f"/v1/sessions/{session_id}/start", params={"returnUrl": "https://host.example.com"})

    def move(self, session_id, word, **query):
        query = {"returnURL": "https://host.example.com", **query}
        return self.call("PUT", f"/v1/sessions/{session_id}/{word}", params=query)

    def get(self, session_id):
        return self.call("GET", f"/v1/sessions/{session_id}")["Sessions"][0]

    def status(self, session_id):
        return self.get(session_id)["StatusCode"]

    def update(self, session_id, **session):
        return self.call(
            "POST",
            "/v1/sessions/updatesession",
            {"userName": self.username, "session": {"Id": session_id, **session}},
        )

    def switch(self, tenant=None, **switches):
        url = self.account.base_url.removesuffix("/c1/rest") + "/_sandbox/switches/constellation1"
        return self.http.put(url, json=switches, params=tenant and {"tenant": tenant})


def dumps(value):
    """JSON as .NET writes it: the slashes are escaped."""
    return json.dumps(value).replace("/", "\\/").encode()


def signer(role="Seller 1", email="ann@example.com", last="Lee", **more):
    return {
        "FirstName": "Ann",
        "LastName": last,
        "EmailAddress": email,
        "SignerRole": role,
        "AuthMethods": [],
        "Properties": [],
        **more,
    }


def document(content=None, name="lease.pdf", **more):
    return {"FileName": name, "FileBytes": list(content or pdf.sample_agreement()), **more}


def envelope(username, signers=("Seller 1",), documents=None, **info):
    return {
        "userName": username,
        "session": {
            "SessionInfo": {"Title": "Lease", **info},
            "Documents": [document()] if documents is None else documents,
            "Signers": [signer(role, f"{role.replace(' ', '').lower()}@example.com") for role in signers],
        },
    }


def tagged(*roles):
    """A PDF with one anchor tag for each role."""
    return pdf.write_pdf([["# Agreement", *(f"Signed: <sig_req_{role}_120>" for role in roles)]])
