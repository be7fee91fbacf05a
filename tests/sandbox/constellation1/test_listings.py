from __future__ import annotations

import pytest

from .support import START


def lite(client, transaction="tx", size=50, number=0, **query):
    path = f"/v1/sessions/lite/{client.username}/{transaction}/{size}/{number}/sortBy"
    return client.call("GET", path, params={"colName": "Title", "sortOrder": "asc", **query})


class TestLists:
    def test_lite_headers_sorted_and_paged(self, client):
        for title in ("b", "a", "c"):
            client.create(Title=title, TransactionId="tx")
        client.create(Title="other", TransactionId="ty")
        page = lite(client)
        assert page["TotalCount"] == 3
        assert [one["Title"] for one in page["Sessions"]] == ["a", "b", "c"]
        assert page["Sessions"][0]["StatusCode"] == 1
        assert page["Sessions"][0]["CreatedOn"] == f"/Date({int(START.timestamp() * 1000)})/"
        assert [one["Title"] for one in lite(client, size=2, number=1, sortOrder="desc")["Sessions"]] == ["a"]

    @pytest.mark.parametrize(
        ("size", "number", "query"), [(51, 0, {}), (0, 0, {}), (5, "x", {}), (5, 0, {"colName": "Owner"})]
    )
    def test_lite_limits(self, client, size, number, query):
        assert lite(client, size=size, number=number, **query)["Details"].startswith("Error: ")

    @pytest.mark.parametrize("version", ["v1", "v2"])
    def test_by_transaction_id(self, client, version):
        session = client.create(TransactionId="a b/c")
        found = client.call("GET", f"/{version}/users/{client.username}/transactions/a%20b%2Fc")
        assert [one["SigningSessionId"] for one in found["Sessions"]] == [session]

    def test_deleted_and_archived_buckets(self, sandbox, client):
        gone, kept = client.create(), client.create()
        client.call("DELETE", f"/v1/sessions/{gone}")
        assert client.call("GET", "/v1/sessions/deleted/10/0") == {"SigningSessionIds": [gone], "TotalCount": 1}
        assert client.call("GET", "/v1/sessions/deleted/10/1") == {"SigningSessionIds": [], "TotalCount": 1}
        for empty in ("archived", "expired"):
            assert client.call("GET", f"/v1/sessions/{empty}/10/0")["TotalCount"] == 0
        assert client.status(kept) == 1

    def test_action_logs(self, sandbox, client):
        session = client.create()
        client.start(session)
        sandbox.sign_all(session)
        logs = client.call("GET", f"/v1/sessions/{session}/actionlogs")["Actionlog"]
        assert [one["Description"] for one in logs] == [
            "Session created",
            "Session opened",
            "Session signed by Ann Lee",
            "Session completed",
        ]
        assert logs[0]["IPAddress"] == "127.0.0.1"

    def test_another_transaction_id(self, client):
        session = client.create(TransactionId="tx")
        body = {"userName": client.username, "signingSessionId": session, "newTransactionId": "ty"}
        assert client.call("PUT", "/v1/transaction/UpdateTxId", body)["ReturnValue"] == "True"
        assert lite(client, "ty")["TotalCount"] == 1


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
        answer = client.call("PUT", "/v1/signers/invite", body)
        assert answer["Details"] == "Ann Lee has signed already.\nSigner nobody not found."
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == [4, 2]
