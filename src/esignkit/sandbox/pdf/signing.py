"""Prepare, sign and seal: fields are made once, each later act only fills one by an incremental update.

Nothing is drawn on a page after the first signature, and the signatures of an upload that came signed stay valid.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from ._pyhanko import (
    as_dict,
    drop_nulls,
    inherited_type,
    malformed,
    pyhanko,
    raw,
    resolve,
    run,
    walk_fields,
)
from .appearance import mark_pages, signature_appearance
from .author_rules import broken_rule, reason_for
from .authority import SandboxCA, Signer
from .bounds import TooMuchWorkError, open_reader
from .cms import digits_for, signer_of
from .field_appearances import draw_fields
from .ink import Ink
from .input_fields import InputField, add_inputs, fill_inputs, show_as_written
from .inspect import PdfRefused, RefusalReason
from .pages import Box, Page, read_pages
from .pyhanko_private import keep_metadata
from .writer import MARK

if TYPE_CHECKING:
    from .authority import Credential

SEAL_FIELD = "EsignkitSandboxSeal"
"""The name of the signature field that holds the sandbox's own seal."""

SEAL_NAME = "esignkit Sandbox Seal"

_REASON = f"Signed in the sandbox. {MARK}."
_FREE_FIELD = "no empty signature field named {name!r}"


class SignatureFieldError(ValueError):
    """The document has no empty signature field of that name, or can't be given one."""


@frozen
class SignatureField:
    """A place for one signature."""

    name: str
    """The field's name, unique in the document."""
    page: int = 0
    """The page, counted from 0; a number beyond the last page means the last page."""
    box: Box | None = None
    """Where it shows on the page; None for an invisible signature."""


@frozen
class Entries:
    """What a signer has entered besides their name."""

    signature: Ink | str | None = None
    """The signature, drawn or typed; None is the signer's name."""
    values: Mapping[str, str] = field(factory=dict[str, str])
    """What was filled in, by the names of the fields; any text checks a box."""
    written: Mapping[str, Ink | str] = field(factory=dict[str, "Ink | str"])
    """What was written by hand, drawn or typed, by the names of the fields: initials, and further signatures."""


def prepare(
    data: bytes, slots: Sequence[SignatureField], *, inputs: Sequence[InputField] = (), mark: str = MARK
) -> bytes:
    """Give a document its signature fields, its fields to fill in and its mark, before anybody signs.

    An empty signature field that the document already has under a slot's name is used as it is. A document that comes
    signed gets no mark on its pages, and only invisible fields if its author certified it: its signatures stay valid.

    Args:
        data: A PDF that `check_usable` accepts.
        slots: One per signature to come.
        inputs: What signers fill in. A document that comes signed gets none: they would break its signatures.
        mark: The text at the foot of every page.

    Returns:
        The document with an incremental update.

    Raises:
        SignatureFieldError: Two slots have one name, or a name belongs to another field.
        PdfRefused: The document turns out to be damaged.
    """
    with _refusing_damage():
        writer = _open_writer(data)
        existing = _fields(writer)
        pages = read_pages(writer.root)
        drop_nulls([writer.root, as_dict(raw(writer.root, "/AcroForm")), *(page.dictionary for page in pages)])
        signed = any(raw(field, "/V") is not None and inherited_type(field) == "/Sig" for _, field in existing.values())
        certified = "/DocMDP" in as_dict(raw(writer.root, "/Perms"))
        if not signed:
            mark_pages(writer, pages, mark)
            draw_fields(writer, data, pages)
        taken: set[str] = set()
        for slot in slots:
            name = slot.name if slot.name in existing else _partial_name(slot.name)
            if name in taken:
                raise SignatureFieldError(f"two signature slots are named {slot.name!r}")
            taken.add(name)
            if name in existing:
                _check_empty_signature(name, existing[name][1])
                continue
            page = pages[min(max(slot.page, 0), len(pages) - 1)]
            _add_field(writer, name, page, None if certified else slot.box, locking=False)
        if SEAL_FIELD not in existing:
            _add_field(writer, SEAL_FIELD, pages[0], None, locking=True)
        if inputs and not signed:
            add_inputs(writer, pages, _form(writer), inputs)
        pyhanko("sign.fields").ensure_sig_flags(writer)
        return _write(writer)


def sign(
    data: bytes, field_name: str, signer: Signer, ca: SandboxCA, at: datetime, entries: Entries | None = None
) -> bytes:
    """Sign one prepared field, and fill in what the signer has entered.

    Args:
        data: The prepared document.
        field_name: The name its slot had.
        signer: Who signs.
        ca: The authority that vouches for the signer.
        at: When, an aware datetime.
        entries: What the signer has entered.

    Returns:
        The document with an incremental update that fills the field.

    Raises:
        SignatureFieldError: There is no such field, or it is signed already.
        PdfRefused: The document turns out to be damaged.
        ValueError: The datetime is naive.
    """
    when, entries = _in_utc(at), entries or Entries()
    signer = Signer(*(_encodable(text) for text in (signer.name, signer.email, signer.reason)))
    credential = ca.credential(signer.name, signer.email)
    with _refusing_damage():
        writer = _open_writer(data)
        fields = _fields(writer)
        name = field_name if field_name in fields else _partial_name(field_name)
        if name not in fields:
            raise SignatureFieldError(_FREE_FIELD.format(name=field_name))
        _, field = fields[name]
        if inherited_type(field) != "/Sig" or resolve(raw(field, "/V")) is not None:
            raise SignatureFieldError(_FREE_FIELD.format(name=field_name))
        if rule := broken_rule({name: field}):
            raise PdfRefused("the document", RefusalReason.RULES, rule)
        signer = evolve(signer, reason=reason_for(field, signer.reason or _REASON))
        fill_inputs(writer, {name: _encodable(value) for name, value in entries.values.items()})
        show_as_written(writer, entries.written)
        _show(writer, field, signer, when, entries.signature)
        return _sign_field(writer, name, signer, credential, ca, when)


def seal(data: bytes, ca: SandboxCA, at: datetime) -> bytes:
    """Close a document with the sandbox's own signature, which forbids every later change.

    Args:
        data: A document that everybody has signed, or any other usable PDF.
        ca: The sandbox's authority.
        at: When, an aware datetime.

    Returns:
        The sealed document.

    Raises:
        SignatureFieldError: The document is sealed already.
        PdfRefused: The document turns out to be damaged.
        ValueError: The datetime is naive.
    """
    when = _in_utc(at)
    with _refusing_damage():
        writer = _open_writer(data)
        fields = _fields(writer)
        if SEAL_FIELD not in fields:
            _add_field(writer, SEAL_FIELD, read_pages(writer.root)[0], None, locking=True)
            pyhanko("sign.fields").ensure_sig_flags(writer)
        elif resolve(raw(fields[SEAL_FIELD][1], "/V")) is not None:
            raise SignatureFieldError("the document is sealed already")
        signer = Signer(SEAL_NAME, reason=f"Sealed after the last signature. {MARK}.")
        return _sign_field(writer, SEAL_FIELD, signer, ca.credential(SEAL_NAME), ca, when)


@contextmanager
def _refusing_damage() -> Generator[None]:
    """Turn what pyHanko stumbles over deep inside a file into the one error that callers know."""
    try:
        yield
    except (SignatureFieldError, PdfRefused):
        raise
    except malformed() as error:
        raise PdfRefused("the document", RefusalReason.DAMAGED, str(error)) from error
    except TooMuchWorkError as error:
        raise PdfRefused("the document", RefusalReason.TOO_COMPLEX, str(error)) from None


def _open_writer(data: bytes) -> Any:
    writer = pyhanko("pdf_utils.incremental_writer").IncrementalPdfFileWriter.from_reader(open_reader(data))
    keep_metadata(writer)
    # pyHanko takes a random file identifier; a digest of what the update is made on keeps the same acts the same bytes.
    fresh = pyhanko("pdf_utils.generic").ByteStringObject(hashlib.sha256(data).digest()[:16])
    identifier = writer.trailer_view.raw_get("/ID")  # the array that is written, not a copy of it
    if "/ID" not in writer.prev.trailer:
        identifier[0] = fresh
    identifier[1] = fresh
    return writer


def _fields(writer: Any) -> dict[str, tuple[Any, Any]]:
    return {name: (reference, field) for name, reference, field in walk_fields(as_dict(raw(writer.root, "/AcroForm")))}


def _partial_name(name: str) -> str:
    """A full stop separates the levels of a field's name, so a new field's own name can't hold one."""
    return _encodable(name).replace(".", "_")


def _encodable(text: str) -> str:
    """JSON can carry half of a surrogate pair, which no PDF string can."""
    return text.encode("utf-8", "replace").decode()


def _check_empty_signature(name: str, field: Any) -> None:
    if inherited_type(field) != "/Sig":
        raise SignatureFieldError(f"the document has another form field named {name!r}")
    if resolve(raw(field, "/V")) is not None:
        raise SignatureFieldError(f"the signature field {name!r} is signed already")


def _add_field(writer: Any, name: str, page: Page, box: Box | None, *, locking: bool) -> None:
    generic, fields = pyhanko("pdf_utils.generic"), pyhanko("sign.fields")
    rectangle = None if box is None else page.geometry.rectangle(box)
    field = fields.SignatureFormField(name, box=rectangle, include_on_page=page.reference)
    properties = fields.SigFieldSpec(
        name,
        readable_field_name="Seal of the sandbox" if locking else f"Signature {name}",
        field_mdp_spec=fields.FieldMDPSpec(fields.FieldMDPAction.ALL) if locking else None,
        doc_mdp_update_value=fields.MDPPerm.NO_CHANGES if locking else None,
    )
    fields.apply_sig_field_spec_properties(writer, field, properties)
    if page.geometry.rotation and box is not None:
        field["/MK"] = generic.DictionaryObject({generic.pdf_name("/R"): generic.NumberObject(page.geometry.rotation)})
    reference = writer.add_object(field)
    form = _form(writer)
    form["/Fields"].append(reference)
    writer.update_container(form["/Fields"])
    field.register_widget_annotation(writer, reference)


def _form(writer: Any) -> Any:
    """Return the document's form, made if there is none."""
    generic = pyhanko("pdf_utils.generic")
    root = writer.root
    if resolve(raw(root, "/AcroForm")) is None:
        root[generic.pdf_name("/AcroForm")] = writer.add_object(generic.DictionaryObject())
        writer.update_root()
    form = root["/AcroForm"]
    if resolve(raw(form, "/Fields")) is None:
        form[generic.pdf_name("/Fields")] = generic.ArrayObject()
        writer.update_container(form)
    return form


def _show(writer: Any, field: Any, signer: Signer, at: datetime, written: Ink | str | None) -> None:
    """Show the signer in a visible field; a field's widget may be a kid of it."""
    generic = pyhanko("pdf_utils.generic")
    kids = raw(field, "/Kids")
    widget = field if kids is None else as_dict(resolve(kids)[0])
    if resolve(raw(widget, "/Rect")) is None:
        return
    x1, y1, x2, y2 = (float(value) for value in widget["/Rect"])
    width, height = abs(x2 - x1), abs(y2 - y1)
    if not (width and height):
        return
    rotation = int(as_dict(raw(widget, "/MK")).get("/R", 0)) % 360
    rotation = rotation if rotation in (90, 180, 270) else 0
    appearance = signature_appearance(writer, (width, height), rotation, signer, at, written)
    widget[generic.pdf_name("/AP")] = generic.DictionaryObject({generic.pdf_name("/N"): appearance})
    writer.update_container(widget)


def _sign_field(writer: Any, name: str, signer: Signer, credential: Credential, ca: SandboxCA, at: datetime) -> bytes:
    signers = pyhanko("sign.signers")
    fields = pyhanko("sign.fields")
    attributes = pyhanko("sign.signers.pdf_cms").PdfCMSSignedAttributes(signing_time=at)
    cms_signer = signer_of(credential, ca, attributes)
    metadata = signers.PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        name=signer.name or None,
        contact_info=signer.email or None,
        reason=signer.reason or None,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    pdf_signer = signers.PdfSigner(metadata, cms_signer, stamp_style=pyhanko("stamp.noop").NoOpStampStyle())
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    document = session.prepare_tbs_document(None, bytes_reserved=digits_for(cms_signer))
    digest, output = document.digest_tbs_document()
    run(document.perform_signature(digest.document_digest, attributes))
    result: bytes = output.getvalue()
    return result


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("the time of signing must be an aware datetime")
    return at.astimezone(UTC).replace(microsecond=0)


def _write(writer: Any) -> bytes:
    output = BytesIO()
    writer.write(output)
    return output.getvalue()
