"""Plans as JSON text."""

from __future__ import annotations

from typing import Any

from esignkit.core import plan_json, plan_parsing
from esignkit.core.storable_plan import Storable, StorablePlan

__all__ = ["from_json", "to_json"]


def to_json(plan: Storable) -> str:
    """Return a plan as JSON text: names and values, never code. It is what `plan.to_json()` returns.

    Files are held by path, size and SHA-256, what was given as bytes in full.

    Args:
        plan: A plan of a client (`client.packages.plan.get(…)`), of agreements, or of a function under `@flow`.

    Raises:
        PlanError: Something in it has no JSON form, such as an open file or a credential; the text names the place.
    """
    return plan_json.to_json(plan)


def from_json(text: str | bytes) -> StorablePlan[Any]:
    """Read a plan that `to_json` wrote. Nothing is sent.

    Nothing can be named but the calls and values of esignkit, and flows under `@flow` that this program has imported.
    Files are looked at: their content must be what it was when the plan was written.

    Args:
        text: The JSON text; bytes are UTF-8.

    Returns:
        The plan, to run by a client of its service. Of a download that was stored before it was said what becomes of
        it, a `DownloadPlan`.

    Raises:
        PlanError: It is no plan of this version, it names something else, or a file is missing or has changed.
    """
    return plan_parsing.from_json(text)
