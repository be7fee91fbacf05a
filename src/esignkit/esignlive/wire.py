"""How eSignLive speaks: media types, error bodies, lists in windows, dates in queries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar, cast

from attrs import define, evolve, field, frozen

from esignkit.core.codec import structure
from esignkit.core.flow import Answer
from esignkit.core.model import Model
from esignkit.core.operation import Operation
from esignkit.core.paging import Page
from esignkit.core.provider import Problem, Provider
from esignkit.core.readers import OtherShape, as_object, json_or_none, parsed, read_list
from esignkit.core.value import Value
from esignkit.core.writing import WireFormat, iso_utc
from esignkit.errors import DecodeError
from esignkit.esignlive.enums import MessageKey
from esignkit.esignlive.errors import SessionExpiredError
from esignkit.esignlive.models.base import FORMAT
from esignkit.esignlive.operation import PROVIDER
from esignkit.types import JSON, QueryValue

__all__ = [
    "JSON_TYPE",
    "NextWindow",
    "ReadMany",
    "ReadOne",
    "ReadOptional",
    "ReadPage",
    "Service",
    "exists",
    "query_date",
    "said",
    "window",
]

M = TypeVar("M", bound=Model)
T = TypeVar("T")

JSON_TYPE = "application/json"
MOST = 100
"""The service gives at most so many rows at a time."""


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

    def problem(self, operation: Operation[Any], answer: Answer) -> Problem:
        """Explain a refusal: what the call's own reader says, the service's envelope, HTML from a gateway, nothing."""
        if (refusal := self.refusal(operation, answer)) is not None:
            return refusal
        found = json_or_none(answer)
        if isinstance(found, dict):
            return _envelope(answer.status, found)
        text = f"HTTP {answer.status}"
        if 300 <= answer.status < 400:
            return Problem(text + " (a redirect, which is never followed: check environment= or base_url=)")
        if not answer.content.strip():
            return Problem(text + " without a word of explanation" + _hint(answer.status))
        if answer.content.lstrip()[:1] == b"<":
            text += " (an HTML page, from the network before the service rather than from it)"
        return Problem(text + _hint(answer.status), details=found)


def _envelope(status: int, found: dict[str, JSON]) -> Problem:
    said = [text for name in ("message", "name", "messageKey") if isinstance(text := found.get(name), str) and text]
    key = found.get("messageKey")
    code = MessageKey(key) if isinstance(key, str) and key else None
    text = said[0] if said else f"HTTP {status}"
    if code and text != code:
        text += f" [{code}]"
    expired = code is MessageKey.SESSION_EXPIRED and status == 401
    return Problem(
        text + ("" if expired else _hint(status)),
        code,
        error=SessionExpiredError if expired else None,
        details=found,
    )


def _hint(status: int) -> str:
    if status == 401:
        return "; a key is good for exactly one server: check that environment= or base_url= names the one it is from"
    return ""


@frozen(eq=False, repr=False)
class ReadOptional(Value, Generic[M]):
    """Read a JSON object as a model; None when the service answers without a body, which is success as well."""

    model: type[M]

    def __call__(self, answer: Answer) -> M | None:
        """Read the answer."""
        return structure(as_object(parsed(answer)), self.model) if answer.content.strip() else None


@frozen(eq=False, repr=False)
class ReadOne(Value, Generic[M]):
    """Read a JSON object as a model, also when it stands alone in a list."""

    model: type[M]

    def __call__(self, answer: Answer) -> M:
        """Read the answer."""
        found = parsed(answer)
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

    def __call__(self, answer: Answer) -> list[M]:
        """Read the answer; without a body, it is an empty list."""
        if self.bodiless and not answer.content.strip():
            return []
        found = parsed(answer)
        if isinstance(found, dict) and "results" not in found:
            return [structure(found, self.model)]
        rows = [self._row(row) for row in read_list(self.model).items(found) if row is not None]
        if self.some and not rows:
            msg = "the answer is an empty list"
            raise OtherShape(msg)
        return rows

    def _row(self, row: JSON) -> M:
        return structure(as_object({self.text: row} if self.text and isinstance(row, str) else row), self.model)


def exists(answer: Answer) -> bool:
    """Read `{"exists": …}`.

    Raises:
        DecodeError: The answer does not say.
    """
    found = as_object(parsed(answer)).get("exists")
    if isinstance(found, bool):
        return found
    if found in ("true", "false"):
        return found == "true"
    msg = "the answer does not say whether it exists"
    raise DecodeError(msg)


# Lists ----------------------------------------------------------------------------------------------------------------
@frozen(eq=False, repr=False)
class ReadPage(Value, Generic[M]):
    """Read `{"count": …, "results": […]}`, or a plain list."""

    model: type[M]

    def __call__(self, answer: Answer) -> Page[M]:
        """Read the answer."""
        items = read_list(self.model)(answer)
        found = answer.json()
        count = found.get("count") if isinstance(found, dict) else None
        return Page(items, int(count) if isinstance(count, int | float) else None)


def said(query: Mapping[str, QueryValue]) -> dict[str, QueryValue]:
    """Return a query without parameters that are empty: none of them is ever sent as `name=`."""
    return {name: value for name, value in query.items() if value != ""}


def window(first: int | None, last: int | None, size: int | None) -> dict[str, QueryValue]:
    """Return `from` and `to` of the first call: record numbers from 1, both included; none when nothing was asked.

    Raises:
        ValueError: A number is out of range.
    """
    if first is not None and first < 1:
        msg = f"from_: records are counted from 1, not {first}"
        raise ValueError(msg)
    if last is not None and last < (first or 1):
        msg = f"to: {last} lies before from_={first or 1}"
        raise ValueError(msg)
    if size is not None and not 1 <= size <= MOST:
        msg = f"page_size: the service gives 1 to {MOST} rows at a time, not {size}"
        raise ValueError(msg)
    if first is None and last is None and size is None:
        return {}
    return _window(first or 1, last, size)


def _window(first: int, last: int | None, size: int | None) -> dict[str, QueryValue]:
    end = first + (size or MOST) - 1
    return {"from": first, "to": end if last is None else min(end, last)}


@frozen(eq=False, repr=False)
class NextWindow(Value):
    """Says where a list goes on after a page.

    Attributes:
        last: The last record wanted.
        size: Rows to a page.
    """

    last: int | None = None
    size: int | None = None

    def __call__(self, operation: Operation[Page[M]], page: Page[M], seen: int) -> Operation[Page[M]] | None:
        """Return the next call, or None at the end."""
        asked = operation.query.get("to")
        if asked is None:  # the first page came in the size the service chose
            reached = seen
        else:
            reached = cast("int", asked)
            wanted = reached - cast("int", operation.query["from"]) + 1
            if page.total is None and len(page.items) != wanted:
                return None
        if (page.total is not None and reached >= page.total) or (self.last is not None and reached >= self.last):
            return None
        return evolve(operation, query={**operation.query, **_window(reached + 1, self.last, self.size)})


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
