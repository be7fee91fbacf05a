"""Verifies a signed PDF: all signatures intact, valid and trusted, the seal last, nothing changed afterwards."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ._pyhanko import (
    as_dict,
    certvalidator,
    inherited_type,
    malformed,
    open_reader,
    pyhanko,
    raw,
    resolve,
    run,
    to_asn1,
    walk_fields,
)
from .inspect import PdfRefused, inspect_pdf
from .signing import SEAL_FIELD

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENTIRE_FILE = "ENTIRE_FILE"
_WHOLE = (_ENTIRE_FILE, "ENTIRE_REVISION")


@frozen
class SignatureCheck:
    """The result for one signature."""

    field: str
    """The signature field's full name."""
    signer: str = ""
    """The certificate's common name."""
    email: str = ""
    """The certificate's e-mail address, empty if it has none."""
    reason: str = ""
    """The reason stated in the signature."""
    valid: bool = False
    """Whether the cryptographic signature is right."""
    intact: bool = False
    """Whether the signed bytes are unchanged."""
    trusted: bool = False
    """Whether the certificate leads to one of the given roots."""
    coverage: str = "UNCLEAR"
    """How much of the file the signature covers: "ENTIRE_FILE", "ENTIRE_REVISION" or less."""
    changes: str = "OTHER"
    """What later updates changed: "NONE", "LTA_UPDATES", "FORM_FILLING", "ANNOTATIONS" or "OTHER"."""
    time: datetime | None = None
    """When the signer says it was signed."""
    is_seal: bool = False
    """Whether it is the sandbox's closing signature."""
    earlier: bool = False
    """Whether it was in the document before the sandbox prepared it."""


@frozen
class VerifyReport:
    """The result for a PDF."""

    problems: tuple[str, ...]
    """Why the file is not all right, one sentence each; empty when it is."""
    notes: tuple[str, ...] = ()
    """What a reader should know although it is no problem."""
    signatures: tuple[SignatureCheck, ...] = ()
    """Every signature, oldest first."""
    pages: int = 0
    """Number of pages."""

    @property
    def ok(self) -> bool:
        """Whether every signature holds and the seal closes the file."""
        return not self.problems


def verify_pdf(data: bytes, trust: Sequence[bytes] | None = None) -> VerifyReport:
    """Verify all signatures of a PDF.

    A signature that was in the document before the sandbox prepared it must be intact and valid; whether it is trusted
    is only noted, as its issuer is not the sandbox's to judge.

    Args:
        data: The file's bytes.
        trust: The trusted root certificates, each as PEM or DER. Without any, no signature counts as trusted.

    Returns:
        The verdict; a damaged file is a verdict too, not an exception.
    """
    try:
        facts = inspect_pdf(data, "the file")
    except PdfRefused as refused:
        return VerifyReport(problems=(str(refused),))
    if facts.encrypted:
        return VerifyReport(problems=("the file is encrypted, its signatures can't be read",))
    roots = [certificate for item in trust or () for certificate in _load(item)]
    try:
        checks, problems = _check_all(data, roots)
    except malformed():
        return VerifyReport(problems=("the signatures can't be read, the file is damaged",), pages=facts.pages)
    problems = [*problems, *(problem for check in checks for problem in _judge(check))]
    problems += _judge_end(checks)
    notes = [
        f"{check.field}: signed by {check.signer} before the sandbox prepared the document; its issuer is not judged"
        for check in checks
        if check.earlier and not check.trusted
    ]
    return VerifyReport(problems=tuple(problems), notes=tuple(notes), signatures=tuple(checks), pages=facts.pages)


def _check_all(data: bytes, roots: list[Any]) -> tuple[list[SignatureCheck], list[str]]:
    reader = open_reader(data)
    embedded = list(reader.embedded_signatures)
    names = {signature.field_name for signature in embedded}
    problems = [
        f"{name}: a signature of a kind that can't be checked"
        for name, _, field in walk_fields(as_dict(raw(reader.root, "/AcroForm")))
        if inherited_type(field) == "/Sig" and resolve(raw(field, "/V")) is not None and name not in names
    ]
    checks: list[SignatureCheck] = []
    seals: list[int] = []
    for signature in embedded:
        problems += _check_hole(data, signature)
        check = _check(signature, roots)
        if check.is_seal and check.trusted:
            seals.append(reader.xrefs.get_introducing_revision(signature.sig_field.container_ref))
        checks.append(check)
    prepared_in = min(seals, default=0)
    revisions = [signature.signed_revision for signature in embedded]
    with_revisions = [
        evolve(check, earlier=revision < prepared_in) for check, revision in zip(checks, revisions, strict=True)
    ]
    return with_revisions, problems


def _check(signature: Any, roots: list[Any]) -> SignatureCheck:
    validation = pyhanko("sign.validation.pdf_embedded")
    context = certvalidator().ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    subject = signature.signer_cert.subject.native
    check = SignatureCheck(
        field=str(signature.field_name),
        signer=str(subject.get("common_name", "")),
        email=str(subject.get("email_address", "")),
        reason=str(signature.sig_object.get("/Reason", "")),
        time=signature.self_reported_timestamp,
        is_seal=signature.field_name == SEAL_FIELD,
    )
    try:
        if signature.sig_object_type == "/DocTimeStamp":
            status = run(validation.async_validate_pdf_timestamp(signature, context))
            allowed = True
        else:
            status = run(validation.async_validate_pdf_signature(signature, context))
            allowed = bool(status.docmdp_ok)
    except malformed():
        return check
    difference = status.modification_level
    return evolve(
        check,
        valid=bool(status.valid),
        intact=bool(status.intact),
        trusted=bool(status.trusted) and bool(roots),
        coverage=status.coverage.name,
        changes=difference.name if allowed and difference is not None else "OTHER",
    )


def _judge(check: SignatureCheck) -> list[str]:
    """Return why a signature is not valid."""
    problems: list[str] = []
    if not check.intact:
        problems.append("the signed bytes were changed")
    elif not check.valid:
        problems.append("the cryptographic signature is wrong")
    if not check.trusted and not check.earlier:
        problems.append("the signer's certificate is not trusted")
    if check.coverage not in _WHOLE:
        problems.append("the signature does not cover all that it should")
    elif check.changes == "OTHER":
        problems.append("the document was changed afterwards in a way the signature does not allow")
    return [f"{check.field}: {problem}" for problem in problems]


def _judge_end(checks: Sequence[SignatureCheck]) -> list[str]:
    """Return why the file as a whole is not sealed."""
    if not checks:
        return ["the file has no signatures"]
    problems: list[str] = []
    if checks[-1].coverage != _ENTIRE_FILE:
        problems.append("bytes were added after the last signature")
    if not any(check.is_seal for check in checks):
        problems.append("the closing seal is missing")
    elif not checks[-1].is_seal:
        problems.append("something was signed after the closing seal")
    return problems


def _check_hole(data: bytes, signature: Any) -> list[str]:
    """The bytes that a signature leaves out must be its own hexadecimal string, padded with zeros, and nothing else."""
    problem = [f"{signature.field_name}: the bytes left out of the signature are not just the signature"]
    parts = [int(part) for part in signature.byte_range]
    if len(parts) != 4 or parts[0] != 0:
        return problem
    _, start, end, _ = parts
    hole = data[start:end]
    if not (0 < start < end <= len(data)) or hole[:1] != b"<" or hole[-1:] != b">":
        return problem
    digits = hole[1:-1]
    if len(digits) % 2 or not all(digit in b"0123456789abcdefABCDEF" for digit in digits):
        return problem
    content = bytes.fromhex(digits.decode("ascii"))
    try:
        length = import_module("asn1crypto.parser").peek(content)
    except ValueError:  # no signature, or a part of one
        return problem
    return problem if any(content[length:]) else []


def _load(certificate: bytes) -> list[Any]:
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    if b"-----BEGIN" in certificate:
        return [to_asn1(item) for item in load_pem_x509_certificates(certificate)]
    return [to_asn1(load_der_x509_certificate(certificate))]
