"""What each call of the control API takes: the members of its body, the parameters of its query, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from esignkit.sandbox import given_values as given

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.emulators.operation_names import OperationNames

_MOST = 10**9


@frozen
class Takes:
    """What a call takes."""

    body: Mapping[str, given.Check] = field(factory=dict[str, given.Check])
    """Members of the body."""
    required: tuple[str, ...] = ()
    """Those that may not be absent."""
    query: tuple[str, ...] = ()
    """Parameters of the query."""
    reads_body: bool = False
    """Whether the call checks its body itself."""


TAKES: dict[str, Takes] = {
    "accounts.create": Takes(),
    "reset": Takes(query=("tenant",)),
    "transactions.list": Takes(query=("provider", "tenant")),
    "transactions.sign": Takes({"signer": given.text, "values": given.texts}),
    "transactions.sign_all": Takes(),
    "transactions.decline": Takes({"signer": given.text, "reason": given.text}),
    "transactions.signed_file": Takes(query=("document",)),
    "transactions.original_file": Takes(query=("document",)),
    "ledger": Takes(query=("provider", "operation", "tenant")),
    "lose_response": Takes({"provider": given.text, "operation": given.text, "times": given.whole(1, _MOST)}),
    "faults.add": Takes(reads_body=True),
    "faults.clear": Takes(),
    "switch": Takes(query=("tenant",), reads_body=True),
    "clock.set": Takes({"time": given.moment, "frozen": given.flag}),
    "clock.advance": Takes({"seconds": given.number(0, 10**12)}, ("seconds",)),
    "webhooks.list": Takes(query=("provider", "tenant")),
    "webhooks.register": Takes(
        {"provider": given.text, "url": given.visible_text, "tenant": given.text, "settings": given.members},
        ("provider", "url"),
    ),
    "webhooks.remove": Takes(),
    "deliveries.list": Takes(query=("provider", "tenant", "webhook", "transaction")),
    "deliveries.resend": Takes(),
    "outbox.list": Takes(query=("to", "transaction", "kind", "provider", "tenant", "search", "limit")),
}
"""By operation; a call that is not here takes whatever comes."""


def check(call: Call, names: OperationNames) -> None:
    """Refuse what a call does not take.

    Raises:
        ValueError: A member or parameter is unknown, wrong or missing, or there is no such service or tenant.
        MalformedBody: The body is no JSON object.
    """
    takes = TAKES.get(call.operation)
    if takes is None:
        return
    parameters = dict(call.query_items())
    given.read({**parameters}, dict.fromkeys(takes.query, given.text), what="in the query")
    names.check_provider(parameters.get("provider") or None)
    tenant = parameters.get("tenant") or None
    if tenant is not None and call.work.accounts.get(tenant) is None:
        raise ValueError(f"there is no tenant {tenant!r} here")
    if call.method != "GET" and not takes.reads_body:
        given.read(call.json_object(), takes.body, takes.required, "in the body")
