"""What people, accounts and their fields have in common: addresses and translations."""

from __future__ import annotations

from esignkit.core.model import model
from esignkit.esignlive.models.base import EslModel
from esignkit.types import JSON

__all__ = ["Address", "Translation"]


@model
class Address(EslModel):
    """A postal address."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    country: str | None = None
    state: str | None = None
    zipcode: str | None = None


@model
class Translation(EslModel):
    """Name and description in one language."""

    id: str | None = None
    language: str | None = None
    name: str | None = None
    description: str | None = None
    data: dict[str, JSON] | None = None
