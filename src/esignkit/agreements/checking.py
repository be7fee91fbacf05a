"""Checks of an agreement before anything is sent: all problems at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from attrs import evolve

from esignkit.agreements.capabilities import CAPABILITIES, Feature, Support
from esignkit.agreements.errors import UnsupportedError
from esignkit.agreements.losses import Reduced, features_of, without
from esignkit.agreements.problems import Problem
from esignkit.agreements.service import Service
from esignkit.agreements.validity import wrong_types, wrong_values
from esignkit.agreements.values import Agreement
from esignkit.names.near_names import did_you_mean

__all__ = ["checked", "find_problems"]


def find_problems(agreement: Agreement, service: Service, allow_loss: Collection[Feature | str] = ()) -> list[Problem]:
    """Return everything that is wrong with an agreement for a service; nothing is sent.

    Args:
        agreement: The agreement.
        service: The service.
        allow_loss: What may be left out, by name.

    Raises:
        TypeError: It is no agreement, or `allow_loss` is one name in place of a set.
        ValueError: `allow_loss` names nothing that can be lost.
    """
    return _judge(agreement, service, allow_loss)[0]


def checked(
    agreement: Agreement, service: Service, allow_loss: Collection[Feature | str], operation: str
) -> tuple[Agreement, frozenset[Feature]]:
    """Return an agreement without what may be lost and the service cannot do, and what that is.

    Raises:
        UnsupportedError: Something is left that the service cannot do, or the agreement is wrong; nothing was sent.
    """
    problems, left, lost = _judge(agreement, service, allow_loss)
    if problems:
        lines = "".join(f"\n- {problem}" for problem in problems)
        features = sorted({problem.feature.value for problem in problems if problem.feature is not None})
        hint = (
            f"\nWhat may be left out is said with allow_loss={{{', '.join(map(repr, features))}}}." if features else ""
        )
        msg = f"{service.title} {operation}: nothing was sent, because of{lines}{hint}"
        raise UnsupportedError(msg, problems=problems, operation=operation, provider=service.title)
    return left, lost


def _judge(
    agreement: Agreement, service: Service, allow_loss: Collection[Feature | str]
) -> tuple[list[Problem], Agreement, frozenset[Feature]]:
    """Return the problems, what is left of the agreement, and what is left out."""
    if not isinstance(cast("object", agreement), Agreement):
        msg = f"agreement is of type {type(agreement).__name__}; give Agreement(…)"
        raise TypeError(msg)
    allowed = _features(allow_loss)
    problems = list(wrong_types(agreement))
    kinds_are_right = not problems
    if kinds_are_right:
        problems += wrong_values(agreement)
    lost: set[Feature] = set()
    for path, feature in features_of(agreement):
        can = CAPABILITIES[service.name][feature]
        if can.support is not Support.NO:
            continue
        if feature in allowed:
            lost.add(feature)
        else:
            reason = f"{service.title}: {can.reason}"
            problems.append(Problem(path=path, reason=reason, nearest=can.nearest, feature=feature))
    reduced = without(agreement, lost)
    if kinds_are_right:
        beyond = _limits(service, reduced)
        beyond_features = {problem.feature for problem in beyond if problem.feature is not None} & allowed
        if beyond_features:
            lost |= beyond_features
            reduced = without(agreement, lost)
            beyond = _limits(service, reduced)
        problems += beyond
        if agreement.acting and not reduced.agreement.acting:
            problems.append(Problem(path="parties", reason="nobody is left who signs, without what may be lost"))
    return problems, reduced.agreement, frozenset(lost)


def _limits(service: Service, reduced: Reduced) -> list[Problem]:
    return [
        reduced.in_whole(evolve(problem, reason=f"{service.title}: {problem.reason}"))
        for problem in service.limits(reduced.agreement)
    ]


def _features(names: Collection[Feature | str]) -> set[Feature]:
    if isinstance(names, str):
        msg = f"allow_loss is {names!r}; give a set of names, as in allow_loss={{{names!r}}}"
        raise TypeError(msg)
    try:
        return {Feature(name) for name in names}
    except ValueError:
        known = sorted(feature.value for feature in Feature)
        wrong = sorted(str(name) for name in names if name not in known)
        hint = did_you_mean(wrong[0], known) or f"give some of {', '.join(known)}"
        msg = f"allow_loss: {', '.join(map(repr, wrong))} is nothing that can be lost; {hint}"
        raise ValueError(msg) from None
