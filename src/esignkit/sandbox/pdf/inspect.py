"""Inspects a PDF, and decides whether the sandbox can prepare, sign and seal it before anything is created."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Any

from attrs import frozen

from ._pyhanko import (
    as_dict,
    as_items,
    identity,
    inherited_type,
    is_a,
    malformed,
    pyhanko,
    raw,
    resolve,
    walk_fields,
)
from .author_rules import broken_rule, has_rules
from .bounds import TooMuchWorkError, Unfolded, open_reader, unlock
from .pages import PageSize, read_pages

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a PDF at most."""

_HEADER_WINDOW = 1024
_MAX_OBJECTS = 5000  # about half a second; what a larger file has beyond them is taken on trust
_SKIPPED_KEYS = ("/Parent", "/P", "/Metadata")
_TAIL_WINDOW = 1024
_REMEMBERED = 256


class RefusalReason(StrEnum):
    """Why the sandbox refuses a file."""

    EMPTY = "empty"
    NOT_A_PDF = "not_a_pdf"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    XFA = "xfa"
    DAMAGED = "damaged"
    NO_PAGES = "no_pages"
    TOO_LARGE = "too_large"
    LOCKED = "locked"
    RULES = "rules"
    LOSSY = "lossy"
    UNVERIFIABLE = "unverifiable"
    TOO_COMPLEX = "too_complex"


_ADVICE = {
    RefusalReason.EMPTY: "is empty; choose a file that has content",
    RefusalReason.NOT_A_PDF: "is not a PDF{detail}; save or print it as PDF first",
    RefusalReason.TRUNCATED: "is cut off, its end is missing; download or save it again",
    RefusalReason.ENCRYPTED: "is encrypted; save a copy without password and restrictions",
    RefusalReason.XFA: "holds an XFA form, which can't be signed reliably; print it to a plain PDF first",
    RefusalReason.DAMAGED: "is damaged and can't be read; open it in a PDF viewer and save it anew",
    RefusalReason.NO_PAGES: "has no pages; choose a file with at least one page",
    RefusalReason.TOO_LARGE: "is larger than {detail} MB; make it smaller or split it",
    RefusalReason.LOCKED: "is locked by a signature that allows no further changes; use the unsigned original",
    RefusalReason.RULES: "has a signature field with a rule that can't be kept here: {detail}; use a copy without it",
    RefusalReason.LOSSY: "would not show the same after signing: {detail}; print it to a plain PDF first",
    RefusalReason.UNVERIFIABLE: "can't be signed so that its signatures hold: {detail}; print it to a plain PDF first",
    RefusalReason.TOO_COMPLEX: "takes too much work to check: {detail}; print it to a plain PDF first",
}


class PdfRefused(ValueError):
    """A file that the sandbox cannot sign; the text names the file and what to do about it.

    Attributes:
        name: The file's name as the caller gave it.
        reason: Why it is refused.
        detail: What exactly is in the way; empty where the reason says it all.
    """

    def __init__(self, name: str, reason: RefusalReason, detail: str = "") -> None:
        super().__init__(f"{name} {_ADVICE[reason].format(detail=detail)}.")
        self.name: str = name
        self.reason: RefusalReason = reason
        self.detail: str = detail

    def __reduce__(self) -> tuple[type[PdfRefused], tuple[str, RefusalReason, str]]:
        """Pickle it: exceptions with arguments of their own can't be, otherwise."""
        return PdfRefused, (self.name, self.reason, self.detail)


@frozen
class PdfFacts:
    """The structure of a PDF; its page content is not read."""

    version: str
    """The PDF version, such as "1.7"."""
    pages: int = 0
    """Number of pages."""
    page_sizes: tuple[PageSize, ...] = ()
    """The size of each page as a viewer shows it."""
    encrypted: bool = False
    """Whether it needs a password, or its restrictions forbid signing; then nothing else is known."""
    xfa: bool = False
    """Whether the form is an XFA form."""
    locked: bool = False
    """Whether an earlier signature forbids every later change."""
    certified: bool = False
    """Whether an author's certification signature is present."""
    tagged: bool = False
    """Whether a structure tree is present (StructTreeRoot)."""
    structured: bool = False
    """Whether the structure tree has at least one structure element."""
    marked: bool = False
    """Whether the document declares itself tagged (MarkInfo with Marked true)."""
    linearized: bool = False
    """Whether the file is arranged for fast web view."""
    form_fields: tuple[str, ...] = ()
    """Full names of all form fields."""
    signature_fields: tuple[str, ...] = ()
    """Full names of the signature fields that nobody has signed."""
    ruled_fields: tuple[str, ...] = ()
    """Those of them whose author gave rules for who signs: a lock or seed values."""
    broken_rule: str = ""
    """The first of these rules that the sandbox can't keep, in words."""
    existing_signatures: int = 0
    """Number of signed signature fields."""

    @property
    def has_form_fields(self) -> bool:
        """Whether the document has a form."""
        return bool(self.form_fields)


_usable: dict[bytes, PdfFacts] = {}  # by checksum: tests upload the same document again and again


def inspect_pdf(data: bytes, name: str = "document.pdf") -> PdfFacts:
    """Read a PDF's structure.

    Args:
        data: The file's bytes.
        name: The file's name, for the text of an error.

    Returns:
        What the file is.

    Raises:
        PdfRefused: The bytes are empty, not a PDF, cut off or damaged beyond reading.
    """
    return opened(data, name)[0]


def opened(data: bytes, name: str, *, thorough: bool = False) -> tuple[PdfFacts, Any]:
    """Read a PDF's structure, and go on reading with the same reader, which knows by then what it has read.

    Args:
        data: The file's bytes.
        name: The file's name, for the text of an error.
        thorough: Whether to read every object in use, so that a broken one is found before the first signature.

    Returns:
        What the file is, and pyHanko's reader of it.

    Raises:
        PdfRefused: The bytes are empty, not a PDF, cut off or damaged beyond reading.
    """
    _check_envelope(data, name)
    try:
        reader = open_reader(data)
        facts = _read_facts(data, reader)
        if thorough and not facts.encrypted:
            _read_objects(reader)
    except TooMuchWorkError as error:
        raise PdfRefused(name, RefusalReason.TOO_COMPLEX, str(error)) from None
    except malformed() as error:
        raise PdfRefused(name, RefusalReason.DAMAGED) from error
    return facts, reader


def check_usable(data: bytes, name: str, max_bytes: int = MAX_BYTES) -> PdfFacts:
    """Refuse a file that cannot be prepared, signed and sealed.

    Args:
        data: The file's bytes.
        name: The file's name, for the text of an error.
        max_bytes: How many bytes it may have; by default as many as each of the services takes.

    Returns:
        What the file is.

    Raises:
        PdfRefused: The file can't be used; `reason` says why, the text what to do.
    """
    if len(data) > max_bytes:
        raise PdfRefused(name, RefusalReason.TOO_LARGE, str(max_bytes >> 20))
    key = hashlib.sha256(data).digest()
    if (known := _usable.get(key)) is not None:
        return known
    facts, _ = opened(data, name, thorough=True)
    checks = (
        (facts.encrypted, RefusalReason.ENCRYPTED),
        (facts.xfa, RefusalReason.XFA),
        (facts.pages == 0, RefusalReason.NO_PAGES),
        (facts.locked, RefusalReason.LOCKED),
        (bool(facts.broken_rule), RefusalReason.RULES),
    )
    for applies, reason in checks:
        if applies:
            raise PdfRefused(name, reason, facts.broken_rule)
    if len(_usable) >= _REMEMBERED:
        _usable.clear()
    _usable[key] = facts
    return facts


def is_tagged(facts: PdfFacts) -> bool:
    """Return whether a PDF has tags at all.

    Args:
        facts: What `inspect_pdf` returned.

    Returns:
        True when the document has a structure tree.
    """
    return facts.tagged


def is_tagged_properly(facts: PdfFacts) -> bool:
    """Return whether a PDF's tags are usable.

    Args:
        facts: What `inspect_pdf` returned.

    Returns:
        True when the structure tree holds elements and the document declares itself tagged.
    """
    return facts.tagged and facts.structured and facts.marked


def _check_envelope(data: bytes, name: str) -> None:
    """Check header and end, which need no parsing."""
    if not data.strip(b"\0\t\n\r\f "):
        raise PdfRefused(name, RefusalReason.EMPTY)
    if b"%PDF-" not in data[:_HEADER_WINDOW]:
        raise PdfRefused(name, RefusalReason.NOT_A_PDF)
    tail = data[-_TAIL_WINDOW:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise PdfRefused(name, RefusalReason.TRUNCATED)


def _read_objects(reader: Any) -> None:
    """Read every object in use, so that a broken one is found before the first signature."""
    seen: set[object] = set()
    unfolded, generic = Unfolded(), pyhanko("pdf_utils.generic")
    pending: list[Any] = [reader.trailer_view]
    while pending and len(seen) < _MAX_OBJECTS:
        holder = pending.pop()
        for item in as_items(holder) or [raw(holder, key) for key in as_dict(holder) if key not in _SKIPPED_KEYS]:
            if not hasattr(item, "idnum"):
                pending.append(item)
            elif identity(item) not in seen:
                seen.add(identity(item))
                target = item.get_object()
                pending.append(target)
                if is_a(target, generic.StreamObject):
                    unfolded.add(target)


def _header_version(data: bytes) -> str:
    start = data.index(b"%PDF-") + 5
    return data[start : start + 3].decode("latin-1")


def _read_facts(data: bytes, reader: Any) -> PdfFacts:
    linearized = b"/Linearized" in data[: 2 * _HEADER_WINDOW]
    if reader.encrypted and not unlock(reader):
        return PdfFacts(version=_header_version(data), encrypted=True, linearized=linearized)
    root = reader.root
    form = as_dict(raw(root, "/AcroForm"))
    fields = list(walk_fields(form))
    signature_fields = [(name, field) for name, _, field in fields if inherited_type(field) == "/Sig"]
    signed = [field for _, field in signature_fields if raw(field, "/V") is not None]
    free = {name: field for name, field in signature_fields if raw(field, "/V") is None}
    certification = as_dict(as_dict(raw(root, "/Perms")).get("/DocMDP"))
    structure = raw(root, "/StructTreeRoot")
    pages = read_pages(root)
    return PdfFacts(
        version=".".join(str(part) for part in reader.input_version),
        pages=len(pages),
        page_sizes=tuple(page.geometry.size for page in pages),
        xfa=bool(resolve(raw(form, "/XFA"))),
        locked=_forbids_changes(certification) or any(_locks(field) for field in signed),
        certified=bool(certification),
        tagged=bool(as_dict(structure)),
        structured=_has_elements(as_dict(structure)),
        marked=bool(as_dict(raw(root, "/MarkInfo")).get("/Marked")),
        linearized=linearized,
        form_fields=tuple(name for name, _, _ in fields),
        signature_fields=tuple(free),
        ruled_fields=tuple(name for name, field in free.items() if has_rules(field)),
        broken_rule=broken_rule(free),
        existing_signatures=len(signed),
    )


def _forbids_changes(signature: Any) -> bool:
    """Whether a signature's own references lock the document."""
    references = [as_dict(item) for item in as_items(raw(signature, "/Reference"))]
    return any(_is_strict(as_dict(raw(reference, "/TransformParams"))) for reference in references)


def _is_strict(rule: Any) -> bool:
    """Whether further signatures are impossible: permission 1, or a lock that includes new fields."""
    return rule.get("/P") == 1 or rule.get("/Action") in ("/All", "/Exclude")


def _locks(field: Any) -> bool:
    return _is_strict(as_dict(raw(field, "/Lock"))) or _forbids_changes(as_dict(raw(field, "/V")))


def _has_elements(structure: Any) -> bool:
    """Whether the children of the structure tree are structure elements."""
    kids = resolve(raw(structure, "/K"))
    candidates = as_items(kids) if is_a(kids, list) else [kids]
    return any("/S" in as_dict(kid) for kid in candidates)
