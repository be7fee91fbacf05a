from __future__ import annotations

from urllib.parse import quote

import pytest

NO_ID = "00000000-0000-0000-0000-000000000000"
UNKNOWN_ID = "Error: User with that systemUserId doesn’t exist."


def user(client, username="bea@example.com", **more):
    given = {"FirstName": "Bea", "LastName": "Moss", "Username": username, "Password": client.encrypted("s3cret")}
    return {"salt": "salt1", "user": {**given, **more}}


def create(client, *more, **members):
    response = client.call("POST", "/v1/users", user(client, *more, **members))
    assert response["Details"] is None, response
    return response["Users"][0]


def authenticate(client, username, password, salt="salt1"):
    headers = {"Authorization": f"{client.token()}:{client.encrypted(password, salt)}"}
    return client.http.get(f"/v1/authenticateuser/{quote(username, safe='')}/{salt}", headers=headers).json()


class TestUsers:
    def test_created_and_found_either_way(self, sandbox, client):
        made = create(
            client, Company="Lee & Co", TimeZoneId="America/Denver", SubscriptionTypes=["Annual"], JobTitle="x"
        )
        assert (made["StatusCode"], made["Company"], made["SubscriptionTypes"]) == (1, "Lee & Co", ["Annual"])
        assert client.call("GET", f"/v1/users/{made['SystemUserId']}")["Users"] == [made]
        found = client.call("GET", "/v1/users", params={"username": "BEA@example.com"})
        assert found == {"Users": [made], "ReturnValue": None, "Details": None}
        assert "s3cret" not in str(found)
        assert "Password" not in made
        assert [entry.operation for entry in sandbox.ledger()] == ["users.create"]

    @pytest.mark.parametrize("missing", ["FirstName", "LastName", "Username", "Password"])
    def test_what_a_new_user_needs(self, client, missing):
        response = client.call("POST", "/v1/users", user(client, **{missing: None}))
        assert response["Details"] == f"Error: A user needs {missing}."

    def test_the_password_is_encrypted_with_the_salt(self, client):
        body = {**user(client), "salt": "another"}
        assert (
            client.call("POST", "/v1/users", body)["Details"] == "Error: The password is not encrypted with the salt."
        )
        plain = user(client, Password="s3cret")
        assert client.call("POST", "/v1/users", plain)["Details"].startswith("Error: The password is not encrypted")

    def test_addresses_are_unique(self, client):
        create(client)
        assert client.call("POST", "/v1/users", user(client))["Details"] == "Error: Username already exists."
        other = create(client, "cid@example.com")
        body = {"salt": "s", "user": {"SystemUserId": other["SystemUserId"], "Username": "bea@example.com"}}
        assert client.call("PUT", "/v1/users", body)["Details"] == "Error: Username already exists."

    @pytest.mark.parametrize("by", ["SystemUserId", "SystemUserID", "Username"])
    def test_an_update_changes_what_is_sent(self, client, by):
        made = create(client, Region="NW")
        body = {"salt": "salt1", "user": {by: made[by.replace("ID", "Id")], "LastName": "Moor"}}
        changed = client.call("PUT", "/v1/users", body)["Users"][0]
        assert changed == {**made, "LastName": "Moor"}
        assert client.call("GET", f"/v1/users/{made['SystemUserId']}")["Users"] == [changed]

    def test_an_update_by_name_may_change_the_name(self, client):
        made = create(client)
        body = {"salt": "salt1", "oldUsername": "bea@example.com", "user": {"Username": "bm@example.com"}}
        assert client.call("PUT", "/v1/users/updateByUsername", body)["Users"][0]["Username"] == "bm@example.com"
        found = client.call("GET", "/v1/users?username=bm@example.com")["Users"][0]
        assert found["SystemUserId"] == made["SystemUserId"]
        again = client.call("PUT", "/v1/users/updateByUsername", body)
        assert again["Details"] == "Error: Username not found."

    def test_provisioning(self, sandbox, client):
        made = create(client)
        for status in (0, 1, 1):
            body = {"salt": "salt1", "systemUserId": made["SystemUserId"], "userStatus": status}
            assert client.call("PUT", "/v1/users/provisionUser", body)["Users"][0]["StatusCode"] == status
        refused = client.call("PUT", "/v1/users/provisionUser", {**body, "userStatus": 2})
        assert refused["Details"] == "Error: Failed to change user status."
        refused = client.call("PUT", "/v1/users/provisionUser", {**body, "systemUserId": NO_ID})
        assert refused["Details"] == UNKNOWN_ID

    def test_nobody(self, client):
        assert client.call("GET", f"/v1/users/{NO_ID}") == {"Users": None, "ReturnValue": None, "Details": UNKNOWN_ID}
        response = client.call("PUT", "/v1/users", {"salt": "s", "user": {"SystemUserId": NO_ID}})
        assert response["Details"] == UNKNOWN_ID
        assert client.call("GET", "/v1/users?username=nobody")["Details"] == "Error: Username not found."
        client.switch(unknown_user="empty")
        assert client.call("GET", "/v1/users?username=nobody")["Users"] == []
        client.switch(inherited=False)
        assert client.call("GET", "/v1/users?username=nobody") == {"Users": []}

    def test_tenants_have_users_of_their_own(self, sandbox, client, client_of):
        other = client_of(sandbox.create_account().constellation1)
        made = create(client)
        assert other.call("GET", f"/v1/users/{made['SystemUserId']}")["Details"] == UNKNOWN_ID
        assert create(other)["SystemUserId"] != made["SystemUserId"]

    def test_a_user_of_the_account_may_own_sessions(self, client):
        create(client)
        body = {"userName": "Bea@example.com", "session": {"SessionInfo": {"Title": "x", "TransactionId": "tx"}}}
        made = client.created(client.call("POST", "/v1/sessions", body))
        client.create(TransactionId="tx")
        found = client.call("GET", "/v1/users/bea@example.com/transactions/tx")["Sessions"]
        assert [one["SigningSessionId"] for one in found] == [made]
        assert (
            client.call("GET", "/v1/sessions/lite/bea@example.com/tx/9/0/sortBy?colName=Title&sortOrder=asc")[
                "TotalCount"
            ]
            == 1
        )
        assert (
            client.call("POST", "/v1/sessions", {**body, "userName": "no"})["Details"] == "Error: Username not found."
        )


class TestSignOn:
    def test_authenticate(self, client):
        made = create(client)
        assert authenticate(client, "bea@example.com", "s3cret")["Users"] == [made]
        assert authenticate(client, "bea@example.com", "s3cret", "salt2")["Users"] == [made]
        for wrong in (("bea@example.com", "S3cret"), (client.username, "s3cret")):
            assert authenticate(client, *wrong)["Details"] == "Error: Invalid user account information"
        assert authenticate(client, "nobody", "s3cret")["Details"] == "Error: Username not found."
        body = {"salt": "salt1", "systemUserId": made["SystemUserId"], "userStatus": 0}
        client.call("PUT", "/v1/users/provisionUser", body)
        response = authenticate(client, "bea@example.com", "s3cret")
        assert response["Details"] == "Error: Invalid user account information"

    def test_authenticate_needs_a_token_too(self, client):
        headers = {"Authorization": client.encrypted("s3cret")}
        assert client.http.get("/v1/authenticateuser/bea/salt1", headers=headers).content == b"null"

    def test_the_older_token(self, client):
        def token(username, password):
            headers = {"Authorization": client.encrypted(password)}
            return client.http.get(f"/v1/tokenusernamepassword/{username}/salt1", headers=headers).json()

        create(client)
        for name, password in (("bea@example.com", "s3cret"), (client.username, client.account.api_key)):
            bought = token(name, password)["ReturnValue"]
            response = client.http.get("/v1/landingurl", headers={"Authorization": bought})
            assert response.json()["ReturnValue"].startswith("http")
        assert token("nobody", "s3cret")["Details"] == "Username not found"
        assert token("bea@example.com", "wrong")["Details"] == "Username/Password is incorrect."


class TestGroups:
    def test_a_group_user_and_its_role(self, sandbox, client):
        given = {**user(client)["user"], "SystemUserId": None, "UserGroupId": NO_ID}
        made = client.call("POST", "/v1/groupusers", {"salt": "salt1", "groupUser": given})["Users"][0]
        assert (made["UserGroupId"], bool(made["SystemUserId"])) == (NO_ID, True)
        for role in ("Admin", "manager", "User"):
            body = {"username": client.username, "groupUser": "bea@example.com", "userRole": role}
            assert client.call("PUT", "/v1/groupuser", body) == {"ReturnValue": "True", "Details": None}
        operations = [entry.operation for entry in sandbox.ledger()]
        assert operations == ["groups.create_user", *["groups.update_user_role"] * 3]

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"username": "nobody"}, "Error: Username not found."),
            ({"groupUser": "nobody"}, "Error: Username not found."),
            ({"userRole": "Owner"}, "Error: The user is in no group, or userRole is not Admin, Manager or User."),
            ({"groupUser": "bea@example.com"}, "Error: The user is in no group, or userRole is not"),
        ],
    )
    def test_refusals(self, client, change, message):
        create(client)
        body = {"username": client.username, "groupUser": client.username, "userRole": "User", **change}
        response = client.call("PUT", "/v1/groupuser", body)
        assert response["ReturnValue"] == "False"
        assert response["Details"].startswith(message)
