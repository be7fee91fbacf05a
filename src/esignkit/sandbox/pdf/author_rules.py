"""The rules that a document's author puts into an empty signature field: its lock, and seed values for its signature.

What a signer's signature can satisfy is kept. What would keep the others from signing, or ask somebody on the network,
is named, so that the document is refused when it is uploaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._pyhanko import as_dict, as_items, raw, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_REQUIRED_REASON = 8  # the bit of a seed value dictionary's flags


def has_rules(field: Any) -> bool:
    """Return whether a signature field has a lock or seed values."""
    return raw(field, "/Lock") is not None or raw(field, "/SV") is not None


def broken_rule(fields: Mapping[str, Any]) -> str:
    """Find a rule that the sandbox cannot keep.

    Args:
        fields: The empty signature fields by their full names.

    Returns:
        The first such rule in words; empty when all can be kept.
    """
    rules = ((name, _broken(field, fields.keys() - {name})) for name, field in fields.items() if has_rules(field))
    return next((f"the field {name} {rule}" for name, rule in rules if rule), "")


def reason_for(field: Any, reason: str) -> str:
    """Return the reason to state in a signature: one that the field's author allows.

    Args:
        field: The signature field.
        reason: What would be stated.

    Returns:
        That, or the author's first if the author's reasons are required; empty where none may be stated.
    """
    seed = as_dict(raw(field, "/SV"))
    allowed = [str(resolve(item)) for item in as_items(raw(seed, "/Reasons"))]
    if not allowed or not _flags(seed) & _REQUIRED_REASON or reason in allowed:
        return reason
    return "" if allowed == ["."] else allowed[0]


def _broken(field: Any, others: Iterable[str]) -> str:
    lock, seed = as_dict(raw(field, "/Lock")), as_dict(raw(field, "/SV"))
    action = lock.get("/Action")
    if action in ("/All", "/Exclude"):
        return f"locks the form ({action[1:]}), so that nobody could sign after it"
    locked = {str(resolve(item)) for item in as_items(raw(lock, "/Fields"))}
    if action == "/Include" and locked.intersection(others):
        return f"locks the signature field {min(locked.intersection(others))} before it is signed"
    if lock.get("/P") == 1:
        return "forbids every later change (P 1), also other signatures"
    if _flags(as_dict(raw(seed, "/TimeStamp"))) & 1:
        return "requires a time stamp (TimeStamp), and the sandbox asks no authority for one"
    return ""


def _flags(dictionary: Any) -> int:
    return int(resolve(raw(dictionary, "/Ff")) or 0)
