"""TLS contexts: one per process and HTTP library, made at the first https connection (each costs about 24 ms)."""

from __future__ import annotations

import os
import ssl
import threading
from typing import Any, cast

__all__ = ["context_for", "contexts"]

contexts: dict[tuple[str, bool], ssl.SSLContext] = {}
"""Made so far, by the library's name and whether the environment is obeyed. An own one put here is used."""
_lock = threading.Lock()
_unused: ssl.SSLContext | None = None


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread of the parent may have held it


os.register_at_fork(after_in_child=_after_fork)


def context_for(library: Any, *, https: bool, trust_env: bool = True) -> ssl.SSLContext:
    """Return the context that every connection of this process shares.

    Args:
        library: `httpx` or `httpx2`; each has its own idea of whom to trust.
        https: Whether it will be used at all. For plain http an empty context is returned, which trusts nobody and
            costs nothing.
        trust_env: Whether `SSL_CERT_FILE` and `SSL_CERT_DIR` are obeyed.
    """
    global _unused
    if not https:
        if _unused is None:
            _unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return _unused
    key = (cast("str", library.__name__), trust_env)
    found = contexts.get(key)
    if found is None:
        with _lock:
            found = contexts.get(key)
            if found is None:
                found = cast("ssl.SSLContext", library.create_ssl_context(trust_env=trust_env))
                # Some systems' OpenSSL leaves the minimum to its configuration; ours is the same everywhere.
                found.minimum_version = max(found.minimum_version, ssl.TLSVersion.TLSv1_2)
                found.set_alpn_protocols(["http/1.1"])
                contexts[key] = found
    return found
