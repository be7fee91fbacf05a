"""What parties do, how they come to the documents, and what fields ask for."""

from __future__ import annotations

import enum
from typing import TypeVar

from esignkit.names import EnumNames
from esignkit.names.near_names import did_you_mean

__all__ = ["Delivery", "FieldKind", "PartyRole", "delivery_of", "kind_of", "role_of"]

E = TypeVar("E", bound=enum.Enum)


class PartyRole(enum.StrEnum, metaclass=EnumNames):
    """What a party does."""

    SIGNER = "signer"
    """Signs."""
    APPROVER = "approver"
    """Agrees without signing."""
    VIEWER = "viewer"
    """Sees the documents and does nothing else."""
    COPY = "copy"
    """Gets a copy when everybody has signed."""


class Delivery(enum.StrEnum, metaclass=EnumNames):
    """How a party comes to the documents."""

    EMAIL = "email"
    """The service writes to them."""
    EMBEDDED = "embedded"
    """They sign in your own pages, at the address that `sign_url` gives."""
    SILENT = "silent"
    """Nobody writes to them; you hand on the address yourself."""


class FieldKind(enum.StrEnum, metaclass=EnumNames):
    """What a field asks for."""

    SIGNATURE = "signature"
    """The party's name, drawn or typed."""
    INITIALS = "initials"
    """The first letters of the party's name."""
    DATE = "date"
    """The day of signing, which fills itself."""
    TEXT = "text"
    """A line of text."""
    CHECKBOX = "checkbox"
    """A box to tick."""


def role_of(value: PartyRole | str) -> PartyRole:
    """Return a role, of which the name will do."""
    return _value_of(PartyRole, "role", value)


def delivery_of(value: Delivery | str) -> Delivery:
    """Return a delivery, of which the name will do."""
    return _value_of(Delivery, "delivery", value)


def kind_of(value: FieldKind | str) -> FieldKind:
    """Return a kind of field, of which the name will do."""
    return _value_of(FieldKind, "kind", value)


def _value_of(kind: type[E], name: str, value: object) -> E:
    """Return a value of an enum.

    Raises:
        ValueError: There is none of that name.
    """
    try:
        return kind(value)
    except ValueError:
        known = [str(one.value) for one in kind]
        hint = (did_you_mean(value, known) if isinstance(value, str) else None) or f"give {', '.join(known)}"
        msg = f"{name} is {value!r}; {hint}"
        raise ValueError(msg) from None
