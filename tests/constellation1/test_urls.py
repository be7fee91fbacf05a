"""Autologin URLs: every value is encoded, and pages that need a session get one."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from esignkit.constellation1.enums import AutologinPage, LandingPage
from esignkit.constellation1.urls import (
    AutologinUrl,
    autologin_url,
    esign1_autologin_url,
    esign2_autologin_url,
    parse_autologin_url,
)
from esignkit.types import Secret
from tests.tables import in_one_test

TOKEN = "a+b/c=="
QUERY = "token=a%2Bb%2Fc%3D%3D&user=me%2Bx%40example.com&ssid=s%201&page=continue"


@in_one_test(
    "landing, expected",
    [
        ("https://h/Login.aspx", f"https://h/Login.aspx?{QUERY}"),
        ("https://h/Login.aspx?", f"https://h/Login.aspx?{QUERY}"),
        ("https://h/Login.aspx?a=1", f"https://h/Login.aspx?a=1&{QUERY}"),
        (" https://h/Login.aspx?a=1&", f"https://h/Login.aspx?a=1&{QUERY}"),
    ],
)
@in_one_test("token", [TOKEN, Secret(TOKEN)])
def test_generic(landing: str, expected: str, token: Any) -> None:
    url = autologin_url(landing, token=token, user="me+x@example.com", session_id="s 1")
    assert url.reveal() == expected
    assert "a%2Bb" not in f"{url} {url!r}"


def test_generic_needs_what_it_needs() -> None:
    with pytest.raises(ValueError, match="landing_url"):
        autologin_url(" ", token=TOKEN, user="u", session_id="s")
    with pytest.raises(ValueError, match="belongs to a session"):
        autologin_url("https://h/", token=TOKEN, user="u")


def test_esign1() -> None:
    url = esign1_autologin_url("acme", "stage", token=TOKEN, user="me@example.com", session_id="s&1")
    assert url.reveal() == (
        "https://acme.stage.esignonline.net/auth/AutoLogMeIn.aspx"
        "?user=me%40example.com&token=a%2Bb%2Fc%3D%3D&ssid=s%261&page=Continue"
    )


@in_one_test("page", list(AutologinPage))
def test_esign1_pages(page: AutologinPage) -> None:
    needs = page.value in {"1", "2", "3", "4", "5", "6", "Cancel", "Continue", "Copy"}
    if needs:
        with pytest.raises(ValueError, match="belongs to a session"):
            esign1_autologin_url("a", "b", token="t", user="u", page=page)
    url = esign1_autologin_url("a", "b", token="t", user="u", page=page, session_id="s" if needs else None)
    assert dict(parse_qsl(urlsplit(url.reveal()).query))["page"] == page.value


def test_esign2() -> None:
    url = esign2_autologin_url(
        "acme",
        "prod",
        token=TOKEN,
        username="me@example.com",
        session_id="s",
        landing_page=LandingPage.STEP_2,
        theme_url="https://t.example/?a=b",
        show_header=True,
        show_left_menu=False,
        filter_by_tx_name="Tx 1",
        allow_add_package=True,
        allow_apply_template=False,
        allow_add_session=True,
        disable_transaction_name=True,
        cancel_session=True,
    )
    parts = urlsplit(url.reveal())
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://acme.prod.esignonline.net/Account/LogMeIn"
    assert parse_qsl(parts.query) == [
        ("token", TOKEN),
        ("ssid", "s"),
        ("username", "me@example.com"),
        ("landingPage", "step2"),
        ("themeUrl", "https://t.example/?a=b"),
        ("showHeader", "true"),
        ("showLeftMenu", "false"),
        ("filterByTxName", "Tx 1"),
        ("allowAddPackage", "true"),
        ("allowApplyTemplate", "false"),
        ("allowAddSession", "true"),
        ("disableTransactionName", "true"),
        ("cancelSession", "true"),
    ]
    assert esign2_autologin_url("a", "b", token="t", username="u").reveal().endswith("?token=t&username=u")


@in_one_test("page", [LandingPage.STEP_1, LandingPage.STEP_2, LandingPage.PREVIEW])
def test_esign2_pages_that_need_a_session(page: LandingPage) -> None:
    with pytest.raises(ValueError, match="belongs to a session"):
        esign2_autologin_url("a", "b", token="t", username="u", landing_page=page)


@in_one_test("label", ["", "evil.example/", "a.b", "-a", "a b"])
def test_the_host_stays_the_services(label: str) -> None:
    with pytest.raises(ValueError, match="host name"):
        esign1_autologin_url(label, "stage", token="t", user="u", page="Support")
    with pytest.raises(ValueError, match="host name"):
        esign2_autologin_url("acme", label, token="t", username="u")


def test_as_the_documentation_has_it() -> None:
    url = autologin_url("https://h/?", token=TOKEN, user="me@example.com", session_id="s", encode=False)
    assert url.reveal() == f"https://h/?token={TOKEN}&user=me@example.com&ssid=s&page=continue"
    for bad in ("a&b", "a b", "a#b", "a?b", "a\n"):
        with pytest.raises(ValueError, match="user has characters") as caught:
            autologin_url("https://h/?", token=TOKEN, user=bad, session_id="s", encode=False)
        assert TOKEN not in str(caught.value)


BUILT = {
    "generic": (
        autologin_url("https://h/Login.aspx?a=1", token=TOKEN, user="me@example.com", session_id="s&1"),
        AutologinUrl("generic", Secret(TOKEN), "me@example.com", "s&1", AutologinPage("continue"), options={"a": "1"}),
    ),
    "generic, not encoded": (
        autologin_url("https://h/", token=TOKEN, user="me@example.com", session_id="s", encode=False),
        AutologinUrl("generic", Secret(TOKEN), "me@example.com", "s", AutologinPage("continue")),
    ),
    "1.0": (
        esign1_autologin_url("acme", "stage", token=TOKEN, user="me@example.com", page=AutologinPage.SUPPORT),
        AutologinUrl("1.0", Secret(TOKEN), "me@example.com", None, AutologinPage.SUPPORT, "acme", "stage"),
    ),
    "2.0": (
        esign2_autologin_url(
            "acme", "prod", token=TOKEN, username="u", session_id="s", landing_page="step2", show_header=True
        ),
        AutologinUrl(
            "2.0", Secret(TOKEN), "u", "s", LandingPage.STEP_2, "acme", "prod", options={"showHeader": "true"}
        ),
    ),
    "2.0, bare": (
        esign2_autologin_url("acme", "prod", token=TOKEN, username="u"),
        AutologinUrl("2.0", Secret(TOKEN), "u", client="acme", environment="prod"),
    ),
}


@in_one_test("name", BUILT)
def test_what_is_built_is_read(name: str) -> None:
    url, expected = BUILT[name]
    found = parse_autologin_url(url)
    assert found == expected
    assert found == parse_autologin_url(url.reveal())
    assert found.token.reveal() == TOKEN
    assert TOKEN not in repr(found)


def test_a_plus_sign_that_nobody_encoded_is_one() -> None:
    url = autologin_url("https://h/", token=TOKEN, user="a+b@example.com", session_id="s", encode=False)
    assert "user=a+b@example.com&" in url.reveal()
    found = parse_autologin_url(url)
    assert (found.user, found.token.reveal()) == ("a+b@example.com", TOKEN)
    assert parse_autologin_url(autologin_url("https://h/", token=TOKEN, user="a+b@x", session_id="s")).user == "a+b@x"


@in_one_test(
    "url", ["", "https://h/", "https://h/?token=", f"/Account/LogMeIn?token={TOKEN}", f"ftp://h/?token={TOKEN}"]
)
def test_what_is_no_autologin_url(url: str) -> None:
    with pytest.raises(ValueError, match="no autologin URL") as caught:
        parse_autologin_url(url)
    assert TOKEN not in str(caught.value)
