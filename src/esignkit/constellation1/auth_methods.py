"""Authentication methods that a response gives as numbers, named by the client's own map.

The service does not publish the numbers, so a model alone reads `2` as the text of that number.
Source: Constellation1's REST documentation, the examples on its pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from esignkit.constellation1.enums import AuthenticationMethod
from esignkit.constellation1.models.responses import SessionResponse
from esignkit.constellation1.models.sessions import Session
from esignkit.constellation1.models.signers import Signer
from esignkit.core.paging import Page

__all__ = ["name_methods"]


def name_methods(value: object, names: Mapping[int, str]) -> None:
    """Replace the numbers of authentication methods by their names, in all signers; unknown numbers are kept.

    Args:
        value: A model that was read from a response, a list or a page of them.
        names: The client's map, by number.
    """
    if isinstance(value, Page):
        name_methods(cast("Page[object]", value).items, names)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            name_methods(item, names)
    elif isinstance(value, SessionResponse):
        name_methods(getattr(value, "sessions", None), names)
    elif isinstance(value, Session):
        name_methods(getattr(value, "signers", None), names)
    elif isinstance(value, Signer):
        if value.auth_method is not None:
            value.auth_method = _named(value.auth_method, names)
        if getattr(value, "auth_methods", None):
            value.auth_methods = [_named(method, names) for method in value.auth_methods]


def _named(method: str, names: Mapping[int, str]) -> AuthenticationMethod:
    text = str(method)
    name = names.get(int(text)) if text.isascii() and text.isdigit() else None
    return AuthenticationMethod(text if name is None else name)
