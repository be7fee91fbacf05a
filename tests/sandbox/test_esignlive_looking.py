"""Looking at packages of the eSignLive emulator: signing status, evidence, audit, lists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest

from esignkit.sandbox import Sandbox, pdf
from esignkit.sandbox.clock import SetClock

from .esl import at, client_of, create, key_of, role, send, sent

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


class TestStatusAndEvidence:
    def test_signing_status(self, sandbox, esl):
        made = create(esl)

        def status(query=""):
            return esl.get(at(made, "signingStatus") + query).json()["status"]

        assert status() == "DRAFT"
        send(esl, made)
        assert status("?signer=&document=") == "SIGNING_PENDING"
        sandbox.sign(made, "ann@example.com")
        assert status("?signer=role0") == status("?signer=signer0&document=doc1") == "SIGNING_COMPLETED"
        assert status("?signer=signer1") == status("?document=doc1") == status() == "SIGNING_PENDING"
        assert key_of(esl.get(at(made, "signingStatus") + "?signer=x")) == (404, "error.notFound.signerNotFound")
        assert key_of(esl.get(at(made, "signingStatus") + "?document=x")) == (404, "error.notFound.documentNotFound")
        sandbox.sign(made)
        assert status("?signer=role0") == "COMPLETED"

    def test_the_printed_body_of_a_get_does_no_harm(self, esl):
        made = sent(esl)
        response = esl.request("GET", at(made, "signingStatus"), content=b'{\n   "document"="80f36f8dd7e2dea9"\n}')
        assert response.json() == {"status": "SIGNING_PENDING"}

    def test_evidence_is_a_sealed_pdf(self, sandbox, esl):
        made = sent(esl, name="Bücher & mehr")
        sandbox.sign_all(made)
        response = esl.get(at(made, "evidence", "summary"), headers={"Accept": "application/pdf"})
        assert response.headers["content-type"] == "application/pdf; esl-api-version=11"
        name = response.headers["content-disposition"].partition("filename*=UTF-8''")[2]
        assert unquote(name) == "Bücher & mehr - Evidence Summary.pdf"
        assert pdf.verify_pdf(response.content, [sandbox.ca_certificate]).ok

    def test_no_evidence_of_a_draft(self, esl):
        refused = esl.get(at(create(esl), "evidence", "summary"), headers={"Accept": "application/pdf"})
        assert key_of(refused) == (400, "error.validation.package.notSent")

    def test_audit(self, sandbox, esl):
        made = sent(esl)
        sandbox.sign_all(made)
        response = esl.get(at(made, "audit")).json()
        assert list(response) == ["package-id", "audit-events"]
        signed = [one for one in response["audit-events"] if one["type"] == "Click To Sign"]
        assert [one["user-email"] for one in signed] == ["ann@example.com", "bob@example.com"]
        assert {"type", "date-time", "target", "user", "user-email", "user-ip", "data"} <= set(signed[0])


class TestList:
    def test_windows_are_counted_from_one_inclusive(self, esl):
        for number in range(5):
            esl.post("/packages", json={"name": f"P{number}"})

        def names(query):
            response = esl.get("/packages", params=query).json()
            assert response["count"] == 5
            return [one["name"] for one in response["results"]]

        assert names({"sort": "name", "dir": "asc"}) == ["P0", "P1", "P2", "P3", "P4"]
        assert names({"sort": "name", "dir": "asc", "from": 2, "to": 3}) == ["P1", "P2"]
        assert names({"sort": "name", "dir": "desc", "from": 5, "to": 9}) == ["P0"]
        assert names({"from": 6, "to": 9}) == []
        assert names({"from": 0, "to": 1}) == names({"from": 1, "to": 1}) == ["P4"]
        assert names({"sort": "created", "dir": "asc"})[0] == "P0"
        assert esl.get("/packages?fields=id&from=1&to=1").json()["results"][0].keys() == {"id"}

    def test_at_most_a_hundred_at_once(self, esl):
        for number in range(102):
            esl.post("/packages", json={"name": f"P{number}"})
        response = esl.get("/packages?from=1&to=500").json()
        assert (response["count"], len(response["results"])) == (102, 100)

    def test_folders_and_predefined_searches(self, sandbox, esl):
        draft = create(esl, name="draft")
        out = sent(esl, name="out")
        done = sent(esl, name="done")
        sandbox.sign_all(done)
        soon = (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        mine = role(0, signers=[{"firstName": "S", "lastName": "B", "email": sandbox.esignlive.email}])
        own = sent(esl, name="own", roles=[mine, role(1)], due=soon)
        lost = sent(esl, name="lost")
        sandbox.decline(lost)
        gone = create(esl, name="gone")
        esl.post(at(gone), json={"trashed": True})
        own_template = create(esl, name="template", type="TEMPLATE", visibility="SENDER")
        template = create(esl, name="template", type="TEMPLATE")

        def ids(**query):
            return {one["id"] for one in esl.get("/packages", params=query).json()["results"]}

        assert ids() == {draft, out, done, own, lost}
        assert ids(query="drafts") == {draft, lost}
        assert ids(query="trashed") == {gone}
        assert ids(query="inbox", predefined="awaitingSignature") == {own}
        assert ids(query="inbox", predefined="sent") == {out, own}
        assert ids(query="inbox", predefined="completed") == ids(query="COMPLETED") == {done}
        assert ids(query="inbox", predefined="expiringSoon") == {own}
        assert ids(query="inbox", predefined="all") == {out, done, own}
        assert ids(type="template") == ids(type="TEMPLATE", visibility="ACCOUNT") == {template}
        assert ids(type="TEMPLATE", visibility="SENDER") == {own_template}
        assert ids(ownerEmail="nobody@example.com") == set()
        assert esl.get("/packages/overview").json() == {
            "transactions": 5,
            "require_my_signature": 1,
            "waiting_on_others": 1,
            "about_to_expire": 1,
            "expired": 0,
            "completed": 1,
            "draft": 1,
            "cancelled": 1,
            "in_progress": 2,
        }

    def test_search(self, esl):
        lease = create(esl, name="Lease of the barn", description="Old")
        other = esl.post("/packages", json={"name": "Old", "description": "barn"}).json()["id"]

        def ids(**query):
            return {one["id"] for one in esl.get("/packages", params=query).json()["results"]}

        assert ids(search="BARN") == {lease, other}
        assert ids(search="ann@example") == {lease}
        assert ids(search="old", searchtype="exact") == {lease, other}
        assert ids(search="old", searchtype="exactname") == {other}
        assert ids(search="*") == set()

    def test_dates(self):
        clock = SetClock(START)
        with Sandbox(clock=clock) as sandbox, client_of(sandbox) as esl:
            esl.post("/packages", json={"name": "old"})
            clock.moment = START + timedelta(days=3)
            esl.post("/packages", json={"name": "new"})

            def names(path="/packages", **query):
                return [one["name"] for one in esl.get(path, params=query).json()["results"]]

            assert names(lastUpdatedStartDate="2026-01-03Z") == ["new"]
            assert names(lastUpdatedEndDate="2026-01-02") == ["old"]
            assert names(startDate="2026-01-02T03:04:05Z", endDate="2026-01-02T05:04:05+02:00") == ["old"]
            assert names(lastUpdatedStartDate="0001-01-01", lastUpdatedEndDate="9999-12-31") == ["new", "old"]
            assert esl.get("/packages/overview", params={"startDate": "2026-01-03"}).json()["transactions"] == 1

    @pytest.mark.parametrize(
        "query",
        [
            {"query": "attic"},
            {"predefined": "mine"},
            {"searchtype": "fuzzy", "search": "x"},
            {"from": "one"},
            {"dir": "sideways"},
            {"lastUpdatedStartDate": "yesterday"},
            {"lastUpdatedStartDate": "0001-01-01T00:00:00+14:00"},
            {"lastUpdatedEndDate": "9999-12-31T23:59:59-14:00"},
        ],
    )
    def test_refused_queries(self, esl, query):
        response = esl.get("/packages", params=query)
        assert response.status_code == 400
        assert response.json()["messageKey"].startswith("error.validation.")
