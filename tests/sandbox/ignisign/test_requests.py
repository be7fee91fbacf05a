from __future__ import annotations

import re

import pytest

from esignkit.sandbox import pdf

from .support import ADVANCED, ANN, BOB, EMBEDDED, PROFILE, RICH, SIMPLE, Application

SHADES = {*(str(shade) for shade in (50, *range(100, 1000, 100))), "A100", "A200", "A400", "A700"}
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"

STATEMENT = {"appId", "appEnv", "signatureRequestId", "target"}
REQUIRED = {
    "": {"appId", "appEnv", "signatureProfileId", "status", "signers", "documents", "signatureProfile"},
    "documents": {
        *("appId", "appEnv", "documentNature", "documentHash", "status", "signatureRequestId", "signatureSummaries"),
    },
    "signatureSummaries": {"signatureId", "signerId", "date"},
    "statements": STATEMENT,
    "signatureProfile": {
        *("appId", "appEnv", "orgId", "name", "status", "integrationMode", "signatureMethodRef", "idProofings"),
        *("authMethods", "documentTypes", "documentRequestActivated", "defaultLanguage", "languageCanBeChanged"),
        *("statementsEnabled", "extendedAuthSessionEnabled"),
    },
    "applicationMetadata": {"appName"},
    "colors": {"primary", "secondary"},
    **dict.fromkeys(("primary", "secondary"), SHADES),
}
"""What the vendor's page of the update call marks as required, by the member that holds the object."""


def lacking(value, where=""):
    """Yield every required member that a response lacks, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from lacking(item, where)
    elif isinstance(value, dict):
        yield from ((where, name) for name in REQUIRED.get(where, set()) - set(value))
        for name, item in value.items():
            yield from lacking(item, name)


def statement(app, request_id, **more):
    own = {"appId": app.account.app_id, "appEnv": app.account.app_env, "signatureRequestId": request_id}
    return {**own, "target": "SIGNATURE_REQUEST", "labelMd": "**I agree**", **more}


class TestInit:
    def test_a_draft(self, app):
        request_id = app.draft()
        assert re.fullmatch("[0-9a-f]{24}", request_id)
        context = app.context(request_id)
        assert list(lacking(context)) == []
        assert context["status"] == "DRAFT"
        assert context["diffusionMode"] == "WHEN_READY"
        assert context["expirationDateIsActivated"] is False
        assert re.fullmatch(MOMENT, context["_createdAt"])
        assert context["signatureProfile"] == app.profiles()[SIMPLE]
        for name in ("documentIds", "signerIds", "signedBy", "signers", "documents", "recipients", "statements"):
            assert context[name] == []

    def test_takes_the_language_of_its_profile(self, app):
        assert app.context(app.draft(ADVANCED))["language"] == "FR"

    def test_v3_needs_a_profile(self, app):
        app.refused("BODY_VALIDATION_FAILED", "POST", "A/signature-requests", {})
        unknown = {"signatureProfileId": "0" * 24}
        app.refused("SIGNATURE_PROFILE_NOT_FOUND", "POST", "A/signature-requests", unknown, status=404)


class TestUpdate:
    def test_every_field(self, app):
        request_id = app.draft(RICH)
        document_id = app.document(request_id, pdf.sample_agreement())
        ann, bob = app.signer(**ANN), app.signer(**BOB)
        fields = {
            "title": "t" * 1024,
            "description": "d" * 4096,
            "expirationDate": "2031-02-03T05:05:06+01:00",
            "expirationDateIsActivated": True,
            "language": "DE",
            "documentIds": [document_id],
            "externalId": "ext",
            "diffusionMode": "SCHEDULED",
            "diffusionDate": "2030-01-01T00:00:00.000Z",
            "statements": [
                statement(app, request_id),
                statement(app, request_id, target="DOCUMENT", documentId=document_id),
            ],
            "signerIds": [ann, bob],
            "extendedAuthSessionEnabled": True,
            "initialSignatureRequestId": "parent",
            "signersAsApprover": [bob],
            "recipients": ["copy@example.com"],
        }
        context = app.update(request_id, **fields)
        assert context == app.context(request_id)
        assert list(lacking(context)) == []
        assert "extendedAuthSessionEnabled" not in context
        assert context["expirationDate"] == "2031-02-03T04:05:06.000Z"
        made = context["statements"]
        assert all(re.fullmatch("[0-9a-f]{24}", one["_id"]) for one in made)
        assert context["documents"][0]["statements"] == [made[1]]
        sent = {name: value for name, value in fields.items() if name in context}
        sent |= {"expirationDate": context["expirationDate"], "statements": made}
        assert {name: context[name] for name in sent} == sent
        assert [one["signerId"] for one in context["signers"]] == [ann, bob]
        assert context["documents"][0]["_id"] == document_id

    def test_only_what_is_named_changes(self, app):
        request_id = app.ready()
        before = app.context(request_id)
        assert app.update(request_id) == before
        after = app.update(request_id, description="more")
        assert {**before, "description": "more"} == after

    def test_lists_are_replaced_and_null_clears(self, app):
        request_id = app.ready()
        first = app.context(request_id)["signerIds"][0]
        assert app.update(request_id, signerIds=[first, first])["signerIds"] == [first]
        assert app.update(request_id, signerIds=[])["signerIds"] == []
        context = app.update(request_id, title=None, recipients=None, documentIds=None)
        assert "title" not in context
        assert (context["recipients"], context["documentIds"]) == ([], [])

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", "t" * 1025),
            ("title", 5),
            ("description", "d" * 4097),
            ("expirationDate", "tomorrow"),
            ("expirationDate", 1234567890),
            ("diffusionDate", "2030-13-01"),
            ("expirationDateIsActivated", "true"),
            ("language", "ES"),
            ("language", "fr"),
            ("diffusionMode", "LATER"),
            ("documentIds", "one"),
            ("documentIds", [1]),
            ("signerIds", {}),
            ("extendedAuthSessionEnabled", 1),
            ("signersAsApprover", [None]),
            ("recipients", ["nobody"]),
            ("statements", [{"labelMd": "x"}]),
            ("statements", ["x"]),
        ],
    )
    def test_validation(self, app, field, value):
        request_id = app.draft()
        body = app.refused("BODY_VALIDATION_FAILED", "PUT", f"signature-requests/{request_id}", {field: value})
        assert body["context"]["errors"][0].startswith(field)

    @pytest.mark.parametrize("missing", sorted(STATEMENT))
    def test_a_statement_needs(self, app, missing):
        request_id = app.draft(RICH)
        incomplete = statement(app, request_id)
        del incomplete[missing]
        body = {"statements": [incomplete]}
        app.refused("BODY_VALIDATION_FAILED", "PUT", f"signature-requests/{request_id}", body)

    @pytest.mark.parametrize(
        ("profile", "fields", "code"),
        [
            (ADVANCED, {"language": "EN"}, "LANGUAGE_CANNOT_BE_CHANGED"),
            (SIMPLE, {"extendedAuthSessionEnabled": True}, "EXTENDED_AUTH_SESSION_NOT_ALLOWED"),
            (SIMPLE, {"statements": True}, "STATEMENTS_NOT_ALLOWED"),
            (ADVANCED, {"documentIds": True}, "DOCUMENT_TYPES_USED_NOT_INCLUDED_IN_SIGNATURE_PROFILE"),
        ],
    )
    def test_profile_must_allow_it(self, app, profile, fields, code):
        request_id = app.draft(profile)
        if "statements" in fields:
            fields = {"statements": [statement(app, request_id)]}
        if "documentIds" in fields:
            fields = {"documentIds": [app.document(request_id, b"text", "a.txt")]}
        app.refused(PROFILE + code, "PUT", f"signature-requests/{request_id}", fields)
        assert app.status(request_id) == "DRAFT"

    def test_what_the_profile_sets_already_may_be_said(self, app):
        assert app.update(app.draft(ADVANCED), language="FR", extendedAuthSessionEnabled=False)["language"] == "FR"

    @pytest.mark.parametrize("field", ["signerIds", "signersAsApprover"])
    def test_unknown_signer(self, app, field):
        body = {field: ["0" * 24]}
        app.refused("SIGNER_NOT_FOUND", "PUT", f"signature-requests/{app.draft()}", body, status=404)

    @pytest.mark.parametrize(
        ("on", "date", "code"),
        [
            (
                {"expirationDateIsActivated": True},
                "expirationDate",
                "EXPIRATION_DATE_IS_ACTIVATED_BUT_NOT_PROVIDED",
            ),
            ({"diffusionMode": "SCHEDULED"}, "diffusionDate", "DIFFUSION_MODE_SCHEDULED_BUT_NO_DATE_PROVIDED"),
        ],
    )
    def test_a_date_is_not_taken_from_what_needs_it(self, app, on, date, code):
        request_id = app.draft()
        app.update(request_id, **{date: "2099-01-01T00:00:00Z"})
        call = ("PUT", f"signature-requests/{request_id}", {**on, date: None})
        before = app.context(request_id)
        app.refused("CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__" + code, *call)
        assert app.context(request_id) == before
        app.switch(null_clears=False)  # a null says nothing, so the date is still there
        assert app.ok(*call)[date] == "2099-01-01T00:00:00.000Z"

    def test_nothing_of_a_refused_update_is_kept(self, app):
        request_id = app.ready()
        before = app.context(request_id)
        app.call("PUT", f"signature-requests/{request_id}", {"title": "new", "signerIds": ["0" * 24]})
        assert app.context(request_id) == before


class TestLists:
    def test_pages_newest_first(self, app):
        app.switch(page_size=2)
        made = [app.draft() for _ in range(3)]
        first = app.ok("GET", "A/signature-requests")
        assert first["paginationData"] == {"total": 3, "page": 1, "nbEventsPerPage": 2}
        pages = [first, *(app.ok("GET", f"A/signature-requests?page={number}") for number in (2, 3))]
        shown = [one["_id"] for page in pages for one in page["signatureRequests"]]
        assert shown == made[::-1]
        for page in ("0", "-1", "x"):
            app.refused("QUERY_VALIDATION_FAILED", "GET", f"A/signature-requests?page={page}")

    def test_items_have_scalars_and_the_first_document(self, app):
        request_id = app.ready(externalId="e")
        item = app.ok("GET", "A/signature-requests")["signatureRequests"][0]
        assert not {"signers", "documents", "signatureProfile"} & set(item)
        assert {"appId", "appEnv", "signatureProfileId", "status"} <= set(item)
        assert (item["_id"], item["externalId"], item["docFileName"]) == (request_id, "e", "contract.pdf")

    def test_bulk_status(self, app):
        draft, published = app.draft(), app.published()
        asked = {"signatureRequestIds": [published, "0" * 24, draft]}
        assert app.ok("POST", "A/signature-requests/status", asked)["signatureRequests"] == [
            {"signatureRequestId": published, "status": "IN_PROGRESS"},
            {"signatureRequestId": draft, "status": "DRAFT"},
        ]
        app.refused("BODY_VALIDATION_FAILED", "POST", "A/signature-requests/status", {})


class TestV4:
    @pytest.fixture
    def v4(self, sandbox):
        with Application(sandbox, sandbox.create_account(), "v4") as application:
            yield application

    def test_life_without_profiles(self, v4):
        request_id = v4.ready()
        context = v4.context(request_id)
        assert not {"signatureProfileId", "signatureProfile", "signersAsApprover"} & set(context)
        response = v4.publish(request_id)
        people = [(one["signerId"], one.get("signerExternalId")) for one in response["signersBySide"]]
        assert people == list(zip(context["signerIds"], ["ann-1", None], strict=True))
        assert response["signersEmbedded"] == []
        v4.sandbox.sign_all(request_id)
        assert v4.status(request_id) == "COMPLETED"
        document = f"documents/{context['documentIds'][0]}"
        signed = v4.call("GET", f"{document}/signature-type/PDF_WITH_SIGNATURES")
        assert pdf.verify_pdf(signed.content, [v4.sandbox.ca_certificate]).ok
        v4.refused("SIGNATURE_PROOF_TYPE_NOT_AVAILABLE", "GET", f"{document}/signature-type/C2PA")

    def test_embedded(self, app):
        request_id = app.ready(profile=EMBEDDED)
        app.api = "v4"
        response = app.publish(request_id)
        assert response["signersBySide"] == []
        assert [bool(one["token"]) for one in response["signersEmbedded"]] == [True, True]

    def test_approvers_have_another_name(self, v4):
        signer_id = v4.signer(**ANN)
        context = v4.update(v4.draft(), signerIdsAsApprover=[signer_id], language="ES")
        assert (context["signerIdsAsApprover"], context["language"]) == ([signer_id], "ES")

    def test_a_document_without_content_has_a_code_of_its_own(self, v4):
        request_id = v4.draft()
        v4.update(request_id, title="t", documentIds=[v4.document(request_id)], signerIds=[v4.signer(**ANN)])
        code = "CANNOT_UPDATE_OR_PUBLISH_SIGNATURE_REQUEST__AT_LEAST_ONE_DOCUMENT_HAVE_NO_CONTENT"
        v4.refused(code, "POST", f"signature-requests/{request_id}/publish", {})
