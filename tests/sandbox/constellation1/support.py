"""Requests to the Constellation1 emulator as raw HTTP, with the bodies that a .NET client sends."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from esignkit.sandbox import pdf
from tests import local_http

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

UNSET_DATE = "/Date(-62135596800000)/"


class Client:
    """Signs on in two steps and sends what it is told, with a new token for every call."""

    def __init__(self, account):
        self.account = account
        self.username = account.username
        self._key = None
        self.http = local_http.Client(base_url=account.base_url)

    def close(self):
        self.http.close()

    def encrypted_key(self, salt=None, key=None):
        path = f"/v1/encrypt/{quote(key or self.account.api_key, safe='')}/{salt or self.account.salt}"
        return self.http.get(path).json()["ReturnValue"]

    def token(self):
        self._key = self._key or self.encrypted_key()
        headers = {"Authorization": self._key}
        return self.http.get(f"/v1/gettoken/{self.account.salt}", headers=headers).json()["ReturnValue"]

    def send(self, method, path, body=None, **more):
        headers = {"Authorization": self.token(), "Content-Type": "application/json", **more.pop("headers", {})}
        content = None if body is None else dumps(body)
        return self.http.request(method, path, content=content, headers=headers, **more)

    def call(self, method, path, body=None, **more):
        response = self.send(method, path, body, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def create(self, *, signers=("Seller 1",), documents=None, **info):
        body = envelope(self.username, signers, documents, **info)
        return self.created(self.call("POST", "/v1/sessions", body))

    def created(self, response):
        assert response["Details"] is None, response
        return response["SigningSessionId"]

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

    def steer(self, path, **body):
        """Do what only people or the vendor's own pages can do."""
        url = self.account.base_url.removesuffix("/rest") + "/_sandbox/"
        return self.http.post(url + path, json=body)

    def encrypted(self, text, salt="salt1"):
        return self.encrypted_key(salt, text)

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


STATUSES = {
    "InDraft": 1,
    "InSent": 2,
    "Completed": 3,
    "Cancelled": 4,
    "Deleted": 5,
    "InPaused": 6,
    "Expired": 7,
    "To Be Purged": 8,
    "Purged": 9,
    "Archived": 10,
}


def edit(client, session):
    return client.call("PUT", f"/v1/sessions/EditSession/{session}", params={"username": client.username})


def bring_to(sandbox, client, status):
    """Return a session in this status."""
    session = client.create(ExpiresOn="/Date(1772841600000)/")
    if status in {"InSent", "InPaused", "Completed", "Expired", "To Be Purged", "Purged", "Archived"}:
        client.start(session)
    if status in {"Completed", "To Be Purged", "Purged", "Archived"}:
        sandbox.sign_all(session)
    if status == "Cancelled":
        client.move(session, "cancel")
    if status == "Deleted":
        client.call("DELETE", f"/v1/sessions/{session}")
    if status == "InPaused":
        edit(client, session)
    if status == "Expired":
        sandbox.clock.advance(timedelta(days=5))
    if status in {"To Be Purged", "Purged"}:
        client.move(session, "purge", purgeNow=str(status == "Purged").lower())
    if status == "Archived":
        client.steer(f"sessions/{session}/archive")
    assert client.status(session) == STATUSES[status]
    return session


def do(client, call, session):
    """Make one of the calls that take a session, by the vendor's name in lower case or by the operation's."""
    call = call.removeprefix("sessions.")
    if call in {"start", "cancel", "close", "purge"}:
        return client.move(session, call)
    if call == "update":
        return client.update(session, SessionInfo={"Description": "x"})
    if call == "edit":
        return edit(client, session)
    if call == "delete":
        return client.call("DELETE", f"/v1/sessions/{session}")
    if call == "cancel_purging":
        return client.call("PUT", f"/v1/sessions/cancelPurging/{session}")
    if call == "copy":
        return client.call("POST", "/v1/sessions/copy", {"copyOptions": {}, "session": {"SigningSessionId": session}})
    if call == "update_transaction_id":
        body = {"userName": client.username, "signingSessionId": session, "newTransactionId": "tx"}
        return client.call("PUT", "/v1/transaction/UpdateTxId", body)
    if call == "action_logs":
        return client.call("GET", f"/v1/sessions/{session}/actionlogs")
    if call == "get":
        return client.call("GET", f"/v1/sessions/{session}")
    return do_to_signer(client, call, session)


def do_to_signer(client, call, session):
    """Make one of the calls about the signers of a session."""
    found = client.call("GET", f"/v1/sessions/{session}")["Sessions"]
    signers = [one["SignerId"] for one in found[0]["Signers"]] if found else ["nobody"]
    if call == "signers.token":
        return client.call("GET", f"/v1/signers/{signers[0]}/token")
    if call == "signers.invite":
        body = {"signerList": [{"SignerId": signers[0]}], "signingSessionId": session, "returnURL": "https://x.example"}
        return client.call("PUT", "/v1/signers/invite", body)
    if call == "signers.update":
        signer = {"SignerId": signers[0], "FirstName": "Anna"}
        body = {"username": client.username, "signingSessionId": session, "signers": [signer]}
        return client.call("PUT", "/v1/signers", body)
    assert call == "signers.documents", call
    return client.call("GET", f"/v1/signer/docs/{client.username}/{session}/{signers[0]}/0/10")
