"""Pages, visibility, consent, QR codes, imprints, conditions, layouts, verification, attachments, reminders, rooms."""

from __future__ import annotations

import io
import zipfile

import httpx
import pytest

from tests.sandbox.esl import AGREEMENT, approval, at, create, key_of, multipart, package, role, send, sent

from .support import client_with, root_of, session_of

TYPE = "personalCertificateSigning"


def upload(client, path, name="file", *files, parts=()):
    headers = {key: client.headers[key] for key in ("authorization", "cookie") if key in client.headers}
    url = client.build_request("POST", path).url
    parts = [*parts, *((name, one) for one in files)]
    content = {"files": parts} if parts else {"content": b"--x--\r\n"}
    if not parts:
        headers["Content-Type"] = "multipart/form-data; boundary=x"
    return client.send(httpx.Request("POST", url, headers=headers, **content))


def names_in(response):
    assert response.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return archive.namelist()


class TestDocuments:
    def test_pages_are_pictures(self, esl):
        made = create(esl)
        response = esl.get(at(made, "documents", "doc1", "pages", "0"), headers={"Accept": "image/png"})
        assert response.headers["content-type"] == "image/png"
        size = esl.get(at(made, "documents", "doc1")).json()["pages"][0]
        assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(response.content[16:20]) == int(size["width"])
        assert key_of(esl.get(at(made, "documents", "doc1", "pages", "99"))) == (404, "error.notFound.pageNotFound")

    def test_visibility(self, esl):
        made = create(esl)
        path = at(made, "documents", "visibility")
        assert esl.get(path).json() == {"configurations": []}
        given = {"configurations": [{"documentUid": "doc1", "roleUids": ["role0"]}]}
        assert esl.post(path, json=given).content == b""
        assert esl.get(path).json() == given
        for wrong in ({"documentUid": "x", "roleUids": []}, {"documentUid": "doc1", "roleUids": ["x"]}):
            assert esl.post(path, json={"configurations": [wrong]}).status_code == 404

    def test_the_consent_in_another_language(self, esl, account):
        made = create(esl)
        path = at(made, "documents", "localize-consent")
        of_account = {"accountId": account.tenant, "language": "fr"}
        assert esl.post(path, json={"language": "fr"}).json() == {
            "consentId": "default-consent",
            "consentMetadata": {
                "packageInfo": {"uid": made, "language": "fr"},
                "properties": of_account,
                "document": of_account,
            },
        }
        prefix = "error.unprocessableEntity."
        assert key_of(esl.post(path, json={"language": "tlh"})) == (422, prefix + "i18nConfiguration.notFound")
        esl.put(at(made), json={"consent": "own"})
        assert key_of(esl.post(path, json={"language": "fr"})) == (422, prefix + "defaultConsent.notExist")

    @pytest.mark.parametrize(
        ("kind", "key", "subtype"), [("fields", "fields", "QRCODE"), ("imprint-fields", "imprintFields", "LABEL")]
    )
    def test_fields_outside_approvals(self, esl, kind, key, subtype):
        made = create(esl)
        path = at(made, "documents", "doc1", kind)
        added = esl.post(path, json={"id": "f/1", "left": 5}).json()
        assert (added["id"], added["subtype"]) == ("f/1", subtype)
        assert key_of(esl.post(path, json={"id": "f/1"})) == (400, "error.validation.field.duplicateId")
        one = path + "/f%2F1"
        assert esl.put(one, json={"left": 6}).json()["left"] == esl.get(one).json()["left"] == 6
        assert [field["id"] for field in esl.get(at(made)).json()["documents"][1][key]] == ["f/1"]
        assert esl.delete(one).content == b""
        assert key_of(esl.get(one)) == (404, "error.notFound.fieldNotFound")

    def test_qr_codes_and_nothing_else(self, esl):
        path = at(create(esl), "documents", "doc1", "fields")
        assert esl.put(path, json={"id": "q"}).json()["id"] == esl.put(path, json={"id": "q"}).json()["id"] == "q"
        assert [one["id"] for one in esl.put(path, json=[{"id": "a"}, {"id": "b"}]).json()] == ["a", "b"]
        assert esl.get(path + "/q").status_code == 404
        assert key_of(esl.post(path, json={"type": "INPUT"})) == (400, "error.validation.field.type")

    def test_all_imprints_go_at_once(self, esl):
        path = at(create(esl), "documents", "doc1", "imprint-fields")
        esl.post(path, json={"id": "i"})
        assert esl.delete(path).content == b""
        assert esl.get(path + "/i").status_code == 404

    def test_documents_of_external_providers(self, esl):
        assert esl.get("/documents").json() == []


class TestConditions:
    def test_conditional_fields(self, esl):
        signed = approval(0)
        inputs = [{"id": name, "type": "INPUT", "subtype": "CHECKBOX"} for name in ("box", "text")]
        signed["fields"] += inputs
        made = create(esl, documents=[{"id": "doc1", "name": "D", "approvals": [signed]}])
        path = at(made, "documents", "doc1", "approvals", "approval0", "fields", "text", "conditionalFields")
        condition = {
            "id": "c",
            "condition": "document['doc1'].field['box'].value == 'X'",
            "action": "document['doc1'].field['text'].disabled = false",
        }
        response = esl.put(path, json={**inputs[1], "tooltip": "t", "conditions": [condition]}).json()
        assert (response["tooltip"], response["conditions"]) == ("t", [condition])
        assert esl.get(at(made)).json()["conditions"] == [condition]
        found = esl.get(at(made, "referencedConditions")).json()
        assert found["packageId"] == made
        by_field = {one["fieldId"]: one["conditions"] for one in found["documents"][0]["fields"]}
        assert by_field == {
            "box": {"referencedInCondition": [condition], "referencedInAction": []},
            "text": {"referencedInCondition": [], "referencedInAction": [condition]},
        }
        one = esl.get(at(made, "referencedConditions") + "?documentId=doc1&fieldId=box").json()
        assert [field["fieldId"] for field in one["documents"][0]["fields"]] == ["box"]
        assert esl.get(at(made, "referencedConditions") + "?documentId=other").json()["documents"] == []
        assert "tooltip" not in esl.put(path, json={**inputs[1], "conditions": []}).json()  # the whole field is sent
        wrong = esl.put(path, json={"conditions": [{**condition, "action": "open sesame"}]})
        assert key_of(wrong) == (400, "error.validation.condition.action")

    def test_no_two_of_a_list_have_one_id(self, esl, switch):
        twice = {"id": "f", "type": "INPUT", "subtype": "LABEL"}
        fields = {"id": "b", "role": "role0", "fields": [twice, {**twice, "name": "last"}]}
        same = [{"id": "a", "role": "role0", "name": name, "fields": []} for name in ("first", "last")]
        requirements = {"attachmentRequirements": [{"id": "q", "name": "Passport"}] * 2}
        rule = {"id": "c", "condition": "document['d'].field['f'].value == 'X'"}
        rules = {"conditions": [{**rule, "action": "document['d'].field['g'].disabled = false"}] * 2}

        def made_of(documents=(), **members):
            body, file = package(documents=list(documents), **members), ("a.pdf", AGREEMENT, "application/pdf")
            return multipart(esl, "/packages", body, file)

        made = create(esl)
        document = at(made, "documents", "doc1")
        before = esl.get(at(made)).json()["documents"]
        one = document + "/approvals/approval0"
        assert esl.post(one + "/fields", json=twice).status_code == 200
        kept = esl.get(at(made)).json()["documents"]
        calls = [
            ("approval", lambda: esl.put(document + "/approvals", json=same)),
            ("field", lambda: esl.put(document + "/approvals", json=[fields])),
            ("field", lambda: esl.post(document + "/approvals", json=fields)),
            ("field", lambda: esl.put(one, json=fields)),
            ("field", lambda: esl.post(one + "/fields", json=twice)),
            ("field", lambda: esl.put(document + "/fields", json=[{"id": "q"}] * 2)),
            ("approval", lambda: made_of([{"id": "d", "approvals": same}])),
            ("field", lambda: made_of([{"id": "d", "fields": [{"id": "q"}] * 2}])),
            ("attachmentRequirement", lambda: made_of(roles=[role(0, **requirements)])),
            (
                "attachmentRequirement",
                lambda: esl.post(at(made, "roles"), json={**role(1), "id": "third", **requirements}),
            ),
            ("attachmentRequirement", lambda: esl.put(at(made, "roles", "role0"), json=requirements)),
            ("condition", lambda: made_of(**rules)),
            ("condition", lambda: esl.put(at(made), json=rules)),
            ("condition", lambda: esl.put(one + "/fields/f/conditionalFields", json={**twice, **rules})),
        ]
        for kind, call in calls:
            assert key_of(call()) == (400, f"error.validation.{kind}.duplicateId")
        assert esl.get(at(made)).json()["documents"] == kept != before
        two = [{"id": name, "role": "role0", "fields": [twice]} for name in "ab"]
        assert [one["id"] for one in esl.put(document + "/approvals", json=two).json()] == ["a", "b"]
        bob = next(one["id"] for one in esl.get("/users").json() if one["firstName"] == "Bob")
        me = esl.get("/session").json()["user"]["id"]
        delegates = f"/account/senders/{me}/delegates"
        assert key_of(esl.put(delegates, json=[bob, bob])) == (400, "error.validation.delegate.duplicateId")
        assert [one["id"] for one in esl.put(delegates, json=[bob]).json()] == [bob]
        switch(same_id="replaces")
        for kind, call in [*calls, ("delegate", lambda: esl.put(delegates, json=[bob, bob]))]:
            esl.post(document + "/approvals", json={"id": "approval0", "role": "role0", "fields": [twice]})
            assert call().status_code == 200, kind
        assert [one["id"] for one in esl.get(delegates).json()] == [bob]
        found = esl.get(at(made)).json()
        assert [[one["id"] for one in each["fields"]] for each in found["documents"] if each["id"] == "doc1"] == [["q"]]
        assert [one["id"] for one in found["conditions"]] == ["c"]
        assert len(esl.put(at(made), json={"conditions": [{}, {}]}).json()["conditions"]) == 2  # without an id
        (last,) = esl.put(document + "/approvals", json=same).json()
        assert (last["id"], last["name"]) == ("a", "last")
        assert [one["name"] for one in esl.post(document + "/approvals", json=fields).json()["fields"]] == ["last"]

    def test_what_takes_the_place_of_another(self, esl, switch):
        switch(same_id="replaces")
        made = create(esl)
        for name in ("first", "last"):
            answers = [
                esl.post(at(made, "roles"), json={**role(1), "id": "role9", "name": name}),
                multipart(
                    esl, at(made, "documents"), {"id": "doc9", "name": name}, ("a.pdf", AGREEMENT, "application/pdf")
                ),
                esl.post("/groups", json={"id": "g", "name": name}),
            ]
            assert [answer.status_code for answer in answers] == [200] * 3
        found = esl.get(at(made)).json()
        rows = [*found["roles"], *found["documents"], *esl.get("/groups").json()["results"]]
        assert [one["name"] for one in rows if one["id"] in {"role9", "doc9", "g"}] == ["last"] * 3
        assert len({one["id"] for one in rows}) == len(rows)

    def test_a_field_whose_id_the_path_chooses(self, esl):
        path = at(create(esl), "documents", "doc1", "approvals", "approval0", "fields", "own id")
        assert esl.post(path, json={"id": "other", "type": "INPUT", "subtype": "LABEL"}).content == b""
        assert esl.get(path).json()["id"] == "own id"
        assert key_of(esl.post(path, json={})) == (400, "error.validation.field.duplicateId")


class TestLayouts:
    @pytest.fixture
    def layout(self, esl):
        source = create(esl, name="Source")
        body = {"id": source, "name": "Two lines", "type": "LAYOUT", "documents": [{"id": "doc1"}]}
        made = esl.post("/layouts", json=body).json()
        assert (made["type"], made["name"]) == ("LAYOUT", "Two lines")
        return made["id"]

    @pytest.mark.parametrize("by", ["layoutId", "layoutName"])
    def test_made_listed_and_laid_over(self, esl, layout, by):
        listed = esl.get("/layouts?from=1&to=5&sort=name&search=two").json()
        assert (listed["count"], listed["results"][0]["id"]) == (1, layout)
        assert esl.get("/packages").json()["count"] == 1
        made = create(esl, documents=[{"id": "d", "name": "D"}], roles=[role(0)])
        path = at(made, "documents", "d", "layout")
        query = {by: layout if by == "layoutId" else "Two lines"}
        assert esl.request("POST", path, params=query).content == b""
        shown = esl.get(at(made)).json()
        assert [one["id"] for one in shown["documents"][1]["approvals"]] == ["approval0", "approval1"]
        assert sorted(one["name"] for one in shown["roles"] if one["type"] == "SIGNER") == ["Role 0", "Role 1"]

    def test_what_lies_outside_the_page_may_be_dropped(self, esl):
        outside = {"id": "far", "type": "INPUT", "subtype": "LABEL", "page": 9, "left": 1, "top": 1}
        signed = approval(0)
        signed["fields"].append(outside)
        source = create(esl, documents=[{"id": "doc1", "name": "D", "approvals": [signed]}])
        body = {"id": source, "name": "Far", "documents": [{"id": "doc1"}]}
        layout = esl.post("/layouts", json=body).json()["id"]
        for cut, fields in (("true", 1), ("false", 2)):
            made = create(esl, documents=[{"id": "d", "name": "D"}], roles=[role(0)])
            query = {"layoutId": layout, "removeOutOfBound": cut}
            assert esl.request("POST", at(made, "documents", "d", "layout"), params=query).status_code == 200
            assert len(esl.get(at(made, "documents", "d")).json()["approvals"][0]["fields"]) == fields

    def test_refused(self, esl, layout):
        path = at(create(esl), "documents", "doc1", "layout")
        assert key_of(esl.post(path)) == (400, "error.validation.layout.id")
        assert key_of(esl.post(path + "?layoutId=nope")) == (404, "error.notFound.layoutNotFound")
        body = {"id": layout, "name": "x", "documents": []}
        assert key_of(esl.post("/layouts", json=body)) == (400, "error.validation.layout.documents")
        assert esl.post("/layouts", json={"id": "nope"}).status_code == 404


class TestRoles:
    def test_verification(self, esl):
        path = at(create(esl), "roles", "role0", "verification")
        assert (esl.get(path).status_code, esl.get(path).content) == (204, b"")
        assert esl.put(path, json={"payload": "x"}).status_code == 404
        given = {"typeId": TYPE, "payload": "p"}
        assert esl.post(path, json=given).json() == esl.get(path).json() == given
        assert esl.put(path, json={"payload": "q"}).json() == {"typeId": TYPE, "payload": "q"}
        assert esl.delete(path).content == b""
        assert esl.delete(path).status_code == 404
        wrong = esl.post(path, json={"typeId": TYPE.upper()})
        assert key_of(wrong) == (400, "error.validation.verification.typeId")
        assert TYPE in [one["id"] for one in esl.get("/account/a/verificationTypes").json()["results"]]

    def test_text_messages_are_counted(self, esl):
        path = at(sent(esl), "roles", "role0", "sms_notification") + "?inPerson=false"
        assert {esl.post(path).status_code for _ in range(50)} == {200}
        assert key_of(esl.post(path)) == (400, "error.validation.sms.limitReached")
        assert esl.post("/sms/resend?loginToken=x").status_code == 200
        assert esl.post("/sms/resend").status_code == 400

    def test_a_signature_is_a_picture(self, esl):
        response = esl.get(at(create(esl), "roles", "role0", "signatureImage"), headers={"Accept": "image/png"})
        assert (int.from_bytes(response.content[16:20]), int.from_bytes(response.content[20:24])) == (350, 100)


class TestAttachments:
    def test_a_file_may_have_its_name_beside_it(self, esl):
        made = sent(esl, roles=[role(0, attachmentRequirements=[{"name": "Passport"}]), role(1)])
        [owed] = esl.get(at(made, "roles", "role0")).json()["attachmentRequirements"]
        parts = [("payload", (None, b"")), ("fileName", (None, "päss.png".encode())), ("file", ("x", b"1"))]
        with client_with(esl, session_of(esl, made)) as signer:
            assert upload(signer, at(made, "attachment", owed["id"]), parts=parts).status_code == 200
        [kept] = esl.get(at(made, "roles", "role0")).json()["attachmentRequirements"]
        assert (kept["id"], kept["files"][0]["name"]) == (owed["id"], "päss.png")

    def test_uploaded_looked_at_judged_and_deleted(self, sandbox, esl):
        owed = {"id": "passport", "name": "Passport", "required": True}
        made = sent(esl, roles=[role(0, attachmentRequirements=[owed]), role(1)])
        path = at(made, "attachment", "passport")
        forbidden = (403, "error.forbidden.noPermission")
        assert esl.get(path + "/exists").json() == {"exists": False}
        assert key_of(upload(esl, path, "file", ("p.png", b"1", "image/png"))) == forbidden
        with client_with(esl, session_of(esl, made, "role1")) as other:
            assert key_of(upload(other, path, "file", ("p.png", b"1", "image/png"))) == forbidden
        with client_with(esl, session_of(esl, made)) as signer:
            files = [("file", ("päss.png", content, "image/png")) for content in (b"1", b"2")]
            unsaid = upload(signer, path, parts=files)
            assert key_of(unsaid) == (400, "error.validation.multipart.payload")
            response = upload(signer, path, parts=[("payload", (None, b"")), *files])
            assert response.headers["content-type"].startswith("text/html")
            fileless = upload(signer, path, parts=[("payload", (None, b""))])
            assert key_of(fileless) == (400, "error.validation.multipart.file")
        attached = esl.get(at(made, "roles", "role0")).json()["attachmentRequirements"][0]["files"]
        assert [(one["id"], one["name"], one["preview"]) for one in attached] == [
            (1, "päss.png", False),
            (2, "päss.png", False),
        ]
        assert attached[0]["insertDate"] == int(sandbox.clock.now().timestamp() * 1000)
        assert names_in(esl.get(path)) == ["päss.png", "päss (2).png"]
        assert len(names_in(esl.get(at(made, "attachment", "zip")))) == 2
        assert names_in(esl.get(at(made, "attachment", "zip", "role1"))) == []
        assert esl.get(path + "/file/2").content == b"2"
        assert esl.get(path + "/file/2/exists").json() == {"exists": True}
        assert esl.get(at(made, "attachment", "zip", "role1", "exists")).json() == {"exists": False}
        checked = esl.get(at(made, "attachment", "verifications")).json()
        assert [(one["attachmentUuid"], one["extension"], one["typeMatch"]) for one in checked] == [
            ("passport", "png", True)
        ] * 2
        sandbox.sign(made, "role0")
        for status in ("REJECTED", "COMPLETE"):
            body = {"attachmentRequirements": [{"id": "passport", "status": status, "comment": "c", "files": []}]}
            [judged] = esl.put(at(made, "roles", "role0"), json=body).json()["attachmentRequirements"]
            assert (judged["status"], judged["name"], len(judged["files"])) == (status, "Passport", 2)
        assert esl.delete(path + "/file/1").content == b""
        assert esl.get(path).content == b"2"
        assert key_of(esl.get(path + "/file/1")) == (404, "error.notFound.attachmentFileNotFound")
        assert key_of(esl.get(at(made, "attachment", "visa"))) == (404, "error.notFound.attachmentNotFound")

    def test_supporting_documents(self, esl):
        made = create(esl)
        path = f"/supporting-documents/v1/transactions/{made}"
        assert esl.get(path).json() == []
        added = upload(esl, path, "files", ("a.txt", b"A", "text/plain"), ("b.txt", b"BB", "text/plain")).json()
        assert [(one["id"], one["documentName"], one["fileSize"]) for one in added] == [
            (1, "a.txt", 1),
            (2, "b.txt", 2),
        ]
        assert esl.get(path).json() == added
        assert esl.get(path + "/documents/2/download").json() == {
            "documentName": "b.txt",
            "content": "QkI=",
            "mediaType": "text/plain",
        }
        assert names_in(esl.get(path + "/download")) == ["a.txt", "b.txt"]
        assert esl.put(path + "/documents/1", json={"fileName": "c.txt"}).json()["documentName"] == "c.txt"
        nameless = esl.put(path + "/documents/1", json={"documentName": "d.txt"})
        assert key_of(nameless) == (400, "error.validation.supportingDocument.fileName")
        assert esl.delete(path + "/documents/1").content == b""
        assert [one["id"] for one in esl.get(path).json()] == [2]
        assert esl.get(path + "/documents/1/download").status_code == 404
        assert upload(esl, path, "file", ("a.txt", b"A", "text/plain")).status_code == 400


class TestReminders:
    def test_planned_at_sending_and_sent_on_time(self, sandbox, esl):
        made = create(esl)
        path = at(made, "reminders")
        assert (esl.get(path).status_code, esl.get(path).content) == (204, b"")
        given = {"startInDaysDelay": 2, "intervalInDays": 3, "repetitionsCount": 1}
        assert esl.post(path, json=given).json() == {"packageId": made, **given, "reminders": []}
        assert esl.put(path, json={"intervalInDays": 4}).json()["intervalInDays"] == 4
        send(esl, made)
        dates = [one["date"] for one in esl.get(path).json()["reminders"]]
        assert len(dates) == 2
        sandbox.clock.advance(2 * 86400)
        assert [bool(one["sentDate"]) for one in esl.get(path).json()["reminders"]] == [True, False]
        sandbox.sign_all(made)
        sandbox.clock.advance(9 * 86400)
        assert [bool(one["sentDate"]) for one in esl.get(path).json()["reminders"]] == [True, False]

    def test_deleted(self, esl):
        made = create(esl)
        for wrong in ({"startInDaysDelay": 10**10}, {"intervalInDays": 3_000_000}, {"repetitionsCount": 10**9}):
            key = "error.validation.reminders.tooLarge"
            assert key_of(esl.post(at(made, "reminders"), json=wrong)) == (400, key)
        assert esl.post(at(made, "reminders"), json={"startInDaysDelay": 10**30}).status_code == 400
        assert esl.get(at(made, "reminders")).status_code == 204
        esl.post(at(made, "reminders"), json={"startInDaysDelay": 1})
        assert esl.put(at(made, "reminders"), json={"repetitionsCount": 10**9}).status_code == 400
        assert esl.delete(at(made, "reminders")).status_code == 204
        assert esl.get(at(made, "reminders")).status_code == 204
        wrong = esl.post(at(made, "reminders"), json={"startInDaysDelay": -1})
        assert key_of(wrong) == (400, "error.validation.reminders.negative")


class TestAround:
    def test_virtual_room(self, esl):
        made = create(esl)
        path = at(made, "virtual-room", "config")
        assert esl.get(path).json() == {"video": False, "videoRecording": False, "startDatetime": None, "hostUid": None}
        start = {"startDatetime": "2030-01-31Z"}
        assert esl.put(path, json=start).json()["startDatetime"] == "2030-01-31T00:00:00Z"  # answered with a time
        assert esl.put(path, json={"video": True}).json()["video"] is True
        assert (esl.get(path).json()["video"], esl.get(path + "?default=true").json()["video"]) == (True, False)
        masked = path + "/masked-fields"
        assert esl.put(masked + "/doc1-approval0-f").content == b""
        assert esl.get(masked).json() == ["doc1-approval0-f"]
        esl.delete(masked + "/doc1-approval0-f")
        assert esl.get(masked).json() == []
        assert esl.get(f"{root_of(esl)}/virtual-room-video/{made}/recordings").json() == []

    def test_texts_and_vault(self, esl):
        made = create(esl)
        assert "body" in esl.get(at(made, "thank_you_dialog")).json()
        assert sorted(esl.get(f"/package_information/{made}/support_information").json()) == ["email", "phone"]
        path = at(made, "eOriginalVault", "vaultingData")
        assert esl.get(path).json() == {}
        assert esl.put(path, json={"a": 1}).json() == esl.get(path).json() == {"a": 1}

    def test_fast_track(self, sandbox, esl):
        placeholder = {"id": "c", "name": "Customer", "type": "SIGNER"}
        document = {"id": "d", "name": "D", "approvals": [{**approval(0), "role": "c"}]}
        template = create(esl, type="TEMPLATE", roles=[placeholder], documents=[document], autocomplete=True)
        link = esl.get(f"/fastTrack/{template}/url?signing=true").json()
        assert (link["packageId"], link["roleId"], sorted(link)) == (template, "c", ["packageId", "roleId", "url"])
        onward = esl.get(link["url"], follow_redirects=False)
        assert onward.status_code == 302
        token = onward.headers["location"].rpartition("=")[2]
        assert esl.get(onward.headers["location"]).text.startswith("Who signs")
        who = {"firstName": "Cy", "lastName": "Poe", "email": "cy@example.com"}
        path = f"/fastTrack?token={token}"
        for wrong in ({"id": "c", "signers": [who]}, [], [{"id": "d", "signers": [who]}], [{"id": "c"}]):
            assert key_of(esl.post(path, json=wrong))[0] == 400
        begun = esl.post(path, json=[{"id": "c", "name": "Customer", "signers": [who]}]).json()
        assert esl.get(at(begun["packageId"])).json()["status"] == "SENT"
        assert sandbox.sign_all(begun["packageId"]).parties[0].name == "Cy Poe"
        assert esl.post("/fastTrack?token=nope", json=[]).status_code == 404
        assert key_of(esl.get(f"/fastTrack/{create(esl)}/url")) == (400, "error.validation.fastTrack.template")
