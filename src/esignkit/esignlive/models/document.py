"""Documents, and what is signed or filled in on them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO, ClassVar

from esignkit.core.members import always, several
from esignkit.core.model import model
from esignkit.esignlive.enums import AnchorPoint, ExtractionType, FieldBinding, FieldSubtype, FieldType
from esignkit.esignlive.models.base import EslModel
from esignkit.esignlive.models.user import External
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
    index: int | None = None
    character_index: int | None = None
    anchor_point: AnchorPoint | str | None = None
    left_offset: float | None = None
    top_offset: float | None = None
    width: float | None = None
    height: float | None = None


@model
class FieldValidation(EslModel):
    """What a field accepts; `enum_values` are the entries of a list."""

    WIRE: ClassVar[Mapping[str, str]] = {"enum_values": "enum"}

    required: bool | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    enum_values: list[str] = several()
    error_code: int | None = None
    error_message: str | None = None
    group: str | None = None
    minimum_required: int | None = None
    maximum_required: int | None = None
    disabled: bool | None = None
    group_tooltip: str | None = None


@model
class Field(EslModel):
    """A signature or a field to fill in. `page` counts from 0; measures are pixels.

    A check box or radio button that is on has the value `X`.
    """

    id: str = always()
    name: str = always()
    type: FieldType | str | None = None
    subtype: FieldSubtype | str | None = None
    binding: FieldBinding | str | None = None
    value: str | None = None
    tooltip: str | None = None
    page: int | None = None
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None
    font_size: int | None = None
    extract: bool | None = None
    extract_anchor: ExtractAnchor | None = None
    validation: FieldValidation | None = None
    data: dict[str, JSON] | None = None


@model
class ImprintField(EslModel):
    """A label printed on a document."""

    id: str = always()
    name: str | None = None
    type: FieldType | str | None = None
    subtype: FieldSubtype | str | None = None
    value: str | None = None
    page: int | None = None
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None
    editable: bool | None = None
    data: dict[str, JSON] | None = None


@model
class Approval(EslModel):
    """One signature of one role on a document, with the fields that belong to it; `role` is the role's id."""

    READ_WITH: ClassVar[str] = "approvals.get(package_id, document_id, approval_id)"

    id: str = always()
    name: str | None = None
    role: str = always()
    fields: list[Field] = several()
    signed: datetime | None = None
    accepted: datetime | None = None
    optional: bool | None = None
    disabled: bool | None = None
    enforce_capture_signature: bool | None = None
    from_file: bool | None = None
    tooltip: str | None = None
    data: dict[str, JSON] | None = None


@model
class Page(EslModel):
    """A page of a document, measured in pixels."""

    id: str = always()
    index: int | None = None
    version: int | None = None
    left: float | None = None
    top: float | None = None
    width: float | None = None
    height: float | None = None


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
    name: str = always()
    description: str | None = None
    index: int | None = None
    status: str | None = None
    size: int | None = None
    extract: bool | None = None
    extraction_types: list[ExtractionType | str] = several()
    tagged: bool | None = None
    external_signed: bool | None = None
    external: External | None = None
    approvals: list[Approval] = several()
    fields: list[Field] = several()
    imprint_fields: list[ImprintField] = several()
    pages: list[Page] = several()
    signed_hash: str | None = None
    signer_verification_token: Secret | None = None
    base64_content: str | bytes | os.PathLike[str] | BinaryIO | None = None
    data: dict[str, JSON] | None = None
