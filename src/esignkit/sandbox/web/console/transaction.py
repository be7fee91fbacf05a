"""One transaction: its parties, pages, events and effects, and what its people can do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from esignkit.sandbox import owner_actions
from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.domain.signing_links import signing_path
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.emulators.call import ErrorResponse, file_response
from esignkit.sandbox.owner_actions import UnknownTransaction
from esignkit.sandbox.web.console.layout import console_page, not_found, sentence, transaction_address
from esignkit.sandbox.web.console.webhooks import shown_delivery
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.pictures import PagePicture
from esignkit.sandbox.web.rendering import SECURITY_HEADERS, redirect
from esignkit.sandbox.web.routes import PageRoutes

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.model import Document, Party, Transaction
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.emulators.call import Call

_PATH = "/console/transactions/{id}"
_SHOWN_PAGES = 40
"""Pictures of a document's pages; a file of a thousand pages is looked at in a viewer."""

ROUTES = PageRoutes()


@ROUTES.get(_PATH, "console.transaction")
def show(call: Call, app: SandboxApp) -> Response:
    """Show a transaction."""
    return _page(call, app, _found(call))


@ROUTES.post(_PATH, "console.transaction_act")
def act(call: Call, app: SandboxApp) -> Response:
    """Do what a button says: sign, decline, cancel or expire."""
    transaction = _found(call)
    fields = form(call)
    action = _ACTIONS.get(fields.get("act", ""))
    if action is None:
        raise not_found("There is no such button.")
    try:
        action(call.work, transaction.id, fields.get("signer") or None, fields.get("reason", ""))
    except TransitionNotAllowed as error:
        # Before anything is written an action asks whether it may; what Ignisign refuses amid one is rolled back.
        raise _refused(call, app, error) from error
    return redirect(transaction_address(transaction.id))


@ROUTES.get(_PATH + "/documents/{documentId}/pages/{number}", "console.page_picture")
def picture(call: Call, app: SandboxApp) -> Response:
    """Return a picture of a page as it is now."""
    document = _document(call)
    digest, number = document.current or document.pdf, call.number("number") or 0
    if digest is None or not 0 < number <= document.pages:
        raise not_found("There is no such page.")
    address = _picture(_found(call), document, number)
    if not address.endswith(f"?v={call.query('v')}"):
        return redirect(address)  # a browser keeps a picture for good
    return PagePicture(app.pictures, digest, call.work.blob(digest), number - 1)


@ROUTES.get(_PATH + "/documents/{documentId}/{version}", "console.document")
def download(call: Call, app: SandboxApp) -> Response:
    """Return a file: `original` as it was given, or `signed` with the signatures so far."""
    del app
    document = _document(call)
    digest = {"original": document.original, "signed": document.current}.get(call.params["version"])
    if digest is None:
        raise not_found("There is no such file.")
    signed = call.params["version"] == "signed"
    # A file that was uploaded may be a web page: it is saved, never shown under the sandbox's own address.
    kind = "application/pdf" if signed or document.content_type == "application/pdf" else "application/octet-stream"
    response = file_response(call.work.blob(digest), kind, document.name)
    response.headers.update(SECURITY_HEADERS)
    return response


def _page(call: Call, app: SandboxApp, transaction: Transaction, error: str = "", status: int = 200) -> Response:
    life_cycle = call.work.life_cycle(transaction)
    total, deliveries = call.work.overview.deliveries(transaction.id, size=100)
    is_open = transaction.stage is Stage.OPEN
    signs_here = app.router.match("GET", "/sign/token") is not None
    due = transaction.due_parties() if is_open else []
    return console_page(
        call,
        app,
        "console_transaction.html",
        status=status,
        at="/",
        topics=("data", "clock"),
        transaction=transaction,
        address=transaction_address(transaction.id),
        error=error,
        is_open=is_open,
        parties=[
            (
                party,
                party in due,
                _signs(transaction, party),
                signing_path(call.work, transaction, party) if signs_here else None,
            )
            for party in transaction.parties
        ],
        pending=any(party.state is PartyState.PENDING for party in transaction.parties),
        names={party.id: party.name or party.email or party.id for party in transaction.parties},
        declinable=life_cycle.declinable,
        cancellable=life_cycle.cancellable,
        documents=[(document, _pictures(transaction, document)) for document in transaction.documents],
        events=call.work.events(transaction.id),
        ledger=call.work.overview.ledger_of(transaction.id),
        deliveries=[shown_delivery(delivery) for delivery in deliveries],
        more_deliveries=total - len(deliveries),
        outbox=app.router.match("GET", "/console/outbox") is not None,
    )


def _refused(call: Call, app: SandboxApp, error: TransitionNotAllowed) -> Exception:
    return ErrorResponse(_page(call, app, _found(call), str(error), 409))


def _found(call: Call) -> Transaction:
    try:
        return owner_actions.find(call.work, call.params["id"])
    except UnknownTransaction as error:
        raise not_found(sentence(error)) from error


def _document(call: Call) -> Document:
    document = _found(call).document(call.params["documentId"])
    if document is None:
        raise not_found("The transaction has no such document.")
    return document


def _signs(transaction: Transaction, party: Party) -> list[str]:
    return [document.name for document in transaction.documents if party.signs(document.id)]


def _pictures(transaction: Transaction, document: Document) -> list[str]:
    if document.current is None and document.pdf is None:
        return []
    return [_picture(transaction, document, number) for number in range(1, min(document.pages, _SHOWN_PAGES) + 1)]


def _picture(transaction: Transaction, document: Document, number: int) -> str:
    """Return the address of a picture of a page as it is now; it changes with the page."""
    digest = document.current or document.pdf or ""
    name = quote(document.id, safe="")
    return f"{transaction_address(transaction.id)}/documents/{name}/pages/{number}?v={digest[:12]}"


_ACTIONS: dict[str, Callable[[UnitOfWork, str, str | None, str], Transaction]] = {
    "sign": lambda work, transaction, signer, _: owner_actions.sign(work, transaction, signer),
    "sign_all": lambda work, transaction, _, __: owner_actions.sign_all(work, transaction),
    "decline": owner_actions.decline,
    "cancel": lambda work, transaction, _, __: owner_actions.cancel(work, transaction),
    "expire": lambda work, transaction, _, __: owner_actions.expire(work, transaction),
}
"""What the buttons do: the actions of `sandbox.sign` and its like."""
