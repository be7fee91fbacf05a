"""The proxy of a connection, from the environment; never for loopback addresses."""

from __future__ import annotations

import urllib.request

from esignkit.core.settings import is_loopback

__all__ = ["proxy_for"]


def proxy_for(scheme: str, host: str, *, trust_env: bool = True) -> str | None:
    """Return the URL of the proxy for a host, or None to go there directly.

    Args:
        scheme: `http` or `https`.
        host: Host name or address of the service.
        trust_env: Whether `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` are obeyed.
    """
    if not trust_env or is_loopback(host):
        return None
    proxies = urllib.request.getproxies()
    url = proxies.get(scheme) or proxies.get("all")
    if not url or urllib.request.proxy_bypass(host):
        return None
    return url if "://" in url else "http://" + url
