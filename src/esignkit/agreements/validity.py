"""What is wrong with an agreement whatever the service."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import cast

from esignkit.agreements.enums import PartyRole
from esignkit.agreements.problems import Problem
from esignkit.agreements.values import Agreement, Anchor, Box, Document, Field, InFile, Party, Question, Sms
from esignkit.core.files import upload

__all__ = ["wrong_types", "wrong_values"]

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_PHONE = re.compile(r"\+[0-9][0-9 ().-]{5,24}")


# Kinds of values -----------------------------------------------------------------------------------------------------
def wrong_types(agreement: Agreement) -> Iterator[Problem]:
    """Yield the members that hold a value of another kind than they must."""
    yield from _no_texts("", agreement, "reference", "message", "language", "return_url")
    if agreement.remind_every is not None:
        yield from _no_integers("", agreement, "remind_every")
    if not isinstance(cast("object", agreement.expires_at), date | None):  # a datetime is a date
        yield Problem(path="expires_at", reason=_not("a moment; give a datetime with a time zone, or a date"))
    for number, document in enumerate(agreement.documents):
        yield from _wrong_document(f"documents[{number}].", document)
    for number, party in enumerate(agreement.parties):
        path = f"parties[{number}]."
        yield from _no_texts(path, party, "name", "email", required=True)
        yield from _no_texts(path, party, "label", "message", "language", "first_name", "last_name")
        if party.step is not None:
            yield from _no_integers(path, party, "step")
        if isinstance(party.auth, Sms):
            yield from _no_texts(f"{path}auth.", party.auth, "phone", required=True)
        elif isinstance(party.auth, Question):
            yield from _no_texts(f"{path}auth.", party.auth, "question", required=True)
        for index, one in enumerate(party.sign):
            yield from _wrong_field_types(f"{path}sign[{index}].", one)


def _wrong_document(path: str, document: Document) -> Iterator[Problem]:
    yield from _no_texts(path, document, "name")
    try:
        upload(document.file)
    except TypeError as error:
        yield Problem(path=f"{path}file", reason=str(error))


def _wrong_field_types(path: str, one: Field) -> Iterator[Problem]:
    yield from _no_texts(path, one, "name")
    yield from _no_integers(path, one, "document")
    at, path = one.at, f"{path}at."
    if isinstance(at, InFile):
        yield from _no_texts(path, at, "name")
        return
    yield from _no_numbers(path, at, "width", "height")
    if isinstance(at, Box):
        yield from _no_integers(path, at, "page")
        yield from _no_numbers(path, at, "left", "top")
    else:
        yield from _no_texts(path, at, "text", required=True)
        yield from _no_integers(path, at, "occurrence")
        if not isinstance(cast("object", at.offset), tuple) or [_is_number(part) for part in at.offset] != [True, True]:
            yield Problem(path=f"{path}offset", reason=_not("two numbers; give (to the right, down) in points"))


def _not(what: str) -> str:
    return f"it is not {what}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < float("inf")


def _no_texts(path: str, value: object, *members: str, required: bool = False) -> Iterator[Problem]:
    for member in members:
        text: object = getattr(value, member)
        if not isinstance(text, str) and (required or text is not None):
            yield Problem(path=path + member, reason=_not(f"a text but of type {type(text).__name__}"))


def _no_integers(path: str, value: object, *members: str) -> Iterator[Problem]:
    for member in members:
        number: object = getattr(value, member)
        if not isinstance(number, int) or isinstance(number, bool):
            yield Problem(path=path + member, reason=_not(f"a whole number but {number!r}"))


def _no_numbers(path: str, value: object, *members: str) -> Iterator[Problem]:
    for member in members:
        number: object = getattr(value, member)
        if not _is_number(number):
            yield Problem(path=path + member, reason=_not(f"a number of points but {number!r}"))


# Values --------------------------------------------------------------------------------------------------------------
def wrong_values(agreement: Agreement) -> Iterator[Problem]:
    """Yield what cannot be right in an agreement whose members are of the right kinds."""
    if not agreement.title.strip():
        yield Problem(path="title", reason="it is empty; give the title that people see")
    if not agreement.documents:
        yield Problem(path="documents", reason="there is nothing to sign; give at least one document")
    if not any(party.role in (PartyRole.SIGNER, PartyRole.APPROVER) for party in agreement.parties):
        yield Problem(path="parties", reason="nobody signs; give at least one party")
    yield from _wrong_expiry(agreement.expires_at)
    yield from _missing_steps(agreement)
    if agreement.remind_every is not None and agreement.remind_every < 1:
        yield Problem(path="remind_every", reason=f"{agreement.remind_every!r} is no number of days; give 1 or more")
    for number, address in enumerate(agreement.copy_to):
        yield from _wrong_address(f"copy_to[{number}]", address)
    seen: dict[str, int] = {}
    for number, party in enumerate(agreement.parties):
        path = f"parties[{number}]"
        yield from _wrong_address(f"{path}.email", party.email)
        yield from _wrong_party(path, party, len(agreement.documents))
        first = seen.setdefault(party.email.casefold(), number)
        if first != number:
            yield Problem(
                path=f"{path}.email",
                reason=f"parties[{first}] has it too; each party needs an address of their own",
            )


def _wrong_expiry(expires_at: datetime | date | None) -> Iterator[Problem]:
    if expires_at is None:
        return
    if isinstance(expires_at, datetime) and expires_at.utcoffset() is None:
        yield Problem(
            path="expires_at", reason="it has no time zone; give one, as in datetime(2030, 1, 31, tzinfo=UTC)"
        )
        return
    now = datetime.now(UTC)
    if expires_at <= now if isinstance(expires_at, datetime) else expires_at <= now.date():
        yield Problem(path="expires_at", reason=f"{expires_at} has passed; a day ends with its first moment in UTC")


def _missing_steps(agreement: Agreement) -> Iterator[Problem]:
    """Yield the parties without a place in an order that others have one in: each service takes it another way."""
    places = [
        (number, party.step)
        for number, party in enumerate(agreement.parties)
        if party.role in (PartyRole.SIGNER, PartyRole.APPROVER)
    ]
    first = next((number for number, step in places if step is not None), None)
    for number, step in places:
        if first is not None and step is None:
            yield Problem(
                path=f"parties[{number}].step",
                reason=f"parties[{first}] has a step and this one has none; give one to all who sign, or to nobody",
            )


def _wrong_address(path: str, address: str) -> Iterator[Problem]:
    if not _ADDRESS.fullmatch(address):
        yield Problem(path=path, reason=f"{address!r} is no e-mail address; give one such as ada@example.com")


def _wrong_party(path: str, party: Party, documents: int) -> Iterator[Problem]:
    if not party.family_name.strip() or not party.given_name.strip():
        yield Problem(
            path=f"{path}.name",
            reason=f"{party.name!r} is not a first and a last name, which the services ask for; give first_name= and "
            "last_name=",
        )
    if party.step is not None and party.step < 1:
        yield Problem(path=f"{path}.step", reason=f"{party.step!r} is no place in an order; steps count from 1")
    yield from _wrong_authentication(f"{path}.auth", party)
    if party.sign and party.role is not PartyRole.SIGNER:
        yield Problem(
            path=f"{path}.sign", reason=f"a party with the role {party.role.value} signs nothing; leave it out"
        )
    for number, one in enumerate(party.sign):
        yield from _wrong_field(f"{path}.sign[{number}]", one, documents)


def _wrong_authentication(path: str, party: Party) -> Iterator[Problem]:
    if isinstance(party.auth, Sms) and not _PHONE.fullmatch(party.auth.phone.strip()):
        yield Problem(
            path=f"{path}.phone",
            reason=f"{party.auth.phone!r} is no telephone number with its country, such as +15145550100",
        )
    if isinstance(party.auth, Question) and not party.auth.question.strip():
        yield Problem(path=f"{path}.question", reason="it is empty; give what the party is asked")


def _wrong_field(path: str, one: Field, documents: int) -> Iterator[Problem]:
    if not 1 <= one.document <= documents:
        yield Problem(path=f"{path}.document", reason=f"there is no document {one.document}; give 1 to {documents}")
    at = one.at
    if not isinstance(at, InFile) and not (at.width > 0 and at.height > 0):
        yield Problem(path=f"{path}.at", reason=f"{at.width:g} by {at.height:g} points is no size; give more than 0")
    if isinstance(at, Box):
        if at.page < 1:
            yield Problem(path=f"{path}.at.page", reason=f"there is no page {at.page}; pages count from 1")
        if at.left < 0 or at.top < 0:
            yield Problem(path=f"{path}.at", reason="it is off the page; left and top are 0 or more")
    elif isinstance(at, Anchor):
        if not at.text.strip():
            yield Problem(path=f"{path}.at.text", reason="it is empty; give the text that the field stands beside")
        if at.occurrence < 1:
            yield Problem(path=f"{path}.at.occurrence", reason=f"{at.occurrence} is no occurrence; they count from 1")
