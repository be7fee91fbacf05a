"""Credentials: tokens for one use and for many, sessions, OAuth 2.0, and what a signer's session is good for."""

from __future__ import annotations

import base64
import json

import pytest

from esignkit.sandbox import pdf
from tests import local_http
from tests.sandbox.esl import AGREEMENT, approval, at, client_of, create, key_of, role, send, sent

from .support import client_with, root_of, session_of

EXPIRED = (401, "error.unauthorised.sessionExpired")
USED = (401, "error.unauthorised.invalidToken")
WRONG = (401, "error.unauthorised.invalidCredentials")


def exchange(esl, **query):
    return local_http.get(root_of(esl) + "/auth", params=query, follow_redirects=False)


def bearer(esl, token):
    return local_http.get(f"{esl.base_url}session", headers={"Authorization": f"Bearer {token}"})


def basic(name, secret):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def sent_with_two(esl, first):
    """Send a package of two documents to one signer, the first with this approval."""
    documents = [
        {"id": "one", "name": "One", "approvals": [first]},
        {"id": "two", "name": "Two", "approvals": [approval(0)]},
    ]
    file = ("a.pdf", AGREEMENT, "application/pdf")
    made = create(esl, file, file, documents=documents, roles=[role(0)])
    send(esl, made)
    return made


class TestAuthenticationTokens:
    def test_a_user_token_is_for_one_use_within_half_an_hour(self, sandbox, esl):
        def token():
            return esl.post("/authenticationTokens/user").json()["value"]

        first = token()
        assert list(exchange(esl, authenticationToken=first).json()) == ["sessionToken"]
        assert key_of(exchange(esl, authenticationToken=first)) == USED
        second = token()
        sandbox.clock.advance(30 * 60)
        assert key_of(exchange(esl, authenticationToken=second)) == USED

    def test_a_sender_token_is_the_owners(self, esl, account):
        made = create(esl)
        given = esl.post("/authenticationTokens/sender", json={"packageId": made}).json()
        assert (sorted(given), given["packageId"]) == (["packageId", "value"], made)
        session = exchange(esl, senderAuthenticationToken=given["value"]).json()["sessionToken"]
        with client_with(esl, session) as client:
            assert client.get("/session").json()["user"]["email"] == account.esignlive.email
            assert client.get(at(made)).status_code == 200
        assert key_of(exchange(esl, senderAuthenticationToken=given["value"])) == USED
        unknown = esl.post("/authenticationTokens/sender", json={"packageId": "nope"})
        assert key_of(unknown) == (404, "error.notFound.packageNotFound")

    @pytest.mark.parametrize(("kind", "uses"), [("multiUse", 4), ("singleUse", 1)])
    def test_signer_tokens(self, esl, kind, uses):
        made = sent(esl)
        fields = {"fields": {"a": "b"}}
        body = {"packageId": made, "signerId": "signer0", "sessionFields": fields}
        given = esl.post(f"/authenticationTokens/signer/{kind}", json=body).json()
        assert {key: given[key] for key in body} == body
        assert sorted(given) == ["packageId", "sessionFields", "signerId", "value"]
        responses = [exchange(esl, signerAuthenticationToken=given["value"]) for _ in range(4)]
        assert [one.status_code for one in responses] == [200] * uses + [401] * (4 - uses)

    def test_a_token_counts_under_its_own_name_only(self, esl):
        made = sent(esl)
        body = {"packageId": made, "signerId": "role0"}
        signer = esl.post("/authenticationTokens/signer/multiUse", json=body).json()["value"]
        user = esl.post("/authenticationTokens/user").json()["value"]
        assert key_of(exchange(esl, authenticationToken=signer)) == USED
        assert key_of(exchange(esl, senderAuthenticationToken=user)) == USED
        assert key_of(exchange(esl)) == USED

    def test_unknown_signers(self, esl):
        body = {"packageId": sent(esl), "signerId": "nobody"}
        response = esl.post("/authenticationTokens/signer/multiUse", json=body)
        assert key_of(response) == (404, "error.notFound.signerNotFound")

    def test_with_a_target_a_browser_is_sent_there(self, esl):
        value = esl.post("/authenticationTokens/user").json()["value"]
        response = exchange(esl, authenticationToken=value, target="/a/dashboard")
        assert (response.status_code, response.headers["location"]) == (302, "/esl/a/dashboard")
        assert response.headers["set-cookie"].startswith("ESIGNLIVE_SESSION_ID=")

    @pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
    def test_and_nowhere_else(self, esl, target):
        value = esl.post("/authenticationTokens/user").json()["value"]
        assert exchange(esl, authenticationToken=value, target=target).headers["location"].startswith("/esl/")

    def test_access_leads_a_browser_to_the_signing(self, esl):
        made = sent(esl)
        body = {"packageId": made, "signerId": "role0"}
        value = esl.post("/authenticationTokens/signer/multiUse", json=body).json()["value"]
        url = f"{root_of(esl)}/access"
        response = local_http.get(url, params={"sessionToken": value}, follow_redirects=False)
        assert response.status_code == 302
        assert response.headers["location"].startswith("/esl/transaction/")
        assert key_of(local_http.get(url, params={"sessionToken": "x"})) == USED


class TestSessions:
    def test_a_session_expires(self, sandbox, esl):
        with client_with(esl, esl.post("/sessions").json()["sessionToken"]) as client:
            assert client.get("/session").status_code == 200
            sandbox.clock.advance(30 * 60)
            assert key_of(client.get("/session")) == EXPIRED

    def test_the_session_of_a_signer_is_good_for_their_package_only(self, esl, account):
        made, other = sent(esl), sent(esl)
        with client_with(esl, session_of(esl, made)) as signer:
            shown = signer.get("/session").json()
            assert (shown["user"]["email"], shown["packages"]) == ("ann@example.com", [made])
            assert signer.get(at(made)).status_code == 200
            assert signer.get(at(made, "documents", "doc1", "pdf")).status_code == 200
            forbidden = (403, "error.forbidden.noPermission")
            assert key_of(signer.get(at(other))) == forbidden
            assert key_of(signer.put(at(made), json={"name": "x"})) == forbidden
            assert key_of(signer.get("/packages")) == forbidden
            assert key_of(signer.delete(at(made))) == forbidden
            assert key_of(signer.post("/authenticationTokens/user")) == forbidden
        with client_with(esl, esl.post(f"/sessions?package={made}&signer=signer1").json()["sessionToken"]) as signer:
            assert signer.get("/session").json()["user"]["email"] == "bob@example.com"
        assert account.esignlive.email == esl.get("/session").json()["user"]["email"]

    def test_signers_may_be_kept_from_downloading(self, sandbox, esl):
        settings = {"ceremony": {"disableDownloadForUncompletedPackage": True}}
        made = sent(esl, settings=settings)
        path = at(made, "documents", "doc1", "pdf")
        with client_with(esl, session_of(esl, made)) as signer:
            assert key_of(signer.get(path)) == (403, "error.forbidden.noPermission")
            assert esl.get(path).status_code == 200
            sandbox.sign_all(made)
            assert signer.get(path).status_code == 200

    def test_by_e_mail_and_password(self, esl, account):
        def log_in(password, email=account.esignlive.email):
            body = {"email": email, "password": password}
            return local_http.post(root_of(esl) + "/a/auth", json=body)

        assert list(log_in(account.esignlive.api_key).json()) == ["sessionToken"]
        assert key_of(log_in("x")) == WRONG
        bob = next(one for one in esl.get("/users").json() if one["firstName"] == "Bob")["id"]
        me = esl.get("/session").json()["user"]["id"]
        change = {"email": "b", "password": account.esignlive.api_key, "newPassword": "n3w"}
        others = esl.post(f"/account/senders/{bob}/password", json=change)
        assert key_of(others) == (403, "error.forbidden.noPermission")
        assert esl.post(f"/account/senders/{me}/password", json=change).status_code == 200
        assert esl.post(f"/account/senders/{me}/password", json=change).status_code == 400
        assert list(log_in("n3w").json()) == ["sessionToken"]
        assert esl.post(f"/account/senders/{me}/resetpassword").status_code == 200
        assert key_of(log_in("n3w")) == WRONG


class TestSigning:
    def test_one_document_after_the_other(self, sandbox, esl):
        field = {"id": "city", "type": "INPUT", "subtype": "TEXTFIELD"}
        first = approval(0)
        first["fields"].append(field)
        made = sent_with_two(esl, first)
        with client_with(esl, session_of(esl, made)) as signer:
            value = {"id": "approval0", "fields": [{"id": "city", "value": "Bern"}]}
            response = signer.post(at(made, "documents", "signConfirm"), json={"id": "one", "approvals": [value]})
            assert (response.status_code, response.content) == (200, b"")
            shown = esl.get(at(made)).json()
            assert [bool(one["approvals"][0]["signed"]) for one in shown["documents"][1:]] == [True, False]
            assert esl.get(at(made, "fieldSummary")).json()[0]["fieldValue"] == "Bern"
            again = signer.post(at(made, "documents", "signConfirm"), json={"id": "one"})
            assert key_of(again) == (400, "error.validation.document.nothingToSign")
            assert esl.get(at(made, "signingStatus")).json()["status"] == "SIGNING_PENDING"
            signer.post(at(made, "documents", "signConfirm"), json={"id": "two"})
        assert esl.get(at(made)).json()["status"] == "COMPLETED"
        for document in ("one", "two"):
            report = pdf.verify_pdf(sandbox.signed_file(made, document), [sandbox.ca_certificate])
            assert report.ok
            assert report.signatures[0].signer == "Ann Lee"

    VALIDATIONS = {
        "city": ("TEXTFIELD", {"maxLength": 5}, "Geneva", "Bern"),
        "zip": ("TEXTAREA", {"pattern": "[0-9]*"}, "x", "3000"),
        "box": ("CHECKBOX", {}, "yes", "X"),
        "land": ("LIST", {"enum": ["France", "Spain"]}, "Italy", "Spain"),
        "from": ("DATEPICKER", {}, "soon", "2026-01-31"),
    }

    def with_inputs(self, esl):
        first = approval(0, id="sig0")
        first["fields"] += [
            {"id": name, "type": "INPUT", "subtype": subtype, "validation": {"required": False, **rules}}
            for name, (subtype, rules, _, _) in self.VALIDATIONS.items()
        ]
        return sent_with_two(esl, first)

    @staticmethod
    def filled(**values):
        fields = [{"id": name, "value": value} for name, value in values.items()]
        return {"id": "one", "approvals": [{"id": "approval0", "fields": fields}]}

    def held(self, esl, made):
        (signed,) = esl.get(at(made)).json()["documents"][1]["approvals"]
        return bool(signed["signed"]), {
            one["id"]: one.get("value", "") for one in signed["fields"] if one["id"] in self.VALIDATIONS
        }

    @pytest.mark.parametrize("name", VALIDATIONS)
    @pytest.mark.parametrize("call", ["signConfirm", "signed_documents"])
    def test_a_value_that_its_field_does_not_take_is_refused(self, esl, switch, name, call):
        made = self.with_inputs(esl)
        before = self.held(esl, made)
        _, _, wrong, right = self.VALIDATIONS[name]
        wanted = (400, "error.validation.field.value")

        def sign(session, value):
            body = self.filled(**{name: value})
            body = body if call == "signConfirm" else {"documents": [body]}
            return session.post(at(made, "documents", call), json=body)

        with client_with(esl, session_of(esl, made)) as signer:
            refused = sign(signer, wrong)
            assert key_of(refused) == wanted
            assert name in refused.json()["message"]
            assert key_of(sign(signer, 5)) == wanted
            assert self.held(esl, made) == before
            assert sign(signer, right).status_code == 200
            signed, values = self.held(esl, made)
            assert (signed, values[name]) == (True, right)
        made = self.with_inputs(esl)
        switch(field_values="taken")
        with client_with(esl, session_of(esl, made)) as signer:
            assert sign(signer, wrong).status_code == 200
            signed, values = self.held(esl, made)
            assert (signed, values[name]) == (True, wrong)

    @pytest.mark.parametrize("value", ["X", ""])
    def test_conditions_see_what_is_entered_in_all_documents_of_a_call(self, esl, value):
        """A field that another document's field enables comes before that one."""
        (text, box) = (
            {"id": name, "type": "INPUT", "subtype": subtype, "validation": {"required": False}}
            for name, subtype in (("text", "TEXTFIELD"), ("box", "CHECKBOX"))
        )
        approvals = [approval(0, id=f"sig{number}") for number in range(2)]
        for one, field in zip(approvals, (text, box), strict=True):
            one["fields"].append(field)
        documents = [{"id": f"doc{n}", "name": f"{n}", "approvals": [one]} for n, one in enumerate(approvals)]
        enabled = {
            "condition": "document['doc1'].field['box'].value == 'X'",
            "action": "document['doc0'].field['text'].disabled = false",
        }
        file = ("a.pdf", AGREEMENT, "application/pdf")
        made = create(esl, file, file, documents=documents, roles=[role(0)], conditions=[enabled])
        send(esl, made)
        entered = {"doc0": ("text", "Bern"), "doc1": ("box", value)}
        bodies = [
            {"id": document, "approvals": [{"fields": [{"id": name, "value": given}]}]}
            for document, (name, given) in entered.items()
        ]
        with client_with(esl, session_of(esl, made)) as signer:
            signed = signer.post(at(made, "documents", "signed_documents"), json={"documents": bodies})
        assert (signed.status_code == 200) is (value == "X")
        (kept,) = (one for one in esl.get(at(made)).json()["documents"] if one["id"] == "doc0")
        (field,) = (one for one in kept["approvals"][0]["fields"] if one["id"] == "text")
        assert field.get("value", "") == ("Bern" if value == "X" else "")

    def test_fields_of_others_are_left_alone(self, esl):
        made = self.with_inputs(esl)
        body = self.filled(city="Bern")
        body["approvals"] += [{"id": "other", "fields": [{"id": "city", "value": "Geneva"}]}]
        body["approvals"][0]["fields"] += [{"id": "sig0", "value": "x"}, {"id": "none", "value": "x"}]
        with client_with(esl, session_of(esl, made)) as signer:
            assert signer.post(at(made, "documents", "signConfirm"), json=body).status_code == 200
        assert self.held(esl, made)[1]["city"] == "Bern"

    def test_everything_at_once_and_in_turn(self, sandbox, esl):
        made = sent(esl, roles=[role(0, index=1), role(1, index=2)])
        with client_with(esl, session_of(esl, made, "role1")) as second:
            early = second.post(at(made, "documents", "signed_documents"), json={"documents": []})
            assert key_of(early) == (400, "error.validation.signer.notDue")
        stranger = esl.post(at(made, "documents", "signed_documents"), json={"documents": []})
        assert key_of(stranger) == (403, "error.forbidden.noPermission")
        with client_with(esl, session_of(esl, made)) as first:
            assert first.post(at(made, "documents", "signed_documents"), json={"documents": []}).status_code == 200
        assert [one.id for one in sandbox.transaction(made).due_parties()] == ["role1"]

    def test_the_owner_signs_as_themselves(self, esl, account):
        owner = {"firstName": "T", "lastName": "N", "email": account.esignlive.email}
        made = sent(esl, roles=[role(0, signers=[owner])], documents=[{"id": "d", "approvals": [approval(0)]}])
        assert esl.post(at(made, "documents", "signConfirm"), json={"id": "d"}).status_code == 200
        assert esl.get(at(made)).json()["status"] == "COMPLETED"


class TestClients:
    def test_client_app_tokens_of_owner_and_sender(self, sandbox, esl, account):
        def ask(**more):
            body = {"clientId": account.tenant, "secret": account.esignlive.api_key, "type": "OWNER", **more}
            return local_http.post(root_of(esl) + "/apitoken/clientApp/accessToken", json=body)

        owner = ask().json()
        assert owner["expiresAt"] == int(sandbox.clock.now().timestamp() * 1000) + 300_000
        assert bearer(esl, owner["accessToken"]).json()["user"]["email"] == account.esignlive.email
        sender = ask(type="SENDER", email="bobsmith@email.com").json()["accessToken"]
        assert bearer(esl, sender).json()["user"]["email"] == "bobsmith@email.com"
        made = local_http.post(
            f"{esl.base_url}packages",
            json={"name": "x"},
            headers={"Authorization": f"Bearer {sender}"},
        ).json()["id"]
        assert esl.get(at(made)).json()["sender"]["email"] == "bobsmith@email.com"
        assert key_of(ask(type="SENDER")) == (400, "error.validation.clientApp.email")
        assert key_of(ask(type="SENDER", email="x@example.com")) == (404, "error.notFound.userNotFound")
        assert key_of(ask(type="ROBOT")) == (400, "error.validation.clientApp.type")
        assert key_of(ask(secret="x")) == WRONG
        sandbox.clock.advance(300)
        assert key_of(bearer(esl, owner["accessToken"])) == WRONG

    def test_oauth2(self, sandbox, esl, account):
        url = root_of(esl) + "/oauth2/token"
        good = basic(account.tenant, account.esignlive.api_key)

        def ask(headers=good, **form):
            return local_http.post(url, data=form, headers=headers)

        response = ask(grant_type="client_credentials")
        body = response.json()
        assert sorted(body) == ["access_token", "expires_in", "scope", "token_type"]
        assert (body["token_type"], body["expires_in"]) == ("Bearer", 300)
        claims = body["access_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        assert claims["exp"] == int(sandbox.clock.now().timestamp()) + 300
        assert bearer(esl, body["access_token"]).status_code == 200
        sender = ask(grant_type="client_credentials", sender_id="bobsmith@email.com").json()["access_token"]
        assert bearer(esl, sender).json()["user"]["firstName"] == "Bob"
        for headers in ({}, basic(account.tenant, "x"), {"Authorization": "Basic ?"}):
            refused = ask(headers=headers, grant_type="client_credentials")
            assert (refused.status_code, refused.json()) == (401, {"error": "invalid_client"})
        assert ask(grant_type="password").json() == {"error": "unsupported_grant_type"}
        assert ask(grant_type="client_credentials", sender_id="x").status_code == 400
        sandbox.clock.advance(300)
        assert key_of(bearer(esl, body["access_token"])) == WRONG

    @pytest.mark.parametrize(
        ("setting", "lets_in"),
        [("any", {"key", "app", "oauth2"}), ("api_key", {"key", "app"}), ("oauth2", {"oauth2"})],
    )
    def test_the_account_s_setting_decides(self, sandbox, esl, account, switch, setting, lets_in):
        app = {"clientId": account.tenant, "secret": account.esignlive.api_key, "type": "OWNER"}
        app_token = local_http.post(root_of(esl) + "/apitoken/clientApp/accessToken", json=app).json()
        oauth2 = local_http.post(
            root_of(esl) + "/oauth2/token",
            data={"grant_type": "client_credentials"},
            headers=basic(account.tenant, account.esignlive.api_key),
        ).json()
        switch(credentials=setting)
        found = {
            "key": esl.get("/session"),
            "app": bearer(esl, app_token["accessToken"]),
            "oauth2": bearer(esl, oauth2["access_token"]),
        }
        assert {name for name, response in found.items() if response.status_code == 200} == lets_in
        assert {key_of(response) for response in found.values() if response.status_code != 200} <= {WRONG}

    def test_tenants_stay_apart(self, sandbox, esl):
        made = sent(esl)
        with client_of(sandbox, sandbox.create_account()) as other:
            body = {"packageId": made, "signerId": "role0"}
            assert other.post("/authenticationTokens/signer/multiUse", json=body).status_code == 404


def test_an_approval_without_a_signature_is_accepted_and_never_signed(sandbox, esl):
    only_accepts = {"id": "accept", "role": "role1", "fields": [{"id": "f", "type": "INPUT", "subtype": "TEXTFIELD"}]}
    made = sent(esl, documents=[{"id": "doc1", "name": "D", "approvals": [approval(0), only_accepts]}])
    assert [one.id for one in sandbox.transaction(made).parties] == ["role0", "role1"]
    assert sandbox.sign_all(made).status == "COMPLETED"
    first, second = esl.get(at(made)).json()["documents"][1]["approvals"]
    assert bool(first["signed"]) is bool(first["accepted"]) is bool(second["accepted"]) is True
    assert second["signed"] is None
