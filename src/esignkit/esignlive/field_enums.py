"""Values about fields of documents."""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = [
    "AnchorPoint",
    "ExtractionType",
    "FieldBinding",
    "FieldSubtype",
    "FieldType",
]


class FieldType(OpenEnum):
    """Kind of a field."""

    SIGNATURE = "SIGNATURE"
    """Something to sign: a signature or initials."""
    INPUT = "INPUT"
    """Something to fill in, or a label."""
    IMAGE = "IMAGE"
    """A picture, such as a QR code."""


class FieldSubtype(OpenEnum):
    """Kind of a field, more closely. `FULLNAME` is a click-to-sign signature."""

    FULLNAME = "FULLNAME"
    """A signature by a click, shown as the full name."""
    INITIALS = "INITIALS"
    """A signature by a click, shown as initials."""
    CAPTURE = "CAPTURE"
    """A signature that is drawn."""
    MOBILE_CAPTURE = "MOBILE_CAPTURE"
    """A signature that is drawn on a mobile device."""
    CHOOSE_SIGNATURE = "CHOOSE_SIGNATURE"
    """A signature whose form the signer chooses, as the name says."""
    CHOOSE_INITIALS = "CHOOSE_INITIALS"
    """Initials whose form the signer chooses, as the name says."""
    LABEL = "LABEL"
    """A text that stands there, or fills itself by its `binding`."""
    TEXTFIELD = "TEXTFIELD"
    """One line of text."""
    TEXTAREA = "TEXTAREA"
    """Several lines of text."""
    CHECKBOX = "CHECKBOX"
    """A box to tick; ticked, its value is `X`."""
    DATE = "DATE"
    """A date to fill in."""
    RADIO = "RADIO"
    """A button of a group of which one is chosen; chosen, its value is `X`."""
    LIST = "LIST"
    """A list to choose from."""
    QRCODE = "QRCODE"
    """A QR code, with `FieldType.IMAGE`."""
    CUSTOMFIELD = "CUSTOMFIELD"
    """A field that is filled with the signer's value of an account's own field."""
    SEAL = "SEAL"
    """A seal, as the name says."""
    RAW_CAPTURE = "RAW_CAPTURE"
    """A raw capture. The documentation does not say more."""
    DATEPICKER = "DATEPICKER"
    """A date that is chosen from a calendar."""


class FieldBinding(OpenEnum):
    """What a label fills itself with."""

    APPROVAL_SIGNED = "{approval.signed}"
    """The day of the signature."""
    SIGNER_NAME = "{signer.name}"
    """Full name of the signer."""
    SIGNER_TITLE = "{signer.title}"
    """Job title of the signer."""
    SIGNER_COMPANY = "{signer.company}"
    """Company that the signer works for."""


class AnchorPoint(OpenEnum):
    """The corner of the anchor text from which a field is placed."""

    TOPLEFT = "TOPLEFT"
    """The upper left corner."""
    TOPRIGHT = "TOPRIGHT"
    """The upper right corner."""
    BOTTOMLEFT = "BOTTOMLEFT"
    """The lower left corner."""
    BOTTOMRIGHT = "BOTTOMRIGHT"
    """The lower right corner."""


class ExtractionType(OpenEnum):
    """What fields of a document are made from."""

    TEXT_TAGS = "TEXT_TAGS"
    """Text tags in the document."""
    ACROFIELDS = "ACROFIELDS"
    """Form fields of the PDF."""
