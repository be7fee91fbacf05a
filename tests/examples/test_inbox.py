"""The inbox in three web frameworks, each a server of its own that the sandbox posts to: "inbox_fastapi.py" and so on."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from esignkit.agreements import Agreement, Agreements, Party
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests.clocks import until

EXAMPLES = Path(__file__).parents[2] / "examples"
KEY = "a-long-secret"
SECONDS = 60.0

FRAMEWORKS = {
    "fastapi": ("inbox_fastapi.py", [["-m", "uvicorn", "inbox_fastapi:app", "--port", "{port}"]]),
    "flask": ("inbox_flask.py", [["-m", "flask", "--app", "inbox_flask", "run", "--port", "{port}"], ["inbox_flask.py"]]),
    "django": ("inbox_django.py", [["inbox_django.py", "runserver", "--noreload", "{port}"], ["inbox_django.py", "worker"]]),
}  # fmt: skip


@pytest.fixture(params=FRAMEWORKS)
def address(request: pytest.FixtureRequest, account: SandboxAccount, tmp_path: Path) -> Iterator[str]:
    """The address of an example that runs, with its worker."""
    pytest.importorskip(request.param, reason=f"{request.param} is not installed")
    program, commands = FRAMEWORKS[request.param]
    (tmp_path / program).write_bytes((EXAMPLES / program).read_bytes())
    environment = {**os.environ, **account.env(), "ESIGNKIT_SERVICE": "esignlive", "ESIGNLIVE_CALLBACK_KEY": KEY}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with ExitStack() as stack:
        for command in commands:
            arguments = [sys.executable, *(part.format(port=port) for part in command)]
            process = stack.enter_context(
                subprocess.Popen(
                    arguments, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
            stack.callback(process.terminate)
        yield f"http://127.0.0.1:{port}"


def get(url: str) -> object:
    with urllib.request.urlopen(url, timeout=SECONDS) as response:
        return json.load(response)


def wait_for(url: str, *, value: object) -> None:
    last: object = None

    def is_so() -> bool:
        nonlocal last
        try:
            last = get(url)
        except urllib.error.URLError as error:
            last = str(error)
        return last == value

    assert until(is_so), f"{url} says {last!r}"


def test_a_signed_agreement_is_noted_once(address: str, account: SandboxAccount, sandbox: Sandbox) -> None:
    wait_for(f"{address}/signed", value=[])
    webhook = sandbox.webhooks.register("esignlive", f"{address}/webhooks/esignlive", account.tenant, key=KEY)
    with Agreements.from_env({**account.env(), "ESIGNKIT_SERVICE": "esignlive"}) as sign:
        party = Party("Ada Byron", "ada@example.com")
        sent = sign.send(Agreement(title="Lease", documents=[("lease.pdf", sample_agreement())], parties=[party]))
        (transaction,) = [one for one in sandbox.transactions() if one.tenant == account.tenant]
        sandbox.sign_all(transaction.id)
        sign.wait(sent.id, timeout=SECONDS, interval=0.05)
    deliveries = [one for one in sandbox.deliveries() if f":{address.rpartition(':')[2]}/" in one.url]
    assert {one.state.value for one in deliveries} == {"delivered"}
    sandbox.webhooks.resend(deliveries[-1].id)
    sandbox.deliveries()
    wait_for(f"{address}/signed", value=[sent.id])
    forged = urllib.request.Request(
        f"{address}/webhooks/esignlive", json.dumps(deliveries[-1].body).encode(), method="POST"
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(forged, timeout=SECONDS)
    caught.value.close()
    assert caught.value.code == 401
    sandbox.webhooks.remove(webhook.id)
