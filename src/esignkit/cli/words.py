"""Reads what is typed: people, moments, durations, files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path

from attrs import frozen

from esignkit.cli.results import CommandError

__all__ = [
    "Person",
    "check_pdfs",
    "file_content",
    "is_from_now",
    "one_for_each",
    "read_duration",
    "read_expiry",
    "read_moment",
    "read_person",
]

_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_DURATION = re.compile(r"(\d{1,6})\s*([smhdw]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_FROM_NOW = re.compile(r"(\d{1,4})\s*([hdw])")
_HEADER_WINDOW = 1024
"""Bytes at the beginning of a file among which a PDF says what it is."""


@frozen
class Person:
    """A name and an e-mail address."""

    name: str
    """First and last name."""
    email: str
    """E-mail address."""


def read_person(text: str) -> Person:
    """Return the person that `Ada Byron <ada@example.com>` names.

    Args:
        text: A name and an address, as in the header of a mail; a name with a comma stands in quotes.

    Raises:
        CommandError: It is something else.
    """
    pairs = getaddresses([text])
    example = 'write it as "Ada Byron <ada@example.com>"'
    if len(pairs) != 1 or not pairs[0][1] or text.count("<") != text.count(">"):
        msg = f"--to {text!r} is not one name and address; {example}, and give --to once for each person."
        raise CommandError(msg)
    name, email = (part.strip() for part in pairs[0])
    if not _ADDRESS.fullmatch(email) or not _is_address(email):
        msg = f"--to {text!r}: {email!r} is no e-mail address; {example}."
        raise CommandError(msg)
    if len(name.split()) < 2:
        msg = f"--to {text!r} has no first and last name, and the services ask for both; {example}."
        raise CommandError(msg)
    return Person(" ".join(name.split()), email)


def _is_address(text: str) -> bool:
    try:
        Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return True


def read_duration(text: str, option: str) -> float:
    """Return the seconds that `90`, `90s`, `30m`, `2h`, `3d` or `1w` means.

    Args:
        text: A whole number and a unit; without one, seconds.
        option: Name of the option, for the error.

    Raises:
        CommandError: It is something else.
    """
    match = _DURATION.fullmatch(text.strip().lower())
    if match is None:
        msg = f"{option} {text!r} is no length of time; write it as 90s, 30m, 2h, 3d or 1w."
        raise CommandError(msg)
    return float(int(match[1]) * _SECONDS[match[2]])


def read_expiry(text: str, now: datetime) -> datetime | date:
    """Return when an agreement expires.

    Args:
        text: `30d` or `2w` (the beginning of that day, in UTC), `36h` (that moment), a day as `2026-12-31` (its
            beginning, in UTC), or a moment with its time zone as `2026-12-31T18:00:00+01:00`.
        now: The time, in UTC.

    Raises:
        CommandError: It is something else, or has passed.
    """
    try:
        moment = read_moment(text, now)
    except ValueError as error:
        msg = f"--expires {error}."
        raise CommandError(msg) from None
    passed = moment <= now if isinstance(moment, datetime) else moment <= now.date()
    if passed:
        msg = f"--expires {text!r} has passed; give a later one."
        raise CommandError(msg)
    return moment


def read_moment(text: str, now: datetime) -> datetime | date:
    """Return the moment that a text means, as `read_expiry` has it; it may have passed.

    Args:
        text: The text.
        now: The time, in UTC.

    Raises:
        ValueError: It is something else.
    """
    text = text.strip()
    match = _FROM_NOW.fullmatch(text.lower())
    if match:
        length = timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
        return now + length if match[2] == "h" else (now + length).date()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        example = "write it as 30d, 2026-12-31 or 2026-12-31T18:00:00+01:00"
        raise ValueError(f"{text!r} is neither a length of time nor a moment; {example}") from None
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; add it, as in {text}Z for UTC or {text}+01:00")
    return moment.astimezone(UTC)


def is_from_now(text: str) -> bool:
    """Whether a moment counts from now, as `30d` does, so that it is another one each time."""
    return _FROM_NOW.fullmatch(text.strip().lower()) is not None


def one_for_each(option: str, values: Sequence[str], people: int) -> list[str | None]:
    """Return a value for each person: their own, one for all, or none.

    Args:
        option: Name of the option, for the error.
        values: What was given: nothing, one for all, or one for each in the same order.
        people: Number of people.

    Raises:
        CommandError: There is another number of them.
    """
    if not values:
        return [None] * people
    if len(values) == 1:
        return [values[0]] * people
    if len(values) != people:
        msg = f"{option} is given {len(values)} times for {people} people; give it once for all, or once for each --to."
        raise CommandError(msg)
    return list(values)


def check_pdfs(paths: Iterable[Path]) -> None:
    """Check that files are there, can be read and are PDFs.

    Raises:
        CommandError: One is not; the sentence names it.
    """
    for path in paths:
        beginning = file_content(path, _HEADER_WINDOW)
        if not beginning:
            msg = f"{path} is empty; choose a file that has content."
            raise CommandError(msg)
        if b"%PDF-" not in beginning:
            msg = f"{path} is not a PDF; save or print it as PDF first."
            raise CommandError(msg)


def file_content(path: Path, size: int = -1) -> bytes:
    """Return the content of a file, or its beginning.

    Raises:
        CommandError: It cannot be read.
    """
    if path.is_dir():
        msg = f"{path} is a folder; name the PDF files in it."
        raise CommandError(msg)
    try:
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        msg = f"{path} cannot be read: {error.strerror or error}."
        raise CommandError(msg) from None
