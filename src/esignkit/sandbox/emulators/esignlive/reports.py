"""Reports over the account's packages, as JSON or as CSV."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.responses import Response

from esignkit.sandbox.domain.model import Stage
from esignkit.sandbox.emulators.base import Routes
from esignkit.sandbox.emulators.call import Call, json_response
from esignkit.sandbox.emulators.esignlive import listings
from esignkit.sandbox.emulators.esignlive.dates import date_text, read_date
from esignkit.sandbox.emulators.esignlive.package_parts import signs
from esignkit.sandbox.emulators.esignlive.packages import open_package
from esignkit.sandbox.emulators.esignlive.responses import as_csv, as_openapi, positions, window
from esignkit.sandbox.emulators.esignlive.senders import delegation_events
from esignkit.sandbox.emulators.esignlive.users import users_of
from esignkit.sandbox.json_values import JSON, JSONObject, as_bool, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from esignkit.sandbox.emulators.esignlive.package import Package

ROUTES = Routes()

CATEGORIES = ("ACTIVE", "DRAFT", "SENT", "COMPLETED", "ARCHIVED", "DECLINED", "OPTED_OUT", "EXPIRED", "TRASHED")

_SENDER = ("id", "email", "firstName", "lastName")
"""The columns with which every row of a report begins: inferred, as the names of all columns are."""


def _limits(call: Call, start: str = "from", end: str = "to") -> tuple[datetime, datetime]:
    """Return the dates that the query names, or the first and the last there are."""
    first, last = call.query(start), call.query(end)
    return (
        read_date(first, start) if first else datetime.min.replace(tzinfo=UTC),
        read_date(last, end, end=True) if last else datetime.max.replace(tzinfo=UTC),
    )


def _between(call: Call, start: str = "from", end: str = "to") -> list[Package]:
    """Return the packages created between two dates, of one sender and status where the query names them."""
    earliest, latest = _limits(call, start, end)
    sender, status = call.query("senderId"), call.query("status")
    return [
        package
        for package in listings.packages_of(call)
        if earliest <= package.transaction.created <= latest
        and sender in {None, package.owner_id}
        and status in {None, package.status, "TRASHED" if package.trashed else None}
    ]


def _by_sender(call: Call, packages: list[Package]) -> list[tuple[JSONObject, list[Package]]]:
    """Return the packages of each user who has any."""
    users = users_of(call.work, call.account)
    rows = [(user, [package for package in packages if package.owner_id == user["id"]]) for user in users]
    return [(user, packages_of_user) for user, packages_of_user in rows if packages_of_user]


def _span(call: Call) -> JSONObject:
    """Return the dates that were asked for, with their times."""
    texts_by_name = {name: text for name in ("from", "to") if (text := call.query(name))}
    return {name: date_text(read_date(text, name, end=name == "to")) for name, text in texts_by_name.items()}


def _wants_csv(call: Call) -> bool:
    return "text/csv" in call.headers.get("accept", "")


def _csv(header: list[str], rows: Iterable[list[str]]) -> Response:
    """Return a table whose rows begin with a sender. It has no file name: the service's own SDK fails on one."""
    return Response(as_csv([[*_SENDER, *header], *rows]), headers={"content-type": "text/csv"})


def _sender_columns(user: JSONObject) -> list[str]:
    return [as_text(user[name]) for name in _SENDER]


def completion_of(call: Call, package: Package) -> JSONObject:
    """Return a PackageCompletionReport."""
    transaction = package.transaction
    signed = {party.id: date_text(party.signed_at) for party in transaction.parties}
    completed = date_text(transaction.completed)
    documents: list[JSONObject] = []
    for document in package.documents:
        dates = sorted(date for role, date in signed.items() if date and signs(document, role))
        is_completed = transaction.stage is Stage.COMPLETED
        documents.append(
            {
                "id": document["id"],
                "name": document["name"],
                "completed": is_completed,
                "firstSigned": dates[0] if dates else None,
                "lastSigned": dates[-1] if dates else None,
            }
        )
    signers: list[JSONObject] = [
        {
            "id": signer["id"],
            "email": signer["email"],
            "firstName": signer["firstName"],
            "lastName": signer["lastName"],
            "completed": signed.get(as_text(role["id"])) is not None,
            "firstSigned": signed.get(as_text(role["id"])),
            "lastSigned": signed.get(as_text(role["id"])),
        }
        for role in package.roles
        for signer in objects(role.get("signers"))
    ]
    return {
        "id": package.id,
        "name": package.name,
        "status": package.status,
        "created": date_text(transaction.created),
        "updated": date_text(transaction.updated),
        "completed": completed,
        # The vendor's OpenAPI has the date here; the sandbox takes that of the last change for it.
        "trashed": (date_text(transaction.updated) if package.trashed else None)
        if as_openapi(call)
        else package.trashed,
        "documents": documents,
        "signers": signers,
    }


def _categories(packages: list[Package]) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(CATEGORIES, 0)
    for package in packages:
        counts["TRASHED" if package.trashed else package.status] += 1
        counts["ACTIVE"] += not package.trashed
    return counts


@ROUTES.get("/api/reports/completion", "reports.completion")
def completion(call: Call) -> Response:
    """`GET /reports/completion`: here `from` and `to` are dates; `summary=true` omits documents and signers."""
    rows_by_sender = _by_sender(call, _between(call))
    if _wants_csv(call):
        header = ["package", "name", "status", "created", "completed"]
        rows = (
            [*_sender_columns(user), *(as_text(completion_of(call, package)[key]) for key in ("id", *header[1:]))]
            for user, packages in rows_by_sender
            for package in packages
        )
        return _csv(header, rows)
    left_out = {"documents", "signers"} if as_bool(call.query("summary")) else set[str]()
    senders: list[JSONObject] = [
        {
            "sender": user,
            "packages": [
                {name: value for name, value in completion_of(call, package).items() if name not in left_out}
                for package in packages
            ],
        }
        for user, packages in rows_by_sender
    ]
    return json_response({**_span(call), "senders": senders})


@ROUTES.get("/api/reports/usage", "reports.usage")
def usage(call: Call) -> Response:
    """`GET /reports/usage`: here `from` and `to` are dates."""
    rows_by_sender = _by_sender(call, _between(call))
    if _wants_csv(call):
        rows = (
            [*_sender_columns(user), *map(str, _categories(packages).values())] for user, packages in rows_by_sender
        )
        return _csv(list(CATEGORIES), rows)
    senders: list[JSONObject] = [
        {"sender": user, "packages": _categories(packages)} for user, packages in rows_by_sender
    ]
    return json_response({**_span(call), "senders": senders})


@ROUTES.get("/api/reports/sender-transaction-summary", "reports.sender_transaction_summary")
def sender_transaction_summary(call: Call) -> Response:
    """`GET /reports/sender-transaction-summary`: here `from` and `to` are positions, and the dates have own names."""
    rows_by_sender = _by_sender(call, _between(call, "startDate", "endDate"))
    senders: list[JSONObject] = [
        {"sender": user, "packages": _categories(packages)} for user, packages in rows_by_sender
    ]
    page = as_object(window(call, senders))
    return json_response({"senders": page["results"], "totalCount": page["count"]})


@ROUTES.get("/api/reports/delegation", "reports.delegation")
def delegation(call: Call) -> Response:
    """`GET /reports/delegation`: of one sender and between two dates, where the query names them."""
    sender_id, (earliest, latest) = call.query("senderId"), _limits(call)
    events_by_user: dict[str, JSON] = {}
    for user, history in delegation_events(call).items():
        events_of_user: list[JSON] = [
            event
            for event in objects(history)
            if earliest <= read_date(as_text(event["eventDate"]), "eventDate") <= latest
        ]
        if events_of_user and sender_id in {None, user}:
            events_by_user[user] = events_of_user
    if _wants_csv(call):
        header = ["eventDate", "eventType", "eventDescription", "eventUser"]
        rows = (
            [*_sender_columns(user), *(as_text(event[key]) for key in header)]
            for user in users_of(call.work, call.account)
            for event in objects(events_by_user.get(as_text(user["id"])))
        )
        return _csv(header, rows)
    events: JSON = (
        [event for user_events in events_by_user.values() for event in objects(user_events)]
        if as_openapi(call)
        else events_by_user
    )
    return json_response({**_span(call), "delegationEvents": events})


@ROUTES.get("/api/reports/transaction-summary", "reports.transaction_summary")
def transaction_summary(call: Call) -> Response:
    """`GET /reports/transaction-summary`: here `from` and `to` are positions and the envelope is another."""
    packages = _between(call, "startDate", "endDate")
    content = [package.on_the_wire() for package in packages[positions(call)]]
    return json_response({"content": content, "totalElements": len(packages)})


@ROUTES.get("/api/reports/transaction-detail/{packageId}", "reports.transaction_detail")
def transaction_detail(call: Call) -> Response:
    """`GET /reports/transaction-detail/{packageId}`."""
    return json_response(completion_of(call, open_package(call)))
