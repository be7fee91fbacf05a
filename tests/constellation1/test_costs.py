"""What the two forms of a document cost, as the page on files says: bytes on the wire, and processor time."""

from __future__ import annotations

import base64
import json
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from esignkit.constellation1 import Constellation1, Document, Session
from tests.constellation1.samples import SESSION_ID
from tests.tables import in_one_test

CONTENT = random.Random(1).randbytes(20_000_000)
GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "files.md").read_text()
ROUNDS = 20
untraced = pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer (coverage) would be measured as well")


def client_of(form: Any) -> tuple[Constellation1, list[int]]:
    """Return a client whose transport takes bodies, and what it took: the bytes of each body."""
    took: list[int] = []

    def handle(request: httpx.Request) -> httpx.Response:
        took.append(sum(len(block) for block in request.stream))
        return httpx.Response(200, content=b'{"ReturnValue": "True"}')

    inner = httpx.Client(transport=httpx.MockTransport(handle))
    return Constellation1(token="t", username="u", environment="stage", file_bytes=form, http_client=inner), took


def call(client: Constellation1) -> object:
    return client.sessions.update(SESSION_ID, Session(documents=[Document(file_name="a.pdf", file_bytes=CONTENT)]))


def spent(run: Callable[[], object]) -> float:
    begin = time.thread_time()
    run()
    return time.thread_time() - begin


@in_one_test("form, row", [("integers", "about 3.6 MB"), ("base64", "about 1.3 MB")])
def test_the_sizes_are_what_the_guide_says(form: str, row: str) -> None:
    line = next(line for line in GUIDE.splitlines() if line.startswith(f'| `"{form}"`'))
    assert row in line
    factor = float(re.findall(r"\d\.\d", row)[0])
    client, took = client_of(form)
    call(client)
    assert took[0] / len(CONTENT) == pytest.approx(factor, abs=0.05)


@untraced
def test_integers_cost_a_sixth_of_what_json_takes_for_them() -> None:
    """The target is 40 MB a second, where `json` writes 7; a machine half as quick has the same ratio."""

    def theirs() -> object:
        return json.dumps(list(CONTENT[: len(CONTENT) // 10])).encode()

    client, best = client_of("integers")[0], 9.0
    for _ in range(ROUNDS):  # the processor is shared: one undisturbed round tells
        best = min(best, spent(lambda: call(client)) / spent(theirs) / 10)
        if best <= 0.16:
            break
    assert best <= 0.16


@untraced
def test_base64_costs_three_tenths_of_a_json_body_of_httpx() -> None:
    def theirs() -> object:
        text = base64.b64encode(CONTENT).decode()
        return httpx.Request("POST", "https://x.example", json={"FileBytes": text}).read()

    client, best = client_of("base64")[0], 9.0
    for _ in range(ROUNDS):
        best = min(best, spent(lambda: call(client)) / spent(theirs))
        if best <= 0.3:
            break
    assert best <= 0.3
