"""TLS contexts: one per process and HTTP library, made at the first https connection (each costs about 24 ms)."""

from __future__ import annotations

import importlib
import os
import ssl
import sys
import threading

from esignkit.extras import is_installed

__all__ = ["context_for", "contexts"]

contexts: dict[tuple[str, bool], ssl.SSLContext] = {}
"""Made so far, by the library's name and whether the environment is obeyed. An own one put here is used."""
_lock = threading.Lock()
_unused: ssl.SSLContext | None = None


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread of the parent may have held it


os.register_at_fork(after_in_child=_after_fork)


def context_for(library: str, *, https: bool, trust_env: bool = True) -> ssl.SSLContext:
    """Return the context that every connection of this process shares.

    Args:
        library: `httpx` or `httpx2`, by name; each has its own set of certificate authorities.
        https: Whether it is needed. For plain http an empty context is returned, which trusts no certificate and is
            cheap to make.
        trust_env: Whether `SSL_CERT_FILE` and `SSL_CERT_DIR` are used.
    """
    global _unused
    if not https:
        if _unused is None:
            _unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return _unused
    key = (library, trust_env)
    context = contexts.get(key)
    if context is None:
        with _lock:
            context = contexts.get(key)
            if context is None:
                context = _make(library, trust_env=trust_env)
                # On some systems the minimum depends on the configuration of OpenSSL.
                context.minimum_version = max(context.minimum_version, ssl.TLSVersion.TLSv1_2)
                context.set_alpn_protocols(["http/1.1"])
                contexts[key] = context
    return context


def _make(library: str, *, trust_env: bool) -> ssl.SSLContext:
    """Make a context as a library does, without loading the library where what it does is known."""
    if library == "httpx" and library not in sys.modules and is_installed("certifi"):
        file, folder = (os.environ.get(name) if trust_env else None for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
        if folder and not file:
            return ssl.create_default_context(capath=folder)
        if not file:
            import certifi  # two dozen modules

            file = certifi.where()
        return ssl.create_default_context(cafile=file)
    context: ssl.SSLContext = importlib.import_module(library).create_ssl_context(trust_env=trust_env)
    return context
