from __future__ import annotations

import pytest

from esignkit.sandbox import TransitionNotAllowed

from .support import document
from .support import signer as a_signer


def signers_of(client, session):
    return [one["SignerId"] for one in client.get(session)["Signers"]]


def update(client, session, *changes, username=None):
    body = {"username": username or client.username, "signingSessionId": session, "signers": list(changes)}
    return client.call("PUT", "/v1/signers", body)


def uploaded(client, session, signer, number=0, size=10):
    return client.call("GET", f"/v1/signer/docs/{client.username}/{session}/{signer}/{number}/{size}")


class TestSigners:
    def test_invitations(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"), SendSignerInvites=False)
        first, second = (one["SignerId"] for one in client.get(session)["Signers"])
        assert client.call("GET", f"/v1/signers/{first}/token")["Details"].startswith("Error: The session is InDraft")
        client.start(session)
        assert client.call("GET", f"/v1/signers/{first}/token")["ReturnValue"]
        sandbox.sign(session, first)
        body = {
            "signerList": [{"SignerId": one} for one in (first, second, "nobody")],
            "signingSessionId": session,
            "returnURL": "https://host.example.com",
        }
        response = client.call("PUT", "/v1/signers/invite", body)
        assert response["Details"] == "Ann Lee has signed already.\nSigner nobody not found."
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == [4, 2]

    def test_the_value_of_an_invitation_is_switched(self, client):
        session = client.create()
        client.start(session)
        body = {"signerList": [{"SignerId": signers_of(client, session)[0]}], "signingSessionId": session}
        body["returnURL"] = "https://host.example.com"
        assert client.call("PUT", "/v1/signers/invite", body) == {"ReturnValue": "True", "Details": None}
        client.switch(invite_value="null")
        assert client.call("PUT", "/v1/signers/invite", body) == {"ReturnValue": None, "Details": None}
        body["signerList"] = [{"SignerId": "nobody"}]
        assert client.call("PUT", "/v1/signers/invite", body)["Details"] == "Signer nobody not found."

    def test_an_own_token_each_time(self, client):
        session = client.create()
        client.start(session)
        path = f"/v1/signers/{signers_of(client, session)[0]}/token"
        assert client.call("GET", path)["ReturnValue"] != client.call("GET", path)["ReturnValue"]


class TestUpdateSigners:
    def test_changes_are_made_to_those_named(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        first, second = signers_of(client, session)
        response = update(client, session, {"SignerId": first, "EmailAddress": "new@example.com", "StatusCode": 4})
        assert (response["Details"], response["SigningSessionId"]) == (None, session)
        found = {one["SignerId"]: one for one in response["Signers"]}
        assert (found[first]["EmailAddress"], found[first]["LastName"], found[first]["StatusCode"]) == (
            "new@example.com",
            "Lee",
            1,
        )
        assert found[second]["EmailAddress"] == "buyer1@example.com"
        client.start(session)
        assert sandbox.sign(session, "new@example.com").id == session
        assert [entry.operation for entry in sandbox.ledger()][1] == "signers.update"

    def test_who_has_signed_stays(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        client.start(session)
        first, second = signers_of(client, session)
        sandbox.sign(session, first)
        changes = [{"SignerId": one, "LastName": "Moor"} for one in (first, second, "nobody")]
        response = update(client, session, *changes)
        assert response["Details"] == "Ann Lee has signed already.\nSigner nobody not found."
        assert [one["LastName"] for one in response["Signers"]] == ["Lee", "Moor"]

    @pytest.mark.parametrize("change", [{"LastName": " "}, {"EmailAddress": "nobody"}])
    def test_names_and_addresses_are_checked(self, client, change):
        session = client.create()
        response = update(client, session, {"SignerId": signers_of(client, session)[0], **change})
        assert response["Details"] == "Error: All signers must have a last name and valid email address."

    def test_of_a_foreign_user(self, client):
        assert update(client, client.create(), username="nobody")["Details"] == "Error: Username not found."


class TestSignerDocuments:
    def test_what_a_signer_has_uploaded(self, client):
        session = client.create(documents=[document()])
        client.start(session)
        signer = signers_of(client, session)[0]
        assert uploaded(client, session, signer) == {"TotalCount": 0, "Documents": []}
        url = client.account.base_url.removesuffix("/rest") + f"/_sandbox/signers/{signer}/documents"
        for name in ("a.txt", "b.txt", "c.txt"):
            client.http.post(url, params={"name": name}, content=b"ab" + name.encode()).raise_for_status()
        # The page's number comes first: page 0 of two.
        page = uploaded(client, session, signer, 0, 2)
        assert (page["TotalCount"], [one["FileName"] for one in page["Documents"]]) == (3, ["a.txt", "b.txt"])
        page = uploaded(client, session, signer, 1, 2)
        assert [one["FileName"] for one in page["Documents"]] == ["c.txt"]
        assert page["Documents"][0]["FileBytes"] is None
        client.switch(file_bytes="integers")
        assert uploaded(client, session, signer)["Documents"][0]["FileBytes"] == list(b"aba.txt")
        client.switch(file_bytes="base64")
        assert uploaded(client, session, signer)["Documents"][0]["FileBytes"] == "YWJhLnR4dA=="

    def test_refusals(self, client):
        session = client.create()
        assert uploaded(client, session, "nobody")["Details"] == "Error: Signer nobody not found."
        signer = signers_of(client, session)[0]
        assert (
            uploaded(client, session, signer, 0, 0)["Details"]
            == "Error: pageSize is at least 1, and pageNumber at least 0."
        )

    @pytest.mark.parametrize(("position", "first"), [("zero", 0), ("one", 1)])
    def test_where_its_pages_begin(self, client, position, first):
        client.switch(signer_pages=position)
        session = client.create()
        client.start(session)
        signer = signers_of(client, session)[0]
        for name in ("a", "b", "c"):
            client.http.post(client.account.base_url[:-5] + f"/_sandbox/signers/{signer}/documents?name={name}")
        pages = [uploaded(client, session, signer, first + n, 2)["Documents"] for n in range(3)]
        assert [[one["FileName"] for one in page] for page in pages] == [["a", "b"], ["c"], []]
        refused = uploaded(client, session, signer, 0, 2).get("Details")
        assert refused == (None if first == 0 else "Error: pageSize is at least 1, and pageNumber at least 1.")


class TestMandatoryUploads:
    @pytest.mark.parametrize(
        ("given", "wanted"),
        [
            ({}, False),
            ({"MandateDocUpload": False}, False),
            ({"MandateDocUpload": True}, True),
            ({"Properties": [{"Key": "MandateDocUpload", "Value": "1"}]}, True),
            ({"Properties": [{"Key": "MandateDocUpload", "Value": "0"}]}, False),
        ],
    )
    def test_a_signer_uploads_before_signing(self, sandbox, client, given, wanted):
        session = client.create(signers=())
        client.update(session, Signers=[a_signer("Seller 1", "ann@example.com", **given)])
        client.start(session)
        if wanted:
            with pytest.raises(
                TransitionNotAllowed, match=r"Ann Lee has to upload a file first: POST it to /c1/_sandbox/"
            ):
                sandbox.sign(session)
            assert client.get(session)["Signers"][0]["StatusCode"] == 2
            assert client.status(session) == 2
            signer_id = client.get(session)["Signers"][0]["SignerId"]
            client.http.post(client.account.base_url[:-5] + f"/_sandbox/signers/{signer_id}/documents", content=b"x")
        assert sandbox.sign(session).status == "3"

    def test_who_has_to_upload_may_decline(self, sandbox, client):
        session = client.create(signers=())
        client.update(session, Signers=[a_signer("Seller 1", "ann@example.com", MandateDocUpload=True)])
        client.start(session)
        sandbox.decline(session, "ann@example.com")
        assert client.status(session) == 4
