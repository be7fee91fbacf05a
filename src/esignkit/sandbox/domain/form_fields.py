"""The fields that signers fill in, and what they have entered: checked the same for page and control API."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from esignkit.sandbox import pdf
from esignkit.sandbox.domain.patterns import unmatched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST_VALUE = 4_000


class FieldKind(StrEnum):
    """What a field takes."""

    SIGNATURE = "signature"
    INITIALS = "initials"
    TEXT = "text"
    TEXT_AREA = "text area"
    CHECK_BOX = "check box"
    RADIO = "radio"
    LIST = "list"
    DATE = "date"


WRITTEN = frozenset({FieldKind.SIGNATURE, FieldKind.INITIALS})
"""Kinds that are written by hand."""
CHECKED = frozenset({FieldKind.CHECK_BOX, FieldKind.RADIO})
"""Kinds that are on or off."""
_TYPED = frozenset({FieldKind.TEXT, FieldKind.TEXT_AREA})
ON = "X"
"""The value of a field that is on."""


class Effect(StrEnum):
    """What a rule changes of a field."""

    DISABLED = "disabled"
    REQUIRED = "required"


@frozen
class Rule:
    """While another field holds a value, a field is disabled or required, or is not."""

    source: str
    """Id of the other field, which is one of the same party."""
    value: str
    """The value; `X` is on, empty is off or not filled in."""
    effect: Effect
    """What the rule decides."""
    on: bool
    """Whether the field is so while the rule holds."""
    differs: bool = False
    """Whether the rule holds while the other field has any other value than this."""

    def holds(self, held: Mapping[str, str]) -> bool:
        """Return whether the rule holds.

        Args:
            held: What the fields hold, by their ids.
        """
        return (held.get(self.source, "") == self.value) is not self.differs


@frozen
class FormField:
    """A field of one party in one document."""

    id: str
    """Id of the field, unique in its transaction."""
    document_id: str
    """The document that it is in."""
    party_id: str
    """Who fills it in."""
    kind: FieldKind
    """What it takes."""
    name: str
    """Name of the field in the PDF."""
    label: str = ""
    """What to call it for people; the page has words of its own where this is empty."""
    page: int = 0
    """The page, from 0."""
    box: pdf.Box | None = None
    """Where it stands; None where the PDF itself says it, or nobody does."""
    main: bool = False
    """Whether it is the digital signature of its party in its document."""
    required: bool = False
    """Whether nobody can sign without it."""
    read_only: bool = False
    """Whether the service fills it in."""
    value: str = ""
    """What it holds before the signer has entered anything."""
    options: tuple[str, ...] = ()
    """The values of a list."""
    group: str = ""
    """Radio buttons of one group exclude each other."""
    max_length: int = 0
    """The most characters of a text; 0 for any number."""
    pattern: str = ""
    """A regular expression that a text has to match as a whole; empty for any text."""
    rules: tuple[Rule, ...] = ()
    """What other fields decide about it; later rules prevail."""
    disabled: bool = False
    """Whether it can neither be filled in nor signed, unless a rule says otherwise."""


@frozen
class Entries:
    """What a signer has entered."""

    values: Mapping[str, str] = field(factory=dict[str, str])
    """Values by the ids of the fields; `X` is on, empty is off."""
    signature: pdf.Ink | str | None = None
    """The signature, drawn or typed; None is the signer's name."""
    initials: pdf.Ink | str | None = None
    """The initials; None are those of the name."""


class Problem(StrEnum):
    """What is wrong with a value."""

    MISSING = "missing"
    TOO_LONG = "too long"
    NOT_AN_OPTION = "not an option"
    NOT_A_DATE = "not a date"
    NO_MATCH = "no match"
    NO_FIELD = "no field"
    SEVERAL = "several of a group"
    DISABLED = "disabled"


def settled(fields: Sequence[FormField], values: Mapping[str, str]) -> list[FormField]:
    """Return the fields as their rules leave them: disabled or not, required or not.

    A field that is disabled holds what it held before anybody entered something, and rules see it so.

    Args:
        fields: All fields of the signer.
        values: What has been entered, by the ids of the fields.
    """
    ruled = [one for one in fields if one.rules]
    states = {one.id: (one.disabled, one.required) for one in ruled}
    held = {one.id: value_of(one, values) for one in fields}
    entered = {one.id: values.get(one.id, one.value) for one in ruled}
    for _ in ruled:  # a chain of rules is no longer; rules that contradict each other end where the page's script ends
        held |= {one.id: one.value if states[one.id][0] else entered[one.id] for one in ruled}
        before, states = states, {one.id: _state(one, held) for one in ruled}
        if states == before:
            break
    return [_in_state(one, *states[one.id]) if one.rules else one for one in fields]


def _state(one: FormField, held: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether a field is disabled, and whether it is required, while fields hold these values."""
    states = {Effect.DISABLED: one.disabled, Effect.REQUIRED: one.required}
    for rule in one.rules:
        if rule.holds(held):
            states[rule.effect] = rule.on
    return states[Effect.DISABLED], states[Effect.REQUIRED]


def _in_state(one: FormField, disabled: bool, required: bool) -> FormField:
    return evolve(one, disabled=disabled, required=required)


def value_of(one: FormField, values: Mapping[str, str]) -> str:
    """Return what a settled field holds once these values have been entered."""
    return one.value if one.disabled else values.get(one.id, one.value)


def without_disabled(fields: Sequence[FormField], values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of fields that are not disabled."""
    disabled = {one.id for one in settled(fields, values) if one.disabled}
    return {name: value for name, value in values.items() if name not in disabled}


def problems(fields: Sequence[FormField], values: Mapping[str, str], *, whole: bool) -> dict[str, Problem]:
    """Return what is wrong, by the ids of the fields.

    Args:
        fields: All fields of the signer.
        values: What has been entered.
        whole: Whether required fields must be filled in.
    """
    fields = settled(fields, values)
    fillable = {one.id: one for one in fields if one.kind not in WRITTEN and not one.read_only}
    wrong = {name: Problem.NO_FIELD for name in values if name not in fillable}
    wrong |= _misfits((one, value_of(one, values)) for one in fillable.values())
    for one in fillable.values():
        problem = _problem(one, value_of(one, values))
        if one.disabled:
            problem = Problem.DISABLED if values.get(one.id, "") not in {"", one.value} else None
        if problem is not None:
            wrong[one.id] = problem
        elif whole and _is_missing(one, values):
            wrong[one.id] = Problem.MISSING
    for members in _groups(fillable.values()).values():
        chosen = [one for one in members if value_of(one, values)]
        if len(chosen) > 1:
            wrong[members[0].id] = Problem.SEVERAL
        elif whole and not chosen and any(one.required and not one.disabled for one in members):
            wrong[members[0].id] = Problem.MISSING
    signatures = [one for one in fields if one.main]
    if signatures and all(one.disabled for one in signatures):
        wrong[signatures[0].id] = Problem.DISABLED
    return wrong


def nothing_can_enable(fields: Sequence[FormField]) -> bool:
    """Return whether a signer's signatures are all disabled, whatever the signer enters.

    Args:
        fields: All fields of the signer.
    """
    signatures = [one for one in fields if one.main]
    return bool(signatures) and all(one.disabled and not one.rules for one in signatures)


def _is_missing(one: FormField, values: Mapping[str, str]) -> bool:
    return one.required and not one.disabled and one.kind is not FieldKind.RADIO and not value_of(one, values)


def _groups(fields: Iterable[FormField]) -> dict[tuple[str, str], list[FormField]]:
    groups: dict[tuple[str, str], list[FormField]] = {}
    for one in fields:
        if one.kind is FieldKind.RADIO:
            groups.setdefault((one.document_id, one.group or one.id), []).append(one)
    return groups


def _problem(one: FormField, value: str) -> Problem | None:
    if not value:
        return None
    if one.kind is FieldKind.LIST:
        return None if value in one.options else Problem.NOT_AN_OPTION
    if one.kind in CHECKED:
        return None if value == ON else Problem.NOT_AN_OPTION
    if one.kind is FieldKind.DATE:
        return None if _is_date(value) else Problem.NOT_A_DATE
    if len(value) > (one.max_length or LONGEST_VALUE):
        return Problem.TOO_LONG
    return None


def _misfits(entered: Iterable[tuple[FormField, str]]) -> dict[str, Problem]:
    """Return the fields whose text has not the form that is asked for; all of them are judged together."""
    asked = {
        one.id: (one.pattern, value)
        for one, value in entered
        if one.pattern and value and one.kind in _TYPED and _problem(one, value) is None
    }
    misfits = unmatched(asked.values())
    return {name: Problem.NO_MATCH for name, pair in asked.items() if pair in misfits}


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def initials_of(name: str) -> str:
    """Return the initials of a name."""
    return "".join(word[0] for word in name.split()).upper()


def for_pdf(fields: Sequence[FormField], entries: Entries, name: str) -> pdf.Entries:
    """Return what goes into the PDF of a document.

    Args:
        fields: The signer's fields in that document, settled.
        entries: What has been entered.
        name: The signer's name.
    """
    written = {
        FieldKind.SIGNATURE: entries.signature or name,
        FieldKind.INITIALS: entries.initials or initials_of(name) or name,
    }
    main = next((one for one in fields if one.main), None)
    return pdf.Entries(
        signature=written[main.kind] if main is not None and main.kind in written else entries.signature,
        values={one.name: value_of(one, entries.values) for one in fields if one.kind not in WRITTEN},
        written={
            one.name: written[one.kind] for one in fields if one.kind in WRITTEN and not one.main and not one.disabled
        },
    )


def pdf_inputs(fields: Iterable[FormField]) -> list[pdf.InputField]:
    """Return the fields that a PDF has to have, as far as anybody said where."""
    return [
        pdf.InputField(
            name=one.name,
            kind=_kind(one.kind),
            page=one.page,
            box=one.box,
            label=one.label,
            options=one.options,
            multiline=one.kind is FieldKind.TEXT_AREA,
        )
        for one in fields
        if one.box is not None and not one.main
    ]


def _kind(kind: FieldKind) -> pdf.InputKind:
    if kind in WRITTEN:
        return pdf.InputKind.INK
    if kind in CHECKED:
        return pdf.InputKind.CHECK_BOX
    return pdf.InputKind.LIST if kind is FieldKind.LIST else pdf.InputKind.TEXT
