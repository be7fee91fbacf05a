from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest

from esignkit.sandbox import TransitionNotAllowed, UnknownTransaction, pdf

from .support import bring_to, do, document, edit, signer, tagged


class TestLifeCycle:
    def test_two_signers_to_completed(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"), documents=[document(), document(b"text", "a.txt")])
        client.start(session)
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == [2, 2]
        sandbox.sign(session, "buyer1@example.com")
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == [2, 4]
        done = sandbox.sign(session)
        found = client.get(session)
        assert (found["StatusCode"], [one["StatusCode"] for one in found["Signers"]]) == (3, [4, 4])
        for one in done.documents:
            report = pdf.verify_pdf(sandbox.signed_file(session, one.id), [sandbox.ca_certificate])
            assert report.ok, report.problems
            emails = [check.email for check in report.signatures]
            assert emails[:2] == ["buyer1@example.com", "seller1@example.com"]
            assert report.signatures[-1].is_seal
        effects = [entry.operation for entry in sandbox.ledger("constellation1")]
        assert effects == ["sessions.create", "sessions.start"]

    @pytest.mark.parametrize(
        ("info", "at_first", "then"),
        [
            ({"UseSequence": 0}, [2, 2], [4, 2]),
            ({"UseSequence": 1}, [2, 1], [4, 2]),
            ({"UseSequence": 2}, [1, 1], [4, 1]),
            ({"UseSequence": 1, "SendSignerInvites": False}, [1, 1], [4, 1]),
        ],
    )
    def test_who_is_invited_when(self, sandbox, client, info, at_first, then):
        session = client.create(signers=("Seller 1", "Buyer 1"), **info)
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == [1, 1]
        client.start(session)
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == at_first
        sandbox.sign(session)
        assert [one["StatusCode"] for one in client.get(session)["Signers"]] == then
        assert sandbox.sign(session).status == "3"

    def test_sequence_is_the_signers_own(self, sandbox, client):
        session = client.create(signers=(), UseSequence=1)
        client.update(
            session,
            Signers=[signer("A 1", "a@example.com", Sequence=2), signer("B 1", "b@example.com", Sequence=1)],
        )
        client.start(session)
        with pytest.raises(TransitionNotAllowed, match="not yet the turn"):
            sandbox.sign(session, "a@example.com")
        sandbox.sign(session, "b@example.com")

    def test_a_decline_ends_it(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        client.start(session)
        sandbox.decline(session, "buyer1@example.com", "too dear")
        found = client.get(session)
        assert found["StatusCode"] == 4
        assert [(one["StatusCode"], one["DeclinedReason"]) for one in found["Signers"]] == [(5, None), (6, "too dear")]

    def test_a_pause_keeps_signatures(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        client.start(session)
        sandbox.sign(session, "seller1@example.com")
        assert edit(client, session)["Sessions"][0]["StatusCode"] == 6
        with pytest.raises(TransitionNotAllowed):
            sandbox.sign(session)
        client.update(session, Documents=[document(name="annex.pdf")])
        assert client.start(session)["ReturnValue"] == "True"
        done = sandbox.sign_all(session)
        assert done.status == "3"
        counts = []
        for one in done.documents:
            report = pdf.verify_pdf(sandbox.signed_file(session, one.id), [sandbox.ca_certificate])
            assert report.ok, report.problems
            counts.append(len(report.signatures))
        assert counts == [3, 2]

    def test_a_foreign_user_cannot_pause(self, client):
        session = client.create()
        response = client.call("PUT", f"/v1/sessions/EditSession/{session}?username=nobody")
        assert response["Details"] == "Error: Username not found."

    def test_cancelled_signers(self, client):
        session = client.create()
        client.start(session)
        assert client.move(session, "cancel") == {"ReturnValue": "True", "Details": None}
        assert client.get(session)["Signers"][0]["StatusCode"] == 5

    def test_a_deleted_session_cannot_be_signed(self, sandbox, client):
        session = client.create()
        client.start(session)
        client.call("DELETE", f"/v1/sessions/{session}")
        with pytest.raises(TransitionNotAllowed):
            sandbox.sign(session)
        assert client.get(session)["Signers"][0]["StatusCode"] == 5

    def test_closing_seals_what_there_is(self, sandbox, client):
        session = client.create(signers=("Seller 1", "Buyer 1"))
        client.start(session)
        sandbox.sign(session)
        client.move(session, "close")
        report = pdf.verify_pdf(sandbox.signed_file(session), [sandbox.ca_certificate])
        assert (report.ok, len(report.signatures)) == (True, 2)

    def test_purging(self, sandbox, client):
        session = bring_to(sandbox, client, "To Be Purged")
        sandbox.clock.moment += timedelta(hours=71)
        assert client.status(session) == 8
        assert sandbox.signed_file(session).startswith(b"%PDF")
        sandbox.clock.moment += timedelta(hours=1)
        assert client.status(session) == 9
        client.get(session)
        with pytest.raises(UnknownTransaction):
            sandbox.signed_file(session)


class TestRace:
    """Create, then start at once, with anchor tags."""

    MESSAGE = "lease.pdf: the anchor tags of the role Seller 1 are not assigned to a signer."

    def create(self, client, *roles):
        files = [document(tagged(*(roles or ("Seller 1",))), HasAnchorTags=True)]
        return client.create(documents=files)

    def test_off_by_default(self, client):
        assert client.start(self.create(client))["ReturnValue"] == "True"

    def test_it_heals_after_some_tries(self, sandbox, client):
        client.switch(race_tries=2)
        session = self.create(client)
        for _ in range(2):
            assert client.start(session) == {"ReturnValue": "False", "Details": self.MESSAGE}
            assert client.status(session) == 1
        assert client.start(session) == {"ReturnValue": "True", "Details": None}
        assert [entry.operation for entry in sandbox.ledger()] == ["sessions.create", "sessions.start"]

    def test_it_heals_with_time(self, sandbox, client):
        client.switch(race_seconds=2)
        session = self.create(client)
        assert client.start(session)["ReturnValue"] == "False"
        sandbox.clock.moment += timedelta(seconds=2)
        assert client.start(session)["ReturnValue"] == "True"

    def test_it_can_be_permanent(self, sandbox, client):
        client.switch(race_permanent=True)
        session = self.create(client)
        for _ in range(3):
            sandbox.clock.moment += timedelta(hours=1)
            assert client.start(session) == {"ReturnValue": "False", "Details": self.MESSAGE}

    def test_documents_without_tags_know_no_race(self, client):
        client.switch(race_permanent=True)
        assert client.start(client.create())["ReturnValue"] == "True"

    def test_an_update_begins_it_again(self, client):
        client.switch(race_tries=1)
        session = client.create()
        client.update(session, Documents=[document(tagged("Seller 1"), HasAnchorTags=True)])
        assert client.start(session)["ReturnValue"] == "False"
        assert client.start(session)["ReturnValue"] == "True"

    def test_a_role_without_a_signer_is_permanent(self, client):
        client.switch(race_tries=1)
        session = self.create(client, "Seller 1", "Buyer 2")
        other = self.MESSAGE.replace("Seller 1", "Buyer 2")
        assert client.start(session)["Details"] == f"{self.MESSAGE}\n{other}"
        for _ in range(3):
            assert client.start(session) == {"ReturnValue": "False", "Details": other}
        client.update(session, Signers=[signer("Buyer 2")])
        assert client.start(session)["ReturnValue"] == "True"


class TestLostAnswers:
    @pytest.mark.parametrize("call", ["create", "update", "copy", "start", "cancel"])
    def test_the_act_is_done_once_and_the_connection_breaks(self, sandbox, client, call):
        session = client.create()
        before = len(sandbox.ledger())
        sandbox.lose_response("constellation1", f"sessions.{call}")
        with pytest.raises(httpx.TransportError):
            client.create() if call == "create" else do(client, call, session)
        assert [entry.operation for entry in sandbox.ledger()[before:]] == [f"sessions.{call}"]
        assert client.status(session) == {"start": 2, "cancel": 4}.get(call, 1)

    def test_a_second_start_is_refused(self, sandbox, client):
        session = client.create()
        sandbox.lose_response("constellation1", "sessions.start")
        with pytest.raises(httpx.TransportError):
            client.start(session)
        again = client.start(session)
        assert again == {"ReturnValue": "False", "Details": "Error: The session is InSent and cannot be started."}


class TestForms:
    """The switches for what the vendor's pages leave open."""

    @pytest.mark.parametrize(
        ("switch", "shown"),
        [
            ({}, '{"SigningSessionId":"'),
            ({"wrapper": "result"}, '{"GetSessionResult":{"SigningSessionId":"'),
            ({"wrapper": "d"}, '{"d":{"SigningSessionId":"'),
            ({"casing": "camel"}, '{"signingSessionId":"'),
            ({"sessions_member": "SigningSessions"}, '"SigningSessions":[{'),
            ({"sessions_member": "Session"}, '"Session":[{'),
            ({}, '"CreatedOn":"\\/Date(1772600767000)\\/"'),
            ({"dates": "offset"}, '"CreatedOn":"\\/Date(1772600767000+0000)\\/"'),
            ({"dates": "iso"}, '"CreatedOn":"2026-03-04T05:06:07Z"'),
            ({}, '"MergeFieldMapping":{"Job Title":"Manager"}'),
            ({"merge_fields": "pairs"}, '"MergeFieldMapping":[{"Key":"Job Title","Value":"Manager"}]'),
        ],
    )
    def test_answers(self, client, switch, shown):
        session = client.create()
        client.update(session, Signers=[signer("B 1", MergeFieldMapping={"Job Title": "Manager"})])
        client.switch(**switch)
        client.http.headers["Authorization"] = bought_token(client)
        assert shown in client.http.get(f"/v1/sessions/{session}").text

    @pytest.mark.parametrize(
        ("switch", "status", "body"),
        [
            ({}, 200, {"ReturnValue": "False", "Details": "Error: Session not found."}),
            ({"error_place": "ReturnValue"}, 200, {"ReturnValue": "Error: Session not found.", "Details": None}),
            (
                {"error_place": "Message"},
                200,
                {"ReturnValue": "False", "Details": None, "Message": "Error: Session not found."},
            ),
            ({"error_place": "string"}, 200, "Error: Session not found."),
            ({"error_status": 404}, 404, {"ReturnValue": "False", "Details": "Error: Session not found."}),
        ],
    )
    def test_errors(self, client, switch, status, body):
        client.switch(**switch)
        response = client.send("DELETE", "/v1/sessions/nope")
        assert (response.status_code, response.json()) == (status, body)

    def test_details_as_a_list(self, client):
        client.switch(details="list")
        session = client.create(signers=(), documents=[])
        assert client.start(session)["Details"] == ["The session has no signers.", "The session has no documents."]

    def test_switches_are_shown_refused_and_reset(self, sandbox, client):
        defaults = client.switch().json()
        assert client.switch(race_tries=3).json() == {**defaults, "race_tries": 3}
        for wrong in ({"race_trys": 1}, {"wrapper": "x"}, {"race_tries": "1"}, {"race_tries": 1.5}, {"dates": None}):
            refused = client.switch(**wrong)
            assert (refused.status_code, bool(refused.json()["message"])) == (400, True), wrong
        assert sandbox.switch("constellation1", wrapper="d") == {**defaults, "race_tries": 3, "wrapper": "d"}
        sandbox.reset()
        assert client.switch().json() == defaults


def bought_token(client):
    """A token, whatever form the responses have."""
    salt = client.account.salt
    encrypted = client.http.get(f"/v1/encrypt/{client.account.api_key}/{salt}").json()
    headers = {"Authorization": unwrapped(encrypted)}
    return unwrapped(client.http.get(f"/v1/gettoken/{salt}", headers=headers).json())


def unwrapped(response):
    """The ReturnValue of a response in any form."""
    inner = next(iter(response.values())) if len(response) == 1 else response
    return json.loads(json.dumps(inner).replace("returnValue", "ReturnValue"))["ReturnValue"]
