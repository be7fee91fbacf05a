"""Requests that wait: for documents of others, for documents made from data, for the service's own work, for proofs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from esignkit.sandbox import pdf

from .support import ANN, ASKED, BOB, DOCUMENT, PROFILE, SIMPLE, TEMPLATE

APPLICATION = {"target": "APPLICATION"}
USER = {"target": "USER", "email": "carol@example.com", "firstName": "Carol", "externalId": "ask-1"}


def asked(app, target=APPLICATION, profile=ASKED, **info):
    """A request with one document here and one asked of somebody else; returns both ids."""
    request_id = app.draft(profile)
    here = app.document(request_id, pdf.sample_agreement())
    elsewhere = app.document(request_id, **info)
    body = {**target, "documentId": elsewhere}
    app.ok("POST", f"documents/{elsewhere}/requests", body)
    app.update(request_id, title="t", signerIds=[app.signer(**ANN)])
    app.update(request_id, documentIds=[here, elsewhere])
    return request_id, elsewhere


def made_from_data(app):
    request_id = app.draft(TEMPLATE)
    document_id = app.document(request_id, label="Data")
    app.ok("POST", f"documents/{document_id}/data-json-content", {"jsonContent": {"rent": 900, "city": "Lyon"}})
    app.update(request_id, title="t", documentIds=[document_id], signerIds=[app.signer(**ANN)])
    app.publish(request_id)
    return request_id, document_id


def history(app, request_id):
    events = app.http.get(f"{app.sandbox.url}/_sandbox/transactions/{request_id}").json()["events"]
    return [one["kind"] for one in events if one["kind"].isupper()]


class TestDocumentRequests:
    @pytest.mark.parametrize("target", [APPLICATION, USER])
    def test_the_request_waits_and_goes_on(self, app, target):
        request_id, document_id = asked(app, target, label="asked")
        shown = app.ok("GET", f"documents/{document_id}/context")
        request = shown["documentRequest"]
        assert (shown["status"], shown["documentRequestId"]) == ("DOCUMENT_REQUEST", request["_id"])
        assert (request["target"], request["status"]) == (target["target"], "CREATED")
        assert {"appId", "appEnv", "signatureRequestId", "documentId"} <= set(request)
        assert request.get("user") == ({"firstName": "Carol", "email": "carol@example.com"} if target is USER else None)
        assert "documentRequest" not in app.ok("GET", f"documents/{document_id}")

        app.publish(request_id)
        context = app.context(request_id)
        assert context["status"] == "WAITING_DOCUMENTS"
        assert context["documents"][1]["documentRequest"]["status"] == "IN_PROGRESS"
        document = app.upload(document_id, b"late", "late.txt")
        assert (document["status"], document["documentNature"]) == ("PROVIDED", "FILE")
        context = app.context(request_id)
        assert (context["status"], context["documents"][1]["documentRequest"]["status"]) == ("IN_PROGRESS", "VALIDATED")
        app.sandbox.sign_all(request_id)
        assert [len(one["signatureSummaries"]) for one in app.context(request_id)["documents"]] == [1, 1]

    def test_content_that_is_there_already_needs_no_waiting(self, app):
        request_id, document_id = asked(app, label="asked")
        app.upload(document_id, b"early", "early.txt")
        app.publish(request_id)
        assert app.status(request_id) == "IN_PROGRESS"

    def test_taking_content_away_asks_again(self, app):
        request_id, document_id = asked(app, label="asked")
        app.upload(document_id, b"early", "early.txt")
        assert app.ok("DELETE", f"documents/{document_id}/content")["status"] == "DOCUMENT_REQUEST"
        app.publish(request_id)
        assert app.status(request_id) == "WAITING_DOCUMENTS"

    def test_closing_takes_the_request_back(self, app):
        request_id, document_id = asked(app, label="asked")
        app.publish(request_id)
        app.ok("POST", f"signature-requests/{request_id}/close", {})
        assert app.ok("GET", f"documents/{document_id}/context")["documentRequest"]["status"] == "CANCELLED"

    def test_needs_a_label(self, app):
        request_id, _ = asked(app)
        code = "IS_IN_FULL_PRIVACY_MODE_OR_HAVE_A_DOCUMENT_REQUEST_BUT_HAVE_NO_LABEL"
        app.refused(DOCUMENT + code, "POST", f"signature-requests/{request_id}/publish", {})

    def test_the_profile_must_allow_it(self, app):
        request_id = app.draft(SIMPLE)
        document_id = app.document(request_id, label="asked")
        app.update(request_id, title="t", signerIds=[app.signer(**ANN)], documentIds=[document_id])
        app.ok("POST", f"documents/{document_id}/requests", {**APPLICATION, "documentId": document_id})
        code = PROFILE + "DOCUMENT_REQUEST_NOT_ALLOWED"
        app.refused(code, "PUT", f"signature-requests/{request_id}", {"documentIds": [document_id]})
        app.refused(code, "POST", f"signature-requests/{request_id}/publish", {})

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"target": "NOBODY", "documentId": "{}"},
            {"target": "APPLICATION"},
            {"target": "USER", "documentId": "{}"},
            {"target": "APPLICATION", "documentId": "0" * 24},
        ],
    )
    def test_validation(self, app, body):
        document_id = app.document(app.draft(ASKED))
        body = {name: value.format(document_id) for name, value in body.items()}
        app.refused("BODY_VALIDATION_FAILED", "POST", f"documents/{document_id}/requests", body)

    def test_api_4_has_dropped_it(self, app):
        app.api = "v4"
        app.refused("NOT_YET_IMPLEMENTED", "POST", f"documents/{'0' * 24}/requests", {}, status=404)

    def test_expires_while_it_waits(self, timed, clock):
        request_id, document_id = asked(timed, label="asked")
        expires = clock.now() + timedelta(minutes=11)
        timed.update(request_id, expirationDateIsActivated=True, expirationDate=expires.isoformat())
        timed.publish(request_id)
        clock.advance(600)
        assert timed.status(request_id) == "WAITING_DOCUMENTS"
        clock.advance(360)
        assert timed.status(request_id) == "EXPIRED"
        timed.refused("DOCUMENT_LOCKED", "POST", f"documents/{document_id}/private-content", {"documentHash": "h"})

    def test_scheduled_for_a_moment_that_has_passed_meanwhile(self, timed, clock):
        request_id, document_id = asked(timed, label="asked")
        date = clock.now() + timedelta(minutes=5)
        timed.update(request_id, diffusionMode="SCHEDULED", diffusionDate=date.isoformat())
        timed.publish(request_id)
        clock.advance(600)
        timed.upload(document_id, b"late", "late.txt")
        assert timed.status(request_id) == "IN_PROGRESS"


class TestGeneration:
    def test_made_at_once(self, app):
        request_id, document_id = made_from_data(app)
        assert history(app, request_id)[-4:] == ["WAITING_DOCUMENTS_GENERATION", "GENERATED", "READY", "LAUNCHED"]
        context = app.context(request_id)
        assert (context["status"], context["templateDisplayerVersion"]) == ("IN_PROGRESS", 1)
        assert context["documents"][0]["documentNature"] == "DATA_JSON"
        app.sandbox.sign_all(request_id)
        signed = app.sandbox.signed_file(request_id, document_id)
        assert pdf.verify_pdf(signed, [app.sandbox.ca_certificate]).ok

    def test_after_some_answers(self, app):
        app.switch(generation="reads", after_reads=2)
        request_id, _ = made_from_data(app)
        statuses = [app.status(request_id) for _ in range(3)]
        assert statuses == ["WAITING_DOCUMENTS_GENERATION"] * 2 + ["IN_PROGRESS"]

    def test_fails(self, app):
        app.switch(generation="reads", generation_fails=True, after_reads=1)
        request_id, _ = made_from_data(app)
        assert [app.status(request_id) for _ in range(2)] == ["WAITING_DOCUMENTS_GENERATION", "FAILED"]

    def test_closed_before_it_is_done(self, timed, clock):
        timed.switch(generation="time", after_seconds=60)
        request_id, _ = made_from_data(timed)
        timed.ok("POST", f"signature-requests/{request_id}/close", {})
        clock.advance(61)
        assert timed.status(request_id) == "CANCELLED"

    def test_template_of_a_document_in_api_4(self, app):
        app.api = "v4"
        app.switch(generation="time", after_seconds=10**6)
        request_id = app.draft()
        document_id = app.document(request_id, label="Data", templateDisplayerId="5a6db0c50000400080000001")
        app.ok("POST", f"documents/{document_id}/data-json-content", {"jsonContent": [1]})
        fields = {"title": "t", "documentIds": [document_id], "signerIds": [app.signer(**ANN)]}
        app.update(request_id, **fields, defaultSignatureMethod="SIMPLE_STD")
        app.publish(request_id)
        assert "WAITING_DOCUMENTS_GENERATION" in history(app, request_id)
        for api, status in (("v4", "LAUNCHING"), ("v3", "WAITING_DOCUMENTS_GENERATION")):
            app.api = api
            (bulk,) = app.ok("POST", "A/signature-requests/status", {"signatureRequestIds": [request_id]})[
                "signatureRequests"
            ]
            (listed,) = app.ok("GET", "A/signature-requests")["signatureRequests"]
            assert [app.status(request_id), bulk["status"], listed["status"]] == [status] * 3


class TestProcessing:
    def test_after_some_answers(self, app):
        app.switch(processing="reads", after_reads=1)
        request_id = app.published(signers=[ANN, BOB])
        app.sandbox.sign_all(request_id)
        asked_for = {"signatureRequestIds": [request_id]}
        responses = [app.ok("POST", "A/signature-requests/status", asked_for) for _ in range(2)]
        assert [one["signatureRequests"][0]["status"] for one in responses] == ["PROCESSING", "COMPLETED"]
        assert pdf.verify_pdf(app.sandbox.signed_file(request_id), [app.sandbox.ca_certificate]).ok

    def test_after_some_time_and_no_expiry_comes_between(self, timed, clock):
        timed.switch(processing="time", after_seconds=1000)
        expires = clock.now() + timedelta(seconds=300)
        request_id = timed.published(signers=[ANN], expirationDateIsActivated=True, expirationDate=expires.isoformat())
        timed.sandbox.sign_all(request_id)
        clock.advance(999)
        assert timed.status(request_id) == "PROCESSING"
        clock.advance(1)
        assert timed.status(request_id) == "COMPLETED"


class TestProofs:
    def signed(self, app):
        request_id = app.published(signers=[ANN])
        document = f"documents/{app.context(request_id)['documentIds'][0]}"
        app.sandbox.sign_all(request_id)
        return request_id, document

    def test_ready_after_some_looks(self, app):
        app.switch(proofs="reads", after_reads=3)
        request_id, document = self.signed(app)
        assert app.context(request_id)["signatureProofStatus"] == "IN_PROGRESS"
        app.refused("DOCUMENT_PROOF_NOT_CREATED", "GET", f"{document}/signature-proof")
        app.refused("NO_SIGNATURE_IMAGES_FOUND", "GET", f"{document}/img-signatures")
        assert app.call("GET", f"{document}/signature-proof").content.startswith(b"%PDF-")
        context = app.context(request_id)
        assert (context["status"], context["signatureProofStatus"]) == ("COMPLETED", "CREATED")

    def test_ready_after_some_time(self, timed, clock):
        timed.switch(proofs="time", after_seconds=90)
        request_id, document = self.signed(timed)
        clock.advance(89)
        timed.refused("DOCUMENT_PROOF_NOT_CREATED", "GET", f"{document}/asics")
        assert "signatureProofsUrl" not in timed.context(request_id)
        clock.advance(1)
        assert timed.context(request_id)["signatureProofStatus"] == "CREATED"
        assert timed.call("GET", f"{document}/signature-proof").content.startswith(b"%PDF-")

    @pytest.mark.parametrize("mode", ["immediate", "time"])
    def test_advanced_proof_is_told(self, timed, clock, mode):
        request_id, document = self.signed(timed)
        timed.switch(proofs=mode)
        webhook = timed.sandbox.webhooks.register("ignisign", "http://127.0.0.1:9/")
        path = f"{document}/generate-advanced-signature-proof"
        assert timed.ok("POST", path, {}) == {"documentId": document.removeprefix("documents/")}

        def told():
            found = timed.ok("GET", f"webhooks/{webhook.id}/events")["events"]
            return [(one["topic"], one["action"], one["content"]["signatureRequestId"]) for one in found]

        event = ("SIGNATURE_PROOF", "ADV_GENERATED", request_id)
        assert told() == ([event] if mode == "immediate" else [])
        clock.advance(30)
        assert told() == [event]
