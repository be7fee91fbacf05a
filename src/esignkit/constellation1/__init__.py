"""Constellation1 eSign: clients, models, enums and helpers, each loaded when it is named."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esignkit.constellation1.anchors import anchor_tag
    from esignkit.constellation1.client import AsyncConstellation1, Constellation1
    from esignkit.constellation1.enums import (
        AnchorType,
        AuthenticationMethod,
        AutologinPage,
        EmailOptions,
        EventType,
        GroupRole,
        LandingPage,
        SessionColumn,
        SessionStatus,
        SignerRole,
        SignerStatus,
        SortOrder,
        UserStatus,
        UseSequence,
    )
    from esignkit.constellation1.errors import SessionEndedError
    from esignkit.constellation1.groups import Groups
    from esignkit.constellation1.models.answers import (
        ActionLog,
        ActionLogResponse,
        GenericResponse,
        RequestResponse,
        SessionLite,
        SessionResponse,
        SignerDocument,
        UpdateSignersView,
    )
    from esignkit.constellation1.models.sessions import CopyOptions, Document, Session, SessionInfo
    from esignkit.constellation1.models.signers import AuthenticationSettings, Signer
    from esignkit.constellation1.models.users import GroupUserView, User, UserResponse
    from esignkit.constellation1.sessions import Sessions
    from esignkit.constellation1.signers import Signers
    from esignkit.constellation1.tokens import Tokens
    from esignkit.constellation1.urls import (
        AutologinUrl,
        autologin_url,
        esign1_autologin_url,
        esign2_autologin_url,
        parse_autologin_url,
    )
    from esignkit.constellation1.users import Users
    from esignkit.constellation1.webhooks import (
        Refetched,
        SessionStatusEvent,
        SignerStatusEvent,
        UnknownEvent,
        WebhookEvent,
        parse_webhook,
    )

__all__ = [
    "ActionLog",
    "ActionLogResponse",
    "AnchorType",
    "AsyncConstellation1",
    "AuthenticationMethod",
    "AuthenticationSettings",
    "AutologinPage",
    "AutologinUrl",
    "Constellation1",
    "CopyOptions",
    "Document",
    "EmailOptions",
    "EventType",
    "GenericResponse",
    "GroupRole",
    "GroupUserView",
    "Groups",
    "LandingPage",
    "Refetched",
    "RequestResponse",
    "Session",
    "SessionColumn",
    "SessionEndedError",
    "SessionInfo",
    "SessionLite",
    "SessionResponse",
    "SessionStatus",
    "SessionStatusEvent",
    "Sessions",
    "Signer",
    "SignerDocument",
    "SignerRole",
    "SignerStatus",
    "SignerStatusEvent",
    "Signers",
    "SortOrder",
    "Tokens",
    "UnknownEvent",
    "UpdateSignersView",
    "UseSequence",
    "User",
    "UserResponse",
    "UserStatus",
    "Users",
    "WebhookEvent",
    "anchor_tag",
    "autologin_url",
    "esign1_autologin_url",
    "esign2_autologin_url",
    "parse_autologin_url",
    "parse_webhook",
]

_NAMES = {
    "anchors": ("anchor_tag",),
    "client": (
        "AsyncConstellation1",
        "Constellation1",
    ),
    "enums": (
        "AnchorType",
        "AuthenticationMethod",
        "AutologinPage",
        "EmailOptions",
        "EventType",
        "GroupRole",
        "LandingPage",
        "SessionColumn",
        "SessionStatus",
        "SignerRole",
        "SignerStatus",
        "SortOrder",
        "UseSequence",
        "UserStatus",
    ),
    "errors": ("SessionEndedError",),
    "groups": ("Groups",),
    "models.answers": (
        "ActionLog",
        "ActionLogResponse",
        "GenericResponse",
        "RequestResponse",
        "SessionLite",
        "SessionResponse",
        "SignerDocument",
        "UpdateSignersView",
    ),
    "models.sessions": (
        "CopyOptions",
        "Document",
        "Session",
        "SessionInfo",
    ),
    "models.signers": (
        "AuthenticationSettings",
        "Signer",
    ),
    "models.users": (
        "GroupUserView",
        "User",
        "UserResponse",
    ),
    "sessions": ("Sessions",),
    "signers": ("Signers",),
    "tokens": ("Tokens",),
    "urls": (
        "AutologinUrl",
        "autologin_url",
        "esign1_autologin_url",
        "esign2_autologin_url",
        "parse_autologin_url",
    ),
    "users": ("Users",),
    "webhooks": (
        "Refetched",
        "SessionStatusEvent",
        "SignerStatusEvent",
        "UnknownEvent",
        "WebhookEvent",
        "parse_webhook",
    ),
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
