"""What tells a client's account from others, without a credential."""

from __future__ import annotations

import hashlib
import json

from esignkit.core.auth.base import Identified
from esignkit.core.context import Context

__all__ = ["account_of"]

_ROUNDS = 20_000
"""A guess at a short credential takes as many hashes; a client's own account is hashed once."""


def account_of(base_url: str, context: Context) -> str:
    """Return a text that is the same for clients of one account: the server's address and a fingerprint.

    The fingerprint is one of the client's values, such as the application, and of who signs in, as far as the way of
    signing in tells. It is a slow hash, salted with the server's address: it leads to no credential.

    Args:
        base_url: The server's address.
        context: The client's settings.
    """
    identity = context.auth.identity() if isinstance(context.auth, Identified) else None
    text = json.dumps([dict(context.values), None if identity is None else identity.reveal()], sort_keys=True)
    salt = f"esignkit {context.provider.name} {base_url}".encode()
    return f"{base_url} {hashlib.pbkdf2_hmac('sha256', text.encode(), salt, _ROUNDS).hex()[:16]}"
