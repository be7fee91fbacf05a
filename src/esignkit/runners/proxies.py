"""The proxy of a connection, from the environment; never for loopback addresses."""

from __future__ import annotations

import os
import sys

from esignkit.runners.requests import Origin

__all__ = ["proxy_for"]

_ODD_NAMES = tuple(
    name for name in os.environ if name.lower().endswith("_proxy") and name not in (name.lower(), name.upper())
)
"""Variables in letters of both cases, such as `Https_Proxy`: they are obeyed when the process began with them."""


def proxy_for(origin: Origin, *, trust_env: bool = True) -> str | None:
    """Return the URL of the proxy for an address, or None to go there directly.

    Args:
        origin: Where a call goes.
        trust_env: Whether `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are obeyed.
    """
    if not trust_env or origin.loopback or not _may_name_proxies(origin.scheme):
        return None
    import urllib.request  # takes as long to load as a call takes

    proxies = urllib.request.getproxies()
    url = proxies.get(origin.scheme) or proxies.get("all")
    if not url or urllib.request.proxy_bypass(origin.host):
        return None
    return url if "://" in url else "http://" + url


def _may_name_proxies(scheme: str) -> bool:
    """Whether the environment may name a proxy; where the system's settings do, only they can say."""
    if sys.platform in ("darwin", "win32"):
        return True
    names = (f"{scheme}_proxy", "all_proxy", f"{scheme.upper()}_PROXY", "ALL_PROXY", *_ODD_NAMES)
    return any(name in os.environ for name in names)
