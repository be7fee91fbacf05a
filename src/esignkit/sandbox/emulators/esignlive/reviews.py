"""What the service would not take, or the sandbox cannot carry out, of a package as a call has left it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.esignlive.condition_reviews import CHANGING_CONDITIONS, without_effect
from esignkit.sandbox.emulators.esignlive.page_places import PLACING, misplaced

if TYPE_CHECKING:
    from esignkit.sandbox.emulators.call import Call


def review(call: Call) -> list[str]:
    """Say which fields are beside their documents, and which conditions have no effect, after a call that made them.

    Args:
        call: The request, carried out and not committed yet.

    Returns:
        A sentence for each.
    """
    if call.operation not in PLACING | CHANGING_CONDITIONS:
        return []
    package_id = call.params.get("packageId") or next((one for _, one in call.work.executed), "")
    transaction = call.work.saved(package_id)
    if transaction is None:
        return []
    problems: list[str] = []
    if call.operation in PLACING:
        problems += misplaced(transaction, call.params.get("documentId"))
    if call.operation in CHANGING_CONDITIONS:
        problems += without_effect(transaction)
    return problems
