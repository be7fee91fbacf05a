"""The classes that Constellation1 eSign sends and answers."""

from esignkit.constellation1.models.answers import RequestResponse, SessionResponse
from esignkit.constellation1.models.sessions import CopyOptions, Document, Session, SessionInfo
from esignkit.constellation1.models.signers import AuthenticationSettings, Signer

__all__ = [
    "AuthenticationSettings",
    "CopyOptions",
    "Document",
    "RequestResponse",
    "Session",
    "SessionInfo",
    "SessionResponse",
    "Signer",
]
