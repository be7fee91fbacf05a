"""What connections are made with, blocking and awaiting: HTTP libraries, mocks, proxies and TLS. Nothing is sent."""

from __future__ import annotations

import gc
import sys
import types
from typing import Any

import httpcore
import httpcore2
import httpx
import httpx2
import pytest

from esignkit.core.flow import SendFailed
from esignkit.errors import ConfigurationError
from esignkit.runners import tls
from esignkit.runners.async_exchange import AsyncConnections
from esignkit.runners.async_network import AwaitingConnection
from esignkit.runners.connections import mocked_library
from esignkit.runners.requests import Origin
from esignkit.runners.sync_exchange import SyncConnections
from esignkit.runners.sync_network import BlockingConnection
from tests.runners.scripted import BASE, Script, scripted

HTTP = "http://api.example/v1"
HTTPS = "https://api.example/v1"
BOTH = pytest.mark.parametrize("kind", [SyncConnections, AsyncConnections], ids=["sync", "async"])
LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


# Which HTTP library ----------------------------------------------------------------------------------------------------
def client_of(*modules: str) -> object:
    """An HTTP client whose classes, the first one first, are of these modules."""
    return type("Client", tuple(type("Base", (), {"__module__": module}) for module in modules), {})()


@BOTH
@pytest.mark.parametrize(
    ("client", "library"),
    [
        (None, httpx),
        (object(), httpx),
        (client_of("httpx"), httpx),
        (client_of("httpx2"), httpx2),
        (client_of("httpx2._client"), httpx2),
        (client_of("mine.httpx"), httpx),
        (client_of("mine.httpx2"), httpx),
        (client_of("httpx2x"), httpx),
        (client_of("httpx", "httpx2"), httpx),
        (client_of("httpx2", "httpx"), httpx2),
        (client_of("mine", "httpx2"), httpx2),
    ],
)
def test_a_clients_library_is_that_of_its_first_class_of_one(kind: Any, client: object, library: Any) -> None:
    assert kind(HTTP, http_client=client).library is library


@BOTH
def test_a_library_that_is_named_comes_before_that_of_the_client(kind: Any) -> None:
    assert kind(HTTP, http_client=client_of("httpx2"), library=httpx).library is httpx


@BOTH
def test_an_address_is_parsed_once(kind: Any) -> None:
    connections = kind(HTTP)
    for address in ("http://one.example", "http://two.example"):
        origin = connections.origin(at_root=address)
        assert origin.start == address
        assert connections.origin(at_root=address) is origin


# Mocks -----------------------------------------------------------------------------------------------------------------
def of_a_mock_library(self: Any, request: Any) -> None: ...


@pytest.mark.parametrize(
    ("mode", "prefix", "method"), [("sync", "", "handle_request"), ("async", "Async", "handle_async_request")]
)
@pytest.mark.parametrize(
    ("library", "owner", "name"),
    [
        (httpx, httpx, "HTTPTransport"),
        (httpx, httpcore, "ConnectionPool"),
        (httpx2, httpx2, "HTTPTransport"),
        (httpx2, httpcore2, "ConnectionPool"),
    ],
)
@pytest.mark.parametrize("replacement", [of_a_mock_library, object()], ids=["function", "object"])
def test_a_transport_or_pool_that_was_replaced_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    prefix: str,
    method: str,
    library: Any,
    owner: Any,
    name: str,
    replacement: object,
) -> None:
    monkeypatch.setattr(getattr(owner, prefix + name), method, replacement)
    assert mocked_library(mode) is library
    assert mocked_library("async" if mode == "sync" else "sync") is None
    kind = SyncConnections if mode == "sync" else AsyncConnections
    assert kind(HTTP).client_library(kind(HTTP).base) is library


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_libraries_that_are_not_imported_or_lack_a_class_are_not_mocked(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", of_a_mock_library)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", of_a_mock_library)
    monkeypatch.delitem(sys.modules, "httpx")
    assert mocked_library(mode) is httpx2
    monkeypatch.delitem(sys.modules, "httpx2")
    assert mocked_library(mode) is None
    for name in ("httpx", "httpcore"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
        assert mocked_library(mode) is None
    monkeypatch.delitem(sys.modules, "httpcore")
    assert mocked_library(mode) is None


@pytest.mark.parametrize(
    ("mode", "name"), [("sync", "ConnectionPool"), ("async", "AsyncConnectionPool")], ids=["sync", "async"]
)
def test_a_pool_that_lacks_the_method_was_replaced(monkeypatch: pytest.MonkeyPatch, mode: str, name: str) -> None:
    monkeypatch.setattr(httpcore, name, object)
    assert mocked_library(mode) is httpx


def test_a_pool_whose_library_is_not_installed_is_no_mock_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(httpcore2.ConnectionPool, "handle_request", of_a_mock_library)
    monkeypatch.setitem(sys.modules, "httpx2", None)
    assert mocked_library("sync") is None


# Proxies ---------------------------------------------------------------------------------------------------------------
@BOTH
@pytest.mark.parametrize(
    ("proxy", "address"),
    [
        ("http://proxy.example", ("proxy.example", 80)),
        ("https://proxy.example", ("proxy.example", 443)),
        ("http://user:pass@proxy.example:8080", ("proxy.example", 8080)),
        ("https://proxy.example:65535", ("proxy.example", 65535)),
        ("proxy.example:1", ("proxy.example", 1)),
    ],
)
def test_the_address_of_a_proxy(
    monkeypatch: pytest.MonkeyPatch, kind: Any, proxy: str, address: tuple[str, int]
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    connections = kind(HTTP)
    assert connections.proxy_address(connections.base) == address
    assert connections.proxy_address(connections.origin(at_root="https://api.example")) is None
    assert connections.proxy_address(connections.origin(at_root="http://127.0.0.1")) is None
    assert kind(HTTP, http_client=client_of("httpx")).proxy_address(connections.base) is None, "the client has its own"
    assert kind(HTTP, trust_env=False).proxy_address(connections.base) is None


@BOTH
@LIBRARIES
@pytest.mark.parametrize(
    "proxy",
    [
        "http://user:PASSWORD@proxy.example:65536",
        "http://user:PASSWORD@proxy.example:port",
        "ftp://user:PASSWORD@proxy.example",
    ],
)
def test_a_proxy_that_cannot_be_used_is_an_error_without_its_password(
    monkeypatch: pytest.MonkeyPatch, kind: Any, library: Any, proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    connections = kind(HTTP, library=library)
    for make in (
        lambda: connections.proxy_address(connections.base),
        lambda: connections.client_options(connections.base, library),
    ):
        with pytest.raises(ConfigurationError, match="write it as http://host:port") as caught:
            make()
        assert "PASSWORD" not in str(caught.value)
        assert caught.value.__cause__ is caught.value.__context__ is None, "a traceback would show the library's error"


# Clients of ours, and TLS ----------------------------------------------------------------------------------------------
@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, bool], Any]:
    """TLS contexts that cost nothing, of each library with and without the environment."""
    made: Any = {(name, trust_env): object() for name in ("httpx", "httpx2") for trust_env in (True, False)}
    monkeypatch.setattr(tls, "contexts", made)
    return made


@BOTH
@LIBRARIES
@pytest.mark.parametrize("trust_env", [True, False])
def test_a_client_of_ours_carries_one_exchange_and_reads_no_environment(
    monkeypatch: pytest.MonkeyPatch, contexts: Any, kind: Any, library: Any, trust_env: bool
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:8080")
    connections = kind(HTTPS, trust_env=trust_env)
    options = connections.client_options(connections.base, library)
    proxy = options.pop("proxy")
    assert options == {
        "verify": contexts[library.__name__, trust_env],
        "trust_env": False,
        "limits": library.Limits(max_connections=1, max_keepalive_connections=0),
    }
    if trust_env:
        assert (type(proxy), proxy.url) == (library.Proxy, library.URL("http://proxy.example:8080"))
    else:
        assert proxy is None
    plain = connections.client_options(connections.origin(at_root=HTTP), library)
    assert plain["verify"] is tls.context_for(library.__name__, https=False)
    assert plain["proxy"] is None


@BOTH
@LIBRARIES
@pytest.mark.parametrize("trust_env", [True, False])
def test_the_tls_context_is_that_of_the_library(contexts: Any, kind: Any, library: Any, trust_env: bool) -> None:
    connections = kind(HTTPS, trust_env=trust_env, library=library)
    expected = contexts[library.__name__, trust_env]
    assert connections.tls_context() is connections.tls_context(https=True) is expected
    assert connections.tls_context(https=False) is tls.context_for(library.__name__, https=False)


# Errors and warnings ---------------------------------------------------------------------------------------------------
def refused(connections: Any, origin: Origin) -> str:
    """What is said of a connection that was refused."""
    transport = types.SimpleNamespace(origin=origin, started=False)
    error = connections.to_failure(ConnectionRefusedError(111, "Connection refused"), transport)
    assert isinstance(error, SendFailed)
    assert not error.sent
    return str(error)


@BOTH
def test_an_error_says_where_a_call_was_going(monkeypatch: pytest.MonkeyPatch, kind: Any) -> None:
    connections = kind("http://api.example:81/v1")
    direct = "no connection to api.example:81 (Connection refused)"
    assert refused(connections, connections.base) == direct
    odd = Origin("http", "api", 80, b"caf\xe9.example", b"")
    assert refused(connections, odd) == "no connection to caf\ufffd.example (Connection refused)"
    monkeypatch.setenv("HTTP_PROXY", "http://user:PASSWORD@proxy.example")
    assert refused(connections, connections.base) == (
        "no connection to api.example through the proxy that the environment names (Connection refused)"
    )
    own = kind("http://api.example:81/v1", http_client=client_of("httpx"))
    assert refused(own, own.base) == direct, "the client has its own proxies, or none"


@pytest.mark.parametrize(
    ("kind", "connection"),
    [(SyncConnections, BlockingConnection), (AsyncConnections, AwaitingConnection)],
    ids=["sync", "async"],
)
def test_a_warning_of_a_lost_client_names_the_line_that_lost_it(
    monkeypatch: pytest.MonkeyPatch, kind: Any, connection: Any
) -> None:
    """Two frames lie between: the function that warns, and the finalizer of the standard library."""
    warned: list[tuple[Any, ...]] = []
    monkeypatch.setattr("warnings.warn", lambda *args, **more: warned.append((*args, more)))
    connections = kind(BASE)
    how = connections.how_to_close
    connections.pool.idle.give(scripted(connection, Script(), connections.base))
    del connections
    gc.collect()
    assert warned == [(f"unclosed client for service.example: use {how}", ResourceWarning, {"stacklevel": 3})]
