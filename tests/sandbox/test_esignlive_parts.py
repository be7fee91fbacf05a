"""Documents, roles, approvals, bulk send and credentials of the eSignLive emulator."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from esignkit.sandbox import Sandbox, pdf
from esignkit.sandbox.clock import SetClock
from tests import local_http

from .esl import (
    AGREEMENT,
    approval,
    at,
    bulk_send,
    bulk_template,
    client_of,
    create,
    key_of,
    multipart,
    package,
    role,
    send,
    sent,
)

NOT_DRAFT = (400, "error.validation.package.notDraft")


def documents_of(esl, package_id):
    return [one["id"] for one in esl.get(at(package_id)).json()["documents"]]


class TestDocuments:
    def test_add_one_and_several(self, sandbox, esl):
        made = create(esl)
        one = multipart(esl, at(made, "documents"), {"id": "two", "name": "Two"}, ("x.txt", b"2", "text/plain"))
        assert one.headers["content-type"].startswith("text/html")
        assert (one.json()["id"], one.json()["name"], one.json()["size"]) == ("two", "Two", 1)
        files = [("y.txt", b"3", "text/plain"), ("z.txt", b"4", "text/plain")]
        two = multipart(esl, at(made, "documents"), [{"id": "three"}, {"id": "four"}], *files, first="payload")
        assert [found["name"] for found in two.json()] == ["y.txt", "z.txt"]
        content = base64.b64encode(b"5").decode()
        three = esl.post(at(made, "documents"), json=[{"id": "five", "name": "5.txt", "base64Content": content}])
        assert [found["index"] for found in three.json()] == [5]
        assert documents_of(esl, made) == ["default-consent", "doc1", "two", "three", "four", "five"]
        assert len(sandbox.ledger(operation="documents.add")) == 3

    def test_order_change_and_delete(self, esl):
        made = create(esl)
        files = [("y.txt", b"3", "text/plain"), ("z.txt", b"4", "text/plain")]
        multipart(esl, at(made, "documents"), [{"id": "b/c"}, {"id": "d"}], *files)
        esl.put(at(made, "documents"), json=[{"id": "d", "index": 1}, {"id": "doc1", "index": 3}])
        assert documents_of(esl, made) == ["default-consent", "d", "b/c", "doc1"]
        renamed = esl.put(at(made, "documents", "b/c"), json={"name": "New", "description": "text"}).json()
        assert (renamed["name"], renamed["description"]) == ("New", "text")
        assert esl.get(at(made, "documents", "b/c")).json()["name"] == "New"
        replaced = multipart(esl, at(made, "documents", "d"), {"name": "D"}, ("n.txt", b"new", "text/plain"))
        assert replaced.json()["size"] == 3
        assert esl.get(at(made, "documents", "d", "original")).content == b"new"
        assert esl.delete(at(made, "documents", "d")).status_code == 200
        assert esl.request("DELETE", at(made, "documents"), json=["b/c"]).status_code == 200
        assert documents_of(esl, made) == ["default-consent", "doc1"]
        assert key_of(esl.get(at(made, "documents", "d"))) == (404, "error.notFound.documentNotFound")
        assert key_of(esl.delete(at(made, "documents", "d"))) == (404, "error.notFound.documentNotFound")

    def test_ids_are_unique(self, esl):
        again = multipart(esl, at(create(esl), "documents"), {"id": "doc1"}, ("y.txt", b"3", "text/plain"))
        assert key_of(again) == (400, "error.validation.document.duplicateId")

    def test_only_in_a_draft(self, esl):
        made = sent(esl)
        file = ("y.txt", b"3", "text/plain")
        assert key_of(multipart(esl, at(made, "documents"), {"id": "x"}, file)) == NOT_DRAFT
        assert key_of(esl.put(at(made, "documents", "doc1"), json={"name": "x"})) == NOT_DRAFT
        assert key_of(esl.put(at(made, "documents"), json=[])) == NOT_DRAFT
        assert key_of(esl.delete(at(made, "documents", "doc1"))) == NOT_DRAFT
        assert key_of(multipart(esl, at(made, "documents", "doc1"), {}, file)) == NOT_DRAFT

    def test_downloads(self, sandbox, esl):
        made = create(esl, name="Größe/1")
        multipart(esl, at(made, "documents"), {"id": "t", "name": "note.txt"}, ("note.txt", b"hi", "text/plain"))
        assert esl.get(at(made, "documents", "doc1", "pdf")).content == AGREEMENT
        send(esl, made)
        sandbox.sign_all(made)
        for document in ("doc1", "t"):
            response = esl.get(at(made, "documents", document, "pdf") + "?flatten=false")
            assert response.headers["content-type"] == "application/octet-stream; esl-api-version=11"
            report = pdf.verify_pdf(response.content, [sandbox.ca_certificate])
            assert report.ok, report.problems
        original = esl.get(at(made, "documents", "t", "original"), headers={"Accept": "application/octet-stream"})
        assert (original.content, original.headers["content-type"]) == (b"hi", response.headers["content-type"])
        assert esl.get(at(made, "documents", "default-consent", "pdf")).content.startswith(b"%PDF-")
        response = esl.get(at(made, "documents", "zip"))
        assert response.headers["content-type"] == "application/zip"
        assert unquote(response.headers["content-disposition"].partition("UTF-8''")[2]) == "Größe/1.zip"
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            assert archive.namelist() == ["Agreement.pdf", "note.txt.pdf"]
            assert archive.read("Agreement.pdf") == esl.get(at(made, "documents", "doc1", "pdf")).content

    @pytest.mark.parametrize("year", [1970, 1979, 2108, 8999])
    def test_an_archive_is_made_in_years_that_it_cannot_name(self, year):
        with Sandbox(clock=SetClock(datetime(year, 5, 6, tzinfo=UTC))) as sandbox, client_of(sandbox) as esl:
            response = esl.get(at(create(esl), "documents", "zip"))
        assert response.status_code == 200, response.text
        with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
            assert archive.namelist() == ["Agreement.pdf"]
            assert archive.infolist()[0].date_time[0] == min(max(year, 1980), 2107)

    def test_json_has_no_content_disposition(self, esl):
        assert "content-disposition" not in esl.get(at(create(esl))).headers


class TestRoles:
    def test_add_list_change_order_delete(self, sandbox, esl):
        made = create(esl)
        added = esl.post(at(made, "roles"), json={"type": "SIGNER", "signers": [{"email": "c@example.com"}]}).json()
        assert added["id"]
        assert added["signers"][0]["id"]
        assert esl.post(at(made, "roles"), json={"id": "role0"}).status_code == 400
        listed = esl.get(at(made, "roles")).json()
        assert listed["count"] == len(listed["results"]) == 4
        changed = esl.put(at(made, "roles", "role0"), json={"name": "Tenant"}).json()
        assert (changed["name"], changed["signers"][0]["email"]) == ("Tenant", "ann@example.com")
        ordered = esl.put(at(made, "roles"), json=[{"id": "role0", "index": 5}, {"id": "role1", "index": 4}]).json()
        assert [one["id"] for one in ordered["results"]][-2:] == ["role1", "role0"]
        assert esl.get(at(made, "roles", "role0")).json()["index"] == 5
        assert esl.delete(at(made, "roles", "role1")).content == b""
        assert esl.get(at(made, "roles", "role1")).status_code == 404
        remaining = esl.get(at(made)).json()["documents"][1]["approvals"]
        assert [one["role"] for one in remaining] == ["role0"]
        assert [entry.operation for entry in sandbox.ledger()][1:] == [
            "roles.add",
            "roles.update",
            "roles.reorder",
            "roles.delete",
        ]

    def test_once_sent_only_those_who_have_not_signed_may_change(self, sandbox, esl):
        made = sent(esl)
        sandbox.sign(made, "role0")
        assert key_of(esl.post(at(made, "roles"), json={"id": "x"})) == NOT_DRAFT
        assert key_of(esl.delete(at(made, "roles", "role1"))) == NOT_DRAFT
        assert key_of(esl.put(at(made, "roles"), json=[])) == NOT_DRAFT
        assert key_of(esl.put(at(made, "roles", "role0"), json=role(1))) == (400, "error.validation.role.locked")
        carol = {"signers": [{"firstName": "Carol", "lastName": "Poe", "email": "carol@example.com"}]}
        assert esl.put(at(made, "roles", "role1"), json=carol).status_code == 200
        done = sandbox.sign(made, "carol@example.com")
        assert done.status == "COMPLETED"
        report = pdf.verify_pdf(sandbox.signed_file(made), [sandbox.ca_certificate])
        assert [one.signer for one in report.signatures][:2] == ["Ann Lee", "Carol Poe"]

    def test_signing_url(self, sandbox, esl):
        made = create(esl)
        assert key_of(esl.get(at(made, "roles", "role0", "signingUrl"))) == (400, "error.validation.package.notSent")
        send(esl, made)
        response = esl.get(at(made, "roles", "role0", "signingUrl")).json()
        assert (response["packageId"], response["roleId"]) == (made, "role0")
        assert response["url"].startswith(sandbox.url)
        assert "please read and sign" in local_http.get(response["url"]).text
        sandbox.sign_all(made)
        assert esl.get(at(made, "roles", "role0", "signingUrl")).status_code == 200
        assert esl.get(at(made, "roles", "nobody", "signingUrl")).status_code == 404

    def test_reminders(self, sandbox, esl):
        made = create(esl)
        body = {"email": "ann@example.com", "message": "please"}
        assert key_of(esl.post(at(made, "notifications"), json=body)) == (400, "error.validation.package.notSent")
        send(esl, made)
        assert esl.post(at(made, "notifications"), json=body).content == b""
        assert esl.post(at(made, "roles", "role1", "notifications")).status_code == 200
        assert esl.post(at(made, "notifications"), json={"email": "x@example.com"}).status_code == 404
        assert esl.post(at(made, "roles", "role0", "unlock")).json()["locked"] is False
        assert [entry.operation for entry in sandbox.ledger()][2:] == [
            "packages.notify",
            "roles.notify",
            "roles.unlock",
        ]


class TestApprovals:
    def test_approvals_and_fields(self, sandbox, esl):
        made = create(esl, documents=[{"id": "doc1", "name": "A"}])
        base = at(made, "documents", "doc1", "approvals")
        added = esl.post(base, json=approval(0)).json()
        assert (added["id"], added["fields"][0]["type"]) == ("approval0", "SIGNATURE")
        assert esl.post(base, json=approval(0)).status_code == 400
        assert key_of(esl.post(base, json={"role": "nobody"})) == (400, "error.validation.approval.role")
        assert esl.post(base, json=approval(1)).status_code == 200
        field = esl.post(base + "/approval0/fields", json={"id": "f", "type": "INPUT", "subtype": "LABEL"}).json()
        assert field["id"] == "f"
        changed = esl.put(base + "/approval0/fields/f", json={"id": "other", "value": "hello"}).json()
        assert (changed["id"], changed["value"]) == ("f", "hello")
        assert esl.get(base + "/approval0/fields/f").json() == changed
        summary = esl.get(at(made, "fieldSummary")).json()
        assert [(one["signerId"], one["fieldId"], one["fieldValue"]) for one in summary] == [("signer0", "f", "hello")]
        assert esl.delete(base + "/approval0/fields/f").content == b""
        assert esl.get(base + "/approval0/fields/f").status_code == 404
        assert esl.put(base + "/approval1", json={"name": "Second"}).json()["name"] == "Second"
        assert esl.get(base + "/approval1").json()["role"] == "role1"
        assert esl.delete(base + "/approval1").status_code == 200
        assert esl.get(base + "/approval1").status_code == 404
        assert len(esl.put(base, json=[approval(0), approval(1)]).json()) == 2
        send(esl, made)
        assert key_of(esl.post(base, json=approval(0))) == NOT_DRAFT
        assert esl.get(at(made, "signers", "signer0", "approvals")).json()["count"] == 1
        assert esl.get(at(made, "signers", "nobody", "approvals")).json() == {"count": 0, "results": []}
        mine = at(made, "documents", "doc1", "signers", "role0", "approvals")
        assert len(esl.get(mine).json()) == 1
        sandbox.sign(made, "role0")
        assert esl.get(mine).json() == []


HEADER = "Customer,FIRST_NAME,LAST_NAME,EMAIL,AUTH_TYPE,AUTH_PROMPT,AUTH_CHALLENGE,SIGNER_VERIFICATION,city"


class TestBulkSend:
    @pytest.fixture
    def template(self, esl):
        return bulk_template(esl, {"id": "city", "type": "INPUT", "subtype": "TEXTFIELD"})

    def post(self, esl, template, *rows, payload=None, header=HEADER):
        return bulk_send(esl, template, header, *rows, payload=payload)

    def test_one_package_for_each_row(self, sandbox, esl, template):
        printed = {"name": "My custom package name", "description": "My custom package description"}
        response = self.post(
            esl,
            template,
            "x,Ann,Lee,ann@example.com,SMS,+15551234567,,,Bern",
            ",Bob,Ray,bob@example.com,,,,,",
            payload=printed,
        )
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        assert list(response.json()) == ["id"]
        assert len(sandbox.ledger(operation="packages.bulk_send")) == 1
        made = esl.get("/packages?query=SENT&sort=created&dir=asc").json()["results"]
        assert [one["name"] for one in made] == [printed["name"]] * 2
        assert made[0]["documents"][1]["approvals"][0]["fields"][1]["value"] == "Bern"
        assert made[0]["roles"][0]["signers"][0]["auth"]["scheme"] == "SMS"
        done = sandbox.sign_all(made[1]["id"])
        assert done.parties[0].name == "Bob Ray"
        assert pdf.verify_pdf(sandbox.signed_file(done.id), [sandbox.ca_certificate]).signatures[0].valid

    def test_every_row_is_checked_and_nothing_is_sent(self, sandbox, esl, template):
        response = self.post(
            esl,
            template,
            "x,Ann,Lee,ann@example.com,,,,,",
            "x,,Lee,nonsense,PIGEON,,,,",
            "x,Ann,Lee,a@example.com,SMS,555,,,",
        )
        assert response.status_code == 400
        assert response.headers["content-type"].startswith("text/html")
        assert [
            (one["messageKey"].rpartition(".")[2], one["rowNumber"], one["columnName"]) for one in response.json()
        ] == [
            ("missingValue", "3", "FIRST_NAME"),
            ("invalidEmail", "3", "EMAIL"),
            ("invalidAuthType", "3", "AUTH_TYPE"),
            ("invalidPhoneNumber", "4", "AUTH_PROMPT"),
        ]
        assert {one["roleName"] for one in response.json()} == {"Customer"}
        assert esl.get("/packages").json()["count"] == 0
        assert sandbox.ledger(operation="packages.bulk_send") == []

    def test_at_most_twenty_errors(self, esl, template):
        assert len(self.post(esl, template, *["x,,,,,,,,"] * 30).json()) == 20

    @pytest.mark.parametrize(
        ("header", "found"),
        [
            ("Customer,FIRST_NAME,LAST_NAME,EMAIL,colour", {("unknownColumn", "colour")}),
            ("Customer,FIRST_NAME,LAST_NAME", {("missingColumn", "EMAIL")}),
            ("Somebody,FIRST_NAME,LAST_NAME,EMAIL", {("missingRole", "Customer"), ("unknownColumn", "Somebody")}),
        ],
    )
    def test_the_header_is_checked(self, esl, template, header, found):
        response = self.post(esl, template, "x,Ann,Lee,ann@example.com,1", header=header)
        assert response.status_code == 400
        keys = {(one["messageKey"].rpartition(".")[2], one["columnName"]) for one in response.json()}
        assert found <= keys

    def test_templates_that_cannot_be_sent_in_bulk(self, esl, template):
        refused = self.post(esl, create(esl), "x")
        assert key_of(refused) == (400, "error.validation.bulkSend.notBulkSendable")
        esl.put(at(template), json={"bulkSendable": False})
        assert self.post(esl, template, "x").status_code == 400
        assert key_of(self.post(esl, "nope", "x")) == (404, "error.notFound.packageNotFound")

    def test_a_file_that_is_no_csv(self, esl, template):
        for content in (b"", b"\xff\xfe\x00", HEADER.encode()):
            response = multipart(esl, at(template, "bulk_send"), {}, ("batch.csv", content, "text/csv"))
            assert response.status_code == 400, content


class TestCredentials:
    def status(self, sandbox, **headers):
        response = local_http.get(sandbox.esignlive.base_url + "/session", headers=headers)
        return response.status_code, response.json().get("messageKey")

    def test_the_key_is_taken_verbatim(self, sandbox):
        key = sandbox.esignlive.api_key
        assert self.status(sandbox, Authorization=f"Basic {key}") == (200, None)
        twice = base64.b64encode(key.encode()).decode()
        wrong = (401, "error.unauthorised.invalidCredentials")
        assert self.status(sandbox, Authorization=f"Basic {twice}") == wrong
        assert self.status(sandbox, Authorization=f"Basic {key}x") == wrong
        assert self.status(sandbox, Authorization=f"Bearer {key}") == wrong
        assert self.status(sandbox, Authorization=key) == wrong
        assert self.status(sandbox) == (401, "error.unauthorised.noCredentials")

    def test_a_refused_call_does_nothing(self, sandbox):
        response = local_http.post(sandbox.esignlive.base_url + "/packages", json={"name": "x"})
        assert (response.status_code, response.json()["code"], response.json()["name"]) == (401, 401, "Unauthorized")
        assert sandbox.ledger() == []

    def test_session_tells_who_one_is(self, sandbox, esl):
        assert esl.get("/session").json()["user"]["email"] == sandbox.esignlive.email

    def test_user_token_to_session_cookie(self, sandbox, esl):
        value = esl.post("/authenticationTokens/user").json()
        assert list(value) == ["value"]
        root = sandbox.url + "/esl"
        with local_http.Client() as stranger:
            response = stranger.get(root + "/auth", params={"authenticationToken": value["value"]})
            assert list(response.json()) == ["sessionToken"]
        cookie = f"other=1; ESIGNLIVE_SESSION_ID={response.json()['sessionToken']}"
        assert self.status(sandbox, Cookie=cookie) == (200, None)
        again = local_http.get(root + "/auth", params={"authenticationToken": value["value"]})
        assert key_of(again) == (401, "error.unauthorised.invalidToken")
        assert self.status(sandbox, Cookie="ESIGNLIVE_SESSION_ID=108259418ff689fc") == (
            401,
            "error.unauthorised.sessionExpired",
        )
        old = esl.post("/sessions").json()["sessionToken"]
        assert self.status(sandbox, Cookie=f"ESIGNLIVE_SESSION_ID={old}") == (200, None)

    def test_client_app_token(self, sandbox):
        body = {"clientId": "default", "secret": sandbox.esignlive.api_key, "type": "OWNER"}
        url = sandbox.url + "/esl/apitoken/clientApp/accessToken"
        response = local_http.post(url, json=body)
        assert (response.status_code, sorted(response.json())) == (200, ["accessToken", "expiresAt"])
        assert response.json()["expiresAt"] > datetime.now(UTC).timestamp() * 1000
        assert self.status(sandbox, Authorization=f"Bearer {response.json()['accessToken']}") == (200, None)
        assert local_http.post(url, json={**body, "secret": "x"}).status_code == 401

    def test_everything_expires(self):
        clock = SetClock(datetime(2026, 1, 2, tzinfo=UTC))
        with Sandbox(clock=clock) as sandbox, client_of(sandbox) as esl:
            cookie = f"ESIGNLIVE_SESSION_ID={esl.post('/sessions').json()['sessionToken']}"
            value = esl.post("/authenticationTokens/user").json()["value"]
            assert self.status(sandbox, Cookie=cookie)[0] == 200
            clock.moment += timedelta(minutes=31)
            assert self.status(sandbox, Cookie=cookie) == (401, "error.unauthorised.sessionExpired")
            late = local_http.get(sandbox.url + "/esl/auth", params={"authenticationToken": value})
            assert late.status_code == 401

    def test_senders(self, esl):
        assert [len(esl.get("/account/senders" + query).json()["results"]) for query in ("", "?from=1&to=5")] == [1, 2]
        assert esl.post("/account/senders", json={"email": "bobsmith@email.com"}).status_code == 400
        assert esl.post("/account/senders", json={"email": "nonsense"}).status_code == 400


def test_the_request_log_names_operations_not_ids(sandbox, esl):
    made = create(esl, **package())
    esl.get(at(made))
    last = sandbox.requests()[-1]
    assert (last.template, last.operation) == ("/esl/api/packages/{packageId}", "packages.get")
    assert sandbox.esignlive.api_key not in str([one.headers for one in sandbox.requests()])
