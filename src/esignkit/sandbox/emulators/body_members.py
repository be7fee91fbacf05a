"""Which members the bodies of a service have, as a table, and what in a body the service would not take.

A table is text, close to how the services' documents print theirs: a schema is `id name signers:[Signer] email:email`.
What a member holds follows its name: a schema, `[Schema]` for a list, `{Schema}` for a map with keys of the caller's
own, or a kind of value; nothing or `*` for anything. `Document/[Document]` is either of two forms.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from esignkit.sandbox.emulators.call import Doubtful
from esignkit.sandbox.emulators.multipart import MalformedBody
from esignkit.sandbox.json_values import as_list, as_object

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.json_values import JSON

ValueCheck: TypeAlias = "Callable[[JSON], str | None]"
"""Returns what is wrong with a value, as the end of a sentence; None when nothing is."""

_OR = re.compile(r"/(?![^\[]*\])")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class BodyTable:
    """The bodies of a service.

    Args:
        schemas: The members of each schema, by its name; they begin with a capital letter.
        operations: The form of each operation's body. What is not there is not looked at.
        values: The checks of the kinds of values, by their names; they begin with a small letter.
    """

    def __init__(
        self, schemas: Mapping[str, str], operations: Mapping[str, str], values: Mapping[str, ValueCheck]
    ) -> None:
        self._schemas = {name: _members(text) for name, text in schemas.items()}
        self._operations = dict(operations)
        self._values = dict(values)

    def problems(self, call: Call, read: Callable[[Call], JSON] | None = None) -> list[str]:
        """Say what in a request's body is not known, or certainly wrong.

        Args:
            call: The request.
            read: Returns the body as JSON, where it isn't the request's own.

        Returns:
            A sentence for each, which names the place: `roles[0].signers[0].email …`. Of a body that can't be read,
            the call itself says so.
        """
        kind = self._operations.get(call.operation, "*")
        if kind == "*":
            return []
        try:
            body = call.json() if read is None else read(call)
        except MalformedBody:
            return []
        return list(self._of_kind(body, kind, ""))

    def _of_kind(self, value: JSON, kind: str, place: str) -> Iterator[str]:
        if value is None:
            return
        kind = _form(kind, value)
        if kind == "*":
            return
        if kind[0] == "[":
            if not isinstance(value, list):
                yield f"{place or 'the body'} must be a list"
            for number, item in enumerate(as_list(value)):
                yield from self._of_kind(item, kind[1:-1], f"{place}[{number}]")
        elif kind[0] == "{" or kind[0].isupper():
            if not isinstance(value, dict):
                yield f"{place or 'the body'} must be an object"
            yield from self._of_object(as_object(value), kind, f"{place}." if place else "")
        elif (problem := self._values[kind](value)) is not None:
            yield type(problem)(f"{place} {problem}")

    def _of_object(self, value: Mapping[str, JSON], kind: str, prefix: str) -> Iterator[str]:
        known = None if kind[0] == "{" else self._schemas.get(kind, {})
        for name, member in value.items():
            if known is None:
                yield from self._of_kind(member, kind[1:-1], f"{prefix}{name}")
            elif name in known:
                yield from self._of_kind(member, known[name], f"{prefix}{name}")
            else:
                yield f"{prefix}{name} is not known here{_suggestion(name, known)}"


def one_of(words: str) -> ValueCheck:
    """Return a check for the values of an enumeration, given with blanks between them; numbers count as digits."""
    choices = words.split()

    def check(value: JSON) -> str | None:
        word = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        return None if word in choices else f"{value!r:.60} is none of {', '.join(choices)}"

    return check


def one_of_an_open(words: str) -> ValueCheck:
    """Return a check for an enumeration of which the service's documents say that it is open, or contradict it."""
    closed = one_of(words)

    def check(value: JSON) -> str | None:
        problem = closed(value)
        return None if problem is None else Doubtful(f"{problem}, as far as is known")

    return check


def email(value: JSON) -> str | None:
    """Check for an e-mail address; an empty text stands for none."""
    return (
        None
        if value == "" or (isinstance(value, str) and _EMAIL.fullmatch(value))
        else _not(value, "an e-mail address")
    )


def whole_number(smallest: int = 0) -> ValueCheck:
    """Return a check for whole numbers that are not smaller than another."""

    def check(value: JSON) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and value >= smallest
        return None if good else _not(value, f"a whole number from {smallest}")

    return check


def _not(value: JSON, expected: str) -> str:
    return f"{value!r:.60} is not {expected}"


def _members(text: str) -> dict[str, str]:
    return {name: kind or "*" for name, _, kind in (word.partition(":") for word in text.split())}


def _form(kind: str, value: JSON) -> str:
    """Return the form of a kind that suits a value: a list, an object, or neither."""
    forms = _OR.split(kind)
    suits = "[" if isinstance(value, list) else "{" if isinstance(value, dict) else ""
    return next((form for form in forms if _opening(form) == suits), forms[0])


def _opening(form: str) -> str:
    return form[0] if form[0] in "[{" else "{" * form[0].isupper()


def _suggestion(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"; is it {close[0]}?" if close else ""
