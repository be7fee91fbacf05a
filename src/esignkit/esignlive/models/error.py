"""Details of the service's errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from esignkit.core.argument_types import checked
from esignkit.core.model import model
from esignkit.errors import DecodeError, ESignError
from esignkit.esignlive.enums import MessageKey
from esignkit.esignlive.models.lenient import number_or_text
from esignkit.esignlive.operation import PROVIDER
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

__all__ = ["ErrorDetails", "ErrorEntity"]


@model
class ErrorEntity(EslModel):
    """What a refusal is about."""

    id: str | None = None
    """Id of the object that was refused."""
    name: str | None = None
    """Name of the object, or of its kind."""
    data: JSON = None
    """Further values, as the service sends them."""


@model
class ErrorDetails(EslModel):
    """A refusal in the service's own members; any of them may be missing.

    `code` repeats the HTTP status, `message_key` is what to branch on (an error has it as `code`), `message` and
    `name` are for people, and `technical` is for the service's support.
    """

    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"code": number_or_text}

    code: int | str | None = None
    """HTTP status, repeated in the body."""
    name: str | None = None
    """Kind of the error, such as `Validation Error`."""
    message: str | None = None
    """What is wrong, in words for people."""
    message_key: MessageKey | None = None
    """Why the call was refused, to branch on; an error has it as `code`."""
    technical: str | None = None
    """Details for the service's support."""
    entity: ErrorEntity | None = None
    """What the refusal is about."""

    @classmethod
    @checked
    def of(cls, error: ESignError) -> ErrorDetails | None:
        """Return what the service said beside its message.

        Args:
            error: Any error of the SDK.

        Returns:
            The details; None when the service said nothing of the kind: another service's error, a page of the
            network before it, a response that was lost. What came as it came is in `error.details` and `error.body`.
        """
        if error.provider != PROVIDER or not isinstance(error.details, dict):
            return None
        try:
            return cls.from_wire(error.details)
        except DecodeError:  # never a second error while one is being looked at
            return None
