"""What people, accounts and their fields have in common: addresses and translations."""

from __future__ import annotations

from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

__all__ = ["Address", "Translation"]


@model
class Address(EslModel):
    """A postal address."""

    address1: str | None = None
    """First line: street and number."""
    address2: str | None = None
    """Second line."""
    city: str | None = None
    """City or town."""
    country: str | None = None
    """Country of the address."""
    state: str | None = None
    """State or province."""
    zipcode: str | None = None
    """Postal code."""


@model
class Translation(EslModel):
    """Name and description in one language."""

    id: str | None = None
    """Id of the translation."""
    language: str | None = None
    """Language, such as `en`, `fr` or `zh-CN`."""
    name: str | None = None
    """Name as users of the language see it."""
    description: str | None = None
    """Description in the language."""
    data: dict[str, JSON] | None = None
    """Values of your own, by name."""
