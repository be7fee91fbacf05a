"""Errors that only Constellation1 has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.constellation1.operation import PROVIDER
from esignkit.errors import ESignError
from esignkit.types import Outcome

if TYPE_CHECKING:
    from esignkit.constellation1.models.sessions import Session

__all__ = ["SessionEndedError"]


class SessionEndedError(ESignError):
    """A session that was waited for ended in another way than by being completed.

    Attributes:
        session: The session as it was found; `session.status` says how it ended.
    """

    default_outcome = Outcome.DONE
    read = True

    def __init__(self, message: str, *, session: Session, operation: str = "") -> None:
        super().__init__(message, operation=operation, provider=PROVIDER)
        self.session = session
