from __future__ import annotations

import base64
import io
import zipfile
from datetime import timedelta

import pytest

from esignkit.sandbox import pdf

from .support import START, UNSET_DATE, document, dumps, envelope, signer, tagged

ABSENT = object()


def info_of(username, **more):
    """Every member of a SessionInfo as .NET serialises an object of which nothing was set."""
    texts = [
        "ReturnURL",
        "TransactionId",
        "TransactionTitle",
        "CopyTo",
        "Description",
        "Password",
        "ClientID",
        "OwnerID",
        "OwnerName",
        "OwnerEmail",
        "OwnerSignature",
        "SendSessionRedirectUrl",
        "ApplicationKey",
        "Id",
        "Title",
    ]
    plain = {"UseSequence": 0, "AllowDelegation": False, "EmailOptions": 0, "FirstSigner": False}
    more = {"ReminderFrequencyDays": 0, "SendSignerInvites": True, "ExpiresOn": UNSET_DATE, **more}
    return {**dict.fromkeys(texts), **plain, **more}


def seed_000(client, session_id):
    """UpdateSession as its page prints it, with the lists filled."""
    properties = [{"Key": "DisableEditName", "Value": "1"}]
    unset = {"AuthMethods": None, "FullName": None, "Contact": None, "SignerId": None, "SigningSessionId": None}
    return {
        "userName": client.username,
        "session": {
            "Id": session_id,
            "SigningSessionId": None,
            "SessionInfo": info_of(
                client.username, RemoveUnassignedSignerRoles=True, SendSessionRedirectUrl="www.mysite.com"
            ),
            "Documents": [
                {
                    "FileName": "Test.docx",
                    "FormId": "",
                    "FormTag": "Tag2",
                    "HasAnchorTags": True,
                    "AnchorTagsAdjustmentCategory": "predefined client specific category",
                    "FileBytes": list(word_file("Sign <sig_req_Seller 1_120> here")),
                    "Sequence": 0,
                }
            ],
            "Signers": [
                {
                    "EmailAddress": "email1@docs.constellation1.com",
                    "FirstName": "FirstName",
                    "LastName": "LastName",
                    "SignerRole": "Seller 1",
                    "AuthMethod": "KBAPlusPassword",
                    "AuthenticationSettings": {"Password": "password"},
                    "MandateDocUpload": True,
                    "Properties": properties,
                    "MergeFieldMapping": {"CompanyName": "RED", "Job Title": "Manager"},
                    "Sequence": 0,
                    "StateCode": 0,
                    "StatusCode": 0,
                    **unset,
                },
                {
                    "EmailAddress": "email2@docs.constellation1.com",
                    "FirstName": "FirstName",
                    "LastName": "LastName",
                    "SignerRole": "Buyer 1",
                    "AuthMethod": 2,
                    "AuthenticationSettings": None,
                    "Properties": properties,
                    "MergeFieldMapping": None,
                    **unset,
                },
            ],
        },
    }


def seed_001(source, first, second):
    """CopySigningSession as its page prints it."""
    return {
        "copyOptions": {"Version": 0, "RetainFields": True},
        "session": {
            "Id": None,
            "SigningSessionId": source,
            "SessionInfo": info_of(
                "", TransactionId="Copy Sign Session", TransactionTitle="Copy Sign Session", UseSequence=0
            ),
            "Documents": None,
            "Signers": [
                {"SignerId": first, "EmailAddress": "emailAddress@docs.constellation1.com"},
                {"SignerId": second},
                {"SignerId": None, "EmailAddress": "emailAddress2@docs.constellation1.com"},
            ],
        },
    }


def word_file(text):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        escaped = text.replace("<", "&lt;").replace(">", "&gt;")
        archive.writestr("word/document.xml", f"<w:document><w:p><w:t>{escaped}</w:t></w:p></w:document>")
    return file.getvalue()


class TestSeeds:
    def test_update_adds_what_the_page_sends(self, sandbox, client):
        session = client.create(signers=("Owner 1",))
        response = client.call("POST", "/v1/sessions/updatesession", seed_000(client, session))
        assert (response["SigningSessionId"], response["Details"]) == (session, None)
        found = response["Sessions"][0]
        assert found == client.get(session)
        assert found["SessionInfo"]["Title"] == "Lease"
        assert found["SessionInfo"]["SendSessionRedirectUrl"] == "www.mysite.com"
        assert found["SessionInfo"]["RemoveUnassignedSignerRoles"] is True
        assert found["SessionInfo"]["ExpiresOn"] is None
        assert [one["FileName"] for one in found["Documents"]] == ["lease.pdf", "Test.docx"]
        assert found["Documents"][1]["FormTag"] == "Tag2"
        assert found["Documents"][1]["AnchorTagsAdjustmentCategory"] == "predefined client specific category"
        assert [one["SignerRole"] for one in found["Signers"]] == ["Owner 1", "Seller 1", "Buyer 1"]
        seller, buyer = found["Signers"][1:]
        assert (seller["AuthMethod"], buyer["AuthMethod"]) == ("KBAPlusPassword", "KBA")
        assert seller["Properties"] == buyer["Properties"] == [{"Key": "DisableEditName", "Value": "1"}]
        assert seller["MergeFieldMapping"] == {"CompanyName": "RED", "Job Title": "Manager"}
        assert (seller["MandateDocUpload"], seller["StatusCode"]) == (True, 1)
        assert "password" not in str(found).lower().replace("kbapluspassword", "")
        word = sandbox.transaction(session).documents[1]
        assert sandbox.original_file(session, word.id) == word_file("Sign <sig_req_Seller 1_120> here")
        assert client.start(session)["ReturnValue"] == "True"

    def test_copy_keeps_changes_and_adds_signers(self, sandbox, client):
        source = client.create(signers=("Seller 1", "Buyer 1"), ExpiresOn="/Date(1774656000000)/")
        ids = [one["SignerId"] for one in client.get(source)["Signers"]]
        response = client.call("POST", "/v1/sessions/copy", seed_001(source, *ids))
        assert response["SigningSessionId"] not in {source, None}
        (found,) = response["Sessions"]
        assert found["SigningSessionId"] == response["SigningSessionId"]
        assert [one["EmailAddress"] for one in found["Signers"]] == [
            "emailAddress@docs.constellation1.com",
            "buyer1@example.com",
            "emailAddress2@docs.constellation1.com",
        ]
        assert [one["SignerRole"] for one in found["Signers"]] == ["Seller 1", "Buyer 1", None]
        assert not set(ids) & {one["SignerId"] for one in found["Signers"]}
        info = found["SessionInfo"]
        assert (info["Title"], info["TransactionId"], info["TransactionTitle"]) == (
            "Lease",
            "Copy Sign Session",
            "Copy Sign Session",
        )
        assert info["ExpiresOn"] is None
        assert found["StatusCode"] == 1
        assert client.get(source)["SessionInfo"]["ExpiresOn"] == "/Date(1774656000000)/"
        assert client.start(found["SigningSessionId"])["ReturnValue"] == "True"
        assert sandbox.sign_all(found["SigningSessionId"]).status == "3"
        assert client.status(source) == 1

    @pytest.mark.parametrize("spelling", ["returnUrl", "returnURL", "RETURNURL"])
    def test_start_takes_either_spelling_and_no_body(self, client, spelling):
        session = client.create()
        response = client.send("PUT", f"/v1/sessions/{session}/start?{spelling}=https%3A%2F%2Fhost")
        assert response.request.headers["content-length"] == "0"
        assert response.json() == {"ReturnValue": "True", "Details": None}
        assert client.status(session) == 2

    def test_start_without_the_host_url_or_without_a_length(self, client):
        session = client.create()
        response = client.call("PUT", f"/v1/sessions/{session}/start")
        assert response == {"ReturnValue": "False", "Details": "Error: returnURL is required."}
        chunked = client.http.put(
            f"/v1/sessions/{session}/start?returnUrl=h", content=iter([]), headers={"Authorization": client.token()}
        )
        assert chunked.status_code == 411
        assert client.status(session) == 1


class TestCreate:
    def test_title_and_nothing_else(self, client):
        session = client.create(signers=(), documents=[])
        assert client.get(session)["Documents"] == []
        started = client.start(session)
        assert started["ReturnValue"] == "False"
        assert started["Details"] == "The session has no signers.\nThe session has no documents."

    def test_every_session_member_comes_back(self, client):
        given = {
            "Title": "T",
            "ReturnURL": "https://host.example.com",
            "TransactionId": "tx",
            "TransactionTitle": "txt",
            "UseSequence": 1,
            "AllowDelegation": True,
            "CopyTo": "a@example.com,b@example.com",
            "Description": "first\nsecond",
            "EmailOptions": 3,
            "FirstSigner": True,
            "ClientID": "c",
            "OwnerID": "o",
            "OwnerName": "n",
            "OwnerEmail": "e",
            "OwnerSignature": "s",
            "ExpiresOn": "/Date(1774656000000+0200)/",
            "ReminderFrequencyDays": 31,
            "SendSignerInvites": False,
            "SendSessionRedirectUrl": "www.mysite.com",
            "RemoveUnassignedSignerRoles": False,
            "ApplicationKey": "k",
        }
        session = client.create(**given, Password="secret-word")
        response = client.send("GET", f"/v1/sessions/{session}")
        assert "secret-word" not in response.text
        assert '"ExpiresOn":"\\/Date(1774656000000)\\/"' in response.text
        found = response.json()["Sessions"][0]["SessionInfo"]
        wanted = {**given, "ExpiresOn": "/Date(1774656000000)/", "ReminderFrequencyDays": 30}
        assert {name: found[name] for name in wanted} == wanted
        assert found["CreatedOn"] == f"/Date({int(START.timestamp() * 1000)})/"

    @pytest.mark.parametrize("spelt", [list, lambda data: base64.b64encode(data).decode()])
    def test_file_bytes_as_integers_and_as_base64(self, sandbox, client, spelt):
        content = pdf.sample_agreement()
        session = client.create(documents=[{"FileName": "a.pdf", "FileBytes": spelt(content)}])
        assert sandbox.original_file(session) == content
        for position in ("omit", "integers", "base64"):
            client.switch(file_bytes=position)
            found = client.get(session)["Documents"][0]["FileBytes"]
            wanted = {"omit": None, "integers": list(content), "base64": base64.b64encode(content).decode()}
            assert found == wanted[position]

    def test_documents_stand_in_their_sequence(self, client):
        files = [document(name="c.pdf"), document(name="b.pdf", Sequence=2), document(name="a.pdf", Sequence=1)]
        session = client.create(documents=files)
        assert [one["FileName"] for one in client.get(session)["Documents"]] == ["a.pdf", "b.pdf", "c.pdf"]

    def test_a_template_by_form_id(self, sandbox, client):
        session = client.create(documents=[{"FormId": "Listing agreement", "FileName": None, "FileBytes": None}])
        assert client.get(session)["Documents"][0]["FormId"] == "Listing agreement"
        assert sandbox.original_file(session).startswith(b"%PDF")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"userName": "nobody@example.com"}, "Error: Username not found."),
            ({"userName": None}, "Error: Username not found."),
            ({"username": "nobody"}, "Error: Username not found."),
            ({"Title": None}, "Error: A session must have a title."),
            ({"LastName": ""}, "Error: All signers must have a last name and valid email address."),
            ({"LastName": None}, "Error: All signers must have a last name and valid email address."),
            ({"EmailAddress": None}, "Error: All signers must have a last name and valid email address."),
            ({"EmailAddress": "ann at home"}, "Error: All signers must have a last name and valid email address."),
            ({"AuthMethods": None}, "Error: AuthMethods and Properties of a signer must not be null."),
            ({"Properties": ABSENT}, "Error: AuthMethods and Properties of a signer must not be null."),
            ({"FileBytes": None}, "Error: lease.pdf did not upload."),
            ({"FileBytes": []}, "Error: lease.pdf did not upload."),
            ({"FileBytes": [256]}, "Error: lease.pdf did not upload."),
            ({"FileBytes": [1.5]}, "Error: lease.pdf did not upload."),
            ({"FileBytes": "no base64!"}, "Error: lease.pdf did not upload."),
            ({"FileBytes": list(b"%PDF-1.7 cut off")}, "Error: lease.pdf did not upload."),
            ({"ExpiresOn": "/Date(1792656000000)/"}, "Error: ExpiresOn may be at most 90 days ahead."),
            (
                {"ExpiresOn": f"/Date({1000 * int(START.timestamp())})/"},  # today: it begins at midnight
                "Error: ExpiresOn has passed: it takes effect at 00:00 UTC of its day.",
            ),
        ],
    )
    def test_what_is_refused_with_a_text(self, sandbox, client, change, message):
        body = changed(envelope(client.username), change)
        response = client.call("POST", "/v1/sessions", body)
        assert response["Details"] == message
        assert (response["SigningSessionId"].strip("0-"), response["Sessions"]) == ("", None)
        assert (sandbox.transactions(), sandbox.ledger()) == ([], [])

    @pytest.mark.parametrize(
        "change",
        [
            {"session": None},
            {"session": []},
            {"UseSequence": "1"},
            {"AllowDelegation": "true"},
            {"Title": 5},
            {"AuthMethod": "Fingerprint"},
            {"AuthMethod": 9},
            {"AuthMethods": ["SMS", "None", "no"]},
            {"Properties": [{"Key": "DisableEditName", "Value": True}]},
            {"Properties": [{"Name": "DisableEditName"}]},
            {"MergeFieldMapping": {"CompanyName": 1}},
            {"SignatureImageBase64": "not base64!"},
            {"ExpiresOn": "2026-03-05T00:00:00Z"},
            {"ExpiresOn": "/Date(99999999999999999)/"},
        ],
    )
    def test_what_dot_net_cannot_read(self, sandbox, client, change):
        response = client.send("POST", "/v1/sessions", changed(envelope(client.username), change))
        assert (response.status_code, response.headers["content-type"]) == (400, "text/html; charset=utf-8")
        assert sandbox.ledger() == []

    def test_broken_json_and_bare_dates(self, client):
        body = changed(envelope(client.username), {"ExpiresOn": "/Date(1774656000000)/"})
        headers = {"Authorization": client.token()}
        escaped = dumps(body)
        for content, status in [(escaped, 200), (escaped.replace(b"\\/", b"/"), 400), (b'{"userName":', 400)]:
            assert client.http.post("/v1/sessions", content=content, headers=headers).status_code == status

    def test_one_role_once(self, client):
        body = envelope(client.username)
        body["session"]["Signers"] = [signer(), signer(email="bob@example.com", last="Ray")]
        response = client.call("POST", "/v1/sessions", body)
        assert response["Details"] == "Ann Ray was not added: the role Seller 1 is held by another signer already."
        assert [one["EmailAddress"] for one in response["Sessions"][0]["Signers"]] == ["ann@example.com"]

    def test_enums_and_maps_in_every_spelling(self, client):
        body = envelope(client.username)
        body["session"]["Signers"] = [
            signer("A 1", AuthMethod=4, AuthMethods=[1, "KBA"], Properties={}, MergeFieldMapping={"a b": "1"}),
            signer("B 1", AuthMethod="None", MergeFieldMapping=[{"Key": "a b", "Value": "1"}]),
        ]
        first, second = client.call("POST", "/v1/sessions", body)["Sessions"][0]["Signers"]
        assert (first["AuthMethod"], first["AuthMethods"], second["AuthMethod"]) == ("SMS", ["Password", "KBA"], "None")
        assert first["MergeFieldMapping"] == second["MergeFieldMapping"] == {"a b": "1"}
        for position, ok in [("names", False), ("numbers", False), ("both", True)]:
            client.switch(auth_methods=position)
            assert (client.send("POST", "/v1/sessions", body).status_code == 200) is ok


class TestUpdate:
    def test_the_target_may_stand_in_session_info(self, client):
        session = client.create()
        body = {"userName": client.username, "session": {"SessionInfo": {"Id": session, "Title": "New"}}}
        response = client.call("POST", f"{client.account.base_url}//v1/sessions/updatesession", body)
        assert response["Sessions"][0]["SessionInfo"]["Title"] == "New"

    def test_a_held_role_is_not_added_again(self, client):
        session = client.create()
        added = [signer("Seller 1", "new@example.com", "New"), signer("Buyer 1", "bob@example.com")]
        response = client.update(session, Signers=added)
        assert response["Details"] == "Ann New was not added: the role Seller 1 is held by another signer already."
        assert [one["EmailAddress"] for one in response["Sessions"][0]["Signers"]] == [
            "seller1@example.com",
            "bob@example.com",
        ]

    def test_of_a_session_that_has_been_sent(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        client.start(session)
        sandbox.sign(session, "seller1@example.com")
        response = client.update(session, Documents=[document(name="annex.pdf")], Signers=[signer("Agent 1")])
        assert [one["StatusCode"] for one in response["Sessions"][0]["Signers"]] == [4, 2, 2]
        done = sandbox.sign_all(session)
        assert done.status == "3"
        who = {}
        for one in done.documents:
            report = pdf.verify_pdf(sandbox.signed_file(session, one.id), [sandbox.ca_certificate])
            assert report.ok, report.problems
            who[one.name] = [check.email for check in report.signatures if not check.is_seal]
        assert who == {
            "lease.pdf": ["seller1@example.com", "buyer1@example.com"],
            "annex.pdf": ["buyer1@example.com", "ann@example.com"],
        }


class TestCopy:
    def test_without_signers_all_are_kept(self, client):
        source = client.create(signers=("Seller 1", "Buyer 1"), documents=[document(tagged("X 1"), HasAnchorTags=True)])
        for retain, tags in [(True, True), (False, False)]:
            body = {"copyOptions": {"RetainFields": retain}, "session": {"SigningSessionId": source}}
            found = client.call("POST", "/v1/sessions/copy", body)["Sessions"][0]
            assert len(found["Signers"]) == 2
            assert found["Documents"][0]["HasAnchorTags"] is tags

    @pytest.mark.parametrize(
        ("session", "options", "message"),
        [
            ({"SigningSessionId": "nope"}, {}, "Error: Session not found."),
            ({"Signers": [{"SignerId": "signerId"}]}, {}, "Error: Signer signerId not found."),
        ],
    )
    def test_refusals(self, sandbox, client, session, options, message):
        source = client.create()
        body = {"copyOptions": options, "session": {"SigningSessionId": source, **session}}
        assert client.call("POST", "/v1/sessions/copy", body)["Details"] == message
        assert len(sandbox.transactions()) == 1


def changed(body, change):
    """Change the members named, wherever in the body they belong."""
    session = body["session"]
    homes = {"userName": body, "username": body, "session": body}
    homes |= dict.fromkeys(("Title", "ExpiresOn", "UseSequence", "AllowDelegation"), session["SessionInfo"])
    homes["FileBytes"] = session["Documents"][0]
    for name, value in change.items():
        home = homes.get(name, session["Signers"][0])
        home.pop("userName" if name == "username" else name, None)
        if value is not ABSENT:
            home[name] = value
    return body


def test_expiry_takes_effect_at_midnight_utc(sandbox, client):
    noon = int((START + timedelta(days=2)).timestamp() * 1000)
    session = client.create(ExpiresOn=f"/Date({noon})/")
    client.start(session)
    sandbox.clock.moment = START.replace(hour=23) + timedelta(days=1)
    assert client.status(session) == 2
    sandbox.clock.moment += timedelta(hours=1)
    assert client.status(session) == 7


def test_an_expiry_in_the_past_starts_nothing(sandbox, client):
    tomorrow = int((START + timedelta(days=1)).timestamp() * 1000)
    session = client.create(ExpiresOn=f"/Date({tomorrow})/")
    sandbox.clock.moment = START + timedelta(days=1)
    assert client.start(session) == {
        "ReturnValue": "False",
        "Details": "ExpiresOn has passed: it takes effect at 00:00 UTC of its day.",
    }
    assert client.status(session) == 1
    refused = client.update(session, SessionInfo={"ExpiresOn": f"/Date({tomorrow})/"})
    assert refused["Details"].startswith("Error: ExpiresOn has passed")
    sandbox.switch("constellation1", past_expiry="expires")
    assert client.start(session)["ReturnValue"] == "True"
    assert client.status(session) == 7


def test_a_body_that_cannot_be_read_says_why(client):
    """A .NET host says less; who learns from the sandbox wants to know."""
    one = signer("B 1", AuthMethod="<Retina>")
    session = client.create()
    body = {"userName": client.username, "session": {"Id": session, "Signers": [one]}}
    response = client.send("POST", "/v1/sessions/updatesession", body)
    assert (response.status_code, response.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert "The sandbox adds: AuthMethod cannot be &#x27;&lt;Retina&gt;&#x27;" in response.text


def test_all_documents_of_a_session_together_are_limited(client, monkeypatch):
    monkeypatch.setattr("esignkit.sandbox.emulators.constellation1.session.MAX_TOTAL", 100)
    session = client.create(documents=[document(b"x" * 60, "a.txt")])
    response = client.update(session, Documents=[document(b"x" * 41, "b.txt")])
    assert response["Details"] == "Error: The documents of a session may have 100 MB together."
    assert [one["FileName"] for one in client.get(session)["Documents"]] == ["a.txt"]
    client.switch(size_refusal="413")
    body = {"userName": client.username, "session": {"Id": session, "Documents": [document(b"x" * 41, "b.txt")]}}
    assert client.send("POST", "/v1/sessions/updatesession", body).status_code == 413
    assert client.update(session, Documents=[document(b"x" * 40, "b.txt")])["Details"] is None
