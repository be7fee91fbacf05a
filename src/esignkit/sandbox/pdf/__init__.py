"""The sandbox's PDF layer: look at a PDF, prepare it, sign it, seal it, verify it, and write evidence.

Pure functions on bytes. pyHanko is imported by the first call that needs it, never by importing this package.
"""

from __future__ import annotations

from .authority import SandboxCA, Signer
from .evidence import Evidence, EvidenceDocument, EvidenceEvent, EvidenceSigner, evidence_pdf
from .inspect import (
    MAX_BYTES,
    PdfFacts,
    PdfRefused,
    RefusalReason,
    check_usable,
    inspect_pdf,
    is_tagged,
    is_tagged_properly,
)
from .pages import Box, PageSize
from .signing import SEAL_FIELD, SignatureFieldError, SignatureSlot, prepare, seal, sign
from .text import Spot, find_text, read_text
from .verify import SignatureCheck, VerifyReport, verify_pdf
from .writer import MARK, sample_agreement, stand_in, write_pdf

__all__ = [
    "MARK",
    "MAX_BYTES",
    "SEAL_FIELD",
    "Box",
    "Evidence",
    "EvidenceDocument",
    "EvidenceEvent",
    "EvidenceSigner",
    "PageSize",
    "PdfFacts",
    "PdfRefused",
    "RefusalReason",
    "SandboxCA",
    "SignatureCheck",
    "SignatureFieldError",
    "SignatureSlot",
    "Signer",
    "Spot",
    "VerifyReport",
    "check_usable",
    "evidence_pdf",
    "find_text",
    "inspect_pdf",
    "is_tagged",
    "is_tagged_properly",
    "prepare",
    "read_text",
    "sample_agreement",
    "seal",
    "sign",
    "stand_in",
    "verify_pdf",
    "write_pdf",
]
