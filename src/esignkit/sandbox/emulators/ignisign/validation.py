"""Checks of the members of a body. Null passes each check, as with the vendor's optional fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from esignkit.sandbox.emulators.ignisign.errors import ErrorCode, ServiceError
from esignkit.sandbox.json_values import JSON, JSONObject, as_list, as_object, as_position

Check: TypeAlias = Callable[[JSON], str | None]
"""Returns the problem of a value; None when it is valid."""

_MONGO_ID = re.compile(r"[0-9a-fA-F]{24}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def require_valid(body: JSONObject, checks: Mapping[str, Check], required: Collection[str] = ()) -> None:
    """Check a body; unknown members pass.

    Raises:
        ServiceError: A required member is missing or null, or a value is wrong; all complaints are in the context.
    """
    complaints = validation_errors(body, checks, required)
    if complaints:
        raise ServiceError(ErrorCode.BODY_INVALID, f"the body is not valid: {complaints[0]}", errors=complaints)


def validation_errors(body: Mapping[str, JSON], checks: Mapping[str, Check], required: Collection[str]) -> list[str]:
    """Return a sentence for each invalid member."""
    complaints = [f"{name} is required" for name in required if body.get(name) is None]
    for name, check in checks.items():
        value = body.get(name)
        if value is not None and (complaint := check(value)) is not None:
            complaints.append(f"{name} {complaint}")
    return complaints


def text(longest: int | None = None) -> Check:
    """Return a check for strings, with a greatest length in characters."""

    def check(value: JSON) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            return "must be well-formed Unicode"
        if longest is not None and len(value) > longest:
            return f"must be shorter than or equal to {longest} characters"
        return None

    return check


def flag(value: JSON) -> str | None:
    """Check for a boolean."""
    return None if isinstance(value, bool) else "must be a boolean value"


def number(smallest: float, largest: float) -> Check:
    """Return a check for numbers between two others, both included."""

    def check(value: JSON) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool) and smallest <= value <= largest
        return None if good else f"must be a number from {smallest} to {largest}"

    return check


def moment(value: JSON) -> str | None:
    """Check for an ISO 8601 date and time."""
    return None if read_moment(value) is not None else "must be an ISO 8601 date"


def read_moment(value: JSON) -> datetime | None:
    """Return the moment of an ISO 8601 string, in UTC; without an offset it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):  # in UTC it may lie before the year 1, or after 9999
        return None


def one_of(*choices: str) -> Check:
    """Return a check for the values of an enumeration."""

    def check(value: JSON) -> str | None:
        return None if value in choices else f"must be one of the following values: {', '.join(choices)}"

    return check


def matching(pattern: str, description: str) -> Check:
    """Return a check for strings that match a pattern."""
    compiled = re.compile(pattern)

    def check(value: JSON) -> str | None:
        return None if isinstance(value, str) and compiled.fullmatch(value) else f"must be {description}"

    return check


def mongo_id(value: JSON) -> str | None:
    """Check for an object id."""
    return None if isinstance(value, str) and _MONGO_ID.fullmatch(value) else "must be a mongodb id"


def email(value: JSON) -> str | None:
    """Check for an e-mail address."""
    return None if isinstance(value, str) and _EMAIL.fullmatch(value) else "must be an email"


def list_of(check: Check) -> Check:
    """Return a check for arrays whose elements pass another check."""

    def check_all(value: JSON) -> str | None:
        if not isinstance(value, list):
            return "must be an array"
        problem = next((complaint for item in as_list(value) if (complaint := check(item)) is not None), None)
        return None if problem is None else f"each value {problem}"

    return check_all


def object_with(checks: Mapping[str, Check], required: Collection[str]) -> Check:
    """Return a check for objects."""

    def check(value: JSON) -> str | None:
        if not isinstance(value, dict):
            return "must be an object"
        complaints = validation_errors(as_object(value), checks, required)
        return f"is not valid: {complaints[0]}" if complaints else None

    return check


def read_page(text: str | None, first: int = 1) -> int:
    """Return the number of the requested page; the first by default.

    Raises:
        ServiceError: It is no number, or lies before the first page.
    """
    if text is None:
        return first
    page = as_position(text)
    if page is None or page < first:
        raise ServiceError(ErrorCode.QUERY_INVALID, f"page must be a number not less than {first}")
    return page


def object_of(check: Check) -> Check:
    """Return a check for objects whose values all pass another check."""

    def check_all(value: JSON) -> str | None:
        if not isinstance(value, dict):
            return "must be an object"
        members = as_object(value)
        return next(
            (f"{name} {problem}" for name, member in members.items() if (problem := check(member)) is not None), None
        )

    return check_all
