"""What proves that a service places signatures and fields: one function for each cell."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.agreements import (
    Anchor,
    Box,
    Document,
    Feature,
    Field,
    FieldKind,
    InFile,
    Party,
    SendInterruptedError,
    Status,
)
from esignkit.sandbox.pdf import find_text, write_pdf
from tests.agreements.proofs import approvals, fields, proves, says
from tests.agreements.support import ADA, BOB, Case, document, lease, pdf_for
from tests.agreements.support import party as somebody


# Documents and places ------------------------------------------------------------------------------------------------
@proves(Feature.SEVERAL_DOCUMENTS, "constellation1", "ignisign", "esignlive")
def several_documents(case: Case) -> None:
    sent = case.send(documents=[document([ADA]), document([ADA], "annex.pdf")])
    names = [one.name.removesuffix(".pdf") for one in case.transaction(sent.id).documents]
    assert [name for name in names if "onsent" not in name] == ["lease", "annex"]
    case.sandbox.sign_all(sent.id)
    assert case.sign.state(sent.id).status is Status.COMPLETED
    if case.service == "ignisign":
        advanced = next(
            profile.id
            for profile in case.sign.client.signature_profiles.list()
            if profile.document_types == ["PDF"] and profile.signature_method_ref == "ADVANCED_STD"
        )
        strict = type(case.sign)(case.sign.client, signature_profile_id=advanced)
        ada = somebody(ADA, native={"phone_number": "+33612345678"})
        with pytest.raises(SendInterruptedError, match="document"):
            strict.send(lease(parties=[ada], documents=[document([ADA]), Document(("notes.txt", b"Notes"))]))
        strict.send(lease(parties=[ada], documents=[document([ADA]), document([ADA], "annex.pdf")]))
        return
    large = {"constellation1": 60, "esignlive": 17}[case.service] * 1024 * 1024
    before = case.writes()
    problems = case.sign.check(lease(documents=[("a.pdf", bytes(large)), ("b.pdf", bytes(large))]))
    assert {problem.path for problem in problems} <= {"documents", "documents[0]", "documents[1]"}
    assert "MB" in str(problems[0])
    assert case.writes() == before


@proves(Feature.BOX, "esignlive")
def box(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, sign=Box(2, 100, 240.5, 150, 40))])
    (field,) = fields(case, sent.id)
    assert (field.page, field.left, field.top, field.width, field.height) == (1, 100, 240.5, 150, 40)
    case.sandbox.sign_all(sent.id)
    (drawn,) = (place for one in case.transaction(sent.id).documents for place in one.places)
    assert (drawn.page, drawn.left, drawn.top, drawn.width, drawn.height) == (1, 100, 240.5, 150, 40)


@proves(Feature.ANCHOR, "constellation1")
def anchor_tag(case: Case) -> None:
    says(case, "parties[0].sign[0].at.text", "<sig_req_Seller 1_175>", parties=[somebody(ADA, sign=Anchor("Tenant:"))])
    says(case, "'Buyer 7'", parties=[somebody(ADA, sign=Anchor("<sig_req_Buyer 7_175>"))])
    sent = case.send(parties=[somebody(ADA, sign=Anchor("<sig_req_Seller 1_175>"))])
    case.sandbox.sign_all(sent.id)
    assert case.sign.state(sent.id).status is Status.COMPLETED
    lost = case.send(parties=[somebody(ADA, sign=Anchor("Tenant:"))], allow_loss={"anchor"})
    assert lost.lost == {Feature.ANCHOR}


@proves(Feature.ANCHOR, "esignlive")
def anchor(case: Case) -> None:
    anchored = Anchor("Sign here", offset=(90, -4), width=120, height=30)
    sent = case.send(parties=[somebody(ADA, sign=anchored)])
    (field,) = fields(case, sent.id)
    place = find_text(pdf_for("Seller 1"), {"Sign here"})["Sign here"][0][0]
    assert (field.page, field.width, field.height) == (place.page, 120, 30)
    assert (field.left, field.top) == pytest.approx((place.box.left + 90, place.box.top - 4), abs=0.01)


@proves(Feature.IN_FILE, "constellation1")
def tags_in_file(case: Case) -> None:
    says(case, "parties[0].sign[0].at.name", "form fields", parties=[somebody(ADA, sign=InFile("signature1"))])
    sent = case.send(parties=[somebody(ADA, sign=InFile())])
    case.sandbox.sign_all(sent.id)
    assert case.sign.state(sent.id).status is Status.COMPLETED


@proves(Feature.IN_FILE, "esignlive")
def form_field(case: Case) -> None:
    says(case, "parties[0].sign[0].at.name", "InFile(name)", parties=[somebody(ADA, sign=InFile())])
    form = pdf_with_signature_field("tenant")
    sent = case.send(parties=[somebody(ADA, sign=InFile("tenant"))], documents=[("form.pdf", form)])
    case.sandbox.sign_all(sent.id)
    (drawn,) = (place for one in case.transaction(sent.id).documents for place in one.places)
    assert drawn.field == "tenant"


def pdf_with_signature_field(name: str) -> bytes:
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(BytesIO(write_pdf([["# Form"]])))
    append_signature_field(writer, SigFieldSpec(name, box=(100, 100, 300, 150)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@proves(Feature.DEFAULT_PLACE, "constellation1")
def default_tag(case: Case) -> None:
    sent = case.send(parties=[somebody(ADA, label="Tenant")])
    assert case.native(sent.id).signers[0].signer_role == "Tenant"
    with pytest.raises(SendInterruptedError, match="Tenant"):
        case.send(parties=[somebody(ADA, label="Landlord")], documents=[("lease.pdf", pdf_for("Tenant"))])


@proves(Feature.DEFAULT_PLACE, "ignisign")
def placed_by_the_service(case: Case) -> None:
    sent = case.send()
    case.sandbox.sign_all(sent.id)
    assert case.sign.state(sent.id).status is Status.COMPLETED


@proves(Feature.DEFAULT_PLACE, "esignlive")
def rows_of_two(case: Case) -> None:
    sent = case.send(parties=[ADA, BOB, Party("Cyd Poe", "cyd@example.com")])
    places = {one.role: one.fields[0] for one in approvals(case, sent.id)}
    ada, bob, cyd = (places[party.id] for party in sent.parties)
    assert {field.page for field in (ada, bob, cyd)} == {1}
    assert ada.top == bob.top < cyd.top
    assert ada.left == cyd.left < bob.left
    assert cyd.top + cyd.height <= 842


TAGS = {
    FieldKind.INITIALS: "<ini_req_Seller 1_45>",
    FieldKind.DATE: "<d_req_Seller 1_100>",
    FieldKind.TEXT: "<txt_req_Seller 1_175>",
    FieldKind.CHECKBOX: "<chk_opt_Seller 1_12>",
}


def _tagged(case: Case, kind: FieldKind) -> None:
    signed = Field(InFile())
    tagged = Field(Anchor(TAGS[kind]), kind)
    lines = [["Sign here", "<sig_req_Seller 1_175>", TAGS[kind]]]
    files = [("lease.pdf", write_pdf(lines))]
    sent = case.send(parties=[somebody(ADA, sign=[signed, tagged])], documents=files)
    assert case.native(sent.id).documents[0].has_anchor_tags
    other = Field(Anchor("<sig_req_Seller 1_175>"), kind)
    assert case.problems(parties=[somebody(ADA, sign=[other])]) == ["parties[0].sign[0].at.text"]


def _subtype(case: Case, kind: FieldKind, subtype: str, **more: Any) -> Any:
    signed, own = Field(Box(1, 50, 50)), Field(Box(1, 50, 200, 90, 20), kind, name="own", required=False)
    sent = case.send(parties=[somebody(ADA, sign=[signed, own])])
    found = {field.name: field for field in fields(case, sent.id)}["own"]
    assert found.subtype == subtype
    assert (found.page, found.left, found.top, found.width, found.height) == (0, 50, 200, 90, 20)
    case.sandbox.sign_all(sent.id)
    assert case.sign.state(sent.id).status is Status.COMPLETED
    return found


@proves(Feature.INITIALS, "constellation1")
def initials_tag(case: Case) -> None:
    _tagged(case, FieldKind.INITIALS)


@proves(Feature.DATE_FIELD, "constellation1")
def date_tag(case: Case) -> None:
    _tagged(case, FieldKind.DATE)


@proves(Feature.TEXT_FIELD, "constellation1")
def text_tag(case: Case) -> None:
    _tagged(case, FieldKind.TEXT)


@proves(Feature.CHECKBOX, "constellation1")
def checkbox_tag(case: Case) -> None:
    _tagged(case, FieldKind.CHECKBOX)


@proves(Feature.INITIALS, "esignlive")
def initials(case: Case) -> None:
    _subtype(case, FieldKind.INITIALS, "INITIALS")


@proves(Feature.DATE_FIELD, "esignlive")
def date_field(case: Case) -> None:
    assert _subtype(case, FieldKind.DATE, "LABEL").binding == "{approval.signed}"


@proves(Feature.TEXT_FIELD, "esignlive")
def text_field(case: Case) -> None:
    assert _subtype(case, FieldKind.TEXT, "TEXTFIELD").validation.required is False


@proves(Feature.CHECKBOX, "esignlive")
def checkbox(case: Case) -> None:
    _subtype(case, FieldKind.CHECKBOX, "CHECKBOX")
