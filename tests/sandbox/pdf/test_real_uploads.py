"""The upload of the slowest of the real PDFs keeps no other call waiting: measured against the same calls without it.

`nox -s corpus` fetches the files, and says with `-s` what it measured.
"""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import PdfRefused, TakesLong, at_most, rehearse
from tests.sandbox.esl import client_of, multipart

from .test_real_files import FILES, MOST

AT_ONCE, ROUNDS = 20, 3
ALLOWED = 0.5
"""Seconds that the slowest call may take longer than the slowest of as many without the upload."""

pytestmark = pytest.mark.skipif(not FILES, reason="real files are fetched by `nox -s corpus`")


def slowest() -> bytes:
    """Return the file that takes the most work, of those that are tried."""
    return max((path.read_bytes() for path in FILES[:: max(len(FILES) // MOST, 1)]), key=work_of)


def work_of(data: bytes) -> float:
    """Return the time of the processor that a rehearsal takes in this thread, up to a bound on its work."""
    before = time.thread_time()
    with suppress(PdfRefused, TakesLong), at_most(30_000):
        rehearse(data, "it")
    return time.thread_time() - before


def test_other_calls_do_not_wait_for_the_slowest_upload():
    content = slowest()
    with Sandbox() as sandbox, client_of(sandbox) as client, ThreadPoolExecutor(AT_ONCE) as pool:

        def call(_: int) -> float:
            response = client.get("/packages")
            assert response.status_code == 200
            return response.elapsed.total_seconds()

        def calls(times: int) -> list[float]:
            return [seconds for _ in range(times) for seconds in pool.map(call, range(AT_ONCE))]

        def upload(number: int) -> None:
            payload = {"name": "real", "documents": [{"id": "d", "name": "real"}]}
            new = content + b"\n%% %d\n" % number  # what is known already is not rehearsed again
            assert multipart(client, "/packages", payload, ("real", new)).status_code in {200, 400}

        calls(3)
        late: list[float] = []
        for number in range(ROUNDS):
            uploading = threading.Thread(target=upload, args=(number,))
            uploading.start()
            beside: list[float] = []
            while uploading.is_alive() or not beside:
                beside += calls(1)
            uploading.join()
            alone = calls(len(beside) // AT_ONCE)
            print(f"\n{len(content)} bytes; {AT_ONCE} calls alone: {shown(alone)}; beside the upload: {shown(beside)}")
            late.append(max(beside) - max(alone))
    assert (
        min(late) < ALLOWED
    )  # a busy machine makes some calls late in some rounds; who waits for the file is late in all


def shown(times: list[float]) -> str:
    return f"min {min(times):.3f}, median {statistics.median(times):.3f}, max {max(times):.3f} s of {len(times)}"
