"""What is agreed on: documents, the parties, and where they sign."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import ClassVar, TypeAlias, cast

from attrs import field, frozen

from esignkit.agreements.enums import Delivery, FieldKind, PartyRole, delivery_of, kind_of, role_of
from esignkit.core.suggestions import with_suggestions
from esignkit.types import FileInput, Secret

__all__ = [
    "Agreement",
    "Anchor",
    "Authentication",
    "Box",
    "Document",
    "Field",
    "InFile",
    "Kba",
    "Party",
    "Password",
    "Place",
    "Question",
    "Sms",
]


# What the values take: one or several, and what is meant by it
def _text(value: str) -> str:
    """Return a text.

    Raises:
        TypeError: It is something else.
    """
    if not isinstance(cast("object", value), str):
        msg = f"title is {type(value).__name__}; give a text"
        raise TypeError(msg)
    return value


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    """Return several texts; one text is one of them.

    Raises:
        TypeError: One of them is no text.
    """
    texts = (value,) if isinstance(value, str) else tuple(value)
    for number, text in enumerate(texts):
        if not isinstance(cast("object", text), str):
            msg = f"copy_to[{number}] is {type(text).__name__}; give e-mail addresses, as text"
            raise TypeError(msg)
    return texts


def _fields(value: Place | Field | Iterable[Place | Field]) -> tuple[Field, ...]:
    """Return fields; a place stands for a signature there.

    Raises:
        TypeError: One of them is something else.
    """
    if isinstance(cast("object", value), str):
        msg = f"sign is {value!r}; give Anchor({value!r}) for beside this text, Box(page, left, top) or InFile()"
        raise TypeError(msg)
    single = isinstance(value, (Anchor, Box, InFile, Field))
    fields: list[Field] = []
    for number, one in enumerate((value,) if single else _several("sign", value)):
        if not isinstance(one, (Anchor, Box, InFile, Field)):
            msg = f"sign[{number}] is {_shown(one)}; give Box(page, left, top), Anchor(text), InFile() or a Field"
            raise TypeError(msg)
        fields.append(one if isinstance(one, Field) else Field(one))
    return tuple(fields)


def _place(_field: object, _attribute: object, value: Place) -> None:
    """Refuse what is no place.

    Raises:
        TypeError: It is something else, such as the text of an anchor.
    """
    if not isinstance(cast("object", value), (Anchor, Box, InFile)):
        msg = f"at is {_shown(value)}; give Box(page, left, top), Anchor(text) or InFile()"
        raise TypeError(msg)


def _documents(value: Iterable[Document | FileInput]) -> tuple[Document, ...]:
    """Return documents; a file stands for a document of it.

    Raises:
        TypeError: It is one file in place of a list.
    """
    several = cast("object", value)
    if isinstance(several, (Document, str, bytes, bytearray)) or hasattr(several, "read") or _is_path(several):
        msg = f"documents is {_shown(value)}; give a list, as in documents=[Document(…)]"
        raise TypeError(msg)
    return tuple(
        one if isinstance(one, Document) else Document(cast("FileInput", one)) for one in _several("documents", several)
    )


def _is_path(value: object) -> bool:
    return isinstance(value, os.PathLike)


def _parties(value: Party | Iterable[Party]) -> tuple[Party, ...]:
    """Return parties.

    Raises:
        TypeError: One of them is something else.
    """
    parties: list[Party] = []
    for number, party in enumerate((value,) if isinstance(value, Party) else _several("parties", value)):
        if not isinstance(party, Party):
            msg = f"parties[{number}] is {_shown(party)}; give Party(name, email)"
            raise TypeError(msg)
        parties.append(party)
    return tuple(parties)


def _authentication(value: Authentication | None) -> Authentication | None:
    """Return how a party proves who they are.

    Raises:
        TypeError: It is something else.
    """
    if value is None or isinstance(cast("object", value), Password | Kba | Sms | Question):
        return value
    msg = f"auth is of type {type(value).__name__}; give Password(…), Kba(), Sms(phone) or Question(question, answer)"
    raise TypeError(msg)


def _secret(word: str | Secret | None) -> Secret | None:
    return None if word is None else Secret(word)


def _several(name: str, value: object) -> tuple[object, ...]:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        msg = f"{name} is {_shown(value)}; give a list"
        raise TypeError(msg)
    return tuple(cast("Iterable[object]", value))


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) else f"of type {type(value).__name__}"


@with_suggestions
@frozen
class Box:
    """A place on a page, in PDF points (1/72 inch) from its top-left corner as a viewer shows it."""

    page: int
    """Page, from 1."""
    left: float
    """Points from the page's left edge."""
    top: float
    """Points from the page's top edge."""
    width: float = 200.0
    """Width in points."""
    height: float = 50.0
    """Height in points."""


@with_suggestions
@frozen
class Anchor:
    """A place beside a text of the document."""

    text: str
    """The text; upper and lower case are told apart."""
    offset: tuple[float, float] = (0.0, 0.0)
    """Points to the right and down, from the text's top-left corner."""
    occurrence: int = 1
    """Which of the places where the text stands, from 1."""
    width: float = 200.0
    """Width in points."""
    height: float = 50.0
    """Height in points."""


@with_suggestions
@frozen
class InFile:
    """A place that the file itself names: a form field of the PDF, or a tag in its text."""

    name: str | None = None
    """Name of the form field, where the service asks for it; None for tags."""


Place: TypeAlias = Box | Anchor | InFile
"""Where a field stands."""


@with_suggestions
@frozen
class Field:
    """A field that a party fills in."""

    at: Place = field(validator=_place)
    """Where it stands."""
    kind: FieldKind = field(default=FieldKind.SIGNATURE, converter=kind_of)
    """What it asks for."""
    document: int = 1
    """Number of the document, from 1."""
    name: str | None = None
    """Your name for it."""
    required: bool = True
    """Whether it has to be filled in."""


@with_suggestions
@frozen
class Password:
    """A word that the party must give."""

    password: Secret = field(converter=Secret)
    """The word."""


@with_suggestions
@frozen
class Kba:
    """Questions about the person that the service takes from records (knowledge-based authentication)."""

    password: Secret | None = field(default=None, converter=_secret)
    """A word that is asked for as well."""


@with_suggestions
@frozen
class Sms:
    """A code in a text message."""

    phone: str
    """Telephone number with its country, such as `+15145550100`."""


@with_suggestions
@frozen
class Question:
    """A question that only the party can answer."""

    question: str
    """What is asked."""
    answer: Secret = field(converter=Secret)
    """What only the party knows."""


Authentication: TypeAlias = Password | Kba | Sms | Question
"""How a party proves who they are, beyond having the invitation."""


@with_suggestions
@frozen
class Party:
    """Somebody who signs, approves, looks on or gets a copy."""

    INSTEAD: ClassVar[Mapping[str, str]] = {
        "order": "did you mean 'step'?",
        "phone": "a telephone number belongs to the way to prove who they are: auth=Sms(phone)",
    }

    name: str
    """First and last name, such as `Ada Byron`; the last word is the last name."""
    email: str
    """E-mail address."""
    sign: Sequence[Field] = field(default=(), converter=_fields, kw_only=True)
    """Where they sign: a place, a field, or several of them. Without any, a signature at the foot of the last page of
    each document; with Constellation1, where the tags of the document say."""
    role: PartyRole = field(default=PartyRole.SIGNER, converter=role_of, kw_only=True)
    """What they do."""
    label: str | None = field(default=None, kw_only=True)
    """Their part in the agreement, such as `Tenant`; with Constellation1, the role that its tags name."""
    step: int | None = field(default=None, kw_only=True)
    """Place in the order of signing, from 1; parties of the same step sign at the same time. All who sign have one,
    or nobody: then all sign at the same time."""
    auth: Authentication | None = field(default=None, converter=_authentication, kw_only=True)
    """How they prove who they are."""
    delivery: Delivery = field(default=Delivery.EMAIL, converter=delivery_of, kw_only=True)
    """How they come to the documents."""
    message: str | None = field(default=None, kw_only=True)
    """Text of their own invitation."""
    language: str | None = field(default=None, kw_only=True)
    """Language in which they sign, such as `en`."""
    first_name: str | None = field(default=None, kw_only=True)
    """First name, where `name` does not begin with it."""
    last_name: str | None = field(default=None, kw_only=True)
    """Last name, where it is not the last word of `name`."""
    native: Mapping[str, object] = field(factory=dict[str, object], kw_only=True, hash=False)
    """Members of the service's own model of a signer, by their Python names; they come last and win."""

    @property
    def given_name(self) -> str:
        """First name: what was given, or all of `name` but its last word."""
        return self.first_name if self.first_name is not None else " ".join(self.name.split()[:-1])

    @property
    def family_name(self) -> str:
        """Last name: what was given, or the last word of `name`."""
        return self.last_name if self.last_name is not None else (self.name.split() or [""])[-1]


@with_suggestions
@frozen
class Document:
    """A document to sign."""

    file: FileInput
    """A path, bytes, a file opened in binary mode, or `(name, content[, content type])`."""
    name: str | None = field(default=None, kw_only=True)
    """Name that people see; the file's name without it."""
    native: Mapping[str, object] = field(factory=dict[str, object], kw_only=True, hash=False)
    """Members of the service's own model of a document, by their Python names; they come last and win."""


@with_suggestions
@frozen(kw_only=True)
class Agreement:
    """Documents to sign, and who signs them."""

    INSTEAD: ClassVar[Mapping[str, str]] = {
        "name": "did you mean 'title'?",
        "files": "did you mean 'documents'?",
        "signers": "did you mean 'parties'?",
        "recipients": "did you mean 'parties'?",
        "order": "the order of signing belongs to parties: Party(…, step=1)",
    }

    title: str = field(converter=_text)
    """Title that people see."""
    documents: Sequence[Document] = field(converter=_documents)
    """The documents, in their order: `Document`s or files."""
    parties: Sequence[Party] = field(converter=_parties)
    """Who takes part."""
    reference: str | None = None
    """Your own reference, by which `find` finds it. No service makes sure that it is unique."""
    message: str | None = None
    """Text of the invitations."""
    expires_at: datetime | date | None = None
    """When it can no longer be signed: a moment with a time zone, or a day, which ends with its first moment in UTC."""
    remind_every: int | None = None
    """Days between reminders."""
    language: str | None = None
    """Language of the service's pages and mails, such as `en`."""
    copy_to: Sequence[str] = field(default=(), converter=_texts)
    """E-mail addresses that get a copy, beside parties with the role `copy`."""
    return_url: str | None = None
    """Address of your own site that a party comes back to, where the service knows one."""
    native: Mapping[str, object] = field(factory=dict[str, object], hash=False)
    """Members of the service's own model, by their Python names; they come last and win. What the agreement itself is
    made of, such as documents, parties and status, is refused."""

    @property
    def signers(self) -> list[Party]:
        """The parties who sign."""
        return [party for party in self.parties if party.role is PartyRole.SIGNER]

    @property
    def acting(self) -> list[Party]:
        """The parties who sign or approve."""
        return [party for party in self.parties if party.role in (PartyRole.SIGNER, PartyRole.APPROVER)]

    @property
    def copies(self) -> list[str]:
        """E-mail addresses of all who get a copy."""
        return [*self.copy_to, *(party.email for party in self.parties if party.role is PartyRole.COPY)]

    @property
    def expiry(self) -> datetime | None:
        """The moment at which it expires; of a day, its first one in UTC."""
        day = self.expires_at
        if day is None or isinstance(day, datetime):
            return day
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
