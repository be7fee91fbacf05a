from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.constellation1.emulator import Constellation1Emulator
from tests import local_http

from .support import START


def landing(client, authorization):
    headers = {} if authorization is None else {"Authorization": authorization}
    return client.http.get("/v1/landingurl", headers=headers)


class TestTwoSteps:
    def test_a_key_buys_a_token(self, client):
        response = landing(client, client.token())
        assert response.headers["content-type"].startswith("application/json")
        assert response.json()["ReturnValue"].startswith("http://127.0.0.1")
        assert response.json()["Details"] is None

    def test_the_cipher_is_stable_and_opaque(self, client):
        assert client.encrypted_key() == client.encrypted_key()
        assert client.account.api_key not in client.encrypted_key()
        assert client.encrypted_key(salt="another1") != client.encrypted_key()
        assert client.token() != client.token()

    def test_any_text_can_be_encrypted(self, client):
        assert client.encrypted_key(key="a/b+c=d ü%") != client.encrypted_key(key="a/b")

    def test_a_salt_has_letters_and_digits_only(self, client):
        response = client.http.get("/v1/encrypt/text/no-salt").json()
        assert response["ReturnValue"] is None
        assert response["Details"].startswith("Error: ")

    @pytest.mark.parametrize("mistake", ["other salt", "plain key", "bearer", "wrong key", "nothing"])
    def test_a_wrong_key_or_salt_buys_nothing(self, client, mistake):
        authorization = {
            "other salt": client.encrypted_key(salt="other1"),
            "plain key": client.account.api_key,
            "bearer": "Bearer " + client.encrypted_key(),
            "wrong key": client.encrypted_key(key="not the key"),
            "nothing": "",
        }[mistake]
        path = f"/v1/gettoken/{client.account.salt}"
        response = client.http.get(path, headers={"Authorization": authorization})
        assert (response.status_code, response.json()["Details"]) == (200, "Error: Invalid API key")
        client.switch(key_refusal="null")
        response = client.http.get(path, headers={"Authorization": authorization})
        assert (response.status_code, response.json()["ReturnValue"]) == (200, None)
        client.switch(key_refusal="401")
        assert client.http.get(path, headers={"Authorization": authorization}).status_code == 401


class TestTokens:
    @pytest.mark.parametrize("mistake", ["missing", "rubbish", "bearer", "key", "tampered", "expired", "revoked"])
    @pytest.mark.parametrize("position", ["null", "text", "empty", "401", "403"])
    def test_a_bad_token_in_each_position(self, sandbox, client, mistake, position):
        client.switch(auth_refusal=position)
        good = client.token()
        bad = {
            "missing": None,
            "rubbish": "äöü".encode(),
            "bearer": f"Bearer {good}",
            "key": client.encrypted_key(),
            "tampered": good[:-6] + ("A" if good[-6] != "A" else "B") + good[-5:],
        }.get(mistake, good)
        assert landing(client, good).json()["ReturnValue"]
        if mistake == "expired":
            sandbox.clock.moment += timedelta(minutes=5)
        if mistake == "revoked":
            client.switch(token_generation=2)
        response = landing(client, bad)
        text = "Error: Bad Token Information. Please authenticate."
        words = text if mistake in {"expired", "revoked"} else "Error: Invalid token"
        if position == "null":
            assert (response.status_code, response.content) == (200, b"null")
        elif position == "text":
            assert (response.status_code, response.json()["Details"]) == (200, words)
        elif position == "empty":
            assert (response.status_code, response.content) == (200, b"")
        else:
            assert response.status_code == int(position)

    def test_it_lives_five_minutes_or_as_long_as_the_switch_says(self, sandbox, client):
        token = client.token()
        sandbox.clock.moment += timedelta(minutes=4, seconds=59)
        assert landing(client, token).json()["ReturnValue"]
        client.switch(token_seconds=10)
        assert landing(client, token).content == b"null"

    def test_nothing_is_done_with_a_bad_token(self, sandbox, client):
        body = {"userName": client.username, "session": {"SessionInfo": {"Title": "x"}}}
        response = client.http.post("/v1/sessions", json=body, headers={"Authorization": "no token"})
        assert response.content == b"null"
        assert (sandbox.transactions(), sandbox.ledger()) == ([], [])

    def test_it_outlives_a_restart_but_not_its_sandbox(self, sandbox, client, client_of, tmp_path):
        with Sandbox(data=tmp_path, emulators=[Constellation1Emulator()]) as first:
            token = client_of(first.constellation1).token()
        with Sandbox(data=tmp_path, emulators=[Constellation1Emulator()]) as second:
            assert landing(client_of(second.constellation1), token).json()["ReturnValue"]
        assert landing(client, token).content == b"null"


class TestTwoAccounts:
    def test_they_see_nothing_of_each_other(self, sandbox, client, client_of):
        session = client.create()
        other = client_of(sandbox.create_account().constellation1)
        for method, path in [
            ("GET", f"/v1/sessions/{session}"),
            ("DELETE", f"/v1/sessions/{session}"),
            ("PUT", f"/v1/sessions/{session}/start?returnUrl=h"),
            ("GET", f"/v1/sessions/{session}/actionlogs"),
        ]:
            assert other.call(method, path)["Details"] == "Error: Session not found."
        signer = client.get(session)["Signers"][0]["SignerId"]
        assert "not found" in other.call("GET", f"/v1/signers/{signer}/token")["Details"]
        assert other.update(session)["Details"] == "Error: Session not found."
        wrong = {"userName": client.username, "session": {"SessionInfo": {"Title": "x"}}}
        assert other.call("POST", "/v1/sessions", wrong)["Details"] == "Error: Username not found."
        assert client.status(session) == 1
        assert len(sandbox.ledger()) == 1

    def test_switches_are_each_account_s_own(self, sandbox, client, client_of):
        account = sandbox.create_account()
        other = client_of(account.constellation1)
        other.switch(account.tenant, auth_refusal="401")
        token = other.token()
        sandbox.clock.moment = START + timedelta(hours=1)
        assert landing(other, token).status_code == 401
        assert landing(client, client.token()).json()["ReturnValue"]


class TestBrowserSignOn:
    def test_the_landing_url_takes_token_user_and_session(self, client):
        session = client.create(Title="A <b>bold</b> lease")
        base = landing(client, client.token()).json()["ReturnValue"]
        token = client.token()
        query = f"token={quote(token, safe='')}&user={quote(client.username)}&ssid={session}&page=continue"
        page = local_http.get(base + query)
        assert (page.status_code, "A &lt;b&gt;bold" in page.text) == (200, True)
        assert local_http.get(base + query.replace("sandy", "mandy")).status_code == 403
        assert local_http.get(base + f"token={token[:-4]}&user=x").text == "null"
