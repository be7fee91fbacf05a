"""Addresses are read as httpx reads them, most of them without it; and so are certificate authorities."""

from __future__ import annotations

import sys

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.errors import ConfigurationError
from esignkit.runners import tls
from esignkit.runners.requests import Origin
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS


def as_httpx_reads(url: str) -> Origin:
    parsed = httpx.URL(url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    return Origin(parsed.scheme, parsed.raw_host.decode(), port, parsed.netloc, parsed.raw_path.rstrip(b"/"))


HOSTS = st.one_of(
    st.from_regex(r"[a-z0-9_]([a-z0-9._-]{0,20}[a-z0-9])?", fullmatch=True, alphabet=CHARACTERS),
    st.sampled_from(
        ["127.0.0.1", "10.0.0.7", "[::1]", "[2001:db8::1]", "localhost", "bücher.example", "A.Example", "x-1"]
    ),
)
PATHS = st.lists(st.from_regex(r"[A-Za-z0-9._~%é!$ -]{0,8}", fullmatch=True, alphabet=CHARACTERS), max_size=4).map(
    lambda parts: "".join(f"/{part}" for part in parts)
)


@given(st.sampled_from(["http", "https"]), HOSTS, st.one_of(st.none(), st.integers(1, 65535)), PATHS)
def test_every_address_is_read_as_httpx_reads_it(scheme: str, host: str, port: int | None, path: str):
    url = f"{scheme}://{host}{'' if port is None else f':{port}'}{path}"
    try:
        wanted = as_httpx_reads(url)
    except httpx.InvalidURL:
        with pytest.raises(ConfigurationError, match="cannot be used"):
            Origin.parse(url)
    else:
        assert vars_of(Origin.parse(url)) == vars_of(wanted)


def vars_of(origin: Origin) -> tuple[object, ...]:
    return origin.scheme, origin.host, origin.port, origin.netloc, origin.path


@in_one_test("url", ["http://999.1.1.1", "http://[::1", "http://a:b", "http://1.2.3"])
def test_an_address_that_is_none_is_refused_as_httpx_refuses_it(url: str):
    try:
        wanted = as_httpx_reads(url)
    except httpx.InvalidURL:
        with pytest.raises(ConfigurationError, match="cannot be used"):
            Origin.parse(url)
    else:
        assert vars_of(Origin.parse(url)) == vars_of(wanted)


@in_one_test("host", ["a.example", "127.0.0.1", "[::1]", "B\xfccher.example"])
def test_a_port_that_no_connection_can_have_is_refused(host: str):
    assert Origin.parse(f"https://{host}:65535").port == 65535
    for port in (65536, 99999):
        with pytest.raises(ConfigurationError, match=r"cannot be used: ports end at 65535"):
            Origin.parse(f"https://{host}:{port}/x")


@pytest.fixture
def without_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has not loaded httpx, and no context yet."""
    monkeypatch.delitem(sys.modules, "httpx")
    monkeypatch.setattr(tls, "contexts", {})


@pytest.mark.parametrize("variable", [None, "SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("trust_env", [True, False])
def test_without_httpx_the_same_authorities_are_trusted(
    variable: str | None, trust_env: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: object, without_httpx: None
):
    empty = f"{tmp_path}/none.pem" if variable == "SSL_CERT_FILE" else str(tmp_path)
    if variable == "SSL_CERT_FILE":
        import certifi

        with open(empty, "w") as file, open(certifi.where()) as source:  # noqa: PTH123 - the path is a text here
            file.write(source.read().split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n")
    if variable:
        monkeypatch.setenv(variable, empty)
    ours = tls.context_for("httpx", https=True, trust_env=trust_env)
    assert "httpx" not in sys.modules
    theirs = httpx.create_ssl_context(trust_env=trust_env)
    assert ours.cert_store_stats() == theirs.cert_store_stats()
    assert (ours.verify_mode, ours.check_hostname) == (theirs.verify_mode, theirs.check_hostname)


def test_where_certifi_is_not_installed_the_library_makes_the_context(
    monkeypatch: pytest.MonkeyPatch, without_httpx: None
):
    monkeypatch.setattr(tls, "is_installed", lambda *_: False)
    context = tls.context_for("httpx", https=True)
    assert "httpx" in sys.modules
    assert context.check_hostname
