"""The signing page: read the documents, fill the fields in, sign or decline. It works without script and without mouse.

`/sign/{token}` is one signer's address, whatever service the transaction belongs to.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from attrs import frozen
from starlette.responses import Response

from esignkit.sandbox import pdf
from esignkit.sandbox.domain import transitions
from esignkit.sandbox.domain.document_store import fields_of
from esignkit.sandbox.domain.form_fields import WRITTEN, Entries, FieldKind, initials_of, nothing_can_enable, problems
from esignkit.sandbox.domain.model import PartyState, Stage
from esignkit.sandbox.domain.signing_links import find_signer, signing_path
from esignkit.sandbox.domain.transitions import TransitionNotAllowed
from esignkit.sandbox.emulators.call import ErrorResponse
from esignkit.sandbox.web.forms import form
from esignkit.sandbox.web.language import LANGUAGES, choose_language
from esignkit.sandbox.web.pictures import PagePicture
from esignkit.sandbox.web.rendering import SECURITY_HEADERS, page, redirect
from esignkit.sandbox.web.routes import PageRoutes
from esignkit.sandbox.web.signing_texts import Texts
from esignkit.sandbox.web.signing_view import (
    DocumentView,
    digest_of,
    document_views,
    pad_size,
    read_values,
    shown_documents,
    shown_round,
    style_sheet,
    version_of,
)
from esignkit.sandbox.web.typed_signature import draw_typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.form_fields import FormField, Problem
    from esignkit.sandbox.domain.model import Document, Party, Transaction
    from esignkit.sandbox.emulators.call import Call

LONGEST_NAME, LONGEST_REASON = 100, 2_000
MAX_STROKES_TEXT = 1_000_000

_ONE = "/sign/{token}"
_STATES = {
    Stage.DRAFT: "draft",
    Stage.COMPLETED: "completed",
    Stage.CANCELLED: "cancelled",
    Stage.EXPIRED: "expired",
    Stage.DECLINED: "ended",
}

ROUTES = PageRoutes()


class Session:
    """One signer in front of the page.

    Args:
        call: The request, whose path has the signer's token.

    Raises:
        ErrorResponse: The token opens nothing.
    """

    def __init__(self, call: Call) -> None:
        self.call: Call = call
        transaction_and_party = find_signer(call.work, call.params["token"])
        asked = call.query("lang") or ""
        if transaction_and_party is None:
            texts = Texts(choose_language(asked, call.headers.get("accept-language", "")))
            raise ErrorResponse(
                page(
                    "sign_state.html",
                    status=404,
                    lang=texts.language,
                    frame=_frame(texts, ""),
                    title=texts("unknown"),
                    text=texts("unknown_text"),
                )
            )
        self.transaction: Transaction = transaction_and_party[0]
        self.party: Party = transaction_and_party[1]
        life = call.work.life_cycle(self.transaction)
        preferred = asked or life.language(call.work, self.transaction, self.party)
        self.texts: Texts = Texts(choose_language(preferred, call.headers.get("accept-language", "")))
        self.path: str = signing_path(call.work, self.transaction, self.party)
        self.query: str = f"?lang={quote(asked, safe='')}" if asked else ""
        self.may_decline: bool = life.offers_decline(self.transaction)
        self.reasons: list[str]
        self.takes_other_reasons: bool
        self.reasons, self.takes_other_reasons = life.decline_reasons(call.work, self.transaction, self.texts.language)

    @property
    def name(self) -> str:
        """What to call the signer."""
        return self.party.name or self.party.email or self.party.id

    @property
    def is_due(self) -> bool:
        """Whether the signer can sign now."""
        return self.transaction.stage is Stage.OPEN and self.party in self.transaction.due_parties()

    @property
    def fields(self) -> list[FormField]:
        """The signer's fields in all documents."""
        return fields_of(self.call.work, self.transaction, self.party)

    def documents(self, values: Mapping[str, str], field_problems: Mapping[str, Problem]) -> list[DocumentView]:
        """Return the documents as the page shows them."""
        return document_views(self.call.work, self.transaction, self.party, self.texts, values, field_problems)

    def document(self) -> Document:
        """Return the document that the path names.

        Raises:
            ErrorResponse: There is none.
        """
        number, shown = self.call.number("document"), shown_documents(self.transaction)
        if number is None or number >= len(shown):
            raise ErrorResponse(page("error.html", status=404, title="Not found", message="There is no such document."))
        return shown[number]

    def note(self, effect: str) -> None:
        """Write into the ledger what the signer has done."""
        self.call.work.record_effect(self.transaction.provider, self.transaction.tenant, effect, self.transaction.id)


@ROUTES.get(_ONE, "signing_page.show")
def show(call: Call, app: SandboxApp) -> Response:
    """Show the documents to sign, or why nothing can be signed."""
    del app
    session = Session(call)
    return _ceremony(session, {}) if session.is_due else _state(session)


@ROUTES.post(_ONE, "signing_page.sign")
def sign(call: Call, app: SandboxApp) -> Response:
    """Sign all documents. A form that comes a second time, or too late, changes nothing and leads to what is so now."""
    del app
    session = Session(call)
    if not session.is_due:
        return redirect(session.path + session.query)
    sent = form(call)
    if sent.get("shown") != shown_round(session.transaction):
        raise ErrorResponse(_ceremony(session, {}, complaints=[session.texts("changed")], status=409))
    fields, texts = session.fields, session.texts
    values = read_values(fields, sent)
    field_problems = problems(fields, values, whole=True)
    complaints: list[str] = []
    signature: pdf.Ink | str | None = None
    try:
        signature = _signature(session, sent)
    except pdf.InkError:
        complaints.append(texts("no_signature"))
    if sent.get("consent") != "yes":
        complaints.append(texts("no_consent"))
    if complaints or field_problems:
        raise ErrorResponse(_ceremony(session, sent, values, field_problems, complaints, status=422))
    initials = " ".join(sent.get("initials", "").split())[:LONGEST_NAME]
    try:
        entries = Entries(values, signature, initials or None)
        transitions.sign(call.work, session.transaction, session.party, entries, whole=True)
    except TransitionNotAllowed as error:
        complaints.append(texts("not_taken", reason=error))
        raise ErrorResponse(_ceremony(Session(call), sent, values, field_problems, complaints, status=409)) from error
    session.note("signing_page.sign")
    return redirect(session.path + session.query)


@ROUTES.post(_ONE + "/decline", "signing_page.decline")
def decline(call: Call, app: SandboxApp) -> Response:
    """Decline with a reason."""
    del app
    session = Session(call)
    if session.is_due and session.may_decline:
        sent = form(call)
        reason = sent.get("choice", "")
        if reason not in session.reasons:
            reason = sent.get("reason", "").strip()[:LONGEST_REASON] if session.takes_other_reasons else ""
        if not reason:
            raise ErrorResponse(_ceremony(session, sent, complaints=[session.texts("no_reason")], status=422))
        transitions.decline(call.work, session.transaction, session.party, reason)
        session.note("signing_page.decline")
    return redirect(session.path + session.query)


@ROUTES.get(_ONE + "/places.css", "signing_page.places")
def places(call: Call, app: SandboxApp) -> Response:
    """Return the style sheet that puts the fields in their places."""
    del app
    session = Session(call)
    pad = pad_size(call.work, session.transaction, session.party)
    headers = {**SECURITY_HEADERS, "content-type": "text/css; charset=utf-8", "cache-control": "no-store"}
    return Response(style_sheet(session.documents({}, {}), pad), headers=headers)


@ROUTES.get(_ONE + "/documents/{document}/pages/{page}", "signing_page.picture")
def picture(call: Call, app: SandboxApp) -> Response:
    """Return a page as a picture."""
    session = Session(call)
    document, number = session.document(), call.number("page") or 0
    if not 0 < number <= document.pages:
        raise ErrorResponse(page("error.html", status=404, title="Not found", message="There is no such page."))
    if call.query("v") != version_of(document):
        # A browser keeps a picture for good.
        path = f"{session.path}/documents/{call.number('document')}/pages/{number}"
        return redirect(f"{path}?v={version_of(document)}")
    digest = digest_of(document)
    return PagePicture(app.pictures, digest, call.work.blob(digest), number - 1)


@ROUTES.get(_ONE + "/documents/{document}", "signing_page.document")
def download(call: Call, app: SandboxApp) -> Response:
    """Return a document as a PDF, with the signatures so far."""
    del app
    document = Session(call).document()
    name = document.name if document.name.lower().endswith(".pdf") else f"{document.name}.pdf"
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    headers = {**SECURITY_HEADERS, "content-type": "application/pdf", "content-disposition": disposition}
    return Response(call.work.blob(digest_of(document)), headers={**headers, "cache-control": "no-store"})


@ROUTES.get(_ONE + "/written.svg", "signing_page.written")
def written(call: Call, app: SandboxApp) -> Response:
    """Return a typed signature as it will look."""
    del app
    Session(call)
    text = (call.query("text") or "")[:LONGEST_NAME]
    headers = {**SECURITY_HEADERS, "content-type": "image/svg+xml", "cache-control": "private, max-age=3600"}
    return Response(draw_typed(text), headers=headers)


def _signature(session: Session, sent: Mapping[str, str]) -> pdf.Ink | str:
    """Return what was typed or drawn.

    Raises:
        InkError: Nothing was, or it is no drawing.
    """
    if sent.get("mode") == "drawn":
        width, height = pad_size(session.call.work, session.transaction, session.party)
        try:
            strokes = json.loads(sent.get("strokes", "")[:MAX_STROKES_TEXT])
            return pdf.read_ink(cast("list[list[list[float]]]", strokes), width / height)
        except (ValueError, TypeError, RecursionError) as error:
            raise pdf.InkError("the strokes are no lists of points") from error
    text = " ".join(sent.get("typed", "").split())[:LONGEST_NAME]
    if not text:
        raise pdf.InkError("nothing was typed")
    return text


@frozen
class _Frame:
    """What all pages of signers show around their content."""

    t: Texts
    path: str
    languages: list[Texts]


def _frame(texts: Texts, path: str) -> _Frame:
    return _Frame(texts, path, [Texts(one) for one in LANGUAGES])


def _ceremony(
    session: Session,
    sent: Mapping[str, str],
    values: Mapping[str, str] | None = None,
    field_problems: Mapping[str, Problem] | None = None,
    complaints: list[str] | None = None,
    *,
    status: int = 200,
) -> Response:
    """Return the page on which the signer signs, with what has been sent already."""
    documents = session.documents(values or {}, field_problems or {})
    entries = [
        entry
        for document in documents
        for group in (document.loose, *(shown.controls for shown in document.pages))
        for entry in group
    ]
    return page(
        "sign.html",
        status=status,
        lang=session.texts.language,
        frame=_frame(session.texts, session.path),
        query=session.query,
        shown=shown_round(session.transaction),
        title=session.transaction.title,
        name=session.name,
        documents=documents,
        problems=[entry for entry in entries if entry.problem],
        ruled_marks=[entry for entry in entries if entry.hints and entry.kind in WRITTEN],
        unsignable=nothing_can_enable(session.fields),
        complaints=complaints or [],
        typed=sent.get("typed", session.name),
        mode=sent.get("mode", "typed"),
        strokes=sent.get("strokes", ""),
        wants_initials=any(one.kind is FieldKind.INITIALS for one in session.fields),
        initials=sent.get("initials", initials_of(session.party.name)),
        consent=sent.get("consent") == "yes",
        may_decline=session.may_decline,
        reasons=session.reasons,
        takes_other_reasons=session.takes_other_reasons,
        reason_limit=LONGEST_REASON,
        name_limit=LONGEST_NAME,
    )


def _state(session: Session) -> Response:
    """Return the page that says why there is nothing to sign."""
    transaction, party, texts = session.transaction, session.party, session.texts
    life = session.call.work.life_cycle(transaction)
    due = transaction.due_parties() if transaction.stage is Stage.OPEN else []
    if party.state is PartyState.SIGNED:
        state = "signed"
    elif party.state is PartyState.DECLINED:
        state = "declined"
    else:
        state = _STATES.get(transaction.stage, "waiting")
    next_signer = None
    if state == "signed" and due and life.in_person(transaction):
        next_signer = due[0]
    names = ", ".join(one.name or one.email or one.id for one in due)
    return page(
        "sign_state.html",
        lang=texts.language,
        frame=_frame(texts, session.path),
        title=texts(f"state_{state}"),
        text=texts(f"state_{state}_text", name=session.name, names=names),
        transaction_title=transaction.title,
        state=state,
        documents=[
            (number, life.document_name(transaction, document))
            for number, document in enumerate(shown_documents(transaction))
        ],
        next_name="" if next_signer is None else next_signer.name or next_signer.email,
        next_path="" if next_signer is None else signing_path(session.call.work, transaction, next_signer),
    )
