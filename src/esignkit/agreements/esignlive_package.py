"""An agreement as a package of eSignLive: roles, documents, signatures and fields."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from esignkit.agreements.capabilities import Feature
from esignkit.agreements.enums import FieldKind, PartyRole
from esignkit.agreements.native import add_native
from esignkit.agreements.placement import PageSize, Spot, spots
from esignkit.agreements.problems import Problem
from esignkit.agreements.reading import items_of
from esignkit.agreements.sizes import size_problem
from esignkit.agreements.values import (
    Agreement,
    Anchor,
    Authentication,
    Box,
    Document,
    Field,
    InFile,
    Party,
    Place,
    Question,
    Sms,
)
from esignkit.core.files import upload
from esignkit.esignlive.field_enums import AnchorPoint, FieldBinding, FieldSubtype, FieldType
from esignkit.esignlive.models.auth import Auth, Challenge
from esignkit.esignlive.models.ceremony import (
    CeremonyCompleteEvent,
    CeremonyEvents,
    CeremonySettings,
    PackageSettings,
)
from esignkit.esignlive.models.document import Approval, ExtractAnchor, FieldValidation, Page
from esignkit.esignlive.models.document import Document as PackageDocument
from esignkit.esignlive.models.document import Field as PackageField
from esignkit.esignlive.models.package import Package
from esignkit.esignlive.models.role import EmailMessage, Role, Signer
from esignkit.esignlive.signer_enums import AuthScheme

__all__ = [
    "REFERENCE",
    "Paper",
    "acting",
    "build_package",
    "default_approval",
    "document_id",
    "limits",
    "needs_default",
    "papers_of",
    "role_id",
]

REFERENCE = "esignkitReference"
"""Member of a package's `data` that holds the reference."""

_KINDS = {
    FieldKind.SIGNATURE: (FieldType.SIGNATURE, FieldSubtype.FULLNAME),
    FieldKind.INITIALS: (FieldType.SIGNATURE, FieldSubtype.INITIALS),
    FieldKind.DATE: (FieldType.INPUT, FieldSubtype.LABEL),
    FieldKind.TEXT: (FieldType.INPUT, FieldSubtype.TEXTFIELD),
    FieldKind.CHECKBOX: (FieldType.INPUT, FieldSubtype.CHECKBOX),
}
_MOST_MEGABYTES = 16
_SIGNED = (FieldKind.SIGNATURE, FieldKind.INITIALS)


def role_id(number: int) -> str:
    """Return the id of a party's role; they count from 0."""
    return f"party{number + 1}"


def document_id(number: int) -> str:
    """Return the id of a document; they count from 0."""
    return f"document{number + 1}"


def acting(agreement: Agreement) -> list[tuple[int, Party]]:
    """Return the parties who sign or approve, with their numbers."""
    return [
        (number, party)
        for number, party in enumerate(agreement.parties)
        if party.role in (PartyRole.SIGNER, PartyRole.APPROVER)
    ]


def needs_default(party: Party) -> bool:
    """Whether a party signs and nobody said where."""
    return party.role is PartyRole.SIGNER and not party.sign


def _signed_documents(agreement: Agreement) -> set[int]:
    """Return the numbers, from 0, of the documents that somebody signs."""
    if any(needs_default(party) for party in agreement.parties):
        return set(range(len(agreement.documents)))
    return {one.document - 1 for party in agreement.signers for one in party.sign}


# Limits --------------------------------------------------------------------------------------------------------------
def limits(agreement: Agreement) -> Iterator[Problem]:
    """Yield what eSignLive cannot do in this combination."""
    yield from size_problem(agreement, _MOST_MEGABYTES, each=True)
    free = set(range(len(agreement.documents))) - _signed_documents(agreement)
    for number, party in enumerate(agreement.parties):
        path = f"parties[{number}]"
        if party.role is PartyRole.APPROVER and not free:
            yield Problem(
                path=f"{path}.role",
                reason="an approver accepts documents that nobody signs, and every document is signed",
                feature=Feature.APPROVER,
                nearest="make them a signer, or add a document that only they accept",
            )
        signed = {one.document for one in party.sign if one.kind in _SIGNED}
        for index, one in enumerate(party.sign):
            if isinstance(one.at, InFile) and not one.at.name:
                yield Problem(
                    path=f"{path}.sign[{index}].at.name",
                    reason="it finds form fields by their names; give InFile(name)",
                )
            if one.document not in signed:
                yield Problem(
                    path=f"{path}.sign[{index}]",
                    reason="a field belongs to a signature of its party on the same document",
                    nearest="add a signature or initials of the party there",
                )


# Building ------------------------------------------------------------------------------------------------------------
def build_package(agreement: Agreement) -> Package:
    """Return the package, in which signatures without a place are missing."""
    package = Package(
        name=agreement.title,
        autocomplete=True,
        documents=[_document(agreement, number) for number in range(len(agreement.documents))],
        roles=[_role(number, party) for number, party in acting(agreement)],
    )
    due = agreement.expiry
    for name, value in (("email_message", agreement.message), ("language", agreement.language), ("due", due)):
        if value is not None:
            setattr(package, name, value)
    if agreement.reference is not None:
        package.data = {REFERENCE: agreement.reference}
    if agreement.return_url is not None:
        complete = CeremonyCompleteEvent(redirect=agreement.return_url)
        package.settings = PackageSettings(ceremony=CeremonySettings(events=CeremonyEvents(complete=complete)))
    add_native(package, agreement.native)
    return package


def _role(number: int, party: Party) -> Role:
    signer = Signer(first_name=party.given_name, last_name=party.family_name, email=party.email)
    if party.auth is not None:
        signer.auth = _auth(party.auth)
    if party.language is not None:
        signer.language = party.language
    add_native(signer, party.native)
    role = Role(id=role_id(number), name=party.label or role_id(number), signers=[signer])
    if party.step is not None:
        role.index = party.step
    if party.message is not None:
        role.email_message = EmailMessage(content=party.message)
    return role


def _auth(auth: Authentication) -> Auth | None:
    if isinstance(auth, Sms):
        return Auth(scheme=AuthScheme.SMS, challenges=[Challenge(question=auth.phone)])
    if isinstance(auth, Question):
        return Auth(scheme=AuthScheme.CHALLENGE, challenges=[Challenge(question=auth.question, answer=auth.answer)])
    return None


def document_name(document: Document) -> str:
    """Return the name that people see."""
    return document.name or upload(document.file).name


def _document(agreement: Agreement, number: int) -> PackageDocument:
    source = agreement.documents[number]
    approvals: list[Approval] = []
    for index, party in acting(agreement):
        if party.role is PartyRole.APPROVER:
            if number not in _signed_documents(agreement):
                approvals.append(Approval(role=role_id(index)))
        else:
            approvals += _approvals(index, party, number)
    document = PackageDocument(
        id=document_id(number), name=document_name(source), index=number + 1, approvals=approvals
    )
    if any(
        not isinstance(one.at, Box) for party in agreement.signers for one in party.sign if one.document == number + 1
    ):
        document.extract = True
    add_native(document, source.native)
    return document


def _approvals(index: int, party: Party, number: int) -> list[Approval]:
    """Return a party's signatures on one document; other fields belong to the first of them."""
    own = [one for one in party.sign if one.document == number + 1]
    approvals = [
        _approval(index, number, count, one) for count, one in enumerate(one for one in own if one.kind in _SIGNED)
    ]
    for one in own:
        if one.kind not in _SIGNED and approvals:
            approvals[0].fields.append(_field(one))
    return approvals


def _approval(index: int, number: int, count: int, one: Field) -> Approval:
    approval = Approval(id=f"{role_id(index)}-{number + 1}-{count + 1}", role=role_id(index), fields=[_field(one)])
    if isinstance(one.at, InFile) and one.at.name:
        approval.id = approval.name = one.at.name
    if not one.required:
        approval.optional = True
    return approval


def _field(one: Field) -> PackageField:
    kind, subtype = _KINDS[one.kind]
    field = PackageField(type=kind, subtype=subtype)
    if one.kind is FieldKind.DATE:
        field.binding = FieldBinding.APPROVAL_SIGNED
    if one.kind in (FieldKind.TEXT, FieldKind.CHECKBOX):
        field.validation = FieldValidation(required=one.required)
    if one.name is not None:
        field.id = field.name = one.name
    _place(field, one.at)
    return field


def _place(field: PackageField, at: Place) -> None:
    if isinstance(at, Box):
        field.page, field.left, field.top, field.width, field.height = at.page - 1, at.left, at.top, at.width, at.height
    elif isinstance(at, Anchor):
        field.extract = True
        field.extract_anchor = ExtractAnchor(
            text=at.text,
            index=at.occurrence - 1,
            character_index=0,
            anchor_point=AnchorPoint.TOPLEFT,
            left_offset=at.offset[0],
            top_offset=at.offset[1],
            width=at.width,
            height=at.height,
        )
    else:
        field.extract = True
        if at.name:
            field.id = field.name = at.name


# Signatures that nobody placed ---------------------------------------------------------------------------------------
@frozen
class Paper:
    """The pages of a document, and what stands on them."""

    pages: tuple[PageSize, ...] = ()
    """The sizes of its pages, as far as the service says."""
    taken: tuple[Spot, ...] = ()
    """The places of its fields."""


def papers_of(package: Package) -> dict[str, Paper]:
    """Return the pages of each document, by its id, before signatures were added that nobody placed."""
    return {one.id: Paper(tuple(_sizes(one)), tuple(_taken(one))) for one in package.documents}


def _sizes(document: PackageDocument) -> Iterator[PageSize]:
    for page in sorted(items_of(document, "pages", Page), key=lambda page: page.index or 0):
        yield PageSize(page.width or 0.0, page.height or 0.0)


def _taken(document: PackageDocument) -> Iterator[Spot]:
    for approval in items_of(document, "approvals", Approval):
        for field in items_of(approval, "fields", PackageField):
            yield Spot(field.page or 0, field.left or 0.0, field.top or 0.0, field.width or 0.0, field.height or 0.0)


def default_approval(index: int, number: int, place: int, count: int, paper: Paper) -> Approval | None:
    """Return the signature of a party that nobody placed; None where there is no room.

    Args:
        index: The party's number, from 0.
        number: The document's number, from 0.
        place: Which of the signatures that nobody placed it is, from 0.
        count: How many there are.
        paper: The document's pages.
    """
    places = spots(paper.pages, count, paper.taken)
    if len(places) < count:
        return None
    spot = places[place]
    kind, subtype = _KINDS[FieldKind.SIGNATURE]
    field = PackageField(
        type=kind,
        subtype=subtype,
        page=spot.page,
        left=spot.left,
        top=spot.top,
        width=spot.width,
        height=spot.height,
    )
    return Approval(id=f"{role_id(index)}-{number + 1}-1", role=role_id(index), fields=[field])
