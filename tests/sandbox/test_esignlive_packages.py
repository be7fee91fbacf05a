from __future__ import annotations

import base64
import http.client
import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from esignkit.sandbox import Sandbox, pdf
from esignkit.sandbox.clock import SetClock
from tests.esignlive import printed

from .esl import (
    AGREEMENT,
    approval,
    at,
    client_of,
    create,
    key_of,
    multipart,
    package,
    role,
    send,
    sent,
    with_tags,
)

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

PRINTED_WITH_FILE = {"documents": [{"name": "Document Package 01"}]}


def get(esl, package_id):
    response = esl.get(at(package_id))
    assert response.status_code == 200, response.text
    return response.json()


class TestCreate:
    def test_as_printed(self, sandbox, esl):
        response = esl.post("/packages/", json=printed.CREATE)  # the printed URL ends in a slash
        assert response.status_code == 200
        assert list(response.json()) == ["id"]
        assert re.fullmatch(r"[\w-]{27}=", response.json()["id"])
        made = get(esl, response.json()["id"])
        assert {key: made[key] for key in printed.CREATE} == printed.CREATE
        assert (made["status"], made["trashed"]) == ("DRAFT", False)
        assert [entry.operation for entry in sandbox.ledger("esignlive")] == ["packages.create"]

    def test_the_creator_becomes_part_of_the_package(self, sandbox, esl):
        made = get(esl, esl.post("/packages", json=printed.CREATE).json()["id"])
        assert [(one["type"], one["signers"][0]["email"]) for one in made["roles"]] == [
            ("SENDER", sandbox.esignlive.email)
        ]

    def test_on_behalf_of_another_user_as_printed(self, sandbox, esl):
        made = get(esl, esl.post("/packages/", json=printed.ON_BEHALF).json()["id"])
        assert made["sender"]["email"] == "bobsmith@email.com"
        assert made["roles"] == []
        assert made["settings"]["ceremony"]["inPerson"] is False

    def test_the_sender_has_to_be_a_user_of_the_account(self, esl):
        body = {**printed.ON_BEHALF, "sender": {"email": "carol@example.com"}}
        assert key_of(esl.post("/packages", json=body)) == (404, "error.notFound.userNotFound")
        carol = {"email": "carol@example.com", "firstName": "Carol", "lastName": "Poe"}
        assert esl.post("/account/senders", json=carol).status_code == 200
        assert esl.post("/packages", json=body).status_code == 200
        assert esl.get("/account/senders?from=1&to=9").json()["count"] == 3

    @pytest.mark.parametrize("first", ["files", "payload"])
    @pytest.mark.parametrize(
        "payload_part",
        [
            (None, json.dumps(PRINTED_WITH_FILE)),
            (None, json.dumps(PRINTED_WITH_FILE), "text/plain; charset=UTF-8"),
            ("payload.json", json.dumps(PRINTED_WITH_FILE).encode(), "application/json"),
        ],
    )
    def test_with_a_file_in_both_orders(self, esl, first, payload_part):
        file = (
            "Unsigned Document.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "application/msword",
        )
        response = multipart(esl, "/packages/", None, file, first=first, payload_part=payload_part)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("text/html")
        made = get(esl, response.json()["id"])
        assert [one["name"] for one in made["documents"]][1:] == ["Document Package 01"]
        assert made["name"] == "Document Package 01"
        document = made["documents"][1]["id"]
        assert esl.get(at(made["id"], "documents", document, "original")).content == file[1]

    def test_files_belong_to_documents_by_order_not_name(self, esl):
        files = [("second.txt", b"one", "text/plain"), ("first.txt", b"two", "text/plain")]
        payload = {"name": "x", "documents": [{"id": "a/b=", "name": "first.txt"}, {"id": "c", "name": "second.txt"}]}
        made = multipart(esl, "/packages", payload, *files).json()["id"]
        assert esl.get(at(made, "documents", "a/b=", "original")).content == b"one"
        assert esl.get(at(made, "documents", "c", "original")).content == b"two"

    def test_a_body_without_a_length_is_read_too(self, esl):
        def chunks():
            yield b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n'
            yield json.dumps(PRINTED_WITH_FILE).encode()
            yield b'\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
            yield b"Content-Type: text/plain\r\n\r\nhello\r\n--x--\r\n"

        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        response = esl.post("/packages", content=chunks(), headers=headers)
        assert response.status_code == 200, response.text

    def test_documents_inside_the_json(self, esl):
        content = base64.b64encode(AGREEMENT).decode()
        body = package(documents=[{"id": "d", "name": "A", "base64Content": content, "approvals": [approval(0)]}])
        made = esl.post("/packages", json=body).json()["id"]
        assert esl.get(at(made, "documents", "d", "original")).content == AGREEMENT
        assert "base64Content" not in esl.get(at(made, "documents", "d")).text

    def test_create_and_send_in_one_call(self, sandbox, esl):
        content = base64.b64encode(AGREEMENT).decode()
        document = {"id": "d", "name": "A", "base64Content": content, "approvals": [approval(0)]}
        made = esl.post("/packages", json=package(1, documents=[document], status="SENT")).json()["id"]
        assert get(esl, made)["status"] == "SENT"
        assert [entry.operation for entry in sandbox.ledger()] == ["packages.create", "packages.send"]

    def test_uuid_ids(self, sandbox, esl):
        assert sandbox.switch("esignlive", ids="uuid")["ids"] == "uuid"
        assert re.fullmatch(r"[0-9a-f-]{36}", esl.post("/packages", json={"name": "x"}).json()["id"])
        with pytest.raises(ValueError, match="base64, uuid"):
            sandbox.switch("esignlive", ids="roman")

    @pytest.mark.parametrize(
        ("body", "key"),
        [
            ({"name": "x", "type": "PARCEL"}, "error.validation.package.type"),
            ({"name": "x", "status": "COMPLETED"}, "error.validation.package.status"),
            ({"name": "x", "due": "soon"}, "error.validation.invalidDate"),
            ({"name": "x", "due": "9999-12-31T23:59:59-01:00"}, "error.validation.invalidDate"),
            ({"name": "x", "due": "2001-01-01T00:00:00Z"}, "error.validation.package.due"),
            ({"name": "x", "documents": [{"name": "no file"}]}, "error.validation.documents.count"),
            (
                {"name": "x", "documents": [{"name": "a", "base64Content": "*"}]},
                "error.validation.document.base64Content",
            ),
            ({"name": "x", "roles": [{"id": "a"}, {"id": "a"}]}, "error.validation.role.duplicateId"),
            ({"name": "x", "roles": [{"signers": [{}, {}]}]}, "error.validation.role.signers"),
            ([], "error.validation.body"),
        ],
    )
    def test_refused_and_nothing_kept(self, sandbox, esl, body, key):
        response = esl.post("/packages", json=body)
        assert key_of(response) == (400, key)
        assert (response.json()["code"], response.json()["name"]) == (400, "Validation Error")
        assert sandbox.transactions() == []
        assert sandbox.ledger() == []

    def test_a_due_date_that_has_passed_may_be_taken(self, sandbox, esl):
        sandbox.switch("esignlive", past_due="expires")
        made = create(esl, due="2001-01-01T00:00:00Z")
        assert get(esl, made)["status"] == "DRAFT"
        assert esl.post(f"/packages/{made}", json={"status": "SENT"}).status_code == 200
        assert get(esl, made)["status"] == "EXPIRED"

    @pytest.mark.parametrize(
        ("file", "key"),
        [
            (("a.pdf", b"", "application/pdf"), "error.validation.document.empty"),
            (("a.pdf", AGREEMENT[:900], "application/pdf"), "error.validation.document.truncated"),
            (("a.exe", b"MZ\x90\0\3", "application/x-msdownload"), "error.validation.document.type"),
            (("a.txt", b"x" * ((16 << 20) + 1), "text/plain"), "error.validation.document.tooLarge"),
        ],
    )
    def test_files_that_are_not_taken(self, sandbox, esl, file, key):
        assert key_of(multipart(esl, "/packages", {"name": "x", "documents": [{"name": "D"}]}, file)) == (400, key)
        assert sandbox.transactions() == []

    def test_counts_have_to_agree(self, esl):
        file = ("a.txt", b"x", "text/plain")
        key = (400, "error.validation.documents.count")
        assert key_of(multipart(esl, "/packages", PRINTED_WITH_FILE, file, file)) == key
        assert key_of(multipart(esl, "/packages", PRINTED_WITH_FILE)) == key
        nothing = multipart(esl, "/packages", None, file)
        assert key_of(nothing) == (400, "error.validation.multipart.payload")

    def test_document_names_are_cleaned(self, esl):
        file = ("a.txt", b"x", "text/plain")
        made = multipart(esl, "/packages", {"name": "x", "documents": [{"name": 'a/b:"c"?'}]}, file).json()["id"]
        assert get(esl, made)["documents"][1]["name"] == "a_b__c__"
        bad = multipart(esl, "/packages", {"name": "x", "documents": [{"name": "eSigned copy"}]}, file)
        assert key_of(bad) == (400, "error.validation.document.name")

    def test_from_eight_threads(self, sandbox):
        def many(number):
            with client_of(sandbox) as client:
                return [create(client, name=f"{number}-{n}") for n in range(3)]

        with ThreadPoolExecutor(8) as pool:
            made = [one for found in pool.map(many, range(8)) for one in found]
        assert len(set(made)) == 24
        assert sorted(entry.transaction_id for entry in sandbox.ledger("esignlive")) == sorted(made)


class TestAccessible:
    def test_a_tagged_pdf_is_taken_and_signed(self, sandbox, esl):
        file = ("a.pdf", AGREEMENT, "application/pdf")
        made = multipart(esl, "/packages/", printed.ACCESSIBLE, file).json()["id"]
        send(esl, made)
        sandbox.sign_all(made)
        esl.post(at(made), json={"status": "COMPLETED"})  # the printed body says nothing of autocomplete
        assert get(esl, made)["status"] == "COMPLETED"
        assert pdf.verify_pdf(sandbox.signed_file(made), [sandbox.ca_certificate]).ok

    @pytest.mark.parametrize(
        ("file", "answer"),
        [
            (
                lambda: ("a.pdf", with_tags(tree=False, marked=False), "application/pdf"),
                {
                    "messageKey": "error.validation.ada.notTaggedDocument",
                    "message": "Documents uploaded to accessible transactions must be accessibility enabled.",
                    "code": 400,
                    "name": "Validation Error",
                },
            ),
            (
                lambda: ("Unsigned Document.doc", b"text", "application/msword"),
                {"messageKey": "error.validation.ada.notTaggedDocument"},
            ),
            (
                lambda: ("a.pdf", with_tags(kids=False), "application/pdf"),
                {
                    "messageKey": "error.validation.ada.documentNotTaggedProperly",
                    "message": "Documents uploaded to accessible transactions must be tagged properly.",
                    "code": 400,
                    "name": "Validation Error",
                },
            ),
            (
                lambda: ("a.pdf", with_tags(marked=False), "application/pdf"),
                {"messageKey": "error.validation.ada.documentNotTaggedProperly"},
            ),
        ],
    )
    def test_tags_are_really_looked_at(self, sandbox, esl, file, answer):
        refused = multipart(esl, "/packages/", printed.ACCESSIBLE, file())
        assert refused.status_code == 400
        assert refused.json().items() >= answer.items()
        assert sandbox.transactions() == []

    def test_documents_may_come_later(self, esl):
        body = {key: value for key, value in printed.ACCESSIBLE.items() if key != "documents"}
        made = esl.post("/packages", json=body).json()["id"]
        payload = printed.ACCESSIBLE["documents"][0]
        refused = multipart(esl, at(made, "documents"), payload, ("a.pdf", with_tags(tree=False)))
        assert key_of(refused) == (400, "error.validation.ada.notTaggedDocument")
        assert multipart(esl, at(made, "documents"), payload, ("a.pdf", AGREEMENT)).status_code == 200

    def test_the_flag_stays_once_there_are_documents(self, esl):
        made = create(esl)
        refused = esl.put(at(made), json={"settings": {"ceremony": {"ada": True}}})
        assert refused.status_code == 400
        assert (
            refused.json().items()
            >= {
                "messageKey": "error.validation.ada.documentsExist",
                "message": "The ADA flag cannot be updated once documents are uploaded",
                "code": 400,
                "name": "Validation Error",
            }.items()
        )
        assert esl.put(at(made), json={"settings": {"ceremony": {"ada": False}}}).status_code == 200


class TestGet:
    def test_no_nulls_where_clients_expect_none(self, esl):
        made = get(esl, sent(esl))
        never_null = [
            "name",
            "status",
            "type",
            "description",
            "emailMessage",
            "visibility",
            "sender",
            "roles",
            "documents",
            "messages",
            "autocomplete",
            "trashed",
            "updated",
        ]
        assert not [key for key in never_null if made[key] is None]
        roles = {one["id"] for one in made["roles"]}
        assert all(one["signers"] is not None for one in made["roles"])
        assert all(s["firstName"] and s["lastName"] for one in made["roles"] for s in one["signers"])
        assert {one["role"] for document in made["documents"] for one in document["approvals"]} <= roles
        assert [one["index"] for one in made["documents"]] == [0, 1]
        assert made["documents"][0]["id"] == "default-consent"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", made["updated"])

    def test_settings_always_hold_a_ceremony(self, esl):
        made = esl.post("/packages", json={"name": "x", "settings": {"other": 1}}).json()["id"]
        settings = get(esl, made)["settings"]
        assert settings.keys() == {"other", "ceremony"}
        assert (settings["other"], settings["ceremony"]["declineReasons"]) == (1, [])

    def test_ids_raw_and_encoded_are_one(self, sandbox, esl):
        made = create(esl)
        connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"))
        for path in (made, made.replace("=", "%3D"), "/" + made + "/"):
            connection.request(
                "GET", f"/esl/api/packages/{path}", headers={"Authorization": esl.headers["authorization"]}
            )
            response = connection.getresponse()
            assert json.loads(response.read())["id"] == made
        connection.close()

    @pytest.mark.parametrize("accept", ["*/*", "application/json; esl-api-version=11.68", "application/octet-stream"])
    def test_any_accept_header_will_do(self, esl, accept):
        made = create(esl)
        assert esl.get(at(made), headers={"Accept": accept}).status_code == 200

    def test_unknown(self, esl):
        response = esl.get(at("nope"))
        assert key_of(response) == (404, "error.notFound.packageNotFound")
        assert response.json()["code"] == 404
        assert key_of(esl.get("/nothing/of/the/kind")) == (404, "error.notFound.resourceNotFound")

    def test_secrets_of_signers_stay_inside(self, esl):
        auth = {"scheme": "CHALLENGE", "challenges": [{"question": "Pet?", "answer": "Rex-7761"}]}
        signer = {"firstName": "A", "lastName": "B", "email": "a@example.com", "auth": auth}
        made = esl.post("/packages", json={"name": "x", "roles": [{"id": "r", "signers": [signer]}]}).json()["id"]
        response = esl.get(at(made))
        assert "Rex-7761" not in response.text
        [challenge] = response.json()["roles"][0]["signers"][0]["auth"]["challenges"]
        assert challenge == {"question": "Pet?", "answer": None, "maskInput": False}

    def test_tenants_see_nothing_of_each_other(self, sandbox, esl):
        made = create(esl)
        with client_of(sandbox, sandbox.create_account()) as other:
            assert other.get(at(made)).status_code == 404
            assert other.get(at(made, "signingStatus")).status_code == 404
            assert other.delete(at(made)).status_code == 404
            assert other.get("/packages").json() == {"count": 0, "results": []}
        assert esl.get("/packages").json()["count"] == 1


class TestUpdate:
    def test_as_printed(self, sandbox, esl):
        made = create(esl)
        response = esl.put(at(made), json={"name": "My Document"})
        assert (response.status_code, response.content) == (200, b"")
        assert get(esl, made)["name"] == "My Document"
        assert [entry.operation for entry in sandbox.ledger()] == ["packages.create", "packages.update"]

    def test_ballast_changes_nothing(self, esl):
        made = create(esl)
        before = get(esl, made)
        esl.put(at(made), json={"name": "New", "roles": [], "autocomplete": True, "data": {"sdk": "Java v11"}})
        after = get(esl, made)
        assert after["roles"] == before["roles"]
        assert after["documents"] == before["documents"]
        assert (after["name"], after["data"]) == ("New", {"sdk": "Java v11"})

    def test_null_clears(self, esl):
        made = create(esl, due="2100-01-01T00:00:00Z")
        assert get(esl, made)["due"] == "2100-01-01T00:00:00Z"
        esl.put(at(made), json={"due": None})
        assert get(esl, made)["due"] is None

    def test_only_a_draft_is_changed(self, sandbox, esl):
        made = sent(esl)
        assert key_of(esl.put(at(made), json={"name": "x"})) == (400, "error.validation.package.notDraft")
        sandbox.sign_all(made)
        assert key_of(esl.put(at(made), json={"name": "x"})) == (400, "error.validation.package.notDraft")

    def test_delete(self, sandbox, esl):
        made = create(esl)
        response = esl.delete(at(made))
        assert (response.status_code, response.content) == (200, b"")
        assert esl.get(at(made)).status_code == 404
        assert esl.delete(at(made)).status_code == 404
        assert esl.get(at(made, "signingStatus") + "?signer=role0").json() == {"status": "DELETED"}
        assert [entry.operation for entry in sandbox.ledger()] == ["packages.create", "packages.delete"]


class TestClone:
    def test_as_printed(self, sandbox, esl):
        source = sent(esl)
        sandbox.sign_all(source)
        made = get(esl, esl.post(at(source, "clone"), json=printed.CLONE).json()["id"])
        assert (made["name"], made["status"], made["due"]) == ("Template1", "DRAFT", None)
        assert [one["id"] for one in made["documents"]] == ["default-consent", "doc1"]
        assert made["documents"][1]["approvals"][0]["signed"] is None
        send(esl, made["id"])
        assert sandbox.sign_all(made["id"]).status == "COMPLETED"
        assert sandbox.transaction(source).status == "COMPLETED"

    def test_a_template_and_its_placeholders(self, sandbox, esl):
        template = create(esl, type="TEMPLATE", name="T")
        made = esl.post(at(template, "clone"), json={"name": "P", "roles": []}).json()["id"]
        roles = [one for one in esl.get(at(made, "roles")).json()["results"] if one["type"] == "SIGNER"]
        assert [(one["name"], one["signers"]) for one in roles] == [("Role 0", []), ("Role 1", [])]
        refused = esl.post(at(made), json={"status": "SENT"})
        assert refused.status_code == 400
        for number, one in enumerate(roles):
            assert esl.put(at(made, "roles", one["id"]), json=role(number)).status_code == 200
        send(esl, made)
        assert sandbox.sign_all(made).status == "COMPLETED"

    def test_to_a_template_needs_a_name(self, esl):
        source = create(esl)
        assert key_of(esl.post(at(source, "clone"), json={"type": "TEMPLATE"})) == (
            400,
            "error.validation.package.name",
        )
        assert esl.post(at(source, "clone"), json={"type": "TEMPLATE", "name": "T"}).status_code == 200
        assert esl.get("/packages?type=template").json()["count"] == 1


class TestLife:
    @pytest.mark.parametrize("method", ["POST", "PUT"])
    def test_draft_sent_draft_sent_completed_archived(self, sandbox, esl, method):
        made = create(esl)
        assert esl.request(method, at(made), json={"status": "SENT"}).status_code == 200
        sandbox.sign(made)
        assert esl.request(method, at(made), json={"status": "DRAFT"}).status_code == 200
        draft = get(esl, made)
        assert (draft["status"], draft["documents"][1]["approvals"][0]["signed"]) == ("DRAFT", None)
        esl.put(at(made), json={"name": "Edited"})
        assert esl.request(method, at(made), json={"status": "SENT"}).status_code == 200
        sandbox.sign_all(made)
        done = get(esl, made)
        assert (done["status"], bool(done["completed"])) == ("COMPLETED", True)
        assert all(one["signed"] for one in done["documents"][1]["approvals"])
        assert esl.request(method, at(made), json={"status": "ARCHIVED"}).status_code == 200
        assert get(esl, made)["status"] == "ARCHIVED"
        assert [entry.operation for entry in sandbox.ledger()] == [
            "packages.create",
            "packages.send",
            "packages.revert_to_draft",
            "packages.update",
            "packages.send",
            "packages.archive",
        ]

    def test_completion_by_hand(self, sandbox, esl):
        made = sent(esl, autocomplete=False)
        early = esl.post(at(made), json={"status": "COMPLETED"})
        assert key_of(early) == (400, "error.validation.package.notReadyForComplete")
        sandbox.sign_all(made)
        assert get(esl, made)["status"] == "SENT"
        assert esl.post(at(made), json={"status": "COMPLETED"}).status_code == 200
        assert get(esl, made)["status"] == "COMPLETED"
        assert pdf.verify_pdf(sandbox.signed_file(made), [sandbox.ca_certificate]).ok

    @pytest.mark.parametrize("state", ["DRAFT", "SENT", "COMPLETED", "DECLINED", "EXPIRED"])
    def test_trash_and_restore_keep_the_status(self, state):
        with at_state(state) as (_, esl, made):
            assert esl.post(at(made), json={"trashed": True}).status_code == 200
            assert (get(esl, made)["trashed"], get(esl, made)["status"]) == (True, state)
            assert esl.get("/packages?query=trashed").json()["count"] == 1
            assert esl.get("/packages").json()["count"] == 0
            assert esl.put(at(made), json={"trashed": False}).status_code == 200
            assert (get(esl, made)["trashed"], get(esl, made)["status"]) == (False, state)

    def test_decline_leaves_the_reason_as_a_message(self, sandbox, esl):
        made = sent(esl)
        sandbox.decline(made, "bob@example.com", "too dear")
        declined = get(esl, made)
        assert (declined["status"], declined["messages"][0]["content"]) == ("DECLINED", "too dear")

    def test_expiry_by_due(self):
        clock = SetClock(START)
        with Sandbox(clock=clock) as sandbox, client_of(sandbox) as esl:
            made = sent(esl, due="2026-01-05T00:00:00Z")
            clock.moment = datetime(2026, 1, 4, 23, 59, tzinfo=UTC)
            assert get(esl, made)["status"] == "SENT"
            clock.moment += timedelta(minutes=1)
            assert get(esl, made)["status"] == "EXPIRED"
            assert esl.get(at(made, "signingStatus")).json() == {"status": "EXPIRED"}

    @pytest.mark.parametrize(
        ("more", "key"),
        [
            ({"roles": []}, "approval.role"),
            ({"documents": [{"id": "d", "name": "D"}]}, "package.noSignatures"),
            ({"type": "TEMPLATE"}, "package.type"),
            ({"roles": [role(0, signers=[]), role(1)]}, "package.placeholder"),
        ],
    )
    def test_what_sending_needs(self, esl, more, key):
        made = multipart(esl, "/packages", package(**more), ("a.pdf", AGREEMENT))
        if made.status_code == 200:
            made = esl.post(at(made.json()["id"]), json={"status": "SENT"})
        assert key_of(made) == (400, f"error.validation.{key}")

    def test_sending_needs_a_document(self, esl):
        made = esl.post("/packages", json=package(documents=[])).json()["id"]
        assert key_of(esl.post(at(made), json={"status": "SENT"})) == (400, "error.validation.package.noDocuments")
        assert esl.post(at(made), json={}).status_code == 400

    def test_signing_order(self, sandbox, esl):
        made = create(esl, roles=[role(0, index=2), role(1, index=1)])
        send(esl, made)
        assert [party.id for party in sandbox.transaction(made).due_parties()] == ["role1"]
        assert sandbox.sign(made).due_parties()[0].id == "role0"

    def test_lost_answer_to_a_send(self, sandbox, esl):
        made = create(esl)
        sandbox.lose_response("esignlive", "packages.send")
        with pytest.raises(httpx.TransportError):
            esl.post(at(made), json={"status": "SENT"})
        assert len(sandbox.ledger(operation="packages.send")) == 1
        assert get(esl, made)["status"] == "SENT"

    def test_lost_answer_to_a_create(self, sandbox, esl):
        sandbox.lose_response("esignlive", "packages.create")
        with pytest.raises(httpx.TransportError):
            esl.post("/packages", json=printed.CREATE)
        assert len(sandbox.ledger("esignlive", "packages.create")) == 1
        assert esl.get("/packages").json()["count"] == 1

    def test_a_restart_loses_nothing(self, tmp_path):
        with Sandbox(data=tmp_path) as sandbox, client_of(sandbox) as esl:
            made = sent(esl)
            sandbox.sign(made)
            before, trust = get(esl, made), sandbox.ca_certificate
        with Sandbox(data=tmp_path) as sandbox, client_of(sandbox) as esl:
            assert get(esl, made) == before
            assert sandbox.sign_all(made).status == "COMPLETED"
            file = esl.get(at(made, "documents", "doc1", "pdf")).content
            assert pdf.verify_pdf(file, [trust]).ok


class at_state:
    """A sandbox of its own with one package in a given status."""

    def __init__(self, state):
        self.state = state
        self.clock = SetClock(START)
        self.sandbox = Sandbox(clock=self.clock)

    def __enter__(self):
        self.sandbox.start()
        self.esl = client_of(self.sandbox)
        made = create(self.esl, due="2026-02-01T00:00:00Z")
        if self.state != "DRAFT":
            send(self.esl, made)
        if self.state in {"COMPLETED", "ARCHIVED"}:
            self.sandbox.sign_all(made)
        if self.state == "ARCHIVED":
            self.esl.post(at(made), json={"status": "ARCHIVED"})
        if self.state == "DECLINED":
            self.sandbox.decline(made)
        if self.state == "EXPIRED":
            self.clock.moment += timedelta(days=60)
        return self.sandbox, self.esl, made

    def __exit__(self, *_):
        self.esl.close()
        self.sandbox.stop()
