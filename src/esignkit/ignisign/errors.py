"""Errors that only Ignisign has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.errors import ESignError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.ignisign.models.signature_requests import SignatureRequestContext

__all__ = ["SignatureRequestEndedError"]


class SignatureRequestEndedError(ESignError):
    """A signature request that was waited for ended in another way than by being completed.

    Attributes:
        context: The request as it was found; `context.status` says how it ended.
    """

    default_outcome = Outcome.DONE

    def __init__(self, message: str, *, context: SignatureRequestContext, operation: str = "") -> None:
        super().__init__(message, operation=operation, provider="Ignisign")
        self.context = context
