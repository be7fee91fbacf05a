"""Switches of an account, for behaviour that the service's documentation leaves open or contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.sandbox.emulators.base import SwitchRow
from esignkit.sandbox.given_values import one_of, read
from esignkit.sandbox.json_values import as_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSON, JSONObject

PROVIDER = "esignlive"

SWITCHES: dict[str, tuple[JSON, ...]] = {
    "ids": ("base64", "uuid"),
    "bulk": ("immediate", "time", "after_reads"),
    "bulk_errors": (400, 200),
    "empty": (200, 204),
    "create_answer": ("id", "package"),
    "update_answer": ("empty", "package"),
    "draft_evidence": ("refused", "pdf"),
    "callback_nulls": ("null", "absent"),
    "empty_events": ("off", "all"),
    "credentials": ("any", "api_key", "oauth2"),
    "missing_anchor": ("refused", "ignored"),
    "same_signature": ("refused", "taken"),
    "same_id": ("refused", "replaces"),
    "past_due": ("refused", "expires"),
    "field_values": ("refused", "taken"),
    "shapes": ("sdk", "openapi"),
    "list_order": ("newest", "oldest"),
    "lists": ("caller", "account"),
    "unset": ("empty", "refused"),
    "created_again": ("replaces", "adds"),
    "in_app_reports": ("one", "list"),
    "too_large": (400, 413),
    "completion_mail": ("everyone", "sender", "none"),
    "end_mail": ("sender", "everyone", "none"),
    "ready_mail": ("sender", "none"),
    "withdrawal_mail": ("none", "signers"),
}
"""Name and values, the default first."""

MEANINGS = {
    "ids": "28 characters that end in `=`, or UUIDs as servers of version 10 give them.",
    "bulk": "Packages of a bulk send come at once, an hour later on the sandbox's clock, or once packages have been "
    "listed twice without them.",
    "bulk_errors": "The status of the array of row errors.",
    "empty": "The status of an answer without a body.",
    "create_answer": "What a create answers; some resellers answer a whole package.",
    "update_answer": "What an update answers; some resellers answer a whole package.",
    "draft_evidence": "What becomes of the evidence summary of a draft.",
    "callback_nulls": "Members of a callback that are not used.",
    "empty_events": "What a registration with an empty list of events gets.",
    "credentials": "Which kind of credentials the account's setting lets in.",
    "missing_anchor": "A field beside a text that the PDF does not have is refused, or stays without coordinates.",
    "same_signature": "What becomes of two signatures of one name under one approval; that they are refused, and with "
    "which key, is inferred.",
    "same_id": "What becomes of an approval, a field, a role, a document or the like with the id of another one of its "
    "list, or of the package: it is refused, or takes its place; that it is refused, and with which key, is inferred.",
    "past_due": "A due date that has passed is refused, or taken, and the package expires as soon as it is sent; the "
    "vendor documents neither.",
    "field_values": "What becomes of a value that a call which signs gives for a field, where it does not fit the "
    "field's `validation` or its conditions; that it is refused, and with which key, is inferred.",
    "shapes": "Where the vendor's SDKs and its OpenAPI differ in an answer's shape: lists of one, the report of "
    "delegations, a new member of a group, roles that are assigned and who has them, rules that name a field, the bin "
    "in reports.",
    "list_order": "The order of packages where `dir` is not given.",
    "lists": "The packages of a list that names no owner: those that the caller owns or was sent, as in the vendor's "
    "OpenAPI, or all of the account.",
    "unset": "Reading an account's themes, hand-over link or decline reasons where none are set, and deleting its "
    "identity workflows where there are none.",
    "created_again": "What a `POST` of themes, identity workflows or decline reasons does to those that are there.",
    "in_app_reports": "One object stands for all in-app reports that are found, as in the vendor's OpenAPI, or each is "
    "a row of a list.",
    "too_large": "The status of the answer to a file of more than 16 MB, or to a request of more than 128 MB, which is "
    "the sandbox's own limit: the service's is unknown.",
    "completion_mail": "Who gets a mail when a package is complete: signers and sender, or the sender alone.",
    "end_mail": "Who gets a mail when a signer declines or opts out, or a package expires.",
    "ready_mail": "Who gets a mail when all have signed a package that its sender has to complete.",
    "withdrawal_mail": "Who gets a mail when a package that is out is taken back, trashed or deleted: nobody, or those "
    "whose turn it is.",
}
"""The meaning of each switch, in Markdown."""


def switch_table() -> Iterator[SwitchRow]:
    """Yield every switch with its default, its values and its meaning."""
    for name, values in SWITCHES.items():
        yield SwitchRow(name, values[0], values, MEANINGS[name])


def markdown() -> str:
    """Return the switches as Markdown: one row for each, the default in bold."""
    lines = ["| switch | values | what |", "|---|---|---|"]
    for name, values in SWITCHES.items():
        quoted = [f"`{value}`" for value in values]
        lines.append(f"| `{name}` | **{quoted[0]}**, {', '.join(quoted[1:])} | {MEANINGS[name]} |")
    return "\n".join(lines) + "\n"


def switch(work: UnitOfWork, tenant: str, name: str) -> JSON:
    """Return the value of a switch of an account."""
    stored = as_object(work.record(PROVIDER, "switches", tenant))
    return stored.get(name, SWITCHES[name][0])


def all_switches(work: UnitOfWork, tenant: str) -> JSONObject:
    """Return the values of all switches of an account."""
    return {name: switch(work, tenant, name) for name in SWITCHES}


def set_switches(work: UnitOfWork, tenant: str, values: JSONObject) -> JSONObject:
    """Set switches of an account and return all of them.

    Raises:
        ValueError: There is no such switch or value.
    """
    read(
        values,
        {name: one_of(*choices) for name, choices in SWITCHES.items()},
        what="among the switches of eSignLive",
        nulls=False,
    )
    if values:
        stored = as_object(work.record(PROVIDER, "switches", tenant))
        work.put_record(PROVIDER, "switches", tenant, {**stored, **values}, tenant)
    return all_switches(work, tenant)
