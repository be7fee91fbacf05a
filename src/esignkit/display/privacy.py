"""Masking: secrets always, personal data on request."""

from __future__ import annotations

import re
from typing import TypeGuard, cast

from attrs import AttrsInstance, define, fields, has

from esignkit.core.record import Record
from esignkit.core.suggestions import with_suggestions

__all__ = [
    "MASKED",
    "SECRET",
    "Settings",
    "is_model",
    "is_personal",
    "mask_text",
    "members_of",
    "says_of_a_person",
    "settings",
]

SECRET = "…"  # noqa: S105 - what stands in a secret's place
MASKED = "•••"

_PERSONAL = re.compile(
    r"e_?mail|phone|cell_?number|user_?name|(first|last|full|signer|owner|house)_?name|birth|social_?security"
    r"|address|zip|postal|^city$|house_?number|apartment|(^|_)ip$|ip_address|initials|img_?b64|image|handdrawn"
    r"|merge_?field|recipient|copy_?to|nationality|passport|id_?value|^contact$|_user$|^user$|company"
    r"|job_?title|owner_?signature|^certificate$|extraction_?result|event_?description"
    # What people wrote or filled in themselves.
    r"|field_?value|^comment$|declined_?reason",
    re.IGNORECASE,
)
_OF_MODELS = (
    (
        re.compile(r"Signer|Sender|User|Member|Person|Party|Claim|Identity"),
        frozenset({"name", "value", "title", "properties"}),
    ),
    (re.compile(r"Field$"), frozenset({"value"})),
    (re.compile(r"Challenge"), frozenset({"question"})),  # with SMS, it is the telephone number
    (re.compile(r"Address|Kba"), frozenset({"state", "country"})),
    (re.compile(r"^(Party)?State$|^Event$"), frozenset({"reason"})),  # of `agreements`: in the party's words
    (re.compile(r"Message|Event|Declined|Bounced|Requested|Added|Signer"), frozenset({"content", "message"})),
)
"""Members that are personal only in some models: by the model's name."""
_NEVER = frozenset({"sender_role", "signer_email_subject"})
_IN_TEXTS = (
    # An e-mail address, also as it stands in a URL.
    re.compile(r"(?<![\w.+%-])(?<![\w.+%-]')[\w.+%-]+(?:'[\w.+%-]+)*(?:@|%40)[\w-]+(?:\.[\w-]+)+"),
    # A telephone number with its country: 7 to 15 digits.
    re.compile(r"(?<![\w+%])(?:\+|%2B)\d(?:(?:[ ().-]|%20){0,3}\d){6,14}(?!\d)", re.IGNORECASE),
)
"""What is personal wherever it stands. A long text is gone through once: no match starts within what another read."""


@with_suggestions
@define
class Settings:
    """What a notebook shows."""

    mask_personal_data: bool = False
    """Whether names, addresses, numbers and pictures of people are replaced by `•••`."""
    rows: int = 50
    """How many rows a table has at most."""


settings: Settings = Settings()
"""The settings of this process; change its attributes."""


def is_model(value: object) -> TypeGuard[AttrsInstance]:
    """Tell whether a value is shown by its members: a service's model, or a value such as an agreement's state."""
    return has(type(value))


def members_of(model: AttrsInstance) -> dict[str, object]:
    """Return the members that are shown, by name: secrets as `…`, those that `repr` leaves out not at all.

    Args:
        model: The model.
    """
    secrets = model.SECRETS if isinstance(model, Record) else frozenset[str]()
    members = {str(a.name): getattr(model, a.name) for a in fields(type(model)) if a.repr or a.name in secrets}
    return {name: SECRET if name in secrets and value is not None else value for name, value in members.items()}


def is_personal(name: str, cls: type[object] | None = None) -> bool:
    """Tell whether a member says something of a person, by its name and its model's.

    Args:
        name: The member's name, in snake_case or as on the wire.
        cls: The model that it belongs to.
    """
    if name in _NEVER:
        return False
    if _PERSONAL.search(name):
        return True
    return cls is not None and any(name in names and models.search(cls.__name__) for models, names in _OF_MODELS)


def says_of_a_person(name: str, cls: type[object] | None, value: object) -> bool:
    """Tell whether a member's value is masked: every view that masks asks this.

    Whether there is something (None, a boolean) says nothing of a person, and models have members of their own.

    Args:
        name: The member's name.
        cls: The model that it belongs to; None in free-form JSON.
        value: Its value.
    """
    if value is None or isinstance(value, bool) or not is_personal(name, cls):
        return False
    parts = cast("list[object]", value) if isinstance(value, list | tuple) else [value]
    return not any(is_model(part) for part in parts)


def mask_text(text: str) -> str:
    """Replace e-mail addresses and telephone numbers within a text, such as an error's message, a title or a path."""
    for pattern in _IN_TEXTS:
        text = pattern.sub(MASKED, text)
    return text
