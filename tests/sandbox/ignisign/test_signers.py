from __future__ import annotations

import re

import pytest

from .support import ADVANCED, ANN, BOB, EMBEDDED, QUALIFIED, RICH, SIMPLE

ALL = {
    **ANN,
    "phoneNumber": "+33612345678",
    "nationality": "FR",
    "birthDate": "1990-02-03",
    "birthPlace": "Lyon",
    "birthCountry": "FR",
}


class TestProfiles:
    def test_what_every_account_has(self, app):
        profiles = app.profiles()
        assert [one["integrationMode"] for one in profiles].count("EMBEDDED") == 1
        assert profiles[EMBEDDED]["integrationMode"] == "EMBEDDED"
        assert profiles[SIMPLE]["createdByDefault"] is True
        assert profiles[RICH]["statementsEnabled"] is True
        assert profiles[ADVANCED]["documentTypes"] == ["PDF"]
        for profile in profiles:
            assert re.fullmatch("[0-9a-f]{24}", profile["_id"])
            needed = (
                "appId appEnv orgId name status integrationMode signatureMethodRef idProofings authMethods documentTypes"
                " documentRequestActivated defaultLanguage languageCanBeChanged statementsEnabled"
                " extendedAuthSessionEnabled"
            )
            assert set(needed.split()) <= set(profile)
            assert (profile["appId"], profile["appEnv"]) == (app.account.app_id, app.account.app_env)

    def test_archived_profile_takes_no_new_request(self, app):
        profile_id = app.profiles()[SIMPLE]["_id"]
        response = app.ok("PUT", f"A/signature-profiles/{profile_id}/status", {"status": "ARCHIVED"})
        assert (response["_id"], response["status"]) == (profile_id, "ARCHIVED")
        body = {"signatureProfileId": profile_id}
        app.refused("SIGNATURE_PROFILE_ARCHIVED", "POST", "A/signature-requests", body)
        app.ok("PUT", f"A/signature-profiles/{profile_id}/status", {"status": "PUBLISHED"})
        assert app.draft(SIMPLE)

    def test_refusals(self, app):
        path = f"A/signature-profiles/{app.profiles()[SIMPLE]['_id']}/status"
        app.refused("BODY_VALIDATION_FAILED", "PUT", path, {"status": "GONE"})
        app.refused("BODY_VALIDATION_FAILED", "PUT", path, {})
        unknown = "A/signature-profiles/000000000000000000000000/status"
        app.refused("SIGNATURE_PROFILE_NOT_FOUND", "PUT", unknown, {"status": "ARCHIVED"}, status=404)

    @pytest.mark.parametrize(("profile", "count"), [(SIMPLE, 3), (ADVANCED, 4), (QUALIFIED, 8)])
    def test_inputs(self, app, profile, count):
        path = f"A/signature-profiles/{app.profiles()[profile]['_id']}"
        needed = app.ok("GET", f"{path}/signer-inputs-constraints")["inputsNeeded"]
        assert len(needed) == count
        signer_id = app.signer(firstName="Ann", lastName="Archer")
        missing = app.ok("GET", f"{path}/signers/{signer_id}/missing-inputs?forRecurrent=false")
        assert missing == needed[2:]
        status = app.ok("GET", f"{path}/signers/{signer_id}/status?forceRecurrent=false")
        assert (status["signerIsSetup"], status["inputsNeeded"]) == (False, missing)
        app.ok("PUT", f"A/signers/{signer_id}", {name: ALL[name] for name in missing})
        assert app.ok("GET", f"{path}/signers/{signer_id}/status")["signerIsSetup"] is True

    def test_inputs_in_the_form_the_documents_print(self, app):
        app.switch(wrapped_inputs=True)
        path = f"A/signature-profiles/{app.profiles()[SIMPLE]['_id']}/signer-inputs-constraints"
        assert app.ok("GET", path) == [{"inputsNeeded": ["firstName", "lastName", "email"]}]


class TestSigners:
    def test_create_and_read(self, app):
        made = app.ok("POST", "A/signers", {**ALL, "isRecurrent": True})
        assert made["entityType"] == "NATURAL"
        assert len(made["authSecret"]) >= 32
        summary = app.ok("GET", f"A/signers/{made['signerId']}")
        assert summary == {
            "signerId": made["signerId"],
            "externalId": "ann-1",
            "firstName": "Ann",
            "lastName": "Archer",
            "email": "ann@example.com",
            "status": "CREATED",
            "alreadyProvidedInputs": [
                "firstName",
                "lastName",
                "email",
                "phoneNumber",
                "nationality",
                "birthDate",
                "birthPlace",
                "birthCountry",
            ],
            "isRecurrent": True,
        }
        assert "authSecret" not in summary

    def test_details(self, app):
        request_id = app.ready(signers=[ANN])
        signer_id = app.context(request_id)["signerIds"][0]
        details = app.ok("GET", f"A/signers/{signer_id}/details")
        assert [one["claimRef"] for one in details["claims"]] == ["NATURAL_PERSON_NAME", "EMAIL_POSSESSION"]
        assert [one["_id"] for one in details["latestSignatureRequests"]] == [request_id]
        assert details["firstName"] == "Ann"

    def test_a_known_external_id_enriches(self, app):
        first = app.ok("POST", "A/signers", {"externalId": "x", "firstName": "Ann"})
        again = app.ok("POST", "A/signers", {"externalId": "x", "firstName": "Other", "lastName": "Archer"})
        assert again["signerId"] == first["signerId"]
        assert "authSecret" not in again
        summary = app.ok("GET", f"A/signers/{first['signerId']}")
        assert (summary["firstName"], summary["lastName"]) == ("Ann", "Archer")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email", "no address"),
            ("phoneNumber", "0612345678"),
            ("nationality", "fr"),
            ("birthCountry", "FRA"),
            ("birthDate", "3 February"),
            ("firstName", 5),
            ("isRecurrent", "yes"),
        ],
    )
    def test_wrong_input(self, app, field, value):
        body = app.refused("BODY_VALIDATION_FAILED", "POST", "A/signers", {**ANN, field: value})
        assert body["context"]["errors"][0].startswith(field)
        assert app.ok("GET", "A/signers-paginate")["total"] == 0

    def test_profile_says_what_is_needed(self, app):
        body = {**ANN, "signatureProfileId": app.profiles()[ADVANCED]["_id"]}
        refused = app.refused("SIGNER_CREATION__INPUT_FIELD_MISSING", "POST", "A/signers", body)
        assert refused["context"] == {"inputs": ["phoneNumber"]}
        assert app.signer(**body, phoneNumber="+33612345678")

    def test_update_only_adds(self, app):
        signer_id = app.signer(firstName="Ann", isRecurrent=True)
        app.ok("PUT", f"A/signers/{signer_id}", {"signerId": signer_id, "firstName": "Eve", "lastName": "Archer"})
        summary = app.ok("GET", f"A/signers/{signer_id}")
        assert (summary["firstName"], summary["lastName"]) == ("Ann", "Archer")
        app.refused("BAD_REQUEST", "PUT", f"A/signers/{signer_id}", {"isRecurrent": False})
        app.refused("BODY_VALIDATION_FAILED", "PUT", f"A/signers/{signer_id}", {"signerId": "other"})

    def test_revoke_and_new_secret(self, app):
        made = app.ok("POST", "A/signers", ANN)
        path = f"A/signers/{made['signerId']}"
        secret = app.ok("PUT", f"{path}/regenerate-auth-secret", {})
        assert set(secret) == {"authSecret"}
        assert secret["authSecret"] != made["authSecret"]
        assert app.ok("DELETE", f"{path}/revoke") == {"signerId": made["signerId"]}
        assert app.ok("GET", path)["status"] == "BLOCKED"

    def test_pages(self, app):
        app.switch(page_size=2)
        made = [app.signer(firstName=f"S{number}") for number in range(5)]
        pages = [app.ok("GET", f"A/signers-paginate?page={number}") for number in (1, 2, 3, 4)]
        assert [len(page["signers"]) for page in pages] == [2, 2, 1, 0]
        assert [one["signerId"] for page in pages for one in page["signers"]] == made
        assert all(page["total"] == 5 for page in pages)
        app.refused("QUERY_VALIDATION_FAILED", "GET", "A/signers-paginate?page=0")
        app.switch(first_signer_page=0)
        assert app.ok("GET", "A/signers-paginate?page=0") == pages[0]

    @pytest.mark.parametrize("method", ["GET", "POST"])
    def test_search(self, app, method):
        app.signer(**ANN)
        bob = app.signer(**BOB)
        found = app.ok(method, "A/signers-search", params={"filter": "BAKER"})
        assert ([one["signerId"] for one in found["signers"]], found["total"]) == ([bob], 1)
        app.refused("SEARCH_APPLICATION_SIGNERS_INVALID_FILTER", method, "A/signers-search")
