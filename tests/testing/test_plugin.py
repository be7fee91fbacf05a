"""The pytest plugin, in test runs of its own: a process each.

Most are forked from one that has imported the SDK already. The workers of `test_side_by_side` have nothing loaded.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def write(folder: Path, name: str, text: str, ini: str = "") -> Path:
    (folder / "pytest.ini").write_text(f"[pytest]\naddopts = --strict-markers\n{ini}")
    (folder / name).write_text(text)
    return folder


def outcomes(text: str) -> dict[str, str]:
    """`{"test_x": "PASSED"}`; a test that passes and whose teardown fails is an ERROR."""
    found: dict[str, str] = {}
    for kind, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+(?:\[\w+\])?)", text, re.MULTILINE):
        if found.get(name) in (None, "PASSED"):
            found[name] = kind
    return found


GOOD = """
import asyncio, os, socket
from datetime import timedelta
import pytest
from esignkit import Constellation1, ESignLive, Ignisign, OutcomeUnknownError
from esignkit.esignlive import Package
from esignkit.testing import NetworkBlocked, no_network

@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    return request.param

def test_three_clients(esignlive, ignisign, constellation1, esign_ledger):
    package_id = esignlive.packages.create(Package(name="Lease"))
    assert esignlive.packages.get(package_id).status == "DRAFT"
    ignisign.signature_profiles.list().all()
    with pytest.raises(Exception, match="(?i)session"):
        constellation1.sessions.get("00000000-0000-0000-0000-000000000000")
    assert esign_ledger.operations() == ["packages.create"]
    assert len(esign_ledger) == 1 and [one.provider for one in esign_ledger] == ["esignlive"]

@pytest.mark.anyio
async def test_three_to_await(async_esignlive, async_ignisign, async_constellation1, esign_ledger):
    await async_esignlive.packages.create(Package(name="Lease"))
    await async_ignisign.signature_profiles.list().all()
    with pytest.raises(Exception, match="(?i)session"):
        await async_constellation1.sessions.get("00000000-0000-0000-0000-000000000000")
    assert esign_ledger.operations("esignlive") == ["packages.create"]

def test_a_tenant_sees_nothing_of_the_tests_before(esignlive, esign_ledger):
    assert esignlive.packages.list().all() == [] and esign_ledger.operations() == []

def test_the_clock_moves(esign_clock, esign_sandbox, esignlive):
    before = esign_clock.now()
    assert esign_clock.advance(3600) - before >= timedelta(hours=1)
    package_id = esignlive.packages.create(Package(name="Lease"))
    assert esignlive.packages.get(package_id).created - before >= timedelta(minutes=59)
    esign_clock.freeze()

def test_the_clock_is_right_again(esign_clock):
    from datetime import UTC, datetime
    assert not esign_clock.is_frozen and abs(esign_clock.now() - datetime.now(UTC)) < timedelta(seconds=5)

def test_a_fault(esignlive, esign_faults, esign_ledger):
    esign_faults.add("reset", "esignlive", "packages.create", stage="after-commit")
    with pytest.raises(OutcomeUnknownError):
        esignlive.packages.create(Package(name="Lease"))
    assert esign_ledger.operations() == ["packages.create"]
    assert [one.effect for one in esign_faults.fired()] == ["reset"]

def test_webhooks(esignlive, ignisign, constellation1, esign_webhooks, esign_sandbox):
    from esignkit.constellation1 import Session, SessionInfo, SessionStatusEvent
    from esignkit.esignlive import CallbackEvent
    package_id = esignlive.packages.create(Package(name="Lease"))
    constellation1.sessions.create(Session(session_info=SessionInfo(title="Sale")))
    (one,) = esign_webhooks.events("constellation1")
    assert isinstance(one, SessionStatusEvent)
    (event,) = esign_webhooks.events("esignlive")
    assert event.name == "PACKAGE_CREATE" and event.package_id == package_id
    got = esign_webhooks.received()
    assert sorted(one.provider for one in got) == ["constellation1", "esignlive"]
    assert all(one.json and one.body for one in got)
    assert esign_webhooks.key not in repr(got)

def test_webhooks_of_ignisign_are_verified_by_the_code_under_test(ignisign, esign_webhooks):
    ignisign.signature_requests.create(ignisign.signature_profiles.list()[0].id)
    ignisign.signers.create(ignisign.signature_profiles.list()[0].id, first_name="Ada", last_name="Byron",
                            email="ada@example.com")
    (first, *_) = esign_webhooks.received("ignisign")
    assert type(first.event()) is type(ignisign.webhooks.verify(first.body))

def test_webhooks_that_are_refused(esignlive, esign_webhooks, esign_sandbox):
    esign_webhooks.status = 500
    esignlive.packages.create(Package(name="Lease"))
    assert [one.state for one in esign_sandbox.deliveries("esignlive")][-1] == "failed"

def test_webhooks_of_other_tests_do_not_arrive(esignlive, esign_webhooks):
    assert esign_webhooks.received() == []

def test_environment(esign_env):
    with ESignLive.from_env() as client:
        assert client.packages.list().all() == []
    assert os.environ["ESIGNLIVE_API_KEY"] == esign_env["ESIGNLIVE_API_KEY"]

@pytest.mark.esign(esignlive={"ids": "uuid"})
def test_switches(esignlive):
    assert len(esignlive.packages.create(Package(name="Lease"))) == 36

def test_the_real_network_is_blocked(esign_tenant):
    for address in [("192.0.2.1", 80), ("example.com", 80)]:
        with pytest.raises(NetworkBlocked, match=address[0]):
            socket.create_connection(address, 0.5)
    with pytest.raises(NetworkBlocked):
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))
    with pytest.raises(NetworkBlocked):
        socket.gethostbyname("example.com")

def test_in_an_event_loop_too(esign_tenant):
    async def go():
        await asyncio.open_connection("192.0.2.1", 80)
    with pytest.raises(NetworkBlocked):
        asyncio.run(go())

def test_a_client_of_the_real_service_does_not_get_out(esign_tenant):
    with ESignLive(api_key="a2V5", environment="us2-sandbox") as client, pytest.raises(NetworkBlocked):
        client.packages.get("x", options={"attempts": 1})

def test_plain():
    assert not {"connect", "connect_ex", "sendto"} & set(vars(socket.socket))
    assert socket.getaddrinfo.__module__ == "socket"
    with no_network(), no_network():
        with pytest.raises(NetworkBlocked):
            socket.socket().connect(("192.0.2.1", 80))
    assert not {"connect", "connect_ex", "sendto"} & set(vars(socket.socket))
"""


TAKEN = """
import warnings
import pytest
from esignkit import ApiError

def test_loose(esignlive):
    esignlive.request("POST", "/packages", json={"name": "Lease", "emailMesage": "m"})

@pytest.mark.esign(strict=True)
def test_strict(esignlive, ignisign, constellation1):
    with pytest.raises(ApiError, match="emailMessage"):
        esignlive.request("POST", "/packages", json={"name": "Lease", "emailMesage": "m"})
    with pytest.raises(ApiError, match="userName"):
        constellation1.request("POST", "/v1/sessions", json={"username": "n", "session": {}})
    with pytest.raises(ApiError, match="is not known here"):
        ignisign.request("POST", "/v3/signature-requests/x/publish", json={"title": "t"})
"""


def test_what_a_service_would_not_take(run, tmp_path):
    done = run(write(tmp_path, "test_taken.py", TAKEN), "-W", "default")
    assert "2 passed, 1 warning" in done.stdout, done.stdout[-4000:]
    assert "NotTakenWarning: esignlive would not take this of packages.create: emailMesage is not known" in done.stdout


def test_what_the_fixtures_give(run, tmp_path):
    done = run(write(tmp_path, "test_good.py", GOOD), "-rA")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    assert outcomes(done.stdout)["test_three_to_await[trio]"] == "PASSED"
    assert "17 passed" in done.stdout


BAD = """
import contextlib
import pytest

def test_unknown_route(esignlive):
    with contextlib.suppress(Exception):
        esignlive.request("GET", "/packagess")

def test_unused_fault(esignlive, esign_faults):
    esign_faults.add("502", "esignlive", "packages.create")

def test_a_fault_does_not_live_on(esignlive):
    esignlive.packages.list().all()

def test_sandbox_breaks(esignlive, monkeypatch):
    from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
    monkeypatch.setattr(ESignLiveEmulator, "authenticate", None)
    with contextlib.suppress(Exception):
        esignlive.packages.get("x", options={"attempts": 1})

def test_credential_logged(esign_tenant):
    import logging
    logging.getLogger("shop").warning("signing in with %s", esign_tenant.esignlive.api_key)

def test_credential_logged_by_a_traceback(esign_tenant):
    import logging
    try:
        raise ValueError(esign_tenant.ignisign.app_secret)
    except ValueError:
        logging.getLogger("shop").exception("refused")

@pytest.mark.esign("strict")
def test_marker_without_a_service(esign_tenant):
    pass

@pytest.mark.esign(esignlve={"ids": "uuid"})
def test_marker_with_a_misspelt_service(esign_tenant):
    pass

@pytest.mark.esign(strct=True)
def test_marker_with_a_misspelt_word(esign_tenant):
    pass

def test_good_afterwards(esignlive):
    esignlive.packages.list().all()

def test_unknown_switch(request):
    with pytest.raises(ValueError):
        request.getfixturevalue("wrong")

@pytest.fixture
def wrong(esign_sandbox, esign_tenant):
    esign_sandbox.switch("esignlive", esign_tenant.tenant, nonsense=1)
"""


def test_what_fails_a_test_in_the_end(run, tmp_path):
    done = run(write(tmp_path, "test_bad.py", BAD), "-rA")
    assert outcomes(done.stdout) == {
        "test_unknown_route": "ERROR",
        "test_unused_fault": "ERROR",
        "test_a_fault_does_not_live_on": "PASSED",
        "test_sandbox_breaks": "ERROR",
        "test_credential_logged": "ERROR",
        "test_credential_logged_by_a_traceback": "ERROR",
        "test_marker_without_a_service": "ERROR",
        "test_marker_with_a_misspelt_service": "ERROR",
        "test_marker_with_a_misspelt_word": "ERROR",
        "test_good_afterwards": "PASSED",
        "test_unknown_switch": "PASSED",
    }, done.stdout[-4000:] + done.stderr
    assert "the sandbox has no GET /esl/api/packagess; nearest are GET /esl/api/packages (" in done.stdout
    assert "fault never came: 502 esignlive packages.create before-commit fired 0 times" in done.stdout
    assert "a credential was logged: the API key of eSignLive, by the logger shop" in done.stdout
    assert "a credential was logged: the application secret of Ignisign, by the logger shop" in done.stdout
    assert "the marker esign takes a service's switches, as esignlive={…}; not 'strict'" in done.stdout
    assert "the marker esign has no 'esignlve'; did you mean 'esignlive'?" in done.stdout
    assert "the marker esign has no 'strct'; did you mean 'strict'?" in done.stdout
    assert "the sandbox broke: GET /esl/api/packages/{packageId} failed" in done.stdout


def test_nothing_heavy_is_loaded_where_no_test_asks_for_it(tmp_path):
    (tmp_path / "conftest.py").write_text(
        "import sys\n"
        "def pytest_sessionfinish():\n"
        "    heavy = ('httpx', 'anyio', 'attrs', 'attr', 'cattrs', 'starlette', 'uvicorn', 'pyhanko')\n"
        "    print('LOADED', [n for n in heavy if n in sys.modules],\n"
        "          sorted(n for n in sys.modules if n.startswith('esignkit')))\n"
    )
    write(tmp_path, "test_plain.py", "def test_plain():\n    pass\n")
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "esignkit.testing"]
    for arguments in ([], ["--collect-only"]):
        done = subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
        )
        ours = [f"esignkit.testing.{part}" for part in ("checks", "network", "tenants")]
        assert f"LOADED [] {['esignkit', 'esignkit.lazy', 'esignkit.testing', *ours]}" in done.stdout


def test_the_switch_blocks_the_network_everywhere(run, tmp_path):
    code = (
        "import socket, pytest\n"
        "def test_plain():\n"
        "    with pytest.raises(RuntimeError, match='blocked'):\n"
        "        socket.create_connection(('192.0.2.1', 9), 0.5)\n"
    )
    done = run(write(tmp_path, "test_plain.py", code, "esign_block_network = true\n"))
    assert "1 passed" in done.stdout, done.stdout


def test_seeds_are_found_beside_the_test_and_planted_in_its_tenant(run, tmp_path):
    write(
        tmp_path,
        "test_seed.py",
        "import pytest\n"
        "@pytest.mark.parametrize('turn', [1, 2])\n"
        "def test_it(turn, esign_seed, esign_tenant, esignlive, esign_outbox):\n"
        "    [made] = esign_seed('lease.toml')\n"
        "    assert made.tenant == esign_tenant.tenant\n"
        "    assert [one.id for one in esignlive.packages.list()] == [made.id]\n"
        "    assert esign_outbox.wait_for_mail(to='ada@example.com').kind == 'invitation'\n",
    )
    signers = 'signers = [{ name = "Ada Byron", email = "ada@example.com" }]'
    (tmp_path / "lease.toml").write_text(f'[[esignlive.packages]]\ntitle = "Lease"\nstate = "SENT"\n{signers}\n')
    done = run(tmp_path.parent, str(tmp_path), "-rA")
    assert done.returncode == 0, done.stdout[-4000:]


def test_side_by_side(run, tmp_path):
    pytest.importorskip("xdist")
    code = (
        "import pytest\n"
        "from esignkit.esignlive import Package\n"
        "@pytest.mark.parametrize('n', range(12))\n"
        "def test_alone(n, esignlive, esign_ledger, esign_tenant):\n"
        "    for _ in range(3):\n"
        "        esignlive.packages.create(Package(name=f'Lease {n}'))\n"
        "    assert {one.name for one in esignlive.packages.list()} == {f'Lease {n}'}\n"
        "    assert esign_ledger.operations() == ['packages.create'] * 3\n"
    )
    done = run(write(tmp_path, "test_many.py", code), "-p", "xdist", "-n", "2")
    assert "12 passed" in done.stdout, done.stdout[-3000:]


def test_the_plugin_is_declared():
    from importlib.metadata import entry_points

    assert [one.value for one in entry_points(group="pytest11", name="esignkit")] == ["esignkit.testing"]
