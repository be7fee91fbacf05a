"""Authentication methods that an answer gives as numbers, named by the client's own map.

The service does not publish the numbers, so a model alone reads `2` as the text of that number.
Source: Constellation1 section 6.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from esignkit.constellation1.enums import AuthenticationMethod
from esignkit.constellation1.models.responses import SessionResponse
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer

__all__ = ["name_methods"]


def name_methods(found: object, names: Mapping[int, str]) -> None:
    """Name the methods of all signers in what was read; numbers without a name stay as they are.

    Args:
        found: What an answer was read into.
        names: The client's map, by number.
    """
    if isinstance(found, list):
        for item in cast("list[object]", found):
            name_methods(item, names)
    elif isinstance(found, SessionResponse):
        name_methods(getattr(found, "sessions", None), names)
    elif isinstance(found, Session):
        name_methods(getattr(found, "signers", None), names)
    elif isinstance(found, Signer):
        if found.auth_method is not None:
            found.auth_method = _named(found.auth_method, names)
        if getattr(found, "auth_methods", None):
            found.auth_methods = [_named(method, names) for method in found.auth_methods]


def _named(method: AuthenticationMethod, names: Mapping[int, str]) -> AuthenticationMethod:
    text = str(method)
    known = names.get(int(text)) if text.isascii() and text.isdigit() else None
    return method if known is None else AuthenticationMethod(known)
