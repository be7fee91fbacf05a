"""Autologin URLs: every value is encoded, and pages that need a session get one."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from esignkit.constellation1.enums import AutologinPage, LandingPage
from esignkit.constellation1.urls import autologin_url, esign1_autologin_url, esign2_autologin_url
from esignkit.types import Secret

TOKEN = "a+b/c=="
QUERY = "token=a%2Bb%2Fc%3D%3D&user=me%2Bx%40example.com&ssid=s%201&page=continue"


@pytest.mark.parametrize(
    ("landing", "expected"),
    [
        ("https://h/Login.aspx", f"https://h/Login.aspx?{QUERY}"),
        ("https://h/Login.aspx?", f"https://h/Login.aspx?{QUERY}"),
        ("https://h/Login.aspx?a=1", f"https://h/Login.aspx?a=1&{QUERY}"),
        (" https://h/Login.aspx?a=1&", f"https://h/Login.aspx?a=1&{QUERY}"),
    ],
)
@pytest.mark.parametrize("token", [TOKEN, Secret(TOKEN)])
def test_generic(landing: str, expected: str, token: Any) -> None:
    assert autologin_url(landing, token=token, user="me+x@example.com", session_id="s 1") == expected


def test_generic_needs_what_it_needs() -> None:
    with pytest.raises(ValueError, match="landing_url"):
        autologin_url(" ", token=TOKEN, user="u", session_id="s")
    with pytest.raises(ValueError, match="belongs to a session"):
        autologin_url("https://h/", token=TOKEN, user="u")


def test_esign1() -> None:
    url = esign1_autologin_url("acme", "stage", token=TOKEN, user="me@example.com", session_id="s&1")
    assert url == (
        "https://acme.stage.esignonline.net/auth/AutoLogMeIn.aspx"
        "?user=me%40example.com&token=a%2Bb%2Fc%3D%3D&ssid=s%261&page=Continue"
    )


@pytest.mark.parametrize("page", list(AutologinPage))
def test_esign1_pages(page: AutologinPage) -> None:
    needs = page.value in {"1", "2", "3", "4", "5", "6", "Cancel", "Continue", "Copy"}
    if needs:
        with pytest.raises(ValueError, match="belongs to a session"):
            esign1_autologin_url("a", "b", token="t", user="u", page=page)
    url = esign1_autologin_url("a", "b", token="t", user="u", page=page, session_id="s" if needs else None)
    assert dict(parse_qsl(urlsplit(url).query))["page"] == page.value


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
    )
    parts = urlsplit(url)
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
    ]
    assert esign2_autologin_url("a", "b", token="t", username="u").endswith("?token=t&username=u")


@pytest.mark.parametrize("page", [LandingPage.STEP_1, LandingPage.STEP_2, LandingPage.PREVIEW])
def test_esign2_pages_that_need_a_session(page: LandingPage) -> None:
    with pytest.raises(ValueError, match="belongs to a session"):
        esign2_autologin_url("a", "b", token="t", username="u", landing_page=page)


@pytest.mark.parametrize("label", ["", "evil.example/", "a.b", "-a", "a b"])
def test_the_host_stays_the_services(label: str) -> None:
    with pytest.raises(ValueError, match="host name"):
        esign1_autologin_url(label, "stage", token="t", user="u", page="Support")
    with pytest.raises(ValueError, match="host name"):
        esign2_autologin_url("acme", label, token="t", username="u")
