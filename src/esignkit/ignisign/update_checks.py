"""The JSON body of an update, and checks for what the service certainly refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from esignkit.core.operation import FromClient
from esignkit.ignisign.enums import DiffusionMode
from esignkit.ignisign.models.statements import Statement
from esignkit.types import Maybe, Unset

__all__ = ["check_update", "moment", "statements_of"]

TITLE_LENGTH = 1024
DESCRIPTION_LENGTH = 4096


def moment(name: str, value: Maybe[datetime | None]) -> Maybe[datetime | None]:
    """Take a moment.

    Raises:
        TypeError: It is a day, which begins at another moment in every time zone.
        ValueError: It has no time zone, so nobody can tell which moment it is.
    """
    given = cast("object", value)
    if isinstance(given, date) and not isinstance(given, datetime):
        day = f"{given.year}, {given.month}, {given.day}"
        msg = f"{name} is a moment, not a day: write {name}=datetime({day}, tzinfo=UTC)"
        raise TypeError(msg)
    if isinstance(given, datetime) and given.utcoffset() is None:
        msg = (
            f"{name} has no time zone, so nobody can tell which moment it is: give it one, "
            f"as in datetime(…, tzinfo=UTC), or write {name}=moment.astimezone() for this machine's"
        )
        raise ValueError(msg)
    return value


def statements_of(
    request_id: str, statements: Maybe[Iterable[Statement] | None]
) -> Maybe[list[dict[str, object]] | None]:
    """Write statements, with what the wire requires and the caller need not repeat.

    Raises:
        TypeError: It is one statement or a text instead of a list, or something in the list is no statement.
    """
    if statements is None or isinstance(statements, Unset):
        return statements
    lone = cast("object", statements)
    if isinstance(lone, str | Statement):
        raise _no_statements("one text" if isinstance(lone, str) else "one statement")
    known = {"appId": FromClient("appId"), "appEnv": FromClient("appEnv"), "signatureRequestId": request_id}
    written: list[dict[str, object]] = []
    for one in statements:
        given = cast("object", one)
        if not isinstance(given, Statement):
            raise _no_statements(f"a {type(given).__name__} in it")
        written.append({**known, **given.to_wire()})
    return written


def _no_statements(found: str) -> TypeError:
    example = 'statements=[Statement(target="SIGNATURE_REQUEST", label_md="…")]'
    return TypeError(f"statements is a list of Statement, not {found}: write {example}")


def check_update(
    title: Maybe[str | None],
    description: Maybe[str | None],
    expiration_date: Maybe[datetime | None],
    expiration_date_is_activated: Maybe[bool | None],
    diffusion_mode: Maybe[DiffusionMode | str | None],
    diffusion_date: Maybe[datetime | None],
) -> None:
    """Refuse what the service is certain to refuse.

    Raises:
        ValueError: The text says what, and how to send it anyway.
    """
    wrong: list[str] = []
    for name, text, most in (("title", title, TITLE_LENGTH), ("description", description, DESCRIPTION_LENGTH)):
        if isinstance(text, str) and len(text) > most:
            wrong.append(f"{name} has {len(text)} characters, and {most} are allowed")
    if diffusion_mode == DiffusionMode.SCHEDULED and diffusion_date is None:
        wrong.append("diffusion_mode is SCHEDULED, and diffusion_date is None")
    if expiration_date_is_activated is True and expiration_date is None:
        wrong.append("expiration_date_is_activated is True, and expiration_date is None")
    if wrong:
        msg = f"Ignisign would refuse this update: {'; '.join(wrong)} (check=False sends it anyway)"
        raise ValueError(msg)
