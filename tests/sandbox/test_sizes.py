"""How large a request or a file may be: each service's own rule, in its own form of an error."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import tracemalloc

import httpx
import pytest
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from esignkit.sandbox.control_api import ControlApi
from esignkit.sandbox.emulators.constellation1.emulator import Constellation1Emulator
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from esignkit.sandbox.emulators.ignisign.emulator import IgnisignEmulator
from esignkit.sandbox.request_checks import read_body
from tests.sandboxes import running_sandbox

from .constellation1.support import Client, document
from .esl import AGREEMENT, client_of, create, key_of, multipart
from .ignisign.support import Application, check_refusal
from .wire import ADDRESSES, Wire, chunked, root_of

sandbox = running_sandbox(scope="module")

MB = 1 << 20
TOGETHER = "Error: The documents of a session may have 100 MB together."


@pytest.fixture(scope="module")
def large():
    """A PDF of 17 MB."""
    writer = IncrementalPdfFileWriter(io.BytesIO(AGREEMENT))
    writer.root["/Padding"] = writer.add_object(StreamObject(stream_data=os.urandom(17 * MB)))
    writer.update_root()
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.fixture
def constellation1(sandbox):
    client = Client(sandbox.constellation1)
    with client.http:
        yield client


@pytest.fixture(params=["v3", "v4"])
def ignisign(request, sandbox, account):
    with Application(sandbox, account, request.param) as application:
        yield application


@pytest.fixture
def small(monkeypatch):
    """Let no request have more than 2,000 bytes."""
    for emulator in (ESignLiveEmulator, IgnisignEmulator, Constellation1Emulator, ControlApi):
        monkeypatch.setattr(emulator, "max_body", 2000)


class TestRequests:
    """Larger than anything that the service could take."""

    @pytest.mark.usefixtures("small")
    @pytest.mark.parametrize("in_chunks", [False, True])
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_of_esignlive(self, sandbox, address, in_chunks):
        wire = Wire(root_of(sandbox, "esignlive", address), f"Basic {sandbox.esignlive.api_key}")
        body, head = b'{"name": "%s"}' % (b"x" * 3000), b""
        if in_chunks:
            body, head = chunked(body), b"Transfer-Encoding: chunked\r\n"
        status, fields, content = wire.send("POST", "/api/packages", body, head)
        assert (status, fields["content-type"]) == (400, "application/json")
        assert b'"error.validation.request.tooLarge"' in content
        assert sandbox.transactions("esignlive") == []

    @pytest.mark.usefixtures("small")
    def test_its_status_is_a_switch(self, sandbox, account):
        sandbox.switch("esignlive", account.tenant, too_large=413)
        with client_of(sandbox, account) as esl:
            answer = esl.post("/packages", json={"name": "x" * 3000})
        assert key_of(answer) == (413, "error.validation.request.tooLarge")

    @pytest.mark.usefixtures("small")
    def test_who_may_not_call_hears_that_first(self, sandbox):
        answer = httpx.post(f"{sandbox.esignlive.base_url}/packages", content=b"x" * 3000, trust_env=False)
        assert answer.status_code == 401

    def test_of_a_page(self, sandbox):
        """What a browser sends gets a page."""
        answer = httpx.post(
            f"{sandbox.url}/console/state/seed",
            data={"seed": "#" * 2 * MB},
            headers={"Origin": sandbox.url},
            trust_env=False,
        )
        assert (answer.status_code, answer.headers["content-type"]) == (413, "text/html; charset=utf-8")
        assert "1 MiB" in answer.text

    def test_a_snapshot_may_be_larger_than_other_requests_of_its_kind(self, sandbox):
        with client_of(sandbox) as esl:
            made_id = create(esl, ("a.txt", base64.b64encode(os.urandom(2 * MB)), "text/plain"))
        saved = httpx.post(f"{sandbox.url}/_sandbox/snapshot", trust_env=False, timeout=60).content
        assert len(saved) > ControlApi.max_body
        sandbox.reset()
        loaded = httpx.put(f"{sandbox.url}/_sandbox/snapshot", content=saved, trust_env=False, timeout=60)
        assert loaded.json() == {"loaded": True}
        assert [one.id for one in sandbox.transactions()] == [made_id]
        sandbox.reset()
        page = httpx.post(
            f"{sandbox.url}/console/state/load",
            files={"snapshot": ("one", saved)},
            headers={"Origin": sandbox.url},
            trust_env=False,
            timeout=60,
        )
        assert page.status_code == 303
        assert [one.id for one in sandbox.transactions()] == [made_id]
        sandbox.reset()

    @pytest.mark.usefixtures("small")
    def test_of_ignisign(self, ignisign):
        answer = ignisign.call("POST", "A/signers", {"firstName": "x" * 3000})
        check_refusal(answer, 400, "FILE_TOO_LARGE" if ignisign.api == "v4" else "BAD_REQUEST")

    def test_of_ignisign_is_a_switch(self, ignisign):
        ignisign.switch(largest_request=3000)
        answer = ignisign.call("POST", "A/signers", {"firstName": "x" * 3000})
        check_refusal(answer, 400, "FILE_TOO_LARGE" if ignisign.api == "v4" else "BAD_REQUEST")
        assert ignisign.call("POST", "A/signers", {"firstName": "x" * 2900}).status_code == 200

    @pytest.mark.usefixtures("small")
    @pytest.mark.parametrize("refusal", ["text", "400", "413"])
    def test_of_constellation1(self, sandbox, constellation1, refusal):
        sandbox.switch("constellation1", size_refusal=refusal)
        answer = constellation1.send("POST", "/v1/sessions", {"session": {"Title": "x" * 3000}})
        assert answer.status_code == (200 if refusal == "text" else int(refusal))
        assert answer.json()["Details" if refusal == "text" else "Message"] == TOGETHER
        sandbox.switch("constellation1", size_refusal="text")

    def test_of_the_control_api(self, sandbox):
        answer = httpx.post(f"{sandbox.url}/_sandbox/faults", content=b" " * (MB + 1), trust_env=False)
        assert (answer.status_code, list(answer.json())) == (413, ["message"])

    @pytest.mark.parametrize("path", ["/nothing", "/esl/api/nothing", "/ignisign/v3/nothing", "/c1/rest/v1/nothing"])
    def test_to_an_address_that_there_is_not(self, sandbox, path):
        assert httpx.post(f"{sandbox.url}{path}", content=b"x" * 3000, trust_env=False).status_code == 404

    def test_no_more_of_it_is_held_than_may_be(self):
        async def receive():
            pieces.append(1)
            return {"type": "http.request", "body": os.urandom(MB), "more_body": len(pieces) < 60}

        pieces = []
        tracemalloc.start()
        try:
            assert asyncio.run(read_body(receive, 4 * MB)) is None
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert len(pieces) == 60  # to its end: a client that still sends would not read the answer
        assert most < 8 * MB


class TestFiles:
    def test_esignlive_takes_16_mb(self, sandbox, large):
        package = {"name": "x", "documents": [{"name": "D"}]}
        with client_of(sandbox) as esl:
            answer = multipart(esl, "/packages", package, ("a.pdf", large, "application/pdf"))
            assert key_of(answer) == (400, "error.validation.document.tooLarge")
            sandbox.switch("esignlive", too_large=413)
            answer = multipart(esl, "/packages", package, ("a.pdf", large, "application/pdf"))
            assert key_of(answer) == (413, "error.validation.document.tooLarge")
            sandbox.switch("esignlive", too_large=400)

    def test_constellation1_takes_100_mb_together(self, constellation1, large, monkeypatch):
        file_bytes = base64.b64encode(large).decode()  # an array of numbers would take its time
        session = constellation1.create(documents=[{"FileName": "large.pdf", "FileBytes": file_bytes}])
        monkeypatch.setattr("esignkit.sandbox.emulators.constellation1.session.MAX_TOTAL", 18 * MB)
        answer = constellation1.update(session, Documents=[document(b"x" * MB, "b.txt")])
        assert answer["Details"] == TOGETHER
        assert [one["FileName"] for one in constellation1.get(session)["Documents"]] == ["large.pdf"]

    def test_ignisign_takes_what_its_client_sends(self, ignisign, large):
        document_id = ignisign.document(ignisign.draft(), large)
        assert ignisign.ok("GET", f"documents/{document_id}")["fileSize"] == len(large)
