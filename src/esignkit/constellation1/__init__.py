"""Constellation1 eSign: clients, models, enums and helpers, each loaded when it is named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.constellation1.client import AsyncConstellation1, Constellation1
    from esignkit.constellation1.enums import (
        AuthenticationMethod,
        AutologinPage,
        EmailOptions,
        LandingPage,
        SessionStatus,
        SignerRole,
        SignerStatus,
        UseSequence,
    )
    from esignkit.constellation1.models.answers import RequestResponse, SessionResponse
    from esignkit.constellation1.models.sessions import CopyOptions, Document, Session, SessionInfo
    from esignkit.constellation1.models.signers import AuthenticationSettings, Signer
    from esignkit.constellation1.sessions import Sessions
    from esignkit.constellation1.tokens import Tokens
    from esignkit.constellation1.urls import autologin_url, esign1_autologin_url, esign2_autologin_url
    from esignkit.constellation1.users import Users

__all__ = [
    "AsyncConstellation1",
    "AuthenticationMethod",
    "AuthenticationSettings",
    "AutologinPage",
    "Constellation1",
    "CopyOptions",
    "Document",
    "EmailOptions",
    "LandingPage",
    "RequestResponse",
    "Session",
    "SessionInfo",
    "SessionResponse",
    "SessionStatus",
    "Sessions",
    "Signer",
    "SignerRole",
    "SignerStatus",
    "Tokens",
    "UseSequence",
    "Users",
    "autologin_url",
    "esign1_autologin_url",
    "esign2_autologin_url",
]

_NAMES = {
    "client": ("AsyncConstellation1", "Constellation1"),
    "enums": (
        "AuthenticationMethod",
        "AutologinPage",
        "EmailOptions",
        "LandingPage",
        "SessionStatus",
        "SignerRole",
        "SignerStatus",
        "UseSequence",
    ),
    "models.answers": ("RequestResponse", "SessionResponse"),
    "models.sessions": ("CopyOptions", "Document", "Session", "SessionInfo"),
    "models.signers": ("AuthenticationSettings", "Signer"),
    "sessions": ("Sessions",),
    "tokens": ("Tokens",),
    "urls": ("autologin_url", "esign1_autologin_url", "esign2_autologin_url"),
    "users": ("Users",),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
