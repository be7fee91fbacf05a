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

    def test_forms_of_lists_and_logs(self, client):
        gone = client.create()
        client.call("DELETE", f"/v1/sessions/{gone}")
        client.switch(bucket="objects", action_log_member="ActionLogs")
        found = client.call("GET", "/v1/sessions/deleted/10/0")
        assert found == {"SigningSessions": [{"SigningSessionId": gone}], "TotalCount": 1}
        logs = client.call("GET", f"/v1/sessions/{gone}/actionlogs")
        assert [one["Description"] for one in logs["ActionLogs"]] == ["Session created", "Session deleted"]

    def test_pages_are_in_order_and_complete(self, client):
        made = [client.create(signers=(), documents=[], Title=f"{number}") for number in range(5)]
        for one in made:
            client.call("DELETE", f"/v1/sessions/{one}")
        pages = [client.call("GET", f"/v1/sessions/deleted/2/{page}")["SigningSessionIds"] for page in range(4)]
        assert pages == [made[:2], made[2:4], made[4:], []]

    def test_lists_by_transaction_id_ask_for_a_user(self, client):
        for path in ("/v1/users/nobody/transactions/tx", "/v1/sessions/lite/nobody/tx/5/0/sortBy"):
            assert client.call("GET", path)["Details"] == "Error: Username not found."
