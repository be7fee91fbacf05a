"""Auth strategies, one per file. Each is a flow: it may wait for a lock, call foreign code or make calls of its own."""

from esignkit.core.auth.base import Auth, Authorization
from esignkit.core.auth.missing import NoCredential
from esignkit.core.auth.static import StaticHeader
from esignkit.core.auth.token import RenewableToken, Token

__all__ = ["Auth", "Authorization", "NoCredential", "RenewableToken", "StaticHeader", "Token"]
