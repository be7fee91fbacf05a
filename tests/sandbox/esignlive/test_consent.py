"""The consent of a package, and other documents that are accepted and never signed."""

from __future__ import annotations

import base64

import pytest

from esignkit.sandbox import pdf
from tests.sandbox.esignlive.support import client_with, session_of
from tests.sandbox.esl import AGREEMENT, approval, at, create, key_of, multipart, package, role, send, sent

CONSENT = "default-consent"
OWN = pdf.write_pdf([["# Our own consent", "", "I agree."]])
PDF = ("a.pdf", AGREEMENT, "application/pdf")


def documents(esl, package_id):
    return esl.get(at(package_id)).json()["documents"]


def sign_confirm(esl, package_id, document, signer="role0"):
    with client_with(esl, session_of(esl, package_id, signer)) as session:
        return session.post(at(package_id, "documents", "signConfirm"), json={"id": document})


def accept_only(number):
    return {"id": f"accept{number}", "role": f"role{number}"}


def replaced(esl, **more):
    consent = {"id": CONSENT, "index": 0, "name": "Ours", "approvals": [accept_only(0)], **more}
    body = package(signers=1, documents=[consent, package(signers=1)["documents"][0]])
    response = multipart(esl, "/packages", body, ("c.pdf", OWN, "application/pdf"), PDF)
    assert response.status_code == 200, response.text
    return response.json()["id"]


class TestTheDefault:
    def test_it_is_read_like_any_other(self, esl):
        made = create(esl)
        path = at(made, "documents", CONSENT)
        consent = esl.get(path).json()
        assert consent == documents(esl, made)[0]
        assert (consent["index"], consent["data"], len(consent["pages"])) == (0, {}, 1)
        assert [one["role"] for one in consent["approvals"]] == ["role0", "role1"]
        downloaded = esl.get(path + "/pdf")
        assert len(downloaded.content) == consent["size"]
        assert esl.get(path + "/original").content == downloaded.content
        assert esl.get(path + "/pages/0").headers["content-type"] == "image/png"

    def test_it_is_changed(self, esl):
        made = create(esl)
        changed = esl.put(at(made, "documents", CONSENT), json={"name": "Terms", "data": {"k": "v"}}).json()
        assert changed == documents(esl, made)[0]
        assert (changed["id"], changed["index"], changed["name"], changed["data"]) == (CONSENT, 0, "Terms", {"k": "v"})

    def test_it_is_named_when_documents_are_ordered(self, esl):
        made = create(esl)
        order = [{"id": CONSENT, "index": 0, "description": "First"}, {"id": "doc1", "index": 1}]
        ordered = esl.put(at(made, "documents"), json=order).json()["documents"]
        assert [(one["id"], one["index"], one["description"]) for one in ordered] == [
            (CONSENT, 0, "First"),
            ("doc1", 1, ""),
        ]

    @pytest.mark.parametrize("several", [False, True])
    def test_it_is_deleted(self, sandbox, esl, several):
        made = create(esl)
        path = at(made, "documents", CONSENT)
        response = esl.request("DELETE", at(made, "documents"), json=[CONSENT]) if several else esl.delete(path)
        assert response.content == b""
        assert [(one["id"], one["index"]) for one in documents(esl, made)] == [("doc1", 1)]
        assert key_of(esl.get(path)) == key_of(esl.delete(path)) == (404, "error.notFound.documentNotFound")
        localized = esl.post(at(made, "documents", "localize-consent"), json={"language": "fr"})
        assert key_of(localized) == (422, "error.unprocessableEntity.defaultConsent.notExist")
        send(esl, made)
        assert sandbox.sign_all(made).status == "COMPLETED"
        assert "Accept" not in {one["type"] for one in esl.get(at(made, "audit")).json()["audit-events"]}
        copy = esl.post(at(made, "clone"), json={}).json()["id"]
        assert [one["id"] for one in documents(esl, copy)] == ["doc1"]

    def test_it_is_signed_before_the_others(self, esl):
        made = sent(esl)
        assert sign_confirm(esl, made, CONSENT).status_code == 200
        consent, document = documents(esl, made)
        assert consent["data"] == {"esl_doc_accepted_by_signers": "signer0"}
        assert [bool(one["accepted"]) for one in consent["approvals"]] == [True, False]
        assert [one["signed"] for one in [*consent["approvals"], *document["approvals"]]] == [None] * 4
        assert key_of(sign_confirm(esl, made, CONSENT)) == (400, "error.validation.document.nothingToSign")

        def status(query):
            return esl.get(at(made, "signingStatus") + query).json()["status"]

        assert status(f"?document={CONSENT}&signer=role0") == "SIGNING_COMPLETED"
        assert status(f"?document={CONSENT}") == status("?document=doc1&signer=role0") == "SIGNING_PENDING"
        localized = esl.post(at(made, "documents", "localize-consent"), json={"language": "fr"})
        assert localized.status_code == 409

    def test_it_is_signed_with_all_others_at_once(self, esl):
        made = sent(esl, signers=1)
        everything = {"documents": documents(esl, made)}
        with client_with(esl, session_of(esl, made)) as session:
            assert session.post(at(made, "documents", "signed_documents"), json=everything).status_code == 200
        assert documents(esl, made)[0]["data"] == {"esl_doc_accepted_by_signers": "signer0"}
        assert esl.get(at(made)).json()["status"] == "COMPLETED"
        audit = esl.get(at(made, "audit")).json()["audit-events"]
        assert [one["type"] for one in audit] == ["Accept", "Click To Sign", "Confirm"]

    def test_signing_another_document_accepts_it_too(self, esl):
        named = [{"id": one, "approvals": [{**approval(0), "id": one}]} for one in "ab"]
        made = sent(esl, PDF, PDF, signers=1, documents=named)
        assert sign_confirm(esl, made, "b").status_code == 200
        assert documents(esl, made)[0]["data"] == {"esl_doc_accepted_by_signers": "signer0"}
        audit = esl.get(at(made, "audit")).json()["audit-events"]
        assert [one["type"] for one in audit] == ["Accept", "Click To Sign"]

    def test_taken_back_it_is_accepted_by_nobody(self, esl):
        made = sent(esl)
        sign_confirm(esl, made, CONSENT)
        esl.put(at(made), json={"status": "DRAFT"})
        assert documents(esl, made)[0]["data"] == {}


class TestAnother:
    def test_it_replaces_the_default_at_create(self, sandbox, esl):
        made = replaced(esl)
        consent, document = documents(esl, made)
        assert (consent["id"], consent["index"], consent["name"], consent["size"]) == (CONSENT, 0, "Ours", len(OWN))
        assert (document["id"], document["index"], document["size"]) == ("doc1", 1, len(AGREEMENT))
        assert [(one["id"], one["role"]) for one in consent["approvals"]] == [("accept0", "role0")]
        assert esl.get(at(made, "documents", CONSENT, "original")).content == OWN
        localized = esl.post(at(made, "documents", "localize-consent"), json={"language": "fr"})
        assert key_of(localized) == (422, "error.unprocessableEntity.defaultConsent.notExist")
        copy = esl.post(at(made, "clone"), json={}).json()["id"]
        assert esl.get(at(copy, "documents", CONSENT, "original")).content == OWN
        send(esl, made)
        assert sandbox.sign_all(made).status == "COMPLETED"
        assert documents(esl, made)[0]["data"] == {"esl_doc_accepted_by_signers": "signer0"}
        final = esl.get(at(made, "documents", CONSENT, "pdf")).content
        assert pdf.find_text(final, {"I agree."})["I agree."]

    def test_it_may_be_signed_as_well(self, sandbox, esl):
        made = replaced(esl, approvals=[approval(0)])
        send(esl, made)
        assert sign_confirm(esl, made, CONSENT).status_code == 200
        assert [bool(one["approvals"][0]["signed"]) for one in documents(esl, made)] == [True, False]
        assert sandbox.sign_all(made).status == "COMPLETED"
        content = esl.get(at(made, "documents", CONSENT, "pdf")).content
        final = pdf.verify_pdf(content, [sandbox.ca_certificate])
        assert (final.problems, final.signatures[0].signer) == ((), "Ann Lee")

    def test_its_content_may_be_in_the_json(self, esl):
        content = base64.b64encode(OWN).decode()
        consent = {"id": CONSENT, "index": 0, "name": "Ours", "base64Content": content}
        made = esl.post("/packages", json={"name": "P", "roles": [role(0)], "documents": [consent]}).json()["id"]
        [kept] = documents(esl, made)
        assert (kept["name"], kept["size"], [one["role"] for one in kept["approvals"]]) == ("Ours", len(OWN), ["role0"])

    def test_a_file_replaces_it_later(self, esl):
        made = create(esl)
        path = at(made, "documents", CONSENT)
        assert multipart(esl, path, {"name": "Ours"}, ("c.pdf", OWN, "application/pdf")).json()["size"] == len(OWN)
        assert esl.get(path + "/pdf").content == OWN

    def test_a_consent_without_a_file_is_what_was_read_before(self, esl):
        consent = {"id": CONSENT, "index": 0, "name": "Changed"}
        made = create(esl, documents=[consent, *package()["documents"]])
        assert [(one["id"], one["size"] > 0) for one in documents(esl, made)] == [(CONSENT, True), ("doc1", True)]

    def test_there_is_one(self, esl):
        made = replaced(esl)
        again = multipart(esl, at(made, "documents"), {"id": CONSENT}, ("c.pdf", OWN, "application/pdf"))
        assert key_of(again) == (400, "error.validation.document.duplicateId")


class TestAcceptOnly:
    def test_a_package_of_nothing_else_is_sent_and_accepted(self, esl):
        made = sent(esl, signers=1, documents=[{"id": "doc1", "approvals": [accept_only(0)]}])
        assert sign_confirm(esl, made, "doc1").status_code == 200
        [accepted] = documents(esl, made)[1]["approvals"]
        assert (bool(accepted["accepted"]), accepted["signed"]) == (True, None)
        assert esl.get(at(made)).json()["status"] == "COMPLETED"

    def test_one_document_is_accepted_another_signed(self, esl):
        named = [{"id": "terms", "approvals": [accept_only(0)]}, {"id": "doc1", "approvals": [approval(0)]}]
        made = sent(esl, PDF, PDF, signers=1, documents=named)
        signable = at(made, "documents", "terms", "signers", "signer0", "approvals")
        assert [one["id"] for one in esl.get(signable).json()] == ["accept0"]
        assert sign_confirm(esl, made, "terms").status_code == 200
        assert esl.get(signable).json() == []
        assert key_of(sign_confirm(esl, made, "terms")) == (400, "error.validation.document.nothingToSign")
        assert esl.get(at(made)).json()["status"] == "SENT"
        assert sign_confirm(esl, made, "doc1").status_code == 200
        assert esl.get(at(made)).json()["status"] == "COMPLETED"
        _, terms, signed = documents(esl, made)
        assert [bool(one["approvals"][0]["signed"]) for one in (terms, signed)] == [False, True]

    def test_it_is_not_mixed_with_signatures_in_one_document(self, esl):
        made = create(esl, documents=[{"id": "doc1", "approvals": [approval(0), accept_only(1)]}])
        refused = esl.post(at(made), json={"status": "SENT"})
        assert key_of(refused) == (400, "error.validation.document.acceptOnly")
        assert esl.get(at(made)).json()["status"] == "DRAFT"


class TestSignaturesOfOneName:
    TWICE = {"type": "SIGNATURE", "name": "Ann Lee"}
    REFUSED = (400, "error.validation.approval.signatureExists")

    def test_one_approval_does_not_have_two(self, esl):
        made = create(esl)
        path = at(made, "documents", "doc1", "approvals")
        assert key_of(esl.post(path, json={"role": "role0", "fields": [self.TWICE, self.TWICE]})) == self.REFUSED
        assert esl.post(path, json={"role": "role0", "id": "one", "fields": [self.TWICE]}).status_code == 200
        assert key_of(esl.post(path + "/one/fields", json=self.TWICE)) == self.REFUSED
        assert key_of(esl.post(path + "/one/fields/x", json=self.TWICE)) == self.REFUSED
        assert esl.post(path + "/one/fields", json={**self.TWICE, "id": "x", "name": "x"}).status_code == 200
        assert key_of(esl.put(path + "/one/fields/x", json=self.TWICE)) == self.REFUSED
        assert [len(one["fields"]) for one in documents(esl, made)[1]["approvals"]] == [1, 1, 2]

    def test_a_switch_takes_them(self, switch, esl):
        switch(same_signature="taken")
        made = create(esl, documents=[{"id": "doc1", "approvals": [{"role": "role0", "fields": [self.TWICE] * 2}]}])
        path = at(made, "documents", "doc1", "approvals")
        assert esl.post(path, json={"role": "role0", "id": "one", "fields": [self.TWICE]}).status_code == 200
        assert esl.post(path + "/one/fields", json=self.TWICE).status_code == 200

    def test_two_approvals_do(self, esl):
        two = [{"role": "role0", "fields": [self.TWICE]}, {"role": "role1", "fields": [self.TWICE]}]
        assert create(esl, documents=[{"id": "doc1", "approvals": two}])
