"""Every fact that the vendor's pages leave open is a switch; here is what each position changes."""

from __future__ import annotations

import pathlib
from datetime import timedelta

import pytest

from esignkit.sandbox import pdf
from esignkit.sandbox.emulators.constellation1.behaviour_switches import Switches, switch_table

from .support import STATUSES, bring_to, document, edit, signer, tagged


def test_every_switch_is_described_and_tested():
    tests = "\n".join(path.read_text() for path in pathlib.Path(__file__).parent.glob("test_*.py"))
    for row in switch_table():
        assert len(row.about) > 20, row.name
        assert row.default == getattr(Switches(), row.name)
        assert not row.positions or row.default in row.positions
        assert f'"{row.name}"' in tests or f"{row.name}=" in tests, row.name


class TestSignOn:
    def test_ciphers(self, client):
        assert client.encrypted("x") == client.encrypted("x")
        client.switch(cipher="fresh")
        first, second = client.encrypted_key(), client.encrypted_key()
        assert first != second
        assert [self.buy(client, key)["Details"] for key in (first, second, first)] == [None, None, None]

    def test_a_cipher_that_buys_one_token(self, client):
        client.switch(cipher="once")
        first, second = client.encrypted_key(), client.encrypted_key()
        responses = [self.buy(client, key)["Details"] for key in (first, first, second)]
        assert responses == [None, "Error: Invalid API key", None]

    def test_the_switches_of_a_key_are_its_accounts(self, sandbox, client, client_of):
        account = sandbox.create_account()
        other = client_of(account.constellation1)
        client.switch(account.tenant, cipher="fresh")
        assert other.encrypted_key() != other.encrypted_key()
        assert client.encrypted_key() == client.encrypted_key()

    def buy(self, client, key):
        return client.http.get(f"/v1/gettoken/{client.account.salt}", headers={"Authorization": key}).json()

    @pytest.mark.parametrize(
        ("position", "end"), [("query", "aspx?"), ("bare", "aspx"), ("more", "aspx?client=sandbox&")]
    )
    def test_the_landing_url(self, client, position, end):
        client.switch(landing_url=position)
        url = client.call("GET", "/v1/landingurl")["ReturnValue"]
        assert url.endswith(end)
        separator = "" if url[-1] in "?&" else "?"
        query = f"token={client.token().replace('+', '%2B')}&user={client.username}&page=continue"
        assert client.username in client.http.get(f"{url}{separator}{query}").text


class TestBehaviour:
    @pytest.mark.parametrize(
        ("position", "query", "body", "good"),
        [
            ("any", False, False, True),
            ("any", True, False, True),
            ("any", False, True, True),
            ("query", True, False, True),
            ("query", False, True, False),
            ("body", False, True, True),
            ("body", True, False, False),
        ],
    )
    def test_where_a_pause_finds_the_owner(self, client, position, query, body, good):
        session = client.create()
        client.switch(edit_username=position)
        owner = {"username": client.username}
        path = f"/v1/sessions/EditSession/{session}"
        response = (
            client.call(
                "PUT", path, owner if body else None, params=owner if query else None, headers={"Content-Length": "0"}
            )
            if not body
            else client.call("PUT", path, owner)
        )
        assert response["Details"] == (None if good else "Error: Username not found.")

    @pytest.mark.parametrize(
        ("position", "taken"),
        [
            ("any", {"returnUrl", "returnURL", "RETURNURL"}),
            ("returnUrl", {"returnUrl"}),
            ("returnURL", {"returnURL"}),
        ],
    )
    def test_how_a_start_spells_its_query(self, client, position, taken):
        client.switch(start_query=position)
        for spelling in ("returnUrl", "returnURL", "RETURNURL", "url"):
            session = client.create()
            path = f"/v1/sessions/{session}/start"
            response = client.call("PUT", path, params={spelling: "https://host.example.com"})
            assert response["Details"] == (None if spelling in taken else "Error: returnURL is required.")
            assert client.status(session) == (2 if spelling in taken else 1)
            assert client.move(session, "cancel")["ReturnValue"] == "True", "the others are not so particular"

    @pytest.mark.parametrize(("position", "status"), [("refused", 1), ("started", 2)])
    def test_a_tag_whose_role_nobody_holds(self, client, position, status):
        client.switch(unmapped_roles=position, race_tries=1)
        session = client.create(documents=[document(tagged("Nobody 1"), HasAnchorTags=True)])
        assert client.start(session)["ReturnValue"] == "False", "it is not ready in any case"
        client.start(session)
        assert client.status(session) == status

    def test_how_long_a_purge_waits(self, sandbox, client):
        client.switch(purge_hours=1.5)
        session = bring_to(sandbox, client, "To Be Purged")
        sandbox.clock.advance(5399)
        assert client.status(session) == 8
        sandbox.clock.advance(1)
        assert client.status(session) == 9

    @pytest.mark.parametrize(
        ("position", "query", "status"),
        [
            ("later", {}, 8),
            ("now", {}, 9),
            ("later", {"purgeNow": "true"}, 9),
            ("now", {"purgeNow": "false"}, 8),
            ("now", {"purgeNow": "False"}, 8),
        ],
    )
    def test_a_purge_that_does_not_say_when(self, sandbox, client, position, query, status):
        client.switch(purge_default=position)
        session = bring_to(sandbox, client, "Cancelled")
        assert client.move(session, "purge", **query)["ReturnValue"] == "True"
        assert client.status(session) == status

    @pytest.mark.parametrize(("position", "begins"), [("words", "Ann Lee was"), ("error", "Error: Ann Lee was")])
    def test_a_role_that_is_taken(self, client, position, begins):
        client.switch(taken_role=position)
        session = client.create()
        response = client.update(session, Signers=[signer("Seller 1", "b@example.com"), signer("Buyer 1")])
        assert response["SigningSessionId"] == session
        assert response["Details"] == f"{begins} not added: the role Seller 1 is held by another signer already."
        assert [one["SignerRole"] for one in client.get(session)["Signers"]] == ["Seller 1", "Buyer 1"]

    def test_a_purge_cancelled_and_asked_for_again(self, sandbox, client):
        session = bring_to(sandbox, client, "To Be Purged")
        sandbox.clock.advance(3600)
        client.call("PUT", f"/v1/sessions/cancelPurging/{session}")
        client.move(session, "purge")
        sandbox.clock.advance(71 * 3600)
        assert client.status(session) == 8
        sandbox.clock.advance(3600)
        assert client.status(session) == 9

    def test_signers_of_a_copy_that_are_not_mentioned(self, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        first = client.get(session)["Signers"][0]["SignerId"]
        body = {"copyOptions": {}, "session": {"SigningSessionId": session, "Signers": [{"SignerId": first}]}}
        copied = client.call("POST", "/v1/sessions/copy", body)["Sessions"][0]
        assert [one["SignerRole"] for one in copied["Signers"]] == ["Seller 1"]
        client.switch(copy_signers="all")
        copied = client.call("POST", "/v1/sessions/copy", body)["Sessions"][0]
        assert [one["SignerRole"] for one in copied["Signers"]] == ["Seller 1", "Buyer 1"]

    @pytest.mark.parametrize("original", [0, 1])
    def test_which_version_is_the_original(self, sandbox, client, original):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        client.start(session)
        sandbox.sign(session, "seller1@example.com")
        client.switch(original_version=original)
        counts = []
        for version in (original, 1 - original):
            new = [signer("Buyer 9", "zoe@example.com")]
            session_body = {"SigningSessionId": session, "Signers": new}
            body = {"copyOptions": {"Version": version}, "session": session_body}
            copied = client.call("POST", "/v1/sessions/copy", body)["SigningSessionId"]
            assert client.start(copied)["Details"] is None
            sandbox.sign_all(copied)
            report = pdf.verify_pdf(sandbox.signed_file(copied), [sandbox.ca_certificate])
            counts.append([check.email for check in report.signatures if not check.is_seal])
        assert counts == [["zoe@example.com"], ["seller1@example.com", "zoe@example.com"]]


class TestForms:
    @pytest.mark.parametrize("status", STATUSES)
    def test_statuses_that_have_no_number(self, sandbox, client, status):
        sandbox.webhooks.register("constellation1", "http://127.0.0.1:9/hook")
        session = bring_to(sandbox, client, status)
        client.switch(unnumbered="names")
        wanted = status if status in {"To Be Purged", "Purged", "Archived"} else STATUSES[status]
        found = client.get(session)
        assert (found["StatusCode"], found["SessionInfo"]["StatusCode"]) == (wanted, wanted)
        if status == "To Be Purged":
            sandbox.clock.advance(timedelta(days=4))
            last = sandbox.deliveries("constellation1", session)[-1].body["Data"]
            assert (last["Status"], client.status(session)) == ("Purged", "Purged")

    @pytest.mark.parametrize(
        ("position", "good", "bad"), [("text", "True", "False"), ("lower", "true", "false"), ("json", True, False)]
    )
    def test_booleans(self, client, position, good, bad):
        session = client.create()
        client.switch(booleans=position)
        assert client.start(session) == {"ReturnValue": good, "Details": None}
        assert client.start(session)["ReturnValue"] == bad

    def test_a_single_session_as_an_object(self, client):
        session = client.create(TransactionId="tx")
        client.switch(sessions_form="object", inherited=False)
        found = client.call("GET", f"/v1/sessions/{session}")
        assert found["Sessions"]["SigningSessionId"] == session
        assert found.keys() == {"SigningSessionId", "Sessions"}

    def test_error_texts_without_the_prefix(self, client):
        client.switch(error_prefix=False)
        assert client.move("nope", "cancel")["Details"] == "Session not found."

    def test_keys_of_merge_fields_are_the_callers_own(self, client):
        session = client.create()
        client.update(session, Signers=[signer("B 1", MergeFieldMapping={"Job Title": "x"})])
        token = client.token()
        client.switch(casing="camel")
        found = client.http.get(f"/v1/sessions/{session}", headers={"Authorization": token}).json()
        assert found["sessions"][0]["signers"][1]["mergeFieldMapping"] == {"Job Title": "x"}

    @pytest.mark.parametrize(("position", "ok"), [("both", {list, str}), ("integers", {list}), ("base64", {str})])
    def test_file_bytes_that_are_taken(self, client, position, ok):
        client.switch(file_bytes_in=position)
        for content in ([97, 98], "YWI="):
            body = {"userName": client.username, "session": {"SessionInfo": {"Title": "x"}}}
            body["session"]["Documents"] = [{"FileName": "a.txt", "FileBytes": content}]
            response = client.call("POST", "/v1/sessions", body)
            assert response["Details"] == (None if type(content) in ok else "Error: a.txt did not upload.")

    @pytest.mark.parametrize(("position", "ok"), [("both", {list, dict}), ("object", {dict}), ("pairs", {list})])
    def test_merge_fields_that_are_taken(self, client, position, ok):
        session = client.create()
        client.switch(merge_fields_in=position)
        for number, fields in enumerate(({"a": "b"}, [{"Key": "a", "Value": "b"}])):
            one = signer(f"B {number}", MergeFieldMapping=fields)
            body = {"userName": client.username, "session": {"Id": session, "Signers": [one]}}
            response = client.send("POST", "/v1/sessions/updatesession", body)
            assert response.status_code == (200 if type(fields) in ok else 400)

    @pytest.mark.parametrize(("position", "ok"), [("ms", [True, False]), ("iso", [False, True]), ("both", [True] * 2)])
    def test_dates_that_are_taken(self, client, position, ok):
        session = client.create()
        client.switch(dates_in=position)
        envelope = {"userName": client.username, "session": {"Id": session}}
        for date, taken in zip(("/Date(1775001600000)/", "2026-04-01T00:00:00.000Z"), ok, strict=True):
            envelope["session"]["SessionInfo"] = {"ExpiresOn": date}
            response = client.send("POST", "/v1/sessions/updatesession", envelope)
            assert response.status_code == (200 if taken else 400)
        assert client.get(session)["SessionInfo"]["ExpiresOn"] == "/Date(1775001600000)/"


@pytest.mark.parametrize(
    ("message", "make"),
    [
        ("Error: Username not found.", lambda c: edit_as(c, "nobody")),
        (
            "Error: lease.pdf did not upload.",
            lambda c: c.update(c.create(), Documents=[document(b"%PDF-1.7 cut")]),
        ),
        (
            "Error: All signers must have a last name and valid email address.",
            lambda c: c.update(c.create(), Signers=[signer(last="")]),
        ),
        ("Error: User with that systemUserId doesn’t exist.", lambda c: c.call("GET", "/v1/users/nobody")),
        ("Error: Failed to change user status.", lambda c: provision(c, 7)),
    ],
)
def test_error_texts_of_the_appendix(client, message, make):
    """Those of sign-on are in test_authentication.py and test_users.py."""
    assert make(client)["Details"] == message


def edit_as(client, name):
    return client.call("PUT", f"/v1/sessions/EditSession/{client.create()}", params={"username": name})


def provision(client, status):
    user_id = client.call("GET", "/v1/users", params={"username": client.username})["Users"][0]["SystemUserId"]
    return client.call("PUT", "/v1/users/provisionUser", {"salt": "s", "systemUserId": user_id, "userStatus": status})


def test_a_pause_is_one_of_a_draft_too(client):
    assert edit(client, client.create())["Details"] is None
