"""Labels that say how well each call of a service is known. Each emulator has a table of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Evidence(StrEnum):
    """How well a call of a service is known."""

    DOCUMENTED = "documented"
    """The vendor's documentation describes it."""
    INFERRED = "inferred"
    """Its documentation leaves a part open, or only its client programs show the call; the most probable form is
    emulated, and a switch may select another."""
    UNKNOWN = "unknown"
    """What is answered is published nowhere; the sandbox's answer is its own."""
    OWN = "the sandbox's own"
    """No call of the service: it makes something happen that people do there."""


def labelled(*, documented: str = "", inferred: str = "", unknown: str = "") -> Mapping[str, Evidence]:
    """Return the label of each operation.

    Args:
        documented: Names of operations, with blanks between them.
        inferred: The same.
        unknown: The same.

    Raises:
        ValueError: An operation has two labels.
    """
    labels: dict[str, Evidence] = {}
    for label, names in (
        (Evidence.DOCUMENTED, documented),
        (Evidence.INFERRED, inferred),
        (Evidence.UNKNOWN, unknown),
    ):
        for name in names.split():
            if labels.setdefault(name, label) is not label:
                raise ValueError(f"{name} is {labels[name]} and {label}; it has one label")
    return labels
