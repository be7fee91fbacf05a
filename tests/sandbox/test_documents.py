"""Documents as people have them, sent to each service over HTTP: taken, or refused when they are uploaded."""

from __future__ import annotations

import threading
import zipfile
from contextlib import ExitStack
from io import BytesIO

import pytest

from esignkit.sandbox import Sandbox, pdf
from esignkit.sandbox.domain.document_process import DocumentProcess
from esignkit.sandbox.domain.file_kinds import Kind, kind_of
from esignkit.sandbox.ids import Ids
from esignkit.sandbox.worker import Worker
from tests.sandboxes import running_sandbox

from .constellation1.support import Client, document, envelope
from .esl import AGREEMENT, client_of, multipart
from .esl import package as package_of
from .ignisign.support import Application
from .pdf.specimens import REFUSED, TAKEN, one_page
from .web.support import Signer

running = running_sandbox(scope="module")

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
LOGIN = b"<!DOCTYPE html><html><body>Please sign in.</body></html>"


def archive(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "<xml/>")
    return out.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")
OPEN_TEXT = archive("content.xml", "META-INF/manifest.xml")

KINDS = {
    Kind.PDF: [AGREEMENT, b"\0\0junk before %PDF-1.7 cut"],
    Kind.WORD: [WORD],
    Kind.OLD_WORD: [OLD_WORD],
    Kind.OPEN_TEXT: [OPEN_TEXT],
    Kind.RICH_TEXT: [rb"{\rtf1 text}"],
    Kind.TEXT: [b"Dear tenant,\r\n", "Grüße".encode(), "Grüße".encode("utf-16"), "Grüße".encode("cp1252"), b"%"],
    Kind.PICTURE: [PNG, b"\xff\xd8\xff\xe0", b"GIF89a"],
    Kind.WEB_PAGE: [LOGIN, b"\xef\xbb\xbf\n<HTML lang=en>%PDF-1.4"],
    Kind.OTHER: [b"MZ\x90\0", b"PK\x03\x04 cut", archive("a.txt"), OLD_WORD[:8], b"", b"\n"],
}


@pytest.mark.parametrize(("kind", "content"), [(kind, one) for kind, several in KINDS.items() for one in several])
def test_a_file_is_told_apart_by_its_content(kind, content):
    assert kind_of(content) is kind


class Services:
    """The three services, each told to take one document for one signer; an empty answer is an agreement."""

    def __init__(self, sandbox, stack):
        self.sandbox = sandbox
        self.esl = stack.enter_context(client_of(sandbox))
        self.ignisign = stack.enter_context(Application(sandbox, sandbox.account))
        self.c1 = Client(sandbox.constellation1)
        stack.callback(self.c1.close)

    def esignlive(self, content, name):
        payload = package_of(signers=1, documents=[{"id": "doc1", "name": name, "approvals": []}])
        response = multipart(self.esl, "/packages", payload, (name, content, "application/octet-stream"))
        return "" if response.status_code == 200 else response.json()["message"]

    def ignisign_v3(self, content, name):
        response = self.ignisign.call(
            "POST", f"documents/{self.ignisign.document(self.ignisign.draft())}/file", files={"file": (name, content)}
        )
        return "" if response.status_code == 200 else response.json()["message"]

    def constellation1(self, content, name):
        body = envelope(self.c1.username, documents=[document(content, name)])
        return self.c1.call("POST", "/v1/sessions", body)["Details"] or ""


SERVICES = ("esignlive", "ignisign_v3", "constellation1")


@pytest.fixture(scope="module")
def services(running):
    with ExitStack() as stack:
        yield Services(running, stack)


@pytest.mark.parametrize("service", SERVICES)
class TestUpload:
    @pytest.mark.parametrize("case", TAKEN)
    def test_taken(self, services, service, case):
        assert getattr(services, service)(TAKEN[case], "lease.pdf") == ""

    @pytest.mark.parametrize("case", REFUSED)
    def test_refused_by_the_document_s_name(self, services, service, case):
        content, _, words = REFUSED[case]
        message = getattr(services, service)(content, "lease.pdf")
        assert "lease.pdf" in message
        if service != "constellation1":  # which says no more than that it did not upload
            assert words in message

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("login.pdf", LOGIN, "a web page"),
            ("one.pdf", b"%", "plain text"),
            ("photo.pdf", PNG, "a picture"),
        ],
    )
    def test_what_is_called_a_pdf_and_is_none(self, services, service, name, content, words):
        message = getattr(services, service)(content, name)
        assert name in message
        if service != "constellation1":
            assert words in message

    @pytest.mark.parametrize(
        ("name", "content", "takers"),
        [
            ("lease.docx", WORD, SERVICES),
            ("lease.doc", OLD_WORD, SERVICES),
            ("lease.odt", OPEN_TEXT, SERVICES),
            ("lease.rtf", rb"{\rtf1 x}", SERVICES),
            ("lease.txt", b"Lease", SERVICES),
            ("photo.png", PNG, ("ignisign_v3", "constellation1")),
            ("login.html", LOGIN, ("ignisign_v3",)),
            ("tool.exe", b"MZ\x90\0", ("ignisign_v3",)),
        ],
    )
    def test_what_a_service_converts(self, services, service, name, content, takers):
        assert (getattr(services, service)(content, name) == "") is (service in takers)


def test_the_page_that_stands_in_for_a_document_says_so(services):
    services.esignlive(WORD, "lease.docx")
    made = services.esl.get("/packages").json()["results"][0]
    (document_id,) = [one["id"] for one in made["documents"] if one["id"] != "default-consent"]
    page = services.esl.get(f"/packages/{made['id']}/documents/{document_id}/pdf").content
    assert "does not convert" in pdf.read_text(page)[0]


def test_other_calls_go_on_while_a_document_is_rehearsed(services, monkeypatch):
    started, go_on = threading.Event(), threading.Event()

    content = one_page(content=b"BT /F 9 Tf (seen by nobody yet) Tj ET")

    measure = DocumentProcess.measure

    def slow(process, data):
        if data == content:
            started.set()
            assert go_on.wait(60)
        return measure(process, data)

    monkeypatch.setattr(DocumentProcess, "measure", slow)
    answers = []
    upload = threading.Thread(target=lambda: answers.append(services.esignlive(content, "slow.pdf")))
    upload.start()
    try:
        assert started.wait(60)
        for _ in range(20):  # each would wait for ever
            assert services.esl.get("/packages").status_code == 200
        assert services.ignisign_v3(AGREEMENT, "other.pdf") == ""
        assert answers == []
    finally:
        go_on.set()
        upload.join()
    assert answers == [""]


@pytest.mark.parametrize("seed", [None, 7])
def test_work_that_is_done_again_makes_the_same_ids(seed):
    ids, drawn = Ids(seed), []
    ids.repeat(drawn)
    first = (ids.uuid(), ids.word(12), ids.hex24())
    ids.repeat(None)
    other = (ids.uuid(), ids.word(12), ids.hex24())
    ids.repeat(drawn)
    assert (ids.uuid(), ids.word(12), ids.hex24()) == first
    assert not {ids.hex24(), ids.hex24()} & {*first, *other}
    ids.repeat(drawn)
    assert ids.uuid() == first[0]
    assert ids.word(40) not in first  # it goes another way
    assert ids.hex24() != first[2]


def test_what_is_worked_on_beside_others_needs_no_chance():
    """With a seed, a call makes the same ids whether its document was known or not."""
    made = []
    for _ in range(2):
        with Sandbox(seed=7) as sandbox, client_of(sandbox) as client:
            made += [sent_at_once(client, SENT_AT_ONCE), sent_at_once(client, AGREEMENT)]
    assert made[:2] == made[2:]
    assert len({*made}) == 2


SENT_AT_ONCE = one_page(content=b"0 0 m 9 9 l S\n" * 9_100)
"""It takes long, so it is prepared beside other calls."""


def sent_at_once(client, content):
    response = multipart(client, "/packages", package_of(signers=1, status="SENT"), ("lease.pdf", content))
    assert response.status_code == 200, response.text
    return response.json()["id"]


def test_a_document_that_takes_long_is_prepared_once_where_it_is_sent_at_once(services, monkeypatch):
    worked = []
    call = DocumentProcess.call

    def counted(process, function, *args, **kwargs):
        worked.append(function.__name__)
        assert len(worked) < 20, worked
        return call(process, function, *args, **kwargs)

    monkeypatch.setattr(DocumentProcess, "call", counted)
    sent_at_once(services.esl, SENT_AT_ONCE + b"\n")
    assert worked.count("prepare") == 1


@pytest.mark.parametrize("act", [Sandbox.sign, Sandbox.sign_all])
def test_what_the_owner_lets_be_signed_keeps_no_other_call_waiting(monkeypatch, act):
    started, go_on, worked, call = threading.Event(), threading.Event(), [], DocumentProcess.call

    def slow(process, function, *args, **kwargs):
        worked.append(function.__name__.strip("_"))
        assert len(worked) < 20, worked
        if worked[-1] == "sign":
            started.set()
            assert go_on.wait(60)
        return call(process, function, *args, **kwargs)

    monkeypatch.setattr(DocumentProcess, "call", slow)
    with Sandbox() as sandbox, client_of(sandbox) as esl:
        package_id = sent_at_once(esl, SENT_AT_ONCE + act.__name__.encode())
        answers = []
        signing = threading.Thread(target=lambda: answers.append(act(sandbox, package_id)))
        signing.start()
        try:
            assert started.wait(30)
            for _ in range(20):  # each would wait for ever
                assert esl.get("/packages").status_code == 200
            assert answers == []
        finally:
            go_on.set()
            signing.join()
        assert [one.status for one in answers] == ["COMPLETED"]
        assert pdf.verify_pdf(sandbox.signed_file(package_id, "doc1"), [sandbox.ca_certificate]).ok
        assert [entry.operation for entry in sandbox.ledger()].count("packages.send") == 1
    assert [worked.count(one) for one in ("prepare", "sign", "seal")] == [1, 1, 1]


def test_what_the_owner_lets_be_signed_is_finished_before_the_sandbox_stops(monkeypatch):
    started, call, answers = threading.Event(), DocumentProcess.call, []

    def slow(process, function, *args, **kwargs):
        if function.__name__.strip("_") == "sign":
            started.set()
            assert stopping.wait(30)
        return call(process, function, *args, **kwargs)

    monkeypatch.setattr(DocumentProcess, "call", slow)
    stopping, close = threading.Event(), Worker.shutdown

    def stop(worker):
        stopping.set()
        close(worker)

    monkeypatch.setattr(Worker, "shutdown", stop)
    with Sandbox() as sandbox, client_of(sandbox) as esl:
        package_id = sent_at_once(esl, SENT_AT_ONCE + b"% stopped")
        signing = threading.Thread(target=lambda: answers.append(sandbox.sign_all(package_id).status))
        signing.start()
        assert started.wait(30)
    signing.join()
    assert answers == ["COMPLETED"]
    with pytest.raises(RuntimeError):
        sandbox.sign_all(package_id)


def test_signing_and_sealing_what_takes_long_go_on_beside_other_calls(monkeypatch):
    """The first signature of a sandbox makes its authority, too: the same one where the call is answered again."""
    worked = []
    call = DocumentProcess.call

    def counted(process, function, *args, **kwargs):
        worked.append(function.__name__.strip("_"))
        assert len(worked) < 20, worked
        return call(process, function, *args, **kwargs)

    monkeypatch.setattr(DocumentProcess, "call", counted)
    with Sandbox() as sandbox, client_of(sandbox) as esl:
        package_id = sent_at_once(esl, SENT_AT_ONCE + b"\n\n")
        address = esl.get(f"/packages/{package_id}/roles/role0/signingUrl").json()["url"]
        with Signer(address) as signer:
            signer.sign()
        signed = sandbox.signed_file(package_id, "doc1")
        assert pdf.verify_pdf(signed, [sandbox.ca_certificate]).ok
    assert [worked.count(one) for one in ("prepare", "sign", "seal")] == [1, 1, 1]
