"""The JSON body of an update, and checks for what the service certainly refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from esignkit.core.operation import FromClient
from esignkit.core.text import kind_of
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
    argument = cast("object", value)
    if isinstance(argument, date) and not isinstance(argument, datetime):
        day = f"{argument.year}, {argument.month}, {argument.day}"
        msg = f"{name} is a moment, not a day: write {name}=datetime({day}, tzinfo=UTC)"
        raise TypeError(msg)
    if isinstance(argument, datetime) and argument.utcoffset() is None:
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
    argument = cast("object", statements)
    if isinstance(argument, str | Statement):
        raise _no_statements("one text" if isinstance(argument, str) else "one statement")
    shared_members = {"appId": FromClient("appId"), "appEnv": FromClient("appEnv"), "signatureRequestId": request_id}
    bodies: list[dict[str, object]] = []
    for statement in statements:
        item = cast("object", statement)
        if not isinstance(item, Statement):
            raise _no_statements(f"{kind_of(item)} in it")
        bodies.append({**shared_members, **item.to_wire()})
    return bodies


def _no_statements(instead: str) -> TypeError:
    example = 'statements=[Statement(target="SIGNATURE_REQUEST", label_md="…")]'
    return TypeError(f"statements is a list of Statement, not {instead}: write {example}")


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
    problems: list[str] = []
    for name, text, max_length in (("title", title, TITLE_LENGTH), ("description", description, DESCRIPTION_LENGTH)):
        if isinstance(text, str) and len(text) > max_length:
            problems.append(f"{name} has {len(text)} characters, and {max_length} are allowed")
    if diffusion_mode == DiffusionMode.SCHEDULED and diffusion_date is None:
        problems.append("diffusion_mode is SCHEDULED, and diffusion_date is None")
    if expiration_date_is_activated is True and expiration_date is None:
        problems.append("expiration_date_is_activated is True, and expiration_date is None")
    if problems:
        msg = f"Ignisign would refuse this update: {'; '.join(problems)} (check=False sends it anyway)"
        raise ValueError(msg)
