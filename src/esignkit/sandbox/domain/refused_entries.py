"""Why entries are refused, in the words of whoever wrote the fields: their names, and the rules that they are under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.domain.form_fields import CHECKED, LONGEST_VALUE, ON, WRITTEN, Effect, FormField, Problem, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_MOST_NAMES = 20


def sentences(fields: Sequence[FormField], problems: Mapping[str, Problem]) -> list[str]:
    """Return a sentence for each field that something is wrong with.

    Args:
        fields: All fields of the signer.
        problems: What is wrong, by the ids of the fields.
    """
    by_id = {one.id: one for one in fields}
    return [
        _WORDS[problem](by_id[key], by_id)
        if key in by_id and problem is not Problem.NO_FIELD
        else _no_field(key, by_id)
        for key, problem in problems.items()
    ]


def _no_field(key: str, by_id: Mapping[str, FormField]) -> str:
    if key in by_id:
        return f"the field {by_id[key].name!r} is not filled in by signers"
    names = [repr(one.name) for one in by_id.values() if one.kind not in WRITTEN and not one.read_only]
    listed = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    return f"the signer has no field {key!r} to fill in; there are {listed or 'none'}"


def _disabled(one: FormField, by_id: Mapping[str, FormField]) -> str:
    what = "signature" if one.kind in WRITTEN else "field"
    rules = [rule for rule in one.rules if rule.effect is Effect.DISABLED]
    enabling = " or ".join(_state(rule, by_id) for rule in rules if not rule.on)
    disabling = " or ".join(_state(rule, by_id) for rule in rules if rule.on)
    reasons = [f"it is enabled only if {enabling}"] if enabling else []
    reasons += [f"it is disabled if {disabling}"] if disabling else []
    reason = ", and ".join(reasons) or "nothing that this signer enters enables it"
    return f"the {what} {one.name!r} is disabled: {reason}"


def _state(rule: Rule, by_id: Mapping[str, FormField]) -> str:
    verb = "is not" if rule.differs else "is"
    return f"{by_id[rule.source].name!r} {verb} {rule.value!r}"


def _not_an_option(one: FormField, by_id: Mapping[str, FormField]) -> str:
    del by_id
    if one.kind in CHECKED:
        return f"the field {one.name!r} takes {ON!r} for on and '' for off"
    return f"the field {one.name!r} takes one of {', '.join(map(repr, one.options))}"


def _several(one: FormField, by_id: Mapping[str, FormField]) -> str:
    group = [
        repr(other.name)
        for other in by_id.values()
        if other.kind is one.kind and (other.document_id, other.group) == (one.document_id, one.group)
    ]
    return f"only one of {', '.join(group)} can be on"


_WORDS: dict[Problem, Callable[[FormField, Mapping[str, FormField]], str]] = {
    Problem.MISSING: lambda one, _: f"the field {one.name!r} must be filled in",
    Problem.TOO_LONG: lambda one, _: (
        f"the field {one.name!r} takes at most {one.max_length or LONGEST_VALUE} characters"
    ),
    Problem.NOT_AN_OPTION: _not_an_option,
    Problem.NOT_A_DATE: lambda one, _: f"the field {one.name!r} takes a date such as 2026-01-31",
    Problem.NO_MATCH: lambda one, _: f"the field {one.name!r} takes what matches {one.pattern!r}",
    Problem.SEVERAL: _several,
    Problem.DISABLED: _disabled,
}
