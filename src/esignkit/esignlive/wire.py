"""How eSignLive speaks: media types, error bodies, dates in queries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar

from attrs import define, field, frozen

from esignkit.core.codec import structure
from esignkit.core.flow import Response
from esignkit.core.model import Model
from esignkit.core.operation import Operation
from esignkit.core.provider import Problem, Provider
from esignkit.core.readers import OtherShape, as_object, json_or_none, parsed, read_list
from esignkit.core.value import Value
from esignkit.core.writing import WireFormat, iso_utc
from esignkit.errors import DecodeError
from esignkit.esignlive.enums import MessageKey
from esignkit.esignlive.errors import SessionExpiredError
from esignkit.esignlive.models.base import FORMAT
from esignkit.esignlive.operation import PROVIDER
from esignkit.types import JSON

__all__ = [
    "JSON_TYPE",
    "ReadMany",
    "ReadOne",
    "ReadOptional",
    "Service",
    "exists",
    "query_date",
]

M = TypeVar("M", bound=Model)
T = TypeVar("T")

JSON_TYPE = "application/json"


# Answers --------------------------------------------------------------------------------------------------------------
@define(eq=False, repr=False)
class Service(Provider):
    """How eSignLive answers.

    Attributes:
        api_version: Named in the media types of JSON when set, such as `11.68.0`.
    """

    CREDENTIALS: ClassVar[tuple[str, ...]] = (
        "sessionToken",
        "accessToken",
        "access_token",
        "signerVerificationToken",
    )
    CREDENTIALS_IN_URLS: ClassVar[tuple[str, ...]] = (
        "authenticationToken",
        "senderAuthenticationToken",
        "signerAuthenticationToken",
        "sessionToken",
        "loginToken",
    )

    name: str = PROVIDER
    format: WireFormat = FORMAT
    api_version: str | None = None
    headers: dict[str, str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        # The service's own documentation has a content type on every call, those without a body included.
        self.headers = {"content-type": self.media_type(JSON_TYPE)}

    def media_type(self, name: str) -> str:
        """Append the API version to JSON's media type."""
        return f"{name}; esl-api-version={self.api_version}" if self.api_version and name == JSON_TYPE else name

    def problem(self, operation: Operation[Any], response: Response) -> Problem:
        """Explain a refusal: what the call's own reader says, the service's envelope, HTML from a gateway, nothing."""
        if (refusal := self.refusal(operation, response)) is not None:
            return refusal
        found = json_or_none(response)
        if isinstance(found, dict):
            return _envelope(response.status, found)
        text = f"HTTP {response.status}"
        if 300 <= response.status < 400:
            return Problem(text + " (a redirect, which is never followed: check environment= or base_url=)")
        if not response.content.strip():
            return Problem(text + " without a word of explanation" + _hint(response.status))
        if response.content.lstrip()[:1] == b"<":
            text += " (an HTML page, from the network before the service rather than from it)"
        return Problem(text + _hint(response.status), details=found)


def _envelope(status: int, found: dict[str, JSON]) -> Problem:
    said = [text for name in ("message", "name", "messageKey") if isinstance(text := found.get(name), str) and text]
    key = found.get("messageKey")
    code = MessageKey(key) if isinstance(key, str) and key else None
    text = said[0] if said else f"HTTP {status}"
    if code and text != code:
        text += f" [{code}]"
    expired = code is MessageKey.SESSION_EXPIRED and status == 401
    return Problem(
        text + ("" if expired else _hint(status)), code, error=SessionExpiredError if expired else None, details=found
    )


def _hint(status: int) -> str:
    if status == 401:
        return "; a key is good for exactly one server: check that environment= or base_url= names the one it is from"
    return ""


@frozen(eq=False, repr=False)
class ReadOptional(Value, Generic[M]):
    """Read a JSON object as a model; None when the service answers without a body, which is success as well."""

    model: type[M]

    def __call__(self, response: Response) -> M | None:
        """Read the answer."""
        return structure(as_object(parsed(response)), self.model) if response.content.strip() else None


@frozen(eq=False, repr=False)
class ReadOne(Value, Generic[M]):
    """Read a JSON object as a model, also when it stands alone in a list."""

    model: type[M]

    def __call__(self, response: Response) -> M:
        """Read the answer."""
        found = parsed(response)
        if isinstance(found, list) and len(found) == 1:
            found = found[0]
        return structure(as_object(found), self.model)


@frozen(eq=False, repr=False)
class ReadMany(Value, Generic[M]):
    """Read a list in any of its shapes: plain, below `results`, or a single object that stands for a list of one.

    Attributes:
        model: What a row is.
        text: The member that a row is which comes as text alone, such as `id`; none when rows are always objects.
        some: Whether there are rows where there is a list, as in the answer to what makes or changes some.
        bodiless: Whether the body may be missing.
    """

    model: type[M]
    text: str = ""
    some: bool = False
    bodiless: bool = True

    def __call__(self, response: Response) -> list[M]:
        """Read the answer; without a body, it is an empty list."""
        if self.bodiless and not response.content.strip():
            return []
        found = parsed(response)
        if isinstance(found, dict) and "results" not in found:
            return [structure(found, self.model)]
        rows = [self._row(row) for row in read_list(self.model).items(found) if row is not None]
        if self.some and not rows:
            msg = "the answer is an empty list"
            raise OtherShape(msg)
        return rows

    def _row(self, row: JSON) -> M:
        return structure(as_object({self.text: row} if self.text and isinstance(row, str) else row), self.model)


def exists(response: Response) -> bool:
    """Read `{"exists": …}`.

    Raises:
        DecodeError: The answer does not say.
    """
    found = as_object(parsed(response)).get("exists")
    if isinstance(found, bool):
        return found
    if found in ("true", "false"):
        return found == "true"
    msg = "the answer does not say whether it exists"
    raise DecodeError(msg)


def query_date(name: str, value: datetime | date | str | None) -> str | None:
    """Write a date for a query; text is passed on as it is.

    Raises:
        ValueError: A datetime has no time zone.
    """
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            msg = f"{name}: {value!r} has no time zone, so the moment it means is not known; give one"
            raise ValueError(msg)
        return iso_utc(value)
    return f"{value.isoformat()}Z" if isinstance(value, date) else value
