"""Which members the bodies of a service have, as a table, and what in a body the service would not take.

A table is text, close to how the services' documents print theirs: a schema is `id name signers:[Signer] email:email`.
What a member holds follows its name: a schema, `[Schema]` for a list, `{Schema}` for a map with keys of the caller's
own, or a kind of value; nothing or `*` for anything. `Document/[Document]` is either of two forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from esignkit.names.near_names import hint
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
        self._operations = {operation: _kind(text) for operation, text in operations.items()}
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
        kind = self._operations.get(call.operation)
        if kind is None:
            return []
        try:
            body = call.json() if read is None else read(call)
        except MalformedBody:
            return []
        problems: list[str] = []
        self._note(problems, body, kind, "")
        return problems

    def _note(self, problems: list[str], value: JSON, kind: _Kind, place: str) -> None:
        if value is None:
            return
        form = kind.of(value)
        if form.shape == "[":
            if not isinstance(value, list):
                problems.append(f"{place or 'the body'} must be a list")
            if form.inner is not None:
                for number, item in enumerate(as_list(value)):
                    self._note(problems, item, form.inner, f"{place}[{number}]")
        elif form.shape == "{":
            if not isinstance(value, dict):
                problems.append(f"{place or 'the body'} must be an object")
            self._note_members(problems, as_object(value), form, f"{place}." if place else "")
        elif form.name != "*" and (problem := self._values[form.name](value)) is not None:
            problems.append(type(problem)(f"{place} {problem}"))

    def _note_members(self, problems: list[str], value: Mapping[str, JSON], form: _Form, prefix: str) -> None:
        known = self._schemas.get(form.name, {}) if form.name else dict.fromkeys(value, form.inner)
        for name, member in value.items():
            if name not in known:
                problems.append(f"{prefix}{name} is not known here{hint(name, known)}")
            elif (kind := known[name]) is not None:
                self._note(problems, member, kind, f"{prefix}{name}")


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


@frozen
class _Form:
    """One form of a kind: a list or a map of another kind, an object of a schema, or a kind of value."""

    shape: str
    """`[` for a list, `{` for an object; empty for a value."""
    name: str
    """The schema or the kind of value, `*` for any; empty for a list or a map."""
    inner: _Kind | None
    """What a list or a map holds; None for anything."""


class _Kind:
    """What a member holds, read from the table once.

    Args:
        forms: Its forms, of which the first is meant where none suits.
    """

    def __init__(self, forms: Sequence[_Form]) -> None:
        self._first = forms[0]
        self._by_shape = {form.shape: form for form in reversed(forms)}

    def of(self, value: JSON) -> _Form:
        """Return the form that suits a value: a list, an object, or neither."""
        shape = "[" if isinstance(value, list) else "{" if isinstance(value, dict) else ""
        return self._by_shape.get(shape, self._first)


def _members(text: str) -> dict[str, _Kind | None]:
    return {name: _kind(kind or "*") for name, _, kind in (word.partition(":") for word in text.split())}


def _kind(text: str) -> _Kind | None:
    return None if text == "*" else _Kind([_form(form) for form in _OR.split(text)])


def _form(text: str) -> _Form:
    if text[0] in "[{":
        return _Form(text[0], "", _kind(text[1:-1]))
    return _Form("{" if text[0].isupper() else "", text, None)
