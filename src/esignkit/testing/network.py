"""Block the network in tests that must not leave this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Generator
from typing import Any

import pytest

__all__ = ["NetworkBlocked", "no_network"]


class NetworkBlocked(RuntimeError):
    """A test tried to leave this machine."""


_block_network: list[int] = []


@contextlib.contextmanager
def no_network() -> Generator[None]:
    """Let sockets reach this machine only, in the whole process, until the block is left.

    Code that brings its own network stack in C (uvloop, database drivers) is not seen.

    Raises:
        NetworkBlocked: Where something looks up or connects to a name or address elsewhere.
    """
    if _block_network:
        _block_network.append(1)
        try:
            yield
        finally:
            _block_network.pop()
        return
    kind = socket.socket
    connect, connect_ex, sendto = kind.connect, kind.connect_ex, kind.sendto
    getaddrinfo, gethostbyname = socket.getaddrinfo, socket.gethostbyname
    overridden = [name for name in ("connect", "connect_ex", "sendto") if name in vars(kind)]

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_remote(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_remote(self, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, *data_and_address: Any) -> int:
        _refuse_remote(self, data_and_address[-1])
        return sendto(self, *data_and_address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_name(host)
        return getaddrinfo(host, *args, **kwargs)

    def guarded_gethostbyname(hostname: str) -> str:
        _refuse_name(hostname)
        return gethostbyname(hostname)

    _block_network.append(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "connect", guarded_connect)
        patch.setattr(kind, "connect_ex", guarded_connect_ex)
        patch.setattr(kind, "sendto", guarded_sendto)
        patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
        patch.setattr(socket, "gethostbyname", guarded_gethostbyname)
        try:
            yield
        finally:
            _block_network.pop()
    for name in ("connect", "connect_ex", "sendto"):
        if name not in overridden and name in vars(kind):
            delattr(kind, name)  # what was put back there is the base class's own


def _refuse_remote(sock: socket.socket, address: Any) -> None:
    if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(str(address[0])):
        sock.close()  # the standard library closes it for an OSError only
        raise NetworkBlocked(f"the network is blocked in this test; something tried to reach {address[0]}:{address[1]}")


def _refuse_name(host: str | bytes | None) -> None:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or _is_here(name) or name == socket.gethostname() or _is_address(name):
        return
    raise NetworkBlocked(f"the network is blocked in this test; something tried to look up {name}")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_here(host: str) -> bool:
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback or address.is_unspecified
