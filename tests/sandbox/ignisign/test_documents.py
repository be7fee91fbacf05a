from __future__ import annotations

import base64
import hashlib
import re

import pytest

from esignkit.sandbox import pdf

from .support import ANN, Application

CONTENT_CALLS = [
    ("POST", "file", None),
    ("POST", "data-json-content", {"jsonContent": {"a": 1}}),
    ("POST", "private-content", {"documentHash": "abc"}),
    ("DELETE", "content", None),
    ("PUT", "", {"label": "new"}),
    ("DELETE", "", None),
]


def sha256(content):
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def send(app: Application, method, document_id, tail, body):
    more = {"files": {"file": ("a.txt", b"text")}} if tail == "file" else {}
    return app.call(method, f"documents/{document_id}/{tail}".rstrip("/"), body, **more)


class TestInit:
    def test_document_without_content(self, app):
        request_id = app.draft()
        document_id = app.document(request_id, externalId="d1", label="Lease", description="flat")
        assert re.fullmatch("[0-9a-f]{24}", document_id)
        document = app.ok("GET", f"documents/{document_id}")
        assert document.pop("_createdAt").endswith("Z")
        assert document == {
            "_id": document_id,
            "appId": app.account.app_id,
            "appEnv": app.account.app_env,
            "signatureRequestId": request_id,
            "documentHash": "",
            "status": "CREATED",
            "externalId": "d1",
            "label": "Lease",
            "description": "flat",
        }

    @pytest.mark.parametrize("body", [{}, {"signatureRequestId": "short"}, {"signatureRequestId": None}])
    def test_needs_a_mongo_id(self, app, body):
        app.refused("BODY_VALIDATION_FAILED", "POST", "A/init-documents", body)

    def test_needs_a_request(self, app):
        body = {"signatureRequestId": "0" * 24}
        app.refused("SIGNATURE_REQUEST_NOT_FOUND", "POST", "A/init-documents", body, status=404)


class TestContent:
    @pytest.mark.parametrize(
        ("content", "name", "sent_type", "nature", "media_type"),
        [
            (pdf.sample_agreement(), "contract.pdf", "application/pdf", "PDF", "application/pdf"),
            (pdf.sample_agreement(), "wrong.txt", "text/plain", "PDF", "application/pdf"),
            (b"hello", "wrong", "application/pdf", "FILE", "application/pdf"),
            (b"PK\x03\x04 zip", "archive.zip", "application/zip", "FILE", "application/zip"),
        ],
    )
    def test_nature_is_decided_by_content(self, app, content, name, sent_type, nature, media_type):
        document_id = app.document(app.draft())
        document = app.upload(document_id, content, name, sent_type)
        assert document["documentNature"] == nature
        assert document["documentHash"] == sha256(content)
        assert (document["fileName"], document["fileSize"]) == (name, len(content))
        assert (document["mimeType"], document["status"]) == (media_type, "PROVIDED")
        response = app.call("GET", f"documents/{document_id}/file", headers={"Accept": "application/json"})
        assert response.content == content
        assert response.headers["content-type"] == media_type

    def test_json(self, app):
        document_id = app.document(app.draft())
        document = app.ok("POST", f"documents/{document_id}/data-json-content", {"jsonContent": {"a": ["é"]}})
        assert (document["documentNature"], document["mimeType"]) == ("DATA_JSON", "application/json")
        assert document["dataJsonContent"] == '{"a":["é"]}'
        assert document["documentHash"] == sha256('{"a":["é"]}'.encode())
        app.refused("JSON_INVALID", "POST", f"documents/{document_id}/data-json-content", {})

    def test_private(self, app):
        document_id = app.document(app.draft(), label="secret")
        document = app.ok("POST", f"documents/{document_id}/private-content", {"documentHash": sha256(b"mine")})
        assert (document["documentNature"], document["documentHash"]) == ("PRIVATE_FILE", sha256(b"mine"))
        assert document["status"] == "PROVIDED"
        app.refused("GET_PRIVATE_FILE_ERRORS__CANNOT_GET_FILE", "GET", f"documents/{document_id}/file")
        app.refused("BODY_VALIDATION_FAILED", "POST", f"documents/{document_id}/private-content", {})

    def test_another_content_replaces_the_first(self, app):
        document_id = app.document(app.draft(), pdf.sample_agreement())
        document = app.ok("POST", f"documents/{document_id}/private-content", {"documentHash": "h"})
        assert not {"fileName", "fileSize", "mimeType"} & set(document)

    def test_remove(self, app):
        document_id = app.document(app.draft(), b"text", "a.txt", label="kept")
        document = app.ok("DELETE", f"documents/{document_id}/content")
        assert (document["status"], document["documentHash"], document["label"]) == ("CREATED", "", "kept")
        assert "documentNature" not in document
        app.refused("DOCUMENT_NOT_PROVIDED", "GET", f"documents/{document_id}/file")

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"files": {"other": ("a.txt", b"x")}}, "BODY_VALIDATION_FAILED"),
            ({"files": {"file": ("a.txt", b"")}}, "DOCUMENT_NOT_PROVIDED"),
            ({"files": {"file": ("a.pdf", b"%PDF-1.7\nbroken off")}}, "PDF_CORRUPTED"),
            ({"content": b"raw", "headers": {"Content-Type": "application/pdf"}}, "BODY_VALIDATION_FAILED"),
        ],
    )
    def test_refused_upload_leaves_nothing(self, app, more, code):
        document_id = app.document(app.draft())
        app.refused(code, "POST", f"documents/{document_id}/file", **more)
        assert app.ok("GET", f"documents/{document_id}")["status"] == "CREATED"

    def test_chunked_upload(self, app):
        document_id = app.document(app.draft())
        body = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
            b"Content-Type: text/plain\r\n\r\nhello\r\n--x--\r\n"
        )
        chunks = (body[start : start + 7] for start in range(0, len(body), 7))
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        document = app.ok("POST", f"documents/{document_id}/file", content=chunks, headers=headers)
        assert (document["fileName"], document["fileSize"]) == ("a.txt", 5)


class TestRest:
    def test_update(self, app):
        document_id = app.document(app.draft(), label="old")
        document = app.ok("PUT", f"documents/{document_id}", {"label": "new", "externalId": "e"})
        assert (document["label"], document["externalId"]) == ("new", "e")
        assert app.ok("GET", f"documents/{document_id}") == document

    def test_delete_takes_it_from_the_request(self, app):
        request_id = app.draft()
        kept, gone = (app.document(request_id, b"x", "x.txt") for _ in range(2))
        app.update(request_id, documentIds=[kept, gone])
        assert app.ok("DELETE", f"documents/{gone}") == {"documentId": gone}
        assert app.context(request_id)["documentIds"] == [kept]
        app.refused("DOCUMENT_NOT_FOUND", "GET", f"documents/{gone}", status=404)
        app.refused("DOCUMENT_NOT_FOUND", "DELETE", f"documents/{gone}", status=404)

    def test_context_has_statements_and_signatures(self, app):
        request_id = app.published(signers=[ANN])
        document_id = app.context(request_id)["documentIds"][0]
        assert app.ok("GET", f"documents/{document_id}/context")["signatureSummaries"] == []
        app.sandbox.sign(request_id)
        summary = app.ok("GET", f"documents/{document_id}/context")["signatureSummaries"][0]
        assert set(summary) == {"signatureId", "signerId", "date"}

    @pytest.mark.parametrize(("method", "tail", "body"), CONTENT_CALLS)
    def test_locked_once_published(self, app, method, tail, body):
        request_id = app.published(signers=[ANN])
        document_id = app.context(request_id)["documentIds"][0]
        before = app.ok("GET", f"documents/{document_id}")
        response = send(app, method, document_id, tail, body)
        assert (response.status_code, response.json()["code"]) == (400, "DOCUMENT_LOCKED")
        assert app.ok("GET", f"documents/{document_id}") == before

    @pytest.mark.parametrize(("method", "tail", "body"), CONTENT_CALLS)
    def test_unknown_document(self, app, method, tail, body):
        response = send(app, method, "0" * 24, tail, body)
        assert (response.status_code, response.json()["code"]) == (404, "DOCUMENT_NOT_FOUND")
