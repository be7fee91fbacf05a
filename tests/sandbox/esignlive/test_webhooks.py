"""Callbacks: registration, every event, authorization, no resending."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from esignkit.sandbox.emulators.esignlive.webhooks import EVENTS, ORIGINS
from tests.sandbox.esl import approval, at, create, key_of, role, send, sent

from .support import client_with, root_of, session_of

KEYS = {
    "@class",
    "name",
    "sessionUser",
    "packageId",
    "documentId",
    "message",
    "newRoleId",
    "createdDate",
}


@pytest.fixture
def told(sandbox, esl, sink):
    """Register for everything and return what has been told about a package, by name."""
    assert esl.post("/callback", json={"url": sink.url, "key": "Li9+=", "events": list(EVENTS)}).is_success

    def names(package_id):
        sandbox.deliveries("esignlive", package_id)
        return [body["name"] for body in sink.bodies if body["packageId"] == package_id]

    return names


class TestRegistration:
    def test_one_registration_is_replaced(self, esl):
        assert esl.get("/callback").json() == {"events": []}
        first = {"url": "https://example.com/a", "key": "k", "events": ["PACKAGE_COMPLETE"]}
        assert esl.post("/callback", json=first).json() == first
        assert esl.get("/callback").json() == first
        second = {"url": "https://example.com/b", "key": None, "events": ["PACKAGE_CREATE", "SOMETHING_NEW"]}
        kept = {"url": second["url"], "events": second["events"]}  # clients cannot read a null
        assert esl.post("/callback", json=second).json() == kept
        assert esl.get("/callback").json() == kept
        assert key_of(esl.post("/callback", json={"url": "nowhere"})) == (400, "error.validation.callback.url")

    def test_connectors_have_their_own(self, esl):
        for origin in ORIGINS:
            body = {"url": f"https://example.com/{origin}", "key": "b64", "events": []}
            assert esl.post(f"/callback/connectors/{origin}", json=body).json() == body
            assert esl.get(f"/callback/connectors/{origin}").json() == body
        assert "url" not in esl.get("/callback").json()
        assert key_of(esl.get("/callback/connectors/abacus")) == (404, "error.notFound.originNotFound")


class TestDeliveries:
    def test_shape_key_and_authorization(self, esl, sink, told):
        made = create(esl)
        assert told(made) == ["PACKAGE_CREATE"]
        _, headers, body = sink.got[0]
        assert headers["Authorization"] == "Basic Li9+="  # verbatim, not base64 of a name and a password
        assert headers["Content-Type"] == "application/json"
        assert set(body) == KEYS
        assert body["@class"] == "com.silanis.esl.packages.event.ESLProcessEvent"
        assert body["sessionUser"] == esl.get("/session").json()["user"]["id"]
        assert (body["documentId"], body["message"]) == (None, None)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.678Z", body["createdDate"])

    def test_unused_members_may_be_absent(self, esl, sink, told, switch):
        switch(callback_nulls="absent")
        told(create(esl))
        assert set(sink.bodies[0]) == {"@class", "name", "sessionUser", "packageId", "createdDate"}

    def test_the_life_of_a_package(self, sandbox, esl, sink, told):
        made = sent(esl)
        esl.put(at(made), json={"status": "DRAFT"})
        send(esl, made)
        sandbox.sign_all(made)
        for body in ({"status": "ARCHIVED"}, {"trashed": True}, {"trashed": False}):
            esl.post(at(made), json=body)
        esl.delete(at(made))
        signed = ["DOCUMENT_SIGNED", "SIGNER_COMPLETE"]
        assert told(made) == [
            "PACKAGE_CREATE",
            "PACKAGE_ACTIVATE",
            "PACKAGE_DEACTIVATE",
            "PACKAGE_ACTIVATE",
            *signed,
            *signed,
            "PACKAGE_COMPLETE",
            "PACKAGE_ARCHIVE",
            "PACKAGE_TRASH",
            "PACKAGE_RESTORE",
            "PACKAGE_DELETE",
        ]
        of_signers = [(one["sessionUser"], one["documentId"]) for one in sink.bodies if one["name"] in signed]
        assert of_signers == [("signer0", "doc1"), ("signer0", None), ("signer1", "doc1"), ("signer1", None)]
        by_name = {one["name"]: one["sessionUser"] for one in sink.bodies}
        assert by_name["PACKAGE_COMPLETE"] == "signer1"

    def test_completed_by_hand(self, sandbox, esl, sink, told):
        made = sent(esl, autocomplete=False)
        sandbox.sign_all(made)
        assert told(made)[-1] == "PACKAGE_READY_FOR_COMPLETE"
        esl.post(at(made), json={"status": "COMPLETED"})
        assert told(made)[-1] == "PACKAGE_COMPLETE"
        assert sink.bodies[-1]["sessionUser"] == sink.bodies[0]["sessionUser"]

    def test_templates_and_clones(self, esl, told):
        template = create(esl, type="TEMPLATE")
        assert told(template) == ["TEMPLATE_CREATE"]
        assert told(esl.post(at(template, "clone"), json={}).json()["id"]) == ["PACKAGE_CREATE"]

    def test_decline_and_expiry(self, sandbox, esl, sink, told):
        made = sent(esl)
        sandbox.decline(made, "role0", "too dear")
        assert told(made)[-1] == "PACKAGE_DECLINE"
        assert (sink.bodies[-1]["message"], sink.bodies[-1]["sessionUser"]) == ("too dear", "signer0")
        soon = f"{sandbox.clock.now():%Y-%m-%dT23:59:59Z}"
        late = sent(esl, due=soon)
        sandbox.clock.advance(24 * 3600)
        assert told(late)[-1] == "PACKAGE_EXPIRE"

    def test_an_attachment(self, esl, sink, told):
        owed = {"id": "passport", "name": "Passport"}
        made = sent(esl, roles=[role(0, attachmentRequirements=[owed]), role(1)])
        with client_with(esl, session_of(esl, made)) as signer:
            parts = {"payload": (None, b""), "file": ("p.png", b"x", "image/png")}
            assert signer.post(at(made, "attachment", "passport"), files=parts).status_code == 200
        assert told(made)[-1] == "PACKAGE_ATTACHMENT"
        assert (sink.bodies[-1]["message"], sink.bodies[-1]["sessionUser"]) == ("Passport", "signer0")

    def test_what_only_a_browser_does(self, sandbox, esl, sink, told):
        made = sent(esl)
        path = f"{root_of(esl)}/_sandbox/packages/{made}/signer"

        def act(name, **more):
            response = esl.post(path, json={"act": name, "signer": "role0", **more})
            assert response.status_code == 200, response.text
            told(made)
            return {key: value for key, value in sink.bodies[-1].items() if value and key not in KEYS - {"message"}} | {
                "name": sink.bodies[-1]["name"]
            }

        assert act("view") == {"name": "DOCUMENT_VIEWED"}
        assert sink.bodies[-1]["documentId"] == "doc1"
        assert act("lock") == {"name": "SIGNER_LOCKED"}
        assert esl.get(at(made, "roles", "role0")).json()["locked"] is True
        assert esl.post(at(made, "roles", "role0", "unlock")).json()["locked"] is False
        assert act("bounce", message="OOTO") == {"name": "EMAIL_BOUNCE", "message": "OOTO"}
        assert act("fail_kba") == {"name": "KBA_FAILURE"}
        signer = esl.get(at(made, "roles", "role0")).json()["signers"][0]
        assert signer["knowledgeBasedAuthentication"] == {"knowledgeBasedAuthenticationStatus": "FAILED"}
        help_wanted = {"phone": "+1", "comment": "c", "selectedSupportBusinessHours": "9-5"}
        assert act("ask_for_help", **help_wanted) == {"name": "COBROWSE_REQUEST", **help_wanted}
        to = {"firstName": "Cy", "lastName": "Poe", "email": "cy@example.com"}
        assert act("reassign", to=to) == {"name": "ROLE_REASSIGN"}
        new_role = sink.bodies[-1]["newRoleId"]
        assert esl.get(at(made, "roles", new_role)).json()["signers"][0]["email"] == "cy@example.com"
        assert esl.get(at(made, "roles", "role0")).status_code == 404
        assert sandbox.sign_all(made).status == "COMPLETED"
        assert key_of(esl.post(path, json={"act": "view"})) == (400, "error.validation.package.notSent")

    def test_opting_out(self, esl, sink, told):
        made = sent(esl)
        body = {"act": "opt_out", "message": "on paper please"}
        assert esl.post(f"{root_of(esl)}/_sandbox/packages/{made}/signer", json=body).json()["status"] == "OPTED_OUT"
        assert told(made)[-1] == "PACKAGE_OPT_OUT"
        assert sink.bodies[-1]["message"] == "on paper please"
        shown = esl.get(at(made)).json()
        assert (shown["status"], shown["messages"][0]["content"]) == ("OPTED_OUT", "on paper please")
        assert esl.get(at(made, "signingStatus")).json() == {"status": "OPTED_OUT"}

    def test_every_event_is_reached_by_these_tests(self):
        """The list is complete when each name of it occurs in this file or comes from a status move."""
        text = Path(__file__).read_text()
        assert [name for name in EVENTS if f'"{name}"' not in text] == []

    def test_only_events_asked_for_and_an_empty_list_is_off(self, sandbox, esl, sink, switch):
        esl.post("/callback", json={"url": sink.url, "events": ["PACKAGE_ACTIVATE"]})
        made = sent(esl, documents=[{"id": "doc1", "name": "A", "approvals": [approval(0)]}], roles=[role(0)])
        assert [one.name for one in sandbox.deliveries("esignlive", made)] == ["PACKAGE_ACTIVATE"]
        assert "Authorization" not in sink.got[0][1]
        esl.post("/callback", json={"url": sink.url, "events": []})
        assert sandbox.deliveries("esignlive", create(esl)) == []
        switch(empty_events="all")
        assert len(sandbox.deliveries("esignlive", create(esl))) == 1

    def test_nothing_is_sent_again_by_itself(self, sandbox, account, esl, sink):
        sandbox.webhooks.register("esignlive", sink.url, account.tenant, key="k")
        assert esl.get("/callback").json()["events"] == list(EVENTS)
        sink.status = 500
        made = create(esl)
        [delivery] = sandbox.deliveries("esignlive", made)
        assert (delivery.state, len(delivery.attempts)) == ("failed", 1)
        sandbox.clock.advance(3600)
        [delivery] = sandbox.deliveries("esignlive", made)
        assert len(delivery.attempts) == 1
        sink.status = 200
        sandbox.webhooks.resend(delivery.id)
        [delivery] = sandbox.deliveries("esignlive", made)
        assert (delivery.state, len(sink.bodies)) == ("delivered", 2)
        with pytest.raises(ValueError, match="colour"):
            sandbox.webhooks.register("esignlive", sink.url, account.tenant, colour="red")

    def test_a_refused_change_tells_nothing(self, esl, sandbox, told):
        made = create(esl, documents=[{"id": "d", "name": "D"}], roles=[])
        assert esl.post(at(made), json={"status": "SENT"}).status_code == 400
        assert told(made) == ["PACKAGE_CREATE"]
