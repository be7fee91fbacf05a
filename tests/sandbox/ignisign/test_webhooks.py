from __future__ import annotations

from datetime import timedelta

import pytest

from esignkit.sandbox.emulators.ignisign.webhook_events import NATURES
from tests import local_http
from tests.ignisign.samples import CHECK as GOOD
from tests.sandbox.sink import Sink

from .support import ANN, ASKED, BOB, EMBEDDED, INDIVIDUAL, SIMPLE

CHECK = "tokens/webhook-verification/checking-consumption"


@pytest.fixture
def sink():
    with Sink() as receiver:
        yield receiver


@pytest.fixture
def told(app, sink):
    """What has been posted to a webhook of the application so far."""
    app.webhook_id = app.ok("POST", "A/webhooks", {"url": sink.url})[0]["_id"]

    def bodies():
        app.sandbox.deliveries("ignisign")
        return sink.bodies

    return bodies


def names(bodies):
    return [f"{one['topic']}.{one['action']}" for one in bodies]


def check(app, token, **changes):
    body = {"token": token, "appId": app.account.app_id, "appEnv": app.account.app_env} | changes
    return app.ok("POST", CHECK, {name: value for name, value in body.items() if value is not None})


def events(app, query=""):
    app.sandbox.deliveries("ignisign")
    return app.ok("GET", f"webhooks/{app.webhook_id}/events{query}")


class TestEndpoints:
    def test_life(self, app):
        assert app.ok("GET", "A/webhooks") == []
        added = app.ok("POST", "A/webhooks", {"url": "https://example.com/a", "description": "mine"})
        assert [(one["url"], one["description"], one["isDisabled"]) for one in added] == [
            ("https://example.com/a", "mine", False)
        ]
        assert added[0]["_createdAt"].endswith("Z")
        webhook = f"webhooks/{added[0]['_id']}"
        changed = app.ok("PUT", webhook, {"url": "https://example.com/b"})
        assert [(one["url"], one["description"]) for one in changed] == [("https://example.com/b", "mine")]
        assert app.ok("GET", "A/webhooks") == changed
        assert app.ok("DELETE", webhook) == []
        for method, path, body in (
            ("PUT", webhook, {"url": "https://example.com/"}),
            ("DELETE", webhook, None),
            ("GET", f"{webhook}/events", None),
        ):
            app.refused("WEBHOOK_NOT_FOUND", method, path, body, status=404)

    def test_answers_with_the_one_object_when_switched(self, app):
        app.switch(webhook_answer="object")
        added = app.ok("POST", "A/webhooks", {"url": "https://example.com/"})
        assert app.ok("PUT", f"webhooks/{added['_id']}", {"url": "https://example.com/b"})["_id"] == added["_id"]
        assert app.ok("DELETE", f"webhooks/{added['_id']}")["_id"] == added["_id"]

    @pytest.mark.parametrize("body", [{}, {"url": "here"}, {"url": "ftp://example.com"}, {"url": "http://["}])
    def test_needs_an_address(self, app, body):
        app.refused("BODY_VALIDATION_FAILED", "POST", "A/webhooks", body)


class TestDeliveries:
    def test_a_life_by_side(self, app, told):
        request_id = app.ready(externalId="lease-7")
        app.publish(request_id)
        app.sandbox.sign_all(request_id)
        bodies = told()
        assert names(bodies) == [
            "SIGNATURE_REQUEST.INITIALIZED",
            "SIGNER.CREATED",
            "SIGNER.CREATED",
            "SIGNATURE_REQUEST.UPDATED",
            "SIGNATURE_REQUEST.READY",
            "SIGNATURE_REQUEST.LAUNCHED",
            "SIGNATURE_SESSION.INITIALIZED",
            "SIGNATURE.FINALIZED",
            "SIGNATURE_SESSION.INITIALIZED",
            "SIGNATURE.FINALIZED",
            "SIGNATURE_REQUEST.COMPLETED",
            "SIGNATURE_SIGNER_IMAGE.GENERATED",
            "SIGNATURE_SIGNER_IMAGE.GENERATED",
            "SIGNATURE_PROOF.GENERATED",
        ]
        for body in bodies:
            assert (body["appId"], body["appEnv"]) == (app.account.app_id, app.account.app_env)
            assert body["msgNature"] == NATURES[body["topic"], body["action"]]
        assert len({body["verificationToken"] for body in bodies}) == len(bodies)
        context = app.context(request_id)
        document_id = context["documentIds"][0]
        assert bodies[10]["content"] == {
            "signatureRequestId": request_id,
            "signatureRequestExternalId": "lease-7",
            "status": "COMPLETED",
        }
        finalized = bodies[7]["content"]
        assert (finalized["signerId"], finalized["documentId"]) == (context["signerIds"][0], document_id)
        assert finalized["documentNature"] == "PDF"
        assert finalized["signatureId"] == context["documents"][0]["signatureSummaries"][0]["signatureId"]
        proof = bodies[13]["content"]
        assert [one["documentId"] for one in proof["documents"]] == [document_id]
        assert proof["signatureProofUrl"] == context["signatureProofsUrl"]
        for url in (proof["signatureProofUrl"], proof["documents"][0]["url"]):
            assert local_http.get(url).content.startswith(b"%PDF-")
        wrong = local_http.get(proof["signatureProofUrl"][:-1])
        assert (wrong.status_code, wrong.json()["code"]) == (404, "DOCUMENT_PROOF_NOT_FOUND")

    def test_launched_brings_the_tokens(self, app, told):
        request_id = app.ready(profile=EMBEDDED)
        response = app.publish(request_id)
        launched = told()[-1]
        assert launched["action"] == "LAUNCHED"
        assert launched["content"]["signers"] == response["signers"]

    def test_v4_names_both_kinds_of_signers(self, app, told):
        app.api = "v4"
        request_id = app.ready()
        response = app.publish(request_id)
        assert told()[-1]["content"]["signers"] == {
            name: response[name] for name in ("signersBySide", "signersEmbedded")
        }

    def test_the_other_topics(self, app, told):
        signer_id = app.signer(**ANN)
        app.ok("PUT", f"A/signers/{signer_id}", {"phoneNumber": "+33612345678"})
        profile_id = app.profiles()[SIMPLE]["_id"]
        app.ok("PUT", f"A/signature-profiles/{profile_id}/status", {"status": "ARCHIVED"})
        request_id = app.draft(ASKED)
        document_id = app.document(request_id, label="asked")
        app.ok("POST", f"documents/{document_id}/requests", {"target": "APPLICATION", "documentId": document_id})
        app.update(request_id, title="t", documentIds=[document_id], signerIds=[signer_id])
        app.publish(request_id)
        app.upload(document_id, b"text", "a.txt")
        app.ok("POST", f"signature-requests/{request_id}/close", {})
        bodies = told()
        assert names(bodies) == [
            "SIGNER.CREATED",
            "SIGNER.INPUTS_ADDED",
            "SIGNATURE_PROFILE.ARCHIVED",
            "SIGNATURE_REQUEST.INITIALIZED",
            "SIGNATURE_REQUEST.UPDATED",
            "SIGNATURE_REQUEST.WAITING_DOCUMENTS",
            "DOCUMENT_REQUEST.PROVIDED",
            "SIGNATURE_REQUEST.READY",
            "SIGNATURE_REQUEST.LAUNCHED",
            "SIGNATURE_REQUEST.CANCELLED",
        ]
        assert bodies[1]["content"]["inputsAdded"] == ["phoneNumber"]
        assert bodies[2]["content"] == {"signatureProfileId": profile_id}
        assert (bodies[6]["content"]["documentNature"], bodies[6]["content"]["mimeType"]) == (
            "FILE",
            "application/octet-stream",
        )

    def test_children_name_their_parent(self, app, told):
        request_id = app.published(profile=INDIVIDUAL)
        bodies = [one for one in told() if one["topic"] == "SIGNATURE_REQUEST"]
        parents = {
            one["content"]["signatureRequestId"]: one["content"] for one in bodies if one["action"] == "LAUNCHED"
        }
        assert [one["initialSignatureRequestId"] for one in parents.values()] == [request_id, request_id]
        assert bodies[-1]["action"] == "CHILDREN_GENERATED"

    def test_switched_spellings(self, app, told):
        app.switch(topic_names="docs", proof_webhook="document")
        app.sandbox.sign_all(app.published(signers=[ANN]))
        *_, image, proof = told()
        assert image["topic"] == "SIGNATURE_IMAGE"
        assert "documents" not in proof["content"]
        assert proof["content"]["documentId"]

    def test_a_refused_call_tells_nothing(self, app, told):
        app.call("POST", f"signature-requests/{app.draft()}/publish", {})
        assert names(told()) == ["SIGNATURE_REQUEST.INITIALIZED"]

    def test_another_account_hears_nothing(self, app, sink, told):
        del told
        app.sandbox.webhooks.register("ignisign", sink.url, tenant=app.sandbox.create_account().tenant)
        app.draft()
        app.sandbox.deliveries("ignisign")
        assert len(sink.bodies) == 1

    def test_topics_switched_off(self, app, told):
        app.api = "v4"
        path = f"webhooks/{app.webhook_id}/disabled-events"
        app.ok("POST", path, {"topics": {"SIGNER": True, "SIGNATURE": True}})
        app.ok("POST", path, {"topics": {"SIGNATURE": False}})
        app.signer(**ANN)
        app.draft()
        assert names(told()) == ["SIGNATURE_REQUEST.INITIALIZED"]


class TestLog:
    def test_events(self, app, sink, told):
        app.signer(**ANN)
        told()
        sink.status = 503
        app.signer(**BOB)
        page = events(app)
        assert page["searchData"] == {"total": 2, "page": 1, "nbEventsPerPage": 20}
        failed, good = page["events"]
        assert (failed["status"], failed["response"]["status"]) == ("FAILED", 503)
        assert (good["status"], good["response"]["status"]) == ("SUCCESS", 200)
        for event in page["events"]:
            assert (event["topic"], event["action"], event["webhookId"]) == ("SIGNER", "CREATED", app.webhook_id)
            assert "verificationToken" not in event
            assert app.ok("GET", f"webhooks/{app.webhook_id}/events/{event['_id']}") == event
        for wanted, found in (("ALL", 2), ("SUCCESS", 1), ("FAILED", 1)):
            assert len(events(app, f"?filter={wanted}&page=1")["events"]) == found
        app.switch(page_size=1)
        assert [events(app, f"?page={page}")["events"] for page in (1, 2, 3)] == [[failed], [good], []]
        for query in ("?filter=SOME", "?page=0"):
            app.refused("QUERY_VALIDATION_FAILED", "GET", f"webhooks/{app.webhook_id}/events{query}")
        unknown = f"webhooks/{app.webhook_id}/events/{'0' * 24}"
        app.refused("WEBHOOK_EVENT_NOT_FOUND", "GET", unknown, status=404)

    def test_resend(self, app, sink, told):
        sink.status = 500
        app.signer(**ANN)
        event = events(app)["events"][0]
        sink.status = 200
        resent = app.call("POST", f"webhooks/{app.webhook_id}/events/{event['_id']}/resend", {})
        assert resent.status_code == 200
        assert events(app)["events"] == [{**event, "status": "SUCCESS", "response": {"status": 200}}]
        first, second = told()
        assert first["verificationToken"] != second["verificationToken"]
        assert {**first, "verificationToken": ""} == {**second, "verificationToken": ""}
        assert check(app, second["verificationToken"]) == GOOD

    def test_the_owners_resend_has_a_new_token_too(self, app, told):
        app.signer(**ANN)
        told()
        delivery = next(one for one in app.sandbox.deliveries("ignisign") if one.webhook_id == app.webhook_id)
        app.sandbox.webhooks.resend(delivery.id)
        first, second = told()
        assert first["verificationToken"] != second["verificationToken"]


class TestToken:
    @pytest.fixture
    def token(self, app, told):
        app.signer(**ANN)
        return told()[0]["verificationToken"]

    def test_is_good_once(self, app, token):
        assert check(app, token) == GOOD
        again = check(app, token)
        assert again == GOOD | {
            "isValid": False,
            "alreadyConsumed": True,
            "haveBeenConsumed": False,
            "errorStr": "TOKEN_ALREADY_CONSUMED",
        }

    @pytest.mark.parametrize("changes", [{"appId": "appId_other"}, {"appEnv": "PRODUCTION"}])
    def test_of_another_application(self, app, token, changes):
        result = check(app, token, **changes)
        assert (result["isValid"], result["badRelatedId"]) == (False, True)
        assert check(app, token)["isValid"], "a refused check consumes nothing"

    def test_unknown(self, app):
        result = check(app, "x" * 48)
        assert (result["isValid"], result["notFound"], result["errorStr"]) == (False, True, "TOKEN_NOT_FOUND")

    def test_of_a_signing_session(self, app):
        response = app.publish(app.ready(profile=EMBEDDED))
        result = check(app, response["signers"][0]["token"])
        assert (result["isValid"], result["badTarget"]) == (False, True)

    def test_too_old(self, app, token):
        app.switch(webhook_token_life=0)
        result = check(app, token)
        assert (result["isValid"], result["isExpired"]) == (False, True)

    def test_the_key_of_the_token(self, app, token):
        app.refused("BODY_VALIDATION_FAILED", "POST", CHECK, {"verificationToken": token, "appId": "a", "appEnv": "b"})
        app.switch(webhook_token_key="verificationToken")
        assert check(app, None, verificationToken=token) == GOOD

    def test_needs_a_login(self, app, token):
        app.http.headers.pop("Authorization")
        app.refused("AUTH_HEADER_NOT_FOUND", "POST", CHECK, {"token": token}, status=401)


def test_expiry_is_told(timed, clock, sink):
    timed.ok("POST", "A/webhooks", {"url": sink.url})
    expires = clock.now() + timedelta(minutes=10)
    timed.published(expirationDateIsActivated=True, expirationDate=expires.isoformat())
    clock.advance(1200)
    timed.sandbox.deliveries("ignisign")
    last = sink.bodies[-1]
    assert (last["action"], last["msgNature"], last["content"]["status"]) == ("EXPIRED", "WARNING", "EXPIRED")
