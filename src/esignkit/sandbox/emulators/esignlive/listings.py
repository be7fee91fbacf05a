"""Lists of packages: folders, filters, order, windows, counters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import SearchKeys
from esignkit.sandbox.emulators.esignlive.authentication import user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.dates import read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.package import Package, shelf_of
from esignkit.sandbox.emulators.esignlive.responses import MAX_PAGE
from esignkit.sandbox.json_values import JSONObject, as_object, as_position, as_text, objects
from esignkit.sandbox.transaction_queries import (
    Condition,
    all_of,
    any_of,
    awaiting,
    on_shelf,
    open_and_due_by,
    updated_since,
    updated_until,
    with_status,
    with_tag,
    with_words,
)

if TYPE_CHECKING:
    from esignkit.sandbox.domain.model import Transaction
    from esignkit.sandbox.emulators.call import Call
    from esignkit.sandbox.transaction_queries import Order

MAX_HITS = 100
EXPIRING_SOON = timedelta(days=7)

_DRAFTS = {"DRAFT", "DECLINED", "EXPIRED", "OPTED_OUT", "OVERVIEW"}
_STATUSES = {"DRAFT", "SENT", "COMPLETED", "ARCHIVED", "DECLINED", "OPTED_OUT", "EXPIRED"}
_ORDERS: dict[str, Order] = {
    "completed": "completed",
    "updated": "updated",
    "due": "due",
    "name": "title",
    "status": "status",
}
_OWN = {"drafts", "trashed"}
"""Folders that hold what the caller owns, unless another owner is asked for."""


def packages_of(call: Call, kind: str = "PACKAGE") -> list[Package]:
    """Return the account's packages, templates or layouts, oldest first, without deleted ones."""
    return [Package(transaction) for transaction in call.work.find(_of_kind(call, kind))]


def count_packages(call: Call) -> int:
    """Return the number of the account's packages, without deleted ones."""
    return call.work.count(_of_kind(call, "PACKAGE"))


def _of_kind(call: Call, kind: str) -> Condition:
    shelves = [shelf_of(kind, trashed=trashed) for trashed in (False, True)]
    return any_of(*(on_shelf(call.provider, call.account.tenant, shelf) for shelf in shelves))


def page(call: Call, kind: str = "") -> JSONObject:
    """Return the window of packages that the query asks for; `count` is the number of all that fit.

    Args:
        call: The call with the query.
        kind: The type wanted, where the query does not say it.
    """
    first = max(_number(call, "from", 1), 1)
    last = min(_number(call, "to", first + MAX_PAGE - 1), first + MAX_PAGE - 1)
    kind = kind or (call.query("type") or "PACKAGE").upper()
    shelf = shelf_of(kind, trashed=call.query("query") == "trashed")
    condition = all_of(on_shelf(call.provider, call.account.tenant, shelf), *_filters(call, kind))
    sort_by = call.query("sort") or "created"
    order = _ORDERS.get(sort_by, "sequence")
    descending = not _ascending(call, sort_by)
    count = call.work.count(condition)
    if call.query("search"):
        count = min(count, MAX_HITS)
        last = min(last, MAX_HITS)
    limit = max(last - first + 1, 0)
    window = [
        Package(transaction)
        for transaction in call.work.find(condition, order, descending=descending, limit=limit, offset=first - 1)
    ]
    only_ids = call.query("fields") == "id"
    return {
        "count": count,
        "results": [{"id": package.id} if only_ids else package.on_the_wire() for package in window],
    }


def _statuses(call: Call) -> list[str]:
    """Return the statuses that a folder holds; none means all."""
    folder = call.query("query")
    if folder in {None, "inbox", "trashed"}:
        return []
    if folder == "drafts":
        return list(_DRAFTS)
    if folder is not None and folder.upper() in _STATUSES:
        return [folder.upper()]
    raise invalid("query", f"query is inbox, drafts, trashed or a status, not {folder}.")


def overview(call: Call) -> JSONObject:
    """Return the number of packages in each state."""
    condition = all_of(
        on_shelf(call.provider, call.account.tenant, shelf_of("PACKAGE", trashed=False)),
        *_dates(call, ("startDate",), ("endDate",)),
    )
    parts = {"mine": _awaits_me(call), "expiring": _expires_soon(call)}
    counts = call.work.tally(condition, parts)
    by_status = {status: row["all"] for status, row in counts.items()}
    sent = counts.get("SENT") or {"all": 0, "mine": 0, "expiring": 0}
    return {
        "transactions": sum(by_status.values()),
        "require_my_signature": sent["mine"],
        "waiting_on_others": sent["all"] - sent["mine"],
        "about_to_expire": sent["expiring"],
        "expired": by_status.get("EXPIRED", 0),
        "completed": by_status.get("COMPLETED", 0),
        "draft": by_status.get("DRAFT", 0),
        "cancelled": by_status.get("DECLINED", 0) + by_status.get("OPTED_OUT", 0),
        "in_progress": sent["all"],
    }


def search_keys(transaction: Transaction) -> SearchKeys:
    """Return what `page` finds a package by."""
    data = as_object(transaction.wire.get("package"))
    sender = as_object(data.get("sender"))
    name, description = as_text(data.get("name")), as_text(data.get("description"))
    signers = [signer for role in objects(transaction.wire.get("roles")) for signer in objects(role.get("signers"))]
    people = [as_text(signer.get(key)) for signer in signers for key in ("firstName", "lastName", "email")]
    return SearchKeys(
        words=[name, description, *people],
        tags=[
            f"name={name.casefold()}",
            f"description={description.casefold()}",
            f"owner={as_text(sender.get('id'))}",
            f"owner_email={as_text(sender.get('email')).casefold()}",
            f"visibility={as_text(data.get('visibility'), 'ACCOUNT')}",
            *(f"signer_email={as_text(signer.get('email')).casefold()}" for signer in signers),
        ],
    )


def _filters(call: Call, kind: str) -> list[Condition]:
    conditions: list[Condition] = []
    if statuses := _statuses(call):
        conditions.append(with_status(statuses))
    if predefined := call.query("predefined"):
        conditions.append(_predefined(call, predefined))
    if search := call.query("search"):
        conditions.append(_search(search, call.query("searchtype")))
    visibility = (call.query("visibility") or ("ACCOUNT" if kind == "TEMPLATE" else "")).upper()
    if kind != "PACKAGE" and visibility:
        conditions.append(with_tag(f"visibility={visibility}"))
    if not (call.query("ownerEmail") or call.query("ownerUserId")):
        conditions += _of_caller(call, kind, visibility)
    if owner := call.query("ownerEmail"):
        conditions.append(with_tag(f"owner_email={owner.casefold()}"))
    if owner_id := call.query("ownerUserId"):
        conditions.append(with_tag(f"owner={owner_id}"))
    return [*conditions, *_dates(call, ("lastUpdatedStartDate", "startDate"), ("lastUpdatedEndDate", "endDate"))]


def _of_caller(call: Call, kind: str, visibility: str) -> list[Condition]:
    """Return what keeps a list to the caller's: packages that they own or were sent; layouts that they own.

    Of templates and layouts with `visibility`, it is those for their owner alone.
    """
    owned = with_tag(f"owner={user_of(call)['id']}")
    if kind != "PACKAGE":
        return [] if visibility == "ACCOUNT" else [owned]
    if call.query("query") in _OWN:
        return [owned]
    if switch(call.work, call.account.tenant, "lists") == "account":
        return []
    was_sent = with_status([status for status in _STATUSES if status != "DRAFT"])
    return [any_of(owned, all_of(was_sent, with_tag(f"signer_email={as_text(user_of(call)['email']).casefold()}")))]


def _predefined(call: Call, name: str) -> Condition:
    sent = with_status(["SENT"])
    conditions = {
        "awaitingSignature": all_of(sent, _awaits_me(call)),
        "sent": all_of(sent, with_tag(f"owner={user_of(call)['id']}")),
        "completed": with_status(["COMPLETED"]),
        "expiringSoon": all_of(sent, _expires_soon(call)),
    }
    if name == "all":
        return any_of(*conditions.values())
    if name not in conditions:
        raise invalid("predefined", f"predefined is {', '.join(conditions)} or all, not {name}.")
    return conditions[name]


def _awaits_me(call: Call) -> Condition:
    return awaiting(as_text(user_of(call)["email"]))


def _expires_soon(call: Call) -> Condition:
    return open_and_due_by(call.work.now + EXPIRING_SOON)


def _search(search: str, kind: str | None) -> Condition:
    if kind not in {None, "exact", "exactname"}:
        raise invalid("searchtype", f"searchtype is exact or exactname, not {kind}.")
    if kind is None:
        return with_words(search)
    name = with_tag(f"name={search.casefold()}")
    return name if kind == "exactname" else any_of(name, with_tag(f"description={search.casefold()}"))


def _dates(call: Call, starts: tuple[str, ...], ends: tuple[str, ...]) -> list[Condition]:
    earliest = [updated_since(read_date(text, name)) for name in starts if (text := call.query(name))]
    latest = [updated_until(read_date(text, name, end=True)) for name in ends if (text := call.query(name))]
    return [*earliest, *latest]


def _ascending(call: Call, sort_by: str) -> bool:
    default = "asc" if sort_by == "name" or switch(call.work, call.account.tenant, "list_order") == "oldest" else "desc"
    direction = call.query("dir") or default
    if direction not in {"asc", "desc"}:
        raise invalid("dir", f"dir is asc or desc, not {direction}.")
    return direction == "asc"


def _number(call: Call, name: str, default: int) -> int:
    text = call.query(name)
    if text is None:
        return default
    position = as_position(text)
    if position is None:
        raise invalid(name, f"{name} is a record's position from 1, not {text}.")
    return position
