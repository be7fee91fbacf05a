"""The conditions of a package: what one field holds enables other fields, disables them, or makes them required.

Documented is `document['d'].field['f'].value == 'X'` as a condition, `document['d'].field['f'].disabled = false` as an
action, and that conditions also disable and require fields; how those are spelt, and `!=`, is inferred. A condition of
any other form has no effect here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from attrs import evolve, frozen

from esignkit.sandbox.domain.form_fields import WRITTEN, Effect, FormField, Rule
from esignkit.sandbox.json_values import JSONObject, as_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Reference: TypeAlias = tuple[str, str]
"""The ids of a document and of a field in it."""

_FIELD = r"\s*document\['([^']+)'\]\.field\['([^']+)'\]\."
_CONDITION = re.compile(_FIELD + r"value\s*(==|!=)\s*'([^']*)'\s*")
_ACTION = re.compile(_FIELD + r"(disabled|required)\s*=\s*(true|false)\s*")


@frozen
class FieldCondition:
    """A condition as it was read."""

    source: Reference
    """The field that is looked at."""
    differs: bool
    """Whether it must have another value."""
    value: str
    """The value."""
    target: Reference
    """The field that something happens to."""
    effect: Effect
    """What happens to it."""
    on: bool
    """Whether it is then so, or no longer so."""


def read_condition(body: JSONObject) -> FieldCondition | None:
    """Return a condition of a package; None for one that has no effect here."""
    condition, action = (
        _CONDITION.fullmatch(as_text(body.get("condition"))),
        _ACTION.fullmatch(as_text(body.get("action"))),
    )
    if condition is None or action is None:
        return None
    return FieldCondition(
        source=(condition[1], condition[2]),
        differs=condition[3] == "!=",
        value=condition[4],
        target=(action[1], action[2]),
        effect=Effect(action[3]),
        on=action[4] == "true",
    )


def with_rules(
    fields: Sequence[FormField],
    references: Mapping[Reference, Sequence[FormField]],
    conditions: Sequence[JSONObject],
) -> list[FormField]:
    """Return the fields of a package with what its conditions make of them.

    A field that a condition enables is disabled until then, whether or not its own `disabled` says so: the vendor's
    examples leave that out.

    Args:
        fields: The fields of all roles.
        references: The same fields, by what conditions call them.
        conditions: The package's conditions.
    """
    ruled = {one.id: one for one in fields}
    for condition in filter(None, map(read_condition, conditions)):
        for target in references.get(condition.target, ()):
            ruled[target.id] = _with_rule(ruled[target.id], condition, references.get(condition.source, ()))
    return [_fixed(one) for one in ruled.values()]


def _with_rule(target: FormField, condition: FieldCondition, sources: Sequence[FormField]) -> FormField:
    own = [source for source in sources if source.party_id == target.party_id]
    source = next(iter(own or sources), None)
    rule = Rule(
        source.id if source is not None else "", condition.value, condition.effect, condition.on, condition.differs
    )
    if condition.effect is Effect.DISABLED and not condition.on:
        target = evolve(target, disabled=True)
    if own:
        return evolve(target, rules=(*target.rules, rule))
    # Somebody else's field has the value that it has; one that is not there holds nothing.
    if not rule.holds({} if source is None else {source.id: source.value}):
        return target
    if condition.effect is Effect.DISABLED:
        return evolve(target, disabled=condition.on)
    return evolve(target, required=condition.on)


def _fixed(one: FormField) -> FormField:
    """Return a field that nobody can fill in whatever happens as one that shows what it holds."""
    if one.disabled and not one.rules and one.kind not in WRITTEN:
        return evolve(one, read_only=True, disabled=False)
    return one
