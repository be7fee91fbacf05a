from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sandbox.sink import Sink

from .support import bring_to, edit

NO_ID = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def sink(sandbox):
    with Sink() as made:
        sandbox.webhooks.register("constellation1", made.url)
        yield made


def news(sandbox, sink, session=None):
    """What has been told: session statuses as numbers, signer statuses as pairs with the place of the signer."""
    sandbox.deliveries()
    parties = [party.id for party in sandbox.transaction(session).parties] if session else []
    told = []
    for body in sink.bodies:
        data = body["Data"]
        signer = data["Type"] == "SignerStatus"
        told.append((parties.index(data["SignerId"]) + 1, data["Status"]) if signer else data["Status"])
    return told


class TestWebhooks:
    def test_a_life_from_draft_to_completed(self, sandbox, client, sink):
        session = client.create(signers=("Seller 1", "Buyer 1"), UseSequence=1)
        assert news(sandbox, sink) == [1]
        client.start(session)
        assert news(sandbox, sink, session) == [1, 2, (1, 2)]
        sandbox.sign_all(session)
        assert news(sandbox, sink, session) == [1, 2, (1, 2), (1, 4), (2, 2), (2, 4), 3]
        assert all(one.transaction_id == session and one.headers == {} for one in sandbox.deliveries())
        assert [one.name for one in sandbox.deliveries()][:3] == [
            "SessionStatus InDraft",
            "SessionStatus InSent",
            "SignerStatus Invited",
        ]

    def test_what_a_body_holds(self, sandbox, client, sink):
        session = client.create()
        client.start(session)
        signer = client.get(session)["Signers"][0]["SignerId"]
        sandbox.decline(session, reason="too dear")
        sandbox.deliveries()
        common = {"SigningSessionId": session, "NewSigningSessionId": NO_ID, "Title": "Lease"}
        assert sink.bodies[0] == {"Data": {**common, "SignerId": NO_ID, "Type": "SessionStatus", "Status": 1}}
        declined = {**common, "SignerId": signer, "Type": "SignerStatus", "Status": 6, "DeclinedReason": "too dear"}
        assert sink.bodies[-2:] == [
            {"Data": declined},
            {"Data": {**common, "SignerId": NO_ID, "Type": "SessionStatus", "Status": 4}},
        ]

    @pytest.mark.parametrize(
        ("form", "ids"), [("absent", {}), ("null", {"NewSigningSessionId": None, "SignerId": None})]
    )
    def test_ids_that_do_not_apply(self, sandbox, client, sink, form, ids):
        client.switch(webhook_ids=form)
        session = client.create()
        news(sandbox, sink)
        expected = {"SigningSessionId": session, **ids, "Type": "SessionStatus", "Status": 1, "Title": "Lease"}
        assert sink.bodies == [{"Data": expected}]

    @pytest.mark.parametrize(
        ("status", "told"),
        [("Cancelled", [4]), ("Deleted", [5]), ("InPaused", [6]), ("Expired", [7]), ("To Be Purged", [3, 8])],
    )
    def test_every_status_is_told(self, sandbox, client, sink, status, told):
        bring_to(sandbox, client, status)
        sandbox.deliveries()
        sessions = [body["Data"]["Status"] for body in sink.bodies if body["Data"]["Type"] == "SessionStatus"]
        assert sessions[-len(told) :] == told

    def test_a_purge_tells_when_it_is_done(self, sandbox, client, sink):
        session = bring_to(sandbox, client, "To Be Purged")
        sandbox.clock.advance(timedelta(hours=72))
        assert [one.name for one in sandbox.deliveries()][-2:] == ["SessionStatus To Be Purged", "SessionStatus Purged"]
        assert client.status(session) == 9

    def test_a_pause_and_a_resumption(self, sandbox, client, sink):
        session = bring_to(sandbox, client, "InSent")
        edit(client, session)
        client.start(session)
        assert [one for one in news(sandbox, sink, session) if isinstance(one, int)] == [1, 2, 6, 2]

    def test_what_is_refused_tells_nothing(self, sandbox, client, sink):
        session = client.create()
        client.move(session, "close")
        client.start("nope")
        assert news(sandbox, sink) == [1]

    def test_signers_in_statuses_that_a_browser_leads_to(self, sandbox, client, sink):
        session = client.create(AllowDelegation=True)
        client.start(session)
        signer = client.get(session)["Signers"][0]["SignerId"]
        for status in (3, 8, 3):
            client.steer(f"signers/{signer}/status", status=status).raise_for_status()
            assert client.get(session)["Signers"][0]["StatusCode"] == status
        sandbox.sign(session)
        assert news(sandbox, sink, session) == [1, 2, (1, 2), (1, 3), (1, 8), (1, 3), (1, 4), 3]


class TestDelegation:
    def delegate(self, client, session, **more):
        signer = client.get(session)["Signers"][0]["SignerId"]
        person = {"FirstName": "Di", "LastName": "Fox", "EmailAddress": "di@example.com", **more}
        return signer, client.steer(f"signers/{signer}/delegate", **person)

    def test_another_signs_in_the_same_place(self, sandbox, client):
        session = client.create(AllowDelegation=True, signers=("Seller 1", "Buyer 1"), UseSequence=1)
        client.start(session)
        signer, response = self.delegate(client, session)
        assert response.json()["StatusCode"] == 2
        found = {one["EmailAddress"]: (one["StatusCode"], one["SignerRole"]) for one in client.get(session)["Signers"]}
        assert found["di@example.com"] == (2, "Seller 1")
        assert found["seller1@example.com"] == (7, "Seller 1")
        assert [one["SignerId"] for one in client.get(session)["Signers"]][-1] == signer
        sandbox.sign(session, "di@example.com")
        assert sandbox.sign(session).status == "3"

    def test_it_has_to_be_allowed_and_complete(self, client):
        session = client.create()
        client.start(session)
        assert self.delegate(client, session)[1].status_code == 400
        allowed = client.create(AllowDelegation=True)
        assert self.delegate(client, allowed)[1].status_code == 404  # not started
        client.start(allowed)
        assert self.delegate(client, allowed, LastName="")[1].status_code == 400

    def test_only_statuses_a_browser_leads_to(self, client):
        session = client.create()
        client.start(session)
        signer = client.get(session)["Signers"][0]["SignerId"]
        assert client.steer(f"signers/{signer}/status", status=4).status_code == 400
        assert client.steer("signers/nobody/status", status=3).status_code == 404
        assert client.steer("sessions/nothing/archive").status_code == 404
