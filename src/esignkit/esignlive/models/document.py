"""Documents, and what is signed or filled in on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO, ClassVar

from esignkit.core.field_specifiers import Choice, always, choice, several
from esignkit.core.model import model
from esignkit.esignlive.field_enums import AnchorPoint, ExtractionType, FieldBinding, FieldSubtype, FieldType
from esignkit.esignlive.models.user import External
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON, Secret

__all__ = [
    "Approval",
    "Document",
    "ExtractAnchor",
    "Field",
    "FieldValidation",
    "ImprintField",
    "Page",
]


@model
class ExtractAnchor(EslModel):
    """Places a field beside a text of the document; counts for uploads of documents with `extract`."""

    text: str | None = None
    """The text to look for; upper and lower case are told apart."""
    index: int | None = None
    """Which occurrence counts, from 0: with 2, the first two are skipped."""
    character_index: int | None = None
    """Which character of the text counts, from 0."""
    anchor_point: Choice[AnchorPoint | None, str] = choice()
    """Corner of the character from which the offsets count; top left when not given."""
    left_offset: float | None = None
    """Distance to the right of the anchor's corner; the service's page on text anchors counts in points of 1/72
    inch."""
    top_offset: float | None = None
    """Distance below the anchor's corner; the service's page on text anchors counts in points of 1/72 inch."""
    width: float | None = None
    """Width of the field; the service's page on text anchors counts in points of 1/72 inch."""
    height: float | None = None
    """Height of the field; the service's page on text anchors counts in points of 1/72 inch."""


@model
class FieldValidation(EslModel):
    """What a field accepts; `enum_values` are the entries of a list."""

    WIRE: ClassVar[Mapping[str, str]] = {"enum_values": "enum"}

    required: bool | None = None
    """Whether the field must be filled in before the signer can complete."""
    min_length: int | None = None
    """Fewest characters that the value may have."""
    max_length: int | None = None
    """Most characters that the value may have."""
    pattern: str | None = None
    """Regular expression that the value must match; for a date picker, the format, such as `YYYY-MM-dd`."""
    enum_values: list[str] = several()
    """Entries of a list; `enum` in the service's JSON."""
    error_code: int | None = None
    """Number of the error that is shown. The documentation lists no numbers."""
    error_message: str | None = None
    """What the signer reads when the value does not fit, at most 255 characters."""
    group: str | None = None
    """Name of the group that a radio button or check box belongs to."""
    minimum_required: int | None = None
    """How many check boxes of the group must be ticked at least."""
    maximum_required: int | None = None
    """How many check boxes of the group may be ticked at most."""
    disabled: bool | None = None
    """Whether the field cannot be filled in, until a rule enables it."""
    group_tooltip: str | None = None
    """Text shown over the group."""


@model
class Field(EslModel):
    """A signature or a field to fill in. `page` counts from 0; measures are pixels.

    A check box or radio button that is on has the value `X`.
    """

    id: str = always()
    """Id of the field; you may choose it."""
    name: str = always()
    """Name of the field; with `extract`, the name of the form field in the PDF."""
    type: Choice[FieldType | None, str] = choice()
    """Whether it is a signature, an input or an image."""
    subtype: Choice[FieldSubtype | None, str] = choice()
    """The kind within its type; the service takes a click-to-sign signature when nothing is said."""
    binding: Choice[FieldBinding | None, str] = choice()
    """What a label fills itself with."""
    value: str | None = None
    """What stands in the field; a check box or radio button that is on has `X`, one that is off an empty text."""
    tooltip: str | None = None
    """Text shown over the field."""
    page: int | None = None
    """Page that it is on, from 0."""
    left: float | None = None
    """Pixels from the page's left edge; leave it out with `extract`. The documentation gives no resolution."""
    top: float | None = None
    """Pixels from the page's top edge; leave it out with `extract`."""
    width: float | None = None
    """Width in pixels; OneSpan's own SDKs send 200 when none is given."""
    height: float | None = None
    """Height in pixels; OneSpan's own SDKs send 50 when none is given."""
    font_size: int | None = None
    """Size of the text in the field."""
    extract: bool | None = None
    """Whether position and size come from the form field of that name in the PDF."""
    extract_anchor: ExtractAnchor | None = None
    """Text beside which the field is placed; counts only while its document is uploaded."""
    validation: FieldValidation | None = None
    """What may be filled in."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class ImprintField(EslModel):
    """A label printed on a document."""

    id: str = always()
    """Id of the field."""
    name: str | None = None
    """Name of the field."""
    type: Choice[FieldType | None, str] = choice()
    """Always `INPUT`."""
    subtype: Choice[FieldSubtype | None, str] = choice()
    """Always `LABEL`."""
    value: str | None = None
    """The text that is printed."""
    page: int | None = None
    """Page that it is on, from 0."""
    left: float | None = None
    """Pixels from the page's left edge."""
    top: float | None = None
    """Pixels from the page's top edge."""
    width: float | None = None
    """Width in pixels."""
    height: float | None = None
    """Height in pixels."""
    editable: bool | None = None
    """Whether the field can be changed; read only."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class Approval(EslModel):
    """One signature of one role on a document, with the fields that belong to it; `role` is the role's id."""

    READ_WITH: ClassVar[str] = "approvals.get(package_id, document_id, approval_id)"

    id: str = always()
    """Id of the signature; you may choose it, unique in its document."""
    name: str | None = None
    """Name of the signature; with extraction, the name of the signature's form field in the PDF."""
    role: str = always()
    """Id of the role that signs; required."""
    fields: list[Field] = several()
    """The signature field and the fields that belong to it; without any, the document is accepted, not signed."""
    signed: datetime | None = None
    """When it was signed; None before."""
    accepted: datetime | None = None
    """When the document was accepted; None before."""
    optional: bool | None = None
    """Whether the signer may leave it out."""
    disabled: bool | None = None
    """Whether it cannot be signed and stays empty."""
    enforce_capture_signature: bool | None = None
    """Whether the signer must draw this signature anew, instead of reusing the last one."""
    from_file: bool | None = None
    """Whether the signature is an uploaded image."""
    tooltip: str | None = None
    """Text shown over the signature."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""


@model
class Page(EslModel):
    """A page of a document, measured in pixels."""

    id: str = always()
    """Id of the page; may be empty."""
    index: int | None = None
    """Number of the page, from 0."""
    version: int | None = None
    """Version of the page."""
    left: float | None = None
    """Pixels from the left edge."""
    top: float | None = None
    """Pixels from the top edge."""
    width: float | None = None
    """Width in pixels."""
    height: float | None = None
    """Height in pixels."""


def _as_it_is(value: JSON) -> object:
    return value


@model
class Document(EslModel):
    """A document of a package. Once created, index 0 is the consent and the first of yours is 1.

    `base64_content` sends the file inside the JSON: bytes, a path (`pathlib.Path`) or a binary file, or text that is
    base64 already. Files given to `create(…, files=…)` belong to the documents without it, in their order.
    """

    READ_WITH: ClassVar[str] = "documents.get(package_id, document_id)"
    READ: ClassVar[Mapping[str, Callable[[JSON], object]]] = {"base64_content": _as_it_is}
    SECRETS: ClassVar[frozenset[str]] = frozenset({"base64_content", "signer_verification_token"})
    FILES: ClassVar[frozenset[str]] = frozenset({"base64_content"})

    id: str = always()
    """Id of the document; you may choose it. `default-consent` with index 0 replaces the consent."""
    name: str = always()
    """Name shown to the signers, at most 256 characters; it must not contain `esigned`."""
    description: str | None = None
    """Longer text about the document."""
    index: int | None = None
    """Place in the package; in responses 0 is the consent, and your first document is normally 1."""
    status: str | None = None
    """Status of the document. The documentation lists no values."""
    size: int | None = None
    """Size of the file in bytes; set by the service."""
    extract: bool | None = None
    """Whether fields are made from what is found in the file; also needed for text anchors."""
    extraction_types: list[ExtractionType | str] = several()
    """What fields are made from: text tags, form fields of the PDF, or both."""
    tagged: bool | None = None
    """Whether the PDF is tagged for screen readers; set by the service."""
    external_signed: bool | None = None
    """Whether the document was signed outside eSignLive."""
    external: External | None = None
    """Where the service gets the file from, in place of an upload."""
    approvals: list[Approval] = several()
    """The signatures on it, each with its fields."""
    fields: list[Field] = several()
    """Fields that belong to no signature, such as QR codes."""
    imprint_fields: list[ImprintField] = several()
    """Labels that are printed on it."""
    pages: list[Page] = several()
    """Pages of the document with their sizes; set by the service."""
    signed_hash: str | None = None
    """Hash of the signed document; set by the service."""
    signer_verification_token: Secret | None = None
    """Token of the signer verification; `repr` hides it."""
    base64_content: str | bytes | os.PathLike[str] | BinaryIO | None = None
    """The file inside the JSON: bytes, a `pathlib.Path`, a binary file, or text that is base64 already."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name; on the consent, `esl_doc_accepted_by_signers` names who has accepted it."""
