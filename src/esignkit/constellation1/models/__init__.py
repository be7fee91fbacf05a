"""The classes that Constellation1 eSign sends and answers."""

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

__all__ = [
    "ActionLog",
    "ActionLogResponse",
    "AuthenticationSettings",
    "CopyOptions",
    "Document",
    "GenericResponse",
    "GroupUserView",
    "RequestResponse",
    "Session",
    "SessionInfo",
    "SessionLite",
    "SessionResponse",
    "Signer",
    "SignerDocument",
    "UpdateSignersView",
    "User",
    "UserResponse",
]
