"""How a signer is verified beside the signature."""

from __future__ import annotations

from esignkit.core.field_specifiers import always
from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel
from esignkit.types import JSON

__all__ = ["Verification", "VerificationType"]


@model
class Verification(EslModel):
    """How a signer is verified; `type_id` is case-sensitive, such as `personalCertificateSigning`."""

    type_id: str = always()
    """Id of the way of verification, case-sensitive, such as `personalCertificateSigning`."""
    payload: JSON = None
    """Values that this way needs, as it defines them."""


@model
class VerificationType(EslModel):
    """A way of verification that an account has."""

    id: str = always()
    """Id of the way of verification; goes into `Verification.type_id`."""
    name: str | None = None
    """Name shown to people."""
    method: str | None = None
    """Method behind it. The documentation lists none."""
