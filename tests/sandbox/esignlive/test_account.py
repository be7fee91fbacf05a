"""Users, groups, delegation, settings, reports, bulk send put off, and every switch in both positions."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

import pytest

from esignkit.sandbox.emulators.esignlive.behaviour_switches import SWITCHES
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from tests import local_http
from tests.sandbox.esl import at, bulk_send, bulk_template, create, key_of, multipart, sent

BOB = "bobsmith@email.com"


def ids(response):
    return [one["id"] for one in response.json()["results"]]


class TestSenders:
    @pytest.fixture
    def carol(self, esl):
        body = {"email": "carol@example.com", "firstName": "Carol", "lastName": "Poe", "type": "REGULAR"}
        return esl.post("/account/senders", json=body).json()["id"]

    def test_listed_searched_changed_and_deleted(self, esl, carol):
        path = f"/account/senders/{carol}"
        assert len(ids(esl.get("/account/senders"))) == 1
        assert esl.get("/account/senders?from=1&to=10").json()["count"] == 3
        assert ids(esl.get("/account/senders?from=1&to=10&search=POE")) == [carol]
        assert ids(esl.get("/account/senders?from=1&to=1&dir=desc")) == [carol]
        assert esl.get(path).json()["email"] == "carol@example.com"
        assert esl.post(path, json={"title": "CEO", "email": "x"}).json()["title"] == "CEO"
        assert esl.get(path).json()["email"] == "carol@example.com"
        assert esl.post(path, json={"status": "LOCKED"}).json()["title"] == "CEO"
        assert esl.post(path, json={"title": "CTO"}).json()["status"] == "LOCKED"  # what is not named stays
        assert esl.post(path + "/invite").json()["id"] == carol
        assert carol in [one["id"] for one in esl.get("/users").json()]
        assert esl.delete(path).content == b""
        assert key_of(esl.get(path)) == (404, "error.notFound.userNotFound")

    def test_the_owner_stays(self, esl):
        [owner] = ids(esl.get("/account/senders"))
        assert key_of(esl.delete(f"/account/senders/{owner}")) == (400, "error.validation.user.owner")

    def test_signature_images(self, esl, carol):
        path = f"/account/senders/{carol}/signature/image"
        assert esl.get(path).status_code == 404
        given = multipart(esl, path, None, ("s.png", b"PNG", "image/png"))
        assert given.json() == {"fileName": "s.png", "mediaType": "image/png", "content": "UE5H"}
        assert esl.get(path).json() == given.json()
        assert esl.delete(path).content == b""
        assert esl.get(f"/account/senders/{carol}/signatureImage").headers["content-type"] == "image/png"

    def test_delegates(self, esl, carol):
        bob = next(one["id"] for one in esl.get("/users").json() if one["email"] == BOB)
        [owner] = ids(esl.get("/account/senders"))
        path = f"/account/senders/{carol}/delegates"
        assert esl.get(path).json() == []
        assert [one["id"] for one in esl.put(path, json=[owner]).json()] == [owner]
        assert [one["id"] for one in esl.post(f"{path}/{bob}", json={"expiryDate": "2030-01-01Z"}).json()] == [
            owner,
            bob,
        ]
        assert esl.get(path).json()[1]["expiryDate"] == "2030-01-01T23:59:59Z"  # answered with a time
        assert esl.delete(f"{path}/{owner}").content == b""
        assert esl.delete(f"{path}/{owner}").status_code == 404
        assert [one["email"] for one in esl.get(path).json()] == [BOB]
        events = esl.get(f"/reports/delegation?senderId={carol}").json()["delegationEvents"][carol]
        assert (len(events), events[0]["eventType"]) == (3, "DELEGATES_CHANGED")
        rows = list(csv.reader(io.StringIO(esl.get("/reports/delegation", headers={"Accept": "text/csv"}).text)))
        assert [row[0] for row in rows] == ["id", carol, carol, carol]
        day = events[0]["eventDate"][:10]
        assert esl.get(f"/reports/delegation?from={day}&to={day}").json()["delegationEvents"] == {carol: events}
        for query in (f"from={int(day[:4]) + 1}-01-01", "to=2001-01-01"):
            assert esl.get(f"/reports/delegation?{query}").json()["delegationEvents"] == {}
        assert esl.delete(path).content == b""
        assert esl.get(path).json() == []
        assert len(esl.get("/reports/delegation").json()["delegationEvents"][carol]) == 4  # what was is still told
        assert esl.post(f"{path}/nobody").status_code == 404

    def test_roles_of_the_account(self, esl, carol):
        assert esl.post("/account/roles", json={"name": "Reader", "permissions": ["p"]}).content == b""
        [role] = esl.get("/account/roles").json()["results"]
        assert (role["permissions"], role["enabled"], role["predefined"]) == (["p"], True, False)
        path = f"/account/roles/{role['id']}"
        assert esl.put(path, json={"description": "d"}).json()["description"] == "d"
        assert ids(esl.get("/account/roles")) == [role["id"]]
        given = {"accountId": "x", "accountRoles": [{"id": role["id"]}]}
        mine = f"/account/senders/{carol}/roles"
        assert esl.get(mine).json() == []
        assert esl.post(mine, json=given).json()["userId"] == carol
        [found] = esl.get(mine + "?accountId=x").json()
        assert [one["name"] for one in found["accountRoles"]] == ["Reader"]
        assert esl.get(mine + "?accountId=y").json() == []
        assert esl.get(path + "/users").json() == {"count": 1, "results": [carol]}
        assert ids(esl.get(f"/account/senders?roleId={role['id']}&from=1&to=9")) == [carol]
        for wrong in ({"accountRoles": given["accountRoles"]}, {"accountId": "x"}):
            assert key_of(esl.post(mine, json=wrong)) == (400, "error.validation.userAccountRole.accountId")
        assert esl.post(mine, json={"accountId": "x", "accountRoles": [{"id": "none"}]}).status_code == 404
        assert esl.delete(path).content == b""
        assert key_of(esl.get(path)) == (404, "error.notFound.accountRoleNotFound")

    def test_notaries(self, esl, carol):
        path = f"/account/senders/{carol}/notaryCommission"
        assert esl.get(path).json() == {}
        assert esl.put(path, json={"number": 7, "expirationDate": "2030-01-01Z"}).content == b""
        assert esl.get(path).json() == {"number": 7, "expirationDate": "2030-01-01T23:59:59Z"}
        assert key_of(esl.put(path, json={"state": "NY"})) == (400, "error.validation.notaryCommission")
        assert esl.delete(path).content == b""
        assert esl.get(path).json() == {}
        path += "/seal"
        assert key_of(esl.put(path, json={"a": 1})) == (400, "error.validation.body")
        assert multipart(esl, path, None, ("seal.png", b"x", "image/png"), method="PUT").content == b""
        assert esl.get(path).json() == {"fileName": "seal.png", "mediaType": "image/png", "content": "eA=="}
        assert esl.delete(path).content == b""
        assert esl.get(path).content == b""
        assert esl.get(f"/user/{carol}/journal?from=1&to=5").json() == {"count": 0, "results": []}
        assert esl.get(f"/user/{carol}/journal/download").text.startswith("sequenceNumber,")


class TestGroups:
    def test_kept_with_their_members(self, esl):
        group = esl.post("/groups", json={"name": "Sales", "members": [{"email": BOB}]}).json()
        assert (group["members"][0]["firstName"], group["members"][0]["memberType"]) == ("Bob", "REGULAR")
        path = f"/groups/{group['id']}"
        [owner] = ids(esl.get("/account/senders"))
        assert esl.post(path + "/members", json={"userId": owner, "memberType": "MANAGER"}).json()["userId"] == owner
        assert esl.post(path + "/invite", json={"email": BOB, "memberType": "SIGNER"}).json()["id"] == group["id"]
        kinds = {one["email"]: one["memberType"] for one in esl.get(path).json()["members"]}
        assert kinds[BOB] == "SIGNER"
        assert len(esl.get(path).json()["members"]) == 2
        assert esl.put(path, json={"email": "s@example.com"}).json()["name"] == "Sales"
        summary = esl.get("/groups/summary").json()
        few = {"id": group["id"], "name": "Sales", "email": "s@example.com", "data": ""}
        assert summary == {"count": 1, "results": [few]}
        assert ids(esl.get("/groups?from=1&to=1")) == ids(esl.get("/groups?name=sal")) == [group["id"]]
        assert ids(esl.get("/groups?name=legal")) == []
        esl.post("/groups", json={"name": "Others", "members": [{"email": BOB, "memberType": "MANAGER"}]})
        assert ids(esl.get("/groups?requestType=manager")) == [group["id"]]  # the caller is its manager
        renamed = esl.put(path, json={"name": "Legal", "members": [{"email": BOB}]}).json()
        assert (renamed["name"], renamed["created"]) == ("Legal", group["created"])
        assert renamed["members"] == group["members"]
        assert esl.post(path + "/members", json={"userId": "x"}).status_code == 404
        guest = {"email": "guest@example.com", "firstName": "Gil", "lastName": "Ess"}
        joined = esl.post(path + "/invite", json={**guest, "memberType": "SIGNER"}).json()["members"][-1]
        assert joined == {**guest, "userId": joined["userId"], "memberType": "SIGNER", "pending": True}
        assert esl.post(path + "/members", json=guest).json()["userId"] == joined["userId"]  # who is asked again
        assert len(esl.get(path).json()["members"]) == 2
        assert esl.delete(path).content == b""
        assert key_of(esl.get(path)) == (404, "error.notFound.groupNotFound")
        assert esl.post("/groups", json={"id": "g"}).json()["id"] == "g"
        assert key_of(esl.post("/groups", json={"id": "g"})) == (400, "error.validation.group.duplicateId")


class TestSettings:
    @pytest.mark.parametrize("path", ["/account/customfields", "/user/customfields"])
    def test_custom_fields_are_a_plain_list(self, esl, path):
        assert esl.get(path).json() == []
        esl.post(path, json={"id": "f", "value": "a"})
        always = {"name": ""} if "user" in path else {"name": "", "required": False, "translations": []}
        assert esl.put(path, json={"id": "f", "value": "b"}).json() == {"id": "f", "value": "b", **always}
        assert esl.get(path).json() == [esl.get(path + "/f").json()]
        esl.post(path, json={"id": "g", "value": "c"})
        assert [one["id"] for one in esl.get(path + "?dir=desc").json()] == ["g", "f"]
        assert [one["id"] for one in esl.get(path + "?from=2&to=2").json()] == ["g"]
        assert esl.delete(path + "/f").content == b""
        absent = esl.get(path + "/f")
        assert (absent.status_code, absent.content) == (200, b"")
        assert esl.delete(path + "/f").status_code == 404

    def test_looking_at_the_account(self, esl, account):
        create(esl)
        assert esl.get("/account/usage").json() == {"senders": 2, "packages": 1}
        assert esl.get("/account/accessibleaccounts").json()[0]["accountUid"] == account.tenant
        assert esl.get("/account/subaccountApiKeys").json() == []
        sub = esl.post("/account/subaccounts", json={"name": "Sub"}).json()["id"]
        assert esl.put(f"/account/subaccounts/{sub}", json={"name": "New"}).json()["name"] == "New"
        assert [one["name"] for one in esl.get("/account/subaccounts").json()] == ["New"]
        assert "version" in esl.get("/sysinfo").json()


class TestReports:
    def test_completion_and_usage(self, sandbox, esl):
        done, draft = sent(esl), create(esl, name="Draft")
        sandbox.sign_all(done)
        bin_ = create(esl, name="Bin")
        esl.post(at(bin_), json={"trashed": True})
        day = f"{sandbox.clock.now():%Y-%m-%d}"
        report = esl.get(f"/reports/completion?from={day}&to={day}").json()
        assert (report["from"], report["to"]) == (f"{day}T00:00:00Z", f"{day}T23:59:59Z")
        assert len(report["senders"]) == 1
        by_id = {one["id"]: one for one in report["senders"][0]["packages"]}
        assert set(by_id) == {done, draft, bin_}
        assert by_id[done]["documents"][0]["completed"] is True
        assert {one["email"] for one in by_id[done]["signers"] if one["completed"]} == {
            "ann@example.com",
            "bob@example.com",
        }
        assert by_id[bin_]["trashed"] is True
        assert esl.get("/reports/completion?to=2001-01-01").json() == {"to": "2001-01-01T23:59:59Z", "senders": []}
        [only] = esl.get("/reports/completion?status=COMPLETED").json()["senders"][0]["packages"]
        assert esl.get(f"/reports/transaction-detail/{done}").json() == only
        [short] = esl.get("/reports/completion?status=COMPLETED&summary=true").json()["senders"][0]["packages"]
        assert short == {name: value for name, value in only.items() if name not in {"documents", "signers"}}
        for path in ("/reports/usage", "/reports/sender-transaction-summary"):
            counts = esl.get(path).json()["senders"][0]["packages"]
            assert {name: count for name, count in counts.items() if count} == {
                "ACTIVE": 2,
                "DRAFT": 1,
                "COMPLETED": 1,
                "TRASHED": 1,
            }

    def test_as_csv(self, esl):
        made = create(esl)
        owner = esl.get("/session").json()["user"]
        for name in ("completion", "usage"):
            response = esl.get(f"/reports/{name}", headers={"Accept": "text/csv"})
            assert response.headers["content-type"] == "text/csv"
            assert "content-disposition" not in response.headers
            header, row = csv.reader(io.StringIO(response.text))
            assert header[:4] == ["id", "email", "firstName", "lastName"]
            assert row[:4] == [owner[name] for name in header[:4]]
            assert len(header) == len(row) == response.text.splitlines()[1].count('","') + 1  # all are in quotes
            assert (made in row and "DRAFT" in row) is (name == "completion")

    def test_senders_in_parts(self, esl):
        create(esl)
        path = "/reports/sender-transaction-summary"
        assert (esl.get(path).json()["totalCount"], len(esl.get(path).json()["senders"])) == (1, 1)
        assert esl.get(path + "?from=2&to=9").json() == {"senders": [], "totalCount": 1}
        assert esl.get(path + "?endDate=2001-01-01Z").json() == {"senders": [], "totalCount": 0}

    def test_another_envelope(self, esl):
        for number in range(3):
            esl.post("/packages", json={"name": f"P{number}"})
        response = esl.get("/reports/transaction-summary?from=2&to=3&startDate=2000-01-01").json()
        assert (response["totalElements"], [one["name"] for one in response["content"]]) == (3, ["P1", "P2"])


class TestBulkSend:
    @pytest.fixture
    def template(self, esl):
        return bulk_template(esl)

    def post(self, esl, template, *rows):
        return bulk_send(esl, template, "Customer,FIRST_NAME,LAST_NAME,EMAIL", *rows, payload={"name": "Batch"})

    def test_packages_come_later(self, sandbox, esl, switch, template):
        switch(bulk="time")
        response = self.post(esl, template, "x,Ann,Lee,ann@example.com", "x,Bob,Ray,bob@example.com")
        assert list(response.json()) == ["id"]
        assert esl.get("/packages").json()["count"] == 0
        sandbox.clock.advance(3599)
        assert esl.get("/packages").json()["count"] == 0
        sandbox.clock.advance(1)
        made = esl.get("/packages?query=SENT&sort=created&dir=asc").json()["results"]
        assert [one["name"] for one in made] == ["Batch"] * 2
        assert {one["data"]["bulkSendBatch"] for one in made} == {response.json()["id"]}
        assert sandbox.sign_all(made[0]["id"]).parties[0].name == "Ann Lee"

    def test_packages_come_after_some_lists(self, sandbox, esl, switch, template):
        switch(bulk="after_reads")
        batches = [self.post(esl, template, f"x,{name},Lee,{name}@example.com").json()["id"] for name in ("a", "b")]
        assert [esl.get("/packages").json()["count"] for _ in range(4)] == [0, 0, 2, 2]
        made = esl.get("/packages?query=SENT&sort=created&dir=asc").json()["results"]
        assert [one["data"]["bulkSendBatch"] for one in made] == batches
        assert sandbox.sign_all(made[0]["id"]).parties[0].name == "a Lee"

    @pytest.mark.parametrize("status", [400, 200])
    def test_row_errors_under_either_status(self, esl, switch, template, status):
        switch(bulk_errors=status)
        response = self.post(esl, template, "x,,Lee,ann@example.com")
        assert (response.status_code, response.headers["content-type"]) == (status, "text/html;charset=UTF-8")
        assert response.json() == [
            {
                "messageKey": "error.validation.bulkSend.missingValue",
                "rowNumber": "2",
                "columnName": "FIRST_NAME",
                "roleName": "Customer",
            }
        ]


class TestSwitches:
    def test_all_of_them(self, sandbox, account):
        stand = {name: one[0] for name, one in SWITCHES.items()}
        assert sandbox.switch("esignlive", account.tenant) == {**stand, "strict": False}
        with pytest.raises(ValueError, match="no colour among the switches"):
            sandbox.switch("esignlive", account.tenant, colour="red")
        with pytest.raises(ValueError, match=r"empty cannot be 500 .* one of 200, 204"):
            sandbox.switch("esignlive", account.tenant, empty=500)

    @pytest.mark.parametrize("status", [200, 204])
    def test_empty(self, esl, switch, status):
        switch(empty=status)
        made = create(esl)
        for response in (
            esl.put(at(made), json={"name": "x"}),
            esl.post(at(made), json={"status": "SENT"}),
            esl.delete(at(made)),
        ):
            assert (response.status_code, response.content) == (status, b"")

    @pytest.mark.parametrize("kind", ["id", "package"])
    def test_create_answer(self, esl, switch, kind):
        switch(create_answer=kind)
        body = esl.post("/packages", json={"name": "x"}).json()
        assert body["id"]
        assert ("roles" in body) is (kind == "package")

    def test_update_answer(self, esl, switch):
        made = create(esl)
        switch(update_answer="package")
        assert esl.put(at(made), json={"name": "New"}).json()["name"] == "New"

    def test_draft_evidence(self, esl, switch):
        path = at(create(esl), "evidence", "summary")
        assert key_of(esl.get(path)) == (400, "error.validation.package.notSent")
        switch(draft_evidence="pdf")
        assert esl.get(path).content.startswith(b"%PDF-")


BODIES = (b"", b"[1, null]", b"{", b'{"documents": 3, "roles": [null], "id": {}, "signers": "x", "events": 1}')


def test_every_call_answers_in_the_service_s_own_words(sandbox, esl):
    """Whatever is sent to whatever path: never a fault of the sandbox's own, and errors in the envelope."""
    root = str(esl.base_url).rstrip("/").removesuffix("/api")
    headers = {"Authorization": esl.headers["authorization"]}
    base = create(esl)
    known = {"packageId": base, "documentId": "doc1", "roleId": "role0", "approvalId": "approval0"}
    with local_http.Client(headers=headers) as client:
        for route in ESignLiveEmulator().routes():
            if "{packageId}" in route.template and route.method != "GET":
                known["packageId"] = quote(esl.post(f"/packages/{base}/clone").json()["id"], safe="")
            path = route.template.format_map({**dict.fromkeys(PARAMS, "some"), **known})
            for body in BODIES if route.method != "GET" else BODIES[:1]:
                response = client.request(route.method, root + path, content=body)
                assert response.status_code < 500, (route.operation, body, response.text)
                if response.status_code >= 400 and not route.operation.startswith("oauth2"):
                    refused = response.json()
                    assert refused["messageKey"].startswith("error."), route.operation
                    assert refused["code"] == response.status_code


PARAMS = sorted({name for one in ESignLiveEmulator().routes() for name in re.findall(r"{(\w+)}", one.template)})
