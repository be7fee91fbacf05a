"""Enumerations of version 4. Source: Ignisign section 12."""

from __future__ import annotations

from esignkit.types import OpenEnum

__all__ = ["ProofType"]


class ProofType(OpenEnum):
    """What proves a document's signatures, and in which form."""

    PDF_WITH_SIGNATURES = "PDF_WITH_SIGNATURES"
    ADVANCED_LEGAL_KIT = "ADVANCED_LEGAL_KIT"
    SIGNED_DATA = "SIGNED_DATA"
    C2PA = "C2PA"
    CADES = "CADES"
    PKCS7 = "PKCS7"
    PADES_ATTACHED = "PADES_ATTACHED"
    JWSDET = "JWSDET"
    JWSATT = "JWSATT"
    JADESDET = "JADESDET"
    JADESATT = "JADESATT"
    XADESDET = "XADESDET"
    XADESATT = "XADESATT"
    XMLDSIGDET = "XMLDSIGDET"
    XMLDSIGATT = "XMLDSIGATT"
