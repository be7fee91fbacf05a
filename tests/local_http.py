"""httpx for servers on this machine: without proxies, and with one TLS context for all clients.

httpx makes each client a context of its own, and reads the certificates of all authorities for it, 20 ms each time,
for connections that know no TLS.
"""

from __future__ import annotations

import ssl
from functools import partial
from typing import Any

import httpx

_OPTIONS: dict[str, Any] = {"trust_env": False, "timeout": 60, "verify": ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)}

Client = partial(httpx.Client, **_OPTIONS)
AsyncClient = partial(httpx.AsyncClient, **_OPTIONS)
get = partial(httpx.get, **_OPTIONS)
post = partial(httpx.post, **_OPTIONS)
put = partial(httpx.put, **_OPTIONS)
request = partial(httpx.request, **_OPTIONS)
