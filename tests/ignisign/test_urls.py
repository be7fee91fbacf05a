"""URLs for browsers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from esignkit.errors import ConfigurationError
from esignkit.ignisign import bare_signature_url, code_challenge, embedded_signing_url, proofs_page_url
from esignkit.types import Secret
from tests.tables import in_one_test

OFF = [
    ("showTitle", "false"),
    ("showDescription", "false"),
    ("darkMode", "false"),
    ("forceShowDocumentInformations", "false"),
]


def parts(url: str) -> tuple[str, list[tuple[str, str]]]:
    split = urlsplit(url)
    return f"{split.scheme}://{split.netloc}{split.path}", parse_qsl(split.query, strict_parsing=True)


@in_one_test(
    "given, query",
    [
        ({}, OFF),
        ({"force_language": "FR"}, [("forceLanguage", "FR")]),
        ({"dark_mode": True}, [("darkMode", "true")]),
        ({"show_title": False}, [("showTitle", "false")]),
        (
            {
                "show_title": True,
                "show_description": True,
                "dark_mode": False,
                "force_show_document_informations": True,
                "force_language": "DE",
            },
            [
                ("showTitle", "true"),
                ("showDescription", "true"),
                ("darkMode", "false"),
                ("forceShowDocumentInformations", "true"),
                ("forceLanguage", "DE"),
            ],
        ),
    ],
)
def test_the_page_for_embedded_signing(given: dict[str, Any], query: list[tuple[str, str]]) -> None:
    url = embedded_signing_url("r1", "s1", token="t&k=1", auth_secret=Secret("a+b/c="), **given)
    assert "a%2Bb" not in f"{url} {url!r}"
    base, found = parts(url.reveal())
    assert base == "https://sign.ignisign.io/signature-requests/r1/signers/s1/sign"
    assert found == [("token", "t&k=1"), ("signerSecret", "a+b/c="), *query]
    assert "a%2Bb%2Fc%3D" in url.reveal()


def test_ids_cannot_change_the_page() -> None:
    url = embedded_signing_url("a/../b", "s?x", token="t", auth_secret="a", sign_url="https://sign.example/x/")
    assert parts(url.reveal())[0] == "https://sign.example/x/signature-requests/a%2F..%2Fb/signers/s%3Fx/sign"


@in_one_test(
    "args, more",
    [
        (("", "s"), {}),
        (("r", ".."), {}),
        (("r", "s"), {"token": ""}),
        (("r", "s"), {"auth_secret": ""}),
        (("r", "s"), {"sign_url": "http://sign.example"}),
    ],
)
def test_what_is_missing_is_said_without_the_secret(args: tuple[str, str], more: dict[str, str]) -> None:
    with pytest.raises(ValueError) as caught:
        embedded_signing_url(*args, **{"token": "canary", "auth_secret": "canary", **more})
    assert "canary" not in str(caught.value)
    for name, source in (("token", "LAUNCHED"), ("auth_secret", "regenerate_auth_secret")):
        assert (source in str(caught.value)) is (more == {name: ""})
    assert isinstance(caught.value, ValueError | ConfigurationError)


def test_the_page_of_proofs() -> None:
    url = proofs_page_url("r1", token=Secret("a b"))
    assert url == Secret("https://sign.ignisign.io/signature-requests/r1/proofs?t=a%20b")


def test_the_page_for_bare_signatures() -> None:
    challenge = code_challenge("verifier")
    assert challenge == "iMnq5o6zALKXGivsnlom/0F5/WYda32GHkxlV7mq7hQ="
    assert code_challenge(Secret("verifier"), url_safe=True) == "iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ"
    url = bare_signature_url(
        "appId_1",
        "DEVELOPMENT",
        redirect_uri="https://example.com/back",
        code_challenge=challenge,
        hashes=["aGFzaA=="],
        nonce="n",
        external_id="crm-1",
    )
    without = bare_signature_url(
        "appId_1", "DEVELOPMENT", redirect_uri="https://example.com", code_challenge="c", hashes=iter("h"), nonce="n"
    )
    assert json.loads(dict(parts(without)[1])["state"]) == {"hashes": ["h"], "nonce": "n"}
    base, query = parts(url)
    assert base == "https://sign.ignisign.io/envs/DEVELOPMENT/oauth2/authorize"
    found = dict(query)
    assert json.loads(found.pop("state")) == {"hashes": ["aGFzaA=="], "nonce": "n", "externalId": "crm-1"}
    assert found == {
        "redirect_uri": "https://example.com/back",
        "response_type": "code",
        "client_id": "appId_1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
