"""`esignkit doctor`: what it sees, and how it says to mend it."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from esignkit.cli import doctor
from esignkit.cli.profiles import config_path
from tests.cli.conftest import SERVICES
from tests.cli.test_failures import KEYS


def statuses(ran) -> dict[str, str]:
    """The worst status of each check by its name."""
    order = ("ok", "warning", "not checked", "wrong")
    found: dict[str, str] = {}
    for check in ran.json["checks"]:
        found[check["name"]] = max(found.get(check["name"], "ok"), check["status"], key=order.index)
    return found


GOOD = dict.fromkeys(("versions", "profile", "variables", "server", "TLS", "clock", "credentials"), "ok")


@pytest.mark.parametrize("service", SERVICES)
def test_all_is_well(service, on):
    line = on(service)
    line.set(CONSTELLATION1_INVITE_URL="https://sign.example.com/{token}", IGNISIGN_SIGNATURE_PROFILE_ID="profile")
    ran = line.json("doctor")
    assert (ran.code, ran.json["ok"], statuses(ran)) == (0, True, GOOD), ran
    shown = line("doctor").out
    assert KEYS[service] in shown
    assert "credentials  ok  accepted" in shown
    assert "127.0.0.1" in shown


@pytest.mark.parametrize(
    ("service", "variable"),
    [("constellation1", "CONSTELLATION1_INVITE_URL"), ("ignisign", "IGNISIGN_SIGNATURE_PROFILE_ID")],
)
def test_a_variable_that_some_commands_need_is_a_warning(service, variable, on):
    ran = on(service).json("doctor")
    assert (ran.code, statuses(ran)) == (0, {**GOOD, "variables": "warning"})
    assert f"{variable} is not set" in ran.out


def test_without_a_service_it_says_what_to_set(bare):
    ran = bare.json("doctor")
    assert (ran.code, statuses(ran)) == (1, {"versions": "ok", "profile": "wrong"})
    assert "profile: No service is named: give --service or set ESIGNKIT_SERVICE" in bare("doctor").out


@pytest.mark.parametrize("service", SERVICES)
def test_without_credentials_it_says_what_to_set(service, bare):
    bare.set(ESIGNKIT_SERVICE=service)
    ran = bare.json("doctor")
    assert (ran.code, statuses(ran)) == (1, {"versions": "ok", "profile": "ok", "variables": "wrong"})
    assert f"{service.upper()}_" in ran.json["checks"][-1]["mend"]


def test_a_profile_without_a_credential_is_told_of_the_keyring(bare, monkeypatch):
    monkeypatch.setattr("esignkit.cli.account.is_installed", lambda name: False)
    path = config_path()
    path.parent.mkdir(parents=True)
    path.write_text('[profiles.work]\nservice = "esignlive"\nenvironment = "us2"\n')
    mend = bare.json("doctor", "--profile", "work").json["checks"][-1]["mend"]
    assert "ESIGNLIVE_API_KEY" in mend
    assert mend.endswith("the package keyring is not installed (python -m pip install keyring).")


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.usefixtures("tries_again_at_once")
def test_a_wrong_key_is_told_apart_from_a_server_that_is_not_there(service, on):
    line = on(service)
    line.set(**{KEYS[service]: "d3JvbmcgYnV0IGxvbmcgZW5vdWdo"})
    refused = line.json("doctor")
    assert refused.code == 1
    seen = statuses(refused)
    assert (seen["server"], seen["clock"], seen["credentials"]) == ("ok", "ok", "wrong")
    assert "take the credentials from the service's account page anew" in line("doctor").out
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line.set(**{f"{service.upper()}_BASE_URL": f"http://127.0.0.1:{port}"})
    closed = line.json("doctor")
    assert closed.code == 1
    seen = statuses(closed)
    unchecked = dict.fromkeys(("TLS", "clock", "credentials"), "not checked")
    assert {name: seen[name] for name in ("server", *unchecked)} == {"server": "wrong", **unchecked}


def test_a_server_that_is_no_tls_server_is_told(on, sandbox):
    line = on("esignlive")
    line.set(ESIGNLIVE_BASE_URL=sandbox.esignlive.base_url.replace("http://", "https://"))
    ran = line.json("doctor")
    assert (ran.code, statuses(ran)["TLS"]) == (1, "wrong")
    assert "SSL_CERT_FILE" in ran.out


@pytest.mark.parametrize("hours", [2, -2])
def test_a_clock_that_goes_wrong_is_told(hours, on, monkeypatch):
    line = on("esignlive")
    monkeypatch.setattr(doctor, "now", lambda: (datetime.now(UTC) + timedelta(hours=hours)).timestamp())
    ran = line.json("doctor")
    assert (ran.code, statuses(ran)["clock"]) == (1, "wrong")
    (clock,) = (check for check in ran.json["checks"] if check["name"] == "clock")
    assert ("ahead of" if hours > 0 else "behind") in clock["text"]
    assert "set this machine's clock" in clock["mend"]


def test_a_date_without_a_zone_is_in_utc(on, monkeypatch):
    monkeypatch.setattr("esignkit.sandbox.app.http_date", lambda now: now.strftime("%a, %d %b %Y %T -0000").encode())
    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", "JST-9")
            time.tzset()
            ran = on("esignlive").json("doctor")
    finally:
        time.tzset()
    assert statuses(ran)["clock"] == "ok"


def test_a_service_that_fails_is_told(on, sandbox, account):
    line = on("esignlive")
    sandbox.faults.add("503-retry-after", "esignlive", "packages.list", times=None, tenant=account.tenant)
    ran = line.json("doctor")
    assert (ran.code, statuses(ran)["credentials"]) == (1, "wrong")
    assert "try again later" in ran.out
    sandbox.faults.clear()
