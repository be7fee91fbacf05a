from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from esignkit.sandbox import pdf

from .support import ADVANCED, ANN, ASKED, BOB, DOCUMENT, EMBEDDED, PROFILE, PUBLISH, QUALIFIED, RICH, SIGNER, SIMPLE


def soon(**delta):
    return (datetime.now(UTC) + timedelta(**delta)).isoformat()


def without_profile(app):
    """API 4 makes requests without a signature profile; published through API 3 they lack one."""
    app.api = "v4"
    request_id = app.ready()
    app.api = "v3"
    return request_id


def with_documents(*contents, profile=SIMPLE):
    """A request whose documents have the contents given: bytes, JSON (a dict), a private hash (str) or none."""

    def make(app):
        request_id = app.draft(profile)
        documents = []
        for content in contents:
            document_id = app.document(request_id, content if isinstance(content, bytes) else None, "a.txt")
            if isinstance(content, dict):
                app.ok("POST", f"documents/{document_id}/data-json-content", {"jsonContent": content})
            if isinstance(content, str):
                app.ok("POST", f"documents/{document_id}/private-content", {"documentHash": content})
            documents.append(document_id)
        app.update(request_id, title="t", documentIds=documents, signerIds=[app.signer(**ANN)])
        return request_id

    return make


def late_content(app):
    """Content of a kind that the profile does not take, given after the document had been listed."""
    request_id = with_documents(None, profile=ADVANCED)(app)
    signer_id = app.signer(**ANN, phoneNumber="+33612345678")
    context = app.update(request_id, signerIds=[signer_id])
    app.upload(context["documentIds"][0], b"text", "a.txt")
    return request_id


def with_blocked_signer(app):
    request_id = app.ready(signers=[ANN])
    app.ok("DELETE", f"A/signers/{app.context(request_id)['signerIds'][0]}/revoke")
    return request_id


def requested_without_label(app):
    request_id = app.draft(ASKED)
    document_id = app.document(request_id)
    app.ok("POST", f"documents/{document_id}/requests", {"target": "APPLICATION", "documentId": document_id})
    app.update(request_id, title="t", documentIds=[document_id], signerIds=[app.signer(**ANN)])
    return request_id


def ready(*, profile=SIMPLE, signers=(ANN, BOB), **fields):
    return lambda app: app.ready(profile=profile, signers=signers, **fields)


def only(*names):
    return [{name: ANN[name] for name in names}]


PHONE = {**ANN, "phoneNumber": "+33612345678"}

PRECONDITIONS = {
    "published already": (lambda app: app.published(), PUBLISH + "REQUEST_ALREADY_PUBLISHED"),
    "no profile": (without_profile, PUBLISH + "NO_SIGNATURE_PROFILE"),
    "nothing at all": (lambda app: app.draft(), PUBLISH + "NO_DOCUMENTS"),
    "no documents": (ready(documentIds=[]), PUBLISH + "NO_DOCUMENTS"),
    "no signers": (ready(signerIds=[]), PUBLISH + "NO_SIGNERS"),
    "no title": (ready(title=None), PUBLISH + "NO_TITLE"),
    "empty title": (ready(title=""), PUBLISH + "NO_TITLE"),
    "no diffusion mode": (ready(diffusionMode=None), PUBLISH + "NO_DIFFUSION_MODE"),
    "no expiration date": (
        ready(expirationDateIsActivated=True),
        PUBLISH + "EXPIRATION_DATE_IS_ACTIVATED_BUT_EXPIRATION_DATE_IS_MISSING",
    ),
    "no diffusion date": (
        ready(diffusionMode="SCHEDULED"),
        PUBLISH + "DIFFUSION_MODE_IS_SCHEDULED_BUT_DIFFUSION_DATE_IS_MISSING",
    ),
    "expiration in the past": (
        ready(expirationDateIsActivated=True, expirationDate=soon(hours=-1)),
        PUBLISH + "EXPIRATION_DATE_IN_THE_PAST",
    ),
    "diffusion in the past": (
        ready(diffusionMode="SCHEDULED", diffusionDate=soon(hours=-1)),
        PUBLISH + "DIFFUSION_DATE_IN_THE_PAST",
    ),
    "expiration before diffusion": (
        ready(
            diffusionMode="SCHEDULED",
            diffusionDate=soon(hours=2),
            expirationDateIsActivated=True,
            expirationDate=soon(hours=1),
        ),
        PUBLISH + "EXPIRATION_DATE_BEFORE_DIFFUSION_DATE",
    ),
    "document without content": (with_documents(None), DOCUMENT + "HAVE_NO_CONTENT_AND_NO_DOCUMENT_REQUEST"),
    "private document without label": (
        with_documents("hash"),
        DOCUMENT + "IS_IN_FULL_PRIVACY_MODE_OR_HAVE_A_DOCUMENT_REQUEST_BUT_HAVE_NO_LABEL",
    ),
    "requested document without label": (
        requested_without_label,
        DOCUMENT + "IS_IN_FULL_PRIVACY_MODE_OR_HAVE_A_DOCUMENT_REQUEST_BUT_HAVE_NO_LABEL",
    ),
    "two JSON documents": (with_documents({"a": 1}, {"b": 2}), "ONLY_ONE_JSON_PER_SIGNATURE_REQUEST_IS_ALLOWED"),
    "signer without last name": (
        ready(signers=only("firstName", "email")),
        SIGNER + "FIRSTNAME_AND_LASTNAME_ARE_MANDARYTORY_FOR_ALL_SIGNER_WITH_THE_SIGNATURE_PROFILE_REQUESTED",
    ),
    "signer without e-mail": (
        ready(signers=only("firstName", "lastName")),
        SIGNER + "EMAIL_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED",
    ),
    "signer without phone": (
        ready(profile=ADVANCED, signers=[ANN]),
        SIGNER + "PHONE_NUMBER_IS_MANDATORY_FOR_ALL_SIGNERS_FOR_THE_SIGNATURE_PROFILE_REQUESTED",
    ),
    "signer without birth": (ready(profile=QUALIFIED, signers=[PHONE]), "SIGNER_MISING_CLAIMS"),
    "blocked signer": (with_blocked_signer, "SIGNER_BAD_STATUS"),
    "document type": (late_content, PROFILE + "DOCUMENT_TYPES_USED_NOT_INCLUDED_IN_SIGNATURE_PROFILE"),
}


@pytest.mark.parametrize(("make", "code"), PRECONDITIONS.values(), ids=PRECONDITIONS.keys())
def test_precondition(app, make, code):
    request_id = make(app)
    before = app.context(request_id)
    app.refused(code, "POST", f"signature-requests/{request_id}/publish", {})
    assert app.context(request_id) == before


@pytest.mark.parametrize(
    ("signed", "code"), [(True, "HAVE_ALREADY_A_SIGNATURE"), (False, "ARE_NOT_CREATED_OR_IS_INVALID")]
)
def test_a_document_belongs_to_one_request(app, signed, code):
    other = app.published(signers=[ANN])
    if signed:
        app.sandbox.sign_all(other)
    body = {"documentIds": app.context(other)["documentIds"]}
    app.refused(DOCUMENT + code, "PUT", f"signature-requests/{app.draft()}", body)


def test_unknown_document(app):
    body = {"documentIds": ["0" * 24]}
    app.refused(DOCUMENT + "ARE_NOT_CREATED_OR_IS_INVALID", "PUT", f"signature-requests/{app.draft()}", body)


def test_by_side_answers_the_id_alone(app):
    request_id = app.ready()
    assert app.publish(request_id) == {"signatureRequestId": request_id}
    assert app.status(request_id) == "IN_PROGRESS"


def test_embedded_answers_a_token_for_each_signer(app):
    request_id = app.ready(profile=EMBEDDED)
    signer_ids = app.context(request_id)["signerIds"]
    response = app.publish(request_id)
    assert set(response) == {"signatureRequestId", "signers"}
    assert [one["signerId"] for one in response["signers"]] == signer_ids
    assert [one["signerExternalId"] for one in response["signers"]] == ["ann-1", None]
    tokens = {one["token"] for one in response["signers"]}
    assert len(tokens) == 2
    assert not any(token in app.call("GET", f"signature-requests/{request_id}/context").text for token in tokens)


def test_every_kind_of_document_in_one_request(app):
    request_id = app.draft(RICH)
    documents = [
        app.document(request_id, pdf.sample_agreement()),
        app.document(request_id, b"text", "a.txt"),
        app.document(request_id, label="data"),
        app.document(request_id, label="private"),
        app.document(request_id, b"not listed", "left out.txt"),
    ]
    app.ok("POST", f"documents/{documents[2]}/data-json-content", {"jsonContent": [1]})
    app.ok("POST", f"documents/{documents[3]}/private-content", {"documentHash": "hash"})
    app.update(request_id, title="all", documentIds=documents[:4], signerIds=[app.signer(**ANN)])
    app.publish(request_id)
    app.sandbox.sign_all(request_id)
    context = app.context(request_id)
    assert context["status"] == "COMPLETED"
    assert [one["documentNature"] for one in context["documents"]] == ["PDF", "FILE", "DATA_JSON", "PRIVATE_FILE"]
    assert [len(one["signatureSummaries"]) for one in context["documents"]] == [1, 1, 1, 1]
    assert app.ok("GET", f"documents/{documents[4]}/signatures") == []
    for document_id in documents[:4]:
        report = pdf.verify_pdf(app.sandbox.signed_file(request_id, document_id), [app.sandbox.ca_certificate])
        assert report.ok, report.problems


def test_concerns_only_its_own_checks(app):
    """An inactive expiration in the past, and a diffusion date without a schedule, are no obstacle."""
    request_id = app.ready(expirationDate=soon(days=-1), diffusionDate=soon(days=-1))
    app.publish(request_id)
    assert app.status(request_id) == "IN_PROGRESS"


class TestV4:
    @pytest.fixture
    def v4(self, app):
        app.api = "v4"
        return app

    def embedded(self, v4):
        return next(one["_id"] for one in v4.ok("GET", "A/signer-profiles") if one["integrationMode"] == "EMBEDDED")

    def test_each_signature_has_a_level(self, v4):
        profile = self.embedded(v4)
        request_id = v4.ready(signers=[{**ANN, "signerProfileId": profile}, BOB], defaultSignatureMethod=None)
        call = ("POST", f"signature-requests/{request_id}/publish", {})
        v4.refused(PUBLISH + "NO_DEFAULT_SIGNATURE_METHOD", *call)
        methods = [{"signerProfileId": profile, "signatureMethodRef": "SIMPLE_STD"}]
        v4.update(request_id, signerProfilesSignatureMethod=methods)
        v4.refused(PUBLISH + "NO_DEFAULT_SIGNATURE_METHOD", *call)  # Bob has no profile of his own
        v4.update(request_id, signerIds=v4.context(request_id)["signerIds"][:1])
        v4.publish(request_id)

    @pytest.mark.parametrize("how", ["a private file", "fullPrivacy"])
    def test_private_documents_are_signed_by_side(self, v4, how):
        signers = [{**ANN, "signerProfileId": self.embedded(v4)}, BOB]
        request_id = v4.ready(signers=signers, fullPrivacy=how == "fullPrivacy")
        if how == "a private file":
            document_id = v4.document(request_id, label="private")
            v4.ok("POST", f"documents/{document_id}/private-content", {"documentHash": "hash"})
            v4.update(request_id, documentIds=[document_id])
        code = PUBLISH + "WITH_FULL_PRVACY_DOC_ALL_SIGNERS_MUST_BE_IN_SIGNER_PROFILE_INTEGRATED_BY_SIDE"
        v4.refused(code, "POST", f"signature-requests/{request_id}/publish", {})
        v4.update(request_id, signerIds=v4.context(request_id)["signerIds"][1:])
        v4.publish(request_id)

    def test_version_3_knows_neither(self, app):
        request_id = app.ready(profile=EMBEDDED)
        document_id = app.document(request_id, label="private")
        app.ok("POST", f"documents/{document_id}/private-content", {"documentHash": "hash"})
        app.update(request_id, documentIds=[document_id])
        app.publish(request_id)


def test_an_expiration_in_the_past_counts_only_when_it_is_activated(app, sandbox):
    past = {"expirationDate": soon(hours=-1)}
    request_id = app.ready(signers=(ANN,), **past)
    app.ok("POST", f"signature-requests/{request_id}/publish", {})
    sandbox.sign_all(request_id)
    assert app.context(request_id)["status"] == "COMPLETED"
    assert app.context(app.ready(signers=(ANN,), **past, expirationDateIsActivated=True))["status"] == "DRAFT"
