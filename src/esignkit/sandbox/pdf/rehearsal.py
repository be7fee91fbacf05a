"""Signs a document on trial when it is uploaded, so that what cannot be signed without loss is refused there.

The trial does what will be done: prepare, sign, seal, verify. Then it compares the pages.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from esignkit.pdfium import UnreadablePdf, binding

from ._pyhanko import as_dict, as_items, certvalidator, pyhanko, raw, read_time_zone, resolve, walk_fields, without_http
from .authority import SandboxCA, Signer
from .bounds import open_reader
from .comparison import DifferentPages, require_same_pages
from .inspect import MAX_BYTES, PdfFacts, PdfRefused, RefusalReason, check_usable
from .pages import Box, read_pages
from .signing import SignatureField, SignatureFieldError, prepare, seal, sign
from .verify import verify_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELD = "EsignkitSandboxRehearsal"
_AT = datetime(2026, 1, 1, tzinfo=UTC)
_SIGNER = Signer("Rehearsal")


def rehearse(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> PdfFacts:
    """Refuse a document that could not be signed, sealed and verified with all that it shows.

    Args:
        data: The file's bytes.
        name: The file's name, for the text of an error.
        max_bytes: How many bytes it may have; by default as many as each of the services takes.

    Returns:
        What the file is.

    Raises:
        PdfRefused: The document can't be used; `reason` says why, the text what to do.
    """
    facts = check_usable(data, name, max_bytes)
    try:
        signed = _sign(data, facts)
        ignored = _boxes(data, facts)
    except SignatureFieldError as error:
        raise PdfRefused(name, RefusalReason.UNVERIFIABLE, str(error)) from error
    except PdfRefused as error:
        raise PdfRefused(name, *_why(error, facts)) from error
    before = verify_pdf(data, sealed=False).problems if facts.existing_signatures else ()
    after = verify_pdf(signed, [_authority().certificate_pem])
    problems = [problem for problem in after.problems if problem not in before or not after.signatures]
    if problems:
        raise PdfRefused(name, RefusalReason.UNVERIFIABLE, problems[0].removeprefix(f"{_FIELD}: "))
    try:
        require_same_pages(data, signed, ignored)
    except DifferentPages as error:
        raise PdfRefused(name, RefusalReason.LOSSY, str(error)) from error
    except UnreadablePdf as error:
        reason = RefusalReason.ENCRYPTED if "password" in str(error) else RefusalReason.DAMAGED
        raise PdfRefused(name, reason) from error
    return facts


def import_for_good() -> None:
    """Import what a rehearsal needs, and no HTTP client, in a process that does nothing else."""
    without_http()
    for module in ("sign.signers", "sign.validation", "sign.diff_analysis", "pdf_utils.filters", "stamp.noop"):
        pyhanko(module)
    certvalidator()
    read_time_zone()
    binding("pypdfium2.raw")
    _authority()


def _sign(data: bytes, facts: PdfFacts) -> bytes:
    names = [_FIELD, *facts.ruled_fields]
    signed = prepare(data, [SignatureField(name) for name in names])
    for name in names:
        signed = sign(signed, name, _SIGNER, _authority(), _AT)
    return seal(signed, _authority(), _AT)


def _why(error: PdfRefused, facts: PdfFacts) -> tuple[RefusalReason, str]:
    """Say what an author's rule asked for, if it was a rule that kept a field from being signed."""
    if facts.ruled_fields and "seed value" in error.detail:
        return RefusalReason.RULES, error.detail
    return error.reason, error.detail


def _boxes(data: bytes, facts: PdfFacts) -> Mapping[int, list[Box]]:
    """Return where the signatures of the author's fields show, by page."""
    if not facts.ruled_fields:
        return {}
    reader = open_reader(data)
    fields = {name: field for name, _, field in walk_fields(as_dict(raw(reader.root, "/AcroForm")))}
    rectangles = [
        [float(resolve(item)) for item in as_items(raw(widget, "/Rect"))]
        for name in facts.ruled_fields
        for widget in [fields[name], *map(as_dict, as_items(raw(fields[name], "/Kids")))]
    ]
    return {
        number: [page.geometry.box((x1, y1, x2, y2)) for x1, y1, x2, y2 in (r for r in rectangles if len(r) == 4)]
        for number, page in enumerate(read_pages(reader.root))
    }


@cache
def _authority() -> SandboxCA:
    return SandboxCA.create(0)
