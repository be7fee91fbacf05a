"""The files that prove signatures; the documents' own words are tested where their life is."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_der_x509_certificate
from lxml import etree

from esignkit.sandbox import pdf

from .support import ANN, BOB

NAMES = {"ds": "http://www.w3.org/2000/09/xmldsig#", "xades": "http://uri.etsi.org/01903/v1.3.2#"}
MARK = b"esignkit sandbox - not legally binding"


def sha256(content):
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


def verify_xades(content, signed_file):
    """Check a XAdES file as a validator would: canonical forms, digests, signature; return the certificate's subject."""
    root = etree.fromstring(content)

    def canonical(path):
        (element,) = root.xpath(path, namespaces=NAMES)
        return etree.tostring(element, method="c14n")

    def text(path):
        return root.xpath(path, namespaces=NAMES)[0].text

    digests = [one.text for one in root.xpath(".//ds:SignedInfo//ds:DigestValue", namespaces=NAMES)]
    assert digests == [sha256(signed_file), sha256(canonical(".//xades:SignedProperties"))]
    certificate = load_der_x509_certificate(base64.b64decode(text(".//ds:X509Certificate")))
    value = base64.b64decode(text("./ds:SignatureValue"))
    numbers = (int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))
    signed = canonical("./ds:SignedInfo")
    certificate.public_key().verify(encode_dss_signature(*numbers), signed, ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        certificate.public_key().verify(encode_dss_signature(*numbers), signed + b" ", ECDSA(SHA256()))
    return certificate.subject.rfc4514_string()


@pytest.fixture
def signed(app):
    """A completed request with two signers; the path of its document."""
    request_id = app.published(signers=[ANN, BOB])
    app.sandbox.sign_all(request_id)
    app.request_id = request_id
    return f"documents/{app.context(request_id)['documentIds'][0]}"


def test_xades(app, signed):
    subjects = []
    for signature in app.ok("GET", f"{signed}/signatures"):
        response = app.call("GET", f"{signed}/signatures/{signature['_id']}/xades")
        assert response.headers["content-type"] == "application/xml"
        assert MARK in response.content
        subjects.append(verify_xades(response.content, pdf.sample_agreement()))
    assert ["Ann Archer" in subjects[0], "Bob Baker" in subjects[1]] == [True, True]


def test_asic(app, signed):
    response = app.call("GET", f"{signed}/asics")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert archive.read("mimetype").decode() == response.headers["content-type"]
        assert MARK in archive.read("META-INF/SANDBOX.txt")
        assert archive.read("contract.pdf") == pdf.sample_agreement()
        made = [name for name in archive.namelist() if name.startswith("META-INF/signatures")]
        assert len(made) == 2
        for name in made:
            verify_xades(archive.read(name), pdf.sample_agreement())
    assert app.call("GET", f"{signed}/asics").content == response.content


@pytest.mark.parametrize("name", ["mimetype", "../../up.txt", "日本語 & <b>.txt", "."])
def test_odd_file_names(app, name):
    request_id = app.draft()
    document_id = app.document(request_id, b"text", name)
    app.update(request_id, title="t", documentIds=[document_id], signerIds=[app.signer(**ANN)])
    app.publish(request_id)
    app.sandbox.sign_all(request_id)
    with zipfile.ZipFile(io.BytesIO(app.call("GET", f"documents/{document_id}/asics").content)) as archive:
        assert len(set(archive.namelist())) == 4
        assert all(not name.startswith(("/", "..")) and "/.." not in name for name in archive.namelist())
        assert archive.read(archive.namelist()[1]) == b"text"
        verify_xades(archive.read(archive.namelist()[2]), b"text")


def test_of_a_private_file_only_its_hash_is_signed(app):
    request_id = app.draft()
    document_id = app.document(request_id, label="private")
    app.ok("POST", f"documents/{document_id}/private-content", {"documentHash": sha256(b"mine")})
    app.update(request_id, title="t", documentIds=[document_id], signerIds=[app.signer(**ANN)])
    app.publish(request_id)
    app.sandbox.sign_all(request_id)
    with zipfile.ZipFile(io.BytesIO(app.call("GET", f"documents/{document_id}/asics").content)) as archive:
        assert archive.read("hash-of-a-private-file.txt").decode() == sha256(b"mine")


def test_images(app, signed):
    response = app.ok("GET", f"{signed}/img-signatures")
    assert response["documentId"] == signed.removeprefix("documents/")
    images = [base64.b64decode(one["imgB64"]) for one in response["signatures"]]
    assert [one["signerId"] for one in response["signatures"]] == app.context(app.request_id)["signedBy"]
    assert len(set(images)) == 2
    for image in images:
        assert image.startswith(b"\x89PNG\r\n\x1a\n")
        assert MARK in image


class TestAuthenticity:
    def check(self, app, document, content):
        files = {"file": ("copy.bin", content)}
        return app.ok("POST", f"{document}/check-authenticity", files=files)["authenticityValidated"]

    def test_of_original_and_signed_file(self, app, signed):
        assert self.check(app, signed, pdf.sample_agreement())
        assert self.check(app, signed, app.sandbox.signed_file(app.request_id))
        assert not self.check(app, signed, pdf.sample_agreement() + b" ")
        app.refused("BODY_VALIDATION_FAILED", "POST", f"{signed}/check-authenticity", files={"other": ("a", b"x")})

    @pytest.mark.parametrize("told", [sha256(b"mine"), hashlib.sha256(b"mine").hexdigest()])
    def test_of_a_private_file_in_either_encoding(self, app, told):
        document = f"documents/{app.document(app.draft())}"
        assert not self.check(app, document, b"mine")
        app.ok("POST", f"{document}/private-content", {"documentHash": told})
        assert self.check(app, document, b"mine")
        assert not self.check(app, document, b"yours")


def test_kinds_of_proof_in_api_4(app, signed):
    signer_id = app.context(app.request_id)["signerIds"][0]
    app.api = "v4"
    kinds = f"{signed}/signature-type"
    assert app.call("GET", f"{kinds}/ADVANCED_LEGAL_KIT").content.startswith(b"%PDF-")
    xml = app.call("GET", f"{kinds}/XADESDET/signers/{signer_id}").content
    assert "Ann Archer" in verify_xades(xml, pdf.sample_agreement())
    app.refused("SIGNATURE_NOT_FOUND", "GET", f"{kinds}/XADESDET/signers/{'0' * 24}", status=404)
    app.refused("SIGNATURE_PROOF_TYPE_NOT_AVAILABLE", "GET", f"{kinds}/C2PA/signers/{signer_id}")


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("asics", "DOCUMENT_PROOF_NOT_CREATED"),
        ("signature-proof", "DOCUMENT_PROOF_NOT_CREATED"),
        ("img-signatures", "NO_SIGNATURE_IMAGES_FOUND"),
    ],
)
def test_a_document_that_was_left_out_has_no_proof(app, call, code):
    request_id = app.ready(signers=[ANN])
    left_out = app.document(request_id, b"text", "a.txt")
    app.publish(request_id)
    app.sandbox.sign_all(request_id)
    body = app.refused(code, "GET", f"documents/{left_out}/{call}")
    assert body["context"] == {"status": "COMPLETED"}
