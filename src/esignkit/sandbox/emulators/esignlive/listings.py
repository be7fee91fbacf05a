"""Lists of packages: folders, filters, order, windows, counters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.emulators.esignlive.authentication import user_of
from esignkit.sandbox.emulators.esignlive.behaviour_switches import switch
from esignkit.sandbox.emulators.esignlive.dates import read_date
from esignkit.sandbox.emulators.esignlive.errors import invalid
from esignkit.sandbox.emulators.esignlive.package import Package, shelf_of
from esignkit.sandbox.wire import JSONObject, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Callable

    from esignkit.sandbox.emulators.base import Call

MAX_PAGE = 100
MAX_HITS = 100
EXPIRING_SOON = timedelta(days=7)

_DRAFTS = {"DRAFT", "DECLINED", "EXPIRED", "OPTED_OUT", "OVERVIEW"}
_STATUSES = {"DRAFT", "SENT", "COMPLETED", "ARCHIVED", "DECLINED", "OPTED_OUT", "EXPIRED"}
_SLOW = (
    "predefined",
    "search",
    "searchtype",
    "visibility",
    "ownerEmail",
    "ownerUserId",
    "lastUpdatedStartDate",
    "lastUpdatedEndDate",
    "startDate",
    "endDate",
)
_OWN = {"drafts", "trashed"}
"""Folders that hold the caller's own packages, unless another owner is asked for."""
_EARLY = datetime.min.replace(tzinfo=UTC)


def packages_of(call: Call) -> list[Package]:
    """Return the account's packages and templates, oldest first, without deleted ones."""
    transactions = call.work.transactions(call.provider, call.account.tenant)
    return [Package(transaction) for transaction in transactions if not transaction.deleted]


def page(call: Call, kind: str = "") -> JSONObject:
    """Return the window of packages that the query asks for; `count` is the number of all that fit.

    Args:
        call: The call with the query.
        kind: The type wanted, where the query does not say it.
    """
    first = max(_number(call, "from", 1), 1)
    last = min(_number(call, "to", first + MAX_PAGE - 1), first + MAX_PAGE - 1)
    kind = kind or (call.query("type") or "PACKAGE").upper()
    slow = any(call.query(name) for name in _SLOW) or call.query("query") in _OWN
    if slow or call.query("sort") not in {None, "created"}:
        count, window = _search_all(call, kind, first, last)
    else:
        shelf = (call.provider, call.account.tenant, shelf_of(kind, trashed=call.query("query") == "trashed"))
        newest_first = not _ascending(call, "created")
        count, transactions = call.work.window(shelf, _statuses(call), first, last, newest_first=newest_first)
        window = [Package(transaction) for transaction in transactions]
    only_ids = call.query("fields") == "id"
    return {
        "count": count,
        "results": [{"id": package.id} if only_ids else package.on_the_wire() for package in window],
    }


def _search_all(call: Call, kind: str, first: int, last: int) -> tuple[int, list[Package]]:
    """Look at every package: what the query asks for is not in a column of the store."""
    statuses, trashed = _statuses(call), call.query("query") == "trashed"
    matching = [package for package in packages_of(call) if package.type == kind and package.trashed == trashed]
    if statuses:
        matching = [package for package in matching if package.status in statuses]
    for keep in _filters(call, kind):
        matching = [package for package in matching if keep(package)]
    matching = _sorted(call, matching)
    if call.query("search"):
        matching = matching[:MAX_HITS]
    return len(matching), matching[first - 1 : max(last, 0)]


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
    packages = [package for package in packages_of(call) if package.type == "PACKAGE" and not package.trashed]
    for keep in _dates(call, ("startDate",), ("endDate",)):
        packages = [package for package in packages if keep(package)]
    sent = [package for package in packages if package.status == "SENT"]
    awaiting_me = [package for package in sent if _awaits(call, package)]
    statuses = [package.status for package in packages]
    return {
        "transactions": len(packages),
        "require_my_signature": len(awaiting_me),
        "waiting_on_others": len(sent) - len(awaiting_me),
        "about_to_expire": sum(1 for package in sent if _expires_soon(call, package)),
        "expired": statuses.count("EXPIRED"),
        "completed": statuses.count("COMPLETED"),
        "draft": statuses.count("DRAFT"),
        "cancelled": statuses.count("DECLINED") + statuses.count("OPTED_OUT"),
        "in_progress": len(sent),
    }


def _filters(call: Call, kind: str) -> list[Callable[[Package], bool]]:
    keeps: list[Callable[[Package], bool]] = []
    me = user_of(call)
    if predefined := call.query("predefined"):
        keeps.append(_predefined(call, predefined))
    if search := call.query("search"):
        keeps.append(_search(search.casefold(), call.query("searchtype")))
    visibility = call.query("visibility")
    if kind != "PACKAGE" and visibility is not None:
        keeps.append(lambda package: as_text(package.data.get("visibility"), "ACCOUNT") == visibility.upper())
    if (
        call.query("query") in _OWN
        and kind == "PACKAGE"
        and not (call.query("ownerEmail") or call.query("ownerUserId"))
    ):
        keeps.append(lambda package: package.owner_id == me["id"])
    if owner := call.query("ownerEmail"):
        keeps.append(lambda package: package.owner_email.casefold() == owner.casefold())
    if owner_id := call.query("ownerUserId"):
        keeps.append(lambda package: package.owner_id == owner_id)
    keeps.extend(_dates(call, ("lastUpdatedStartDate", "startDate"), ("lastUpdatedEndDate", "endDate")))
    return keeps


def _predefined(call: Call, name: str) -> Callable[[Package], bool]:
    me = user_of(call)
    filters: dict[str, Callable[[Package], bool]] = {
        "awaitingSignature": lambda package: package.status == "SENT" and _awaits(call, package),
        "sent": lambda package: package.status == "SENT" and package.owner_id == me["id"],
        "completed": lambda package: package.status == "COMPLETED",
        "expiringSoon": lambda package: package.status == "SENT" and _expires_soon(call, package),
    }
    if name == "all":
        return lambda package: any(keep(package) for keep in filters.values())
    if name not in filters:
        raise invalid("predefined", f"predefined is {', '.join(filters)} or all, not {name}.")
    return filters[name]


def _awaits(call: Call, package: Package) -> bool:
    own_email = as_text(user_of(call)["email"]).casefold()
    due = package.transaction.due_parties()
    return any(party.email.casefold() == own_email and party.state is PartyState.PENDING for party in due)


def _expires_soon(call: Call, package: Package) -> bool:
    due = package.transaction.due
    return package.transaction.stage is Stage.OPEN and due is not None and due - call.work.now <= EXPIRING_SOON


def _search(search: str, kind: str | None) -> Callable[[Package], bool]:
    def texts(package: Package) -> list[str]:
        values = [package.name]
        if kind == "exactname":
            return values
        values.append(as_text(package.data.get("description")))
        if kind is None:
            for role in package.roles:
                for signer in objects(role.get("signers")):
                    values += [as_text(signer.get(key)) for key in ("firstName", "lastName", "email")]
        return values

    if kind not in {None, "exact", "exactname"}:
        raise invalid("searchtype", f"searchtype is exact or exactname, not {kind}.")
    if kind is None:
        return lambda package: any(search in text.casefold() for text in texts(package))
    return lambda package: any(search == text.casefold() for text in texts(package))


def _dates(call: Call, starts: tuple[str, ...], ends: tuple[str, ...]) -> list[Callable[[Package], bool]]:
    earliest = [read_date(text, name) for name in starts if (text := call.query(name))]
    latest = [read_date(text, name, end=True) for name in ends if (text := call.query(name))]
    return [
        lambda package: (
            all(package.transaction.updated >= date for date in earliest)
            and all(package.transaction.updated <= date for date in latest)
        )
    ]


def _sorted(call: Call, packages: list[Package]) -> list[Package]:
    """Newest first unless the query says otherwise; names go up by default."""
    sort_by = call.query("sort") or "created"
    keys: dict[str, Callable[[Package], tuple[datetime, str]]] = {
        "completed": lambda package: (package.transaction.completed or _EARLY, ""),
        "updated": lambda package: (package.transaction.updated, ""),
        "due": lambda package: (package.transaction.due or _EARLY, ""),
        "name": lambda package: (_EARLY, package.name.casefold()),
        "status": lambda package: (_EARLY, package.status),
    }
    descending = not _ascending(call, sort_by)
    # Packages come oldest first; reversing before a stable sort keeps the newest first among equals.
    ordered = packages[::-1] if descending else packages
    key = keys.get(sort_by, lambda package: (package.transaction.created, ""))
    return sorted(ordered, key=key, reverse=descending)


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
    if not text.isdigit():
        raise invalid(name, f"{name} is a record's position from 1, not {text}.")
    return int(text)
