"""Verifies a signed PDF: all signatures intact, valid and trusted, the seal last, nothing changed afterwards."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from ._pyhanko import (
    as_dict,
    certvalidator,
    identity,
    inherited_type,
    malformed,
    pyhanko,
    raw,
    resolve,
    run,
    to_asn1,
    walk_fields,
)
from .bounds import TooMuchWorkError, open_reader
from .common_names import common_name
from .inspect import PdfRefused, opened
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
    """The certificate's common name, or the whole name in the signature that it is the form of."""
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
    """What later updates changed: "NONE", "LTA_UPDATES", "FORM_FILLING", "ANNOTATIONS" or "OTHER"; "UNKNOWN" if the
    analysis gave up.
    """
    gave_up: str = ""
    """Why it could not be judged what later updates changed; empty when it was."""
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


def verify_pdf(data: bytes, trust: Sequence[bytes] | None = None, *, sealed: bool = True) -> VerifyReport:
    """Verify all signatures of a PDF.

    A signature that was in the document before the sandbox prepared it must be intact and valid; whether it is trusted
    is only noted, as its issuer is not the sandbox's to judge.

    Args:
        data: The file's bytes.
        trust: The trusted root certificates, each as PEM or DER. Without any, no signature counts as trusted.
        sealed: Whether the sandbox must have sealed it. Turn it off for a PDF that somebody else signed: then no seal
            is asked for, and whether signers are trusted is judged only with `trust`.

    Returns:
        The verdict; a damaged file is a verdict too, not an exception.
    """
    try:
        facts, reader = opened(data, "the file")
    except PdfRefused as refused:
        return VerifyReport(problems=(str(refused),))
    if facts.encrypted:
        return VerifyReport(problems=("the file is encrypted, its signatures can't be read",))
    roots = [certificate for item in trust or () for certificate in _load(item)]
    try:
        checks, problems = _check_all(data, reader, roots)
    except malformed():
        return VerifyReport(problems=("the signatures can't be read, the file is damaged",), pages=facts.pages)
    except TooMuchWorkError as error:
        return VerifyReport(problems=(f"the signatures could not be judged: {error}",), pages=facts.pages)
    judge_trust = sealed or bool(roots)
    problems = [*problems, *(problem for check in checks for problem in _judge(check, judge_trust=judge_trust))]
    problems += _judge_end(checks, sealed=sealed)
    notes = [
        f"{check.field}: signed by {check.signer} before the sandbox prepared the document; its issuer is not judged"
        for check in checks
        if check.earlier and not check.trusted
    ]
    return VerifyReport(problems=tuple(problems), notes=tuple(notes), signatures=tuple(checks), pages=facts.pages)


def _check_all(data: bytes, reader: Any, roots: list[Any]) -> tuple[list[SignatureCheck], list[str]]:
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
        check = _check(data, signature, roots)
        if check.is_seal and check.trusted:
            seals.append(reader.xrefs.get_introducing_revision(signature.sig_field.container_ref))
        checks.append(check)
    prepared_in = min(seals, default=0)
    revisions = [signature.signed_revision for signature in embedded]
    with_revisions = [
        evolve(check, earlier=revision < prepared_in) for check, revision in zip(checks, revisions, strict=True)
    ]
    return with_revisions, problems


def _check(data: bytes, signature: Any, roots: list[Any]) -> SignatureCheck:
    subject = signature.signer_cert.subject.native
    check = SignatureCheck(
        field=str(signature.field_name),
        signer=_whole_name(signature, subject),
        email=str(subject.get("email_address", "")),
        reason=_stated(signature, "/Reason"),
        time=signature.self_reported_timestamp,
        is_seal=signature.field_name == SEAL_FIELD,
    )
    try:
        return _judged(check, _status(signature, roots, diff_policy=_policy(signature)), trusting=bool(roots))
    except TooMuchWorkError as error:
        gave_up = str(error)
    except malformed() as error:
        gave_up = f"its structure is beyond the analysis ({error or error.__class__.__name__})"
    failures: tuple[type[Exception], ...] = (*malformed(), TooMuchWorkError, StopIteration)
    try:  # what the signature itself says, from a reader that nothing has been charged to
        again = next(one for one in open_reader(data).embedded_signatures if one.field_name == signature.field_name)
        check = _judged(check, _status(again, roots, skip_diff=True), trusting=bool(roots))
    except failures:
        return evolve(check, changes="UNKNOWN", gave_up=gave_up)
    return check if check.coverage == _ENTIRE_FILE else evolve(check, changes="UNKNOWN", gave_up=gave_up)


def _status(signature: Any, roots: list[Any], **options: Any) -> Any:
    validation = pyhanko("sign.validation.pdf_embedded")
    context = certvalidator().ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    if signature.sig_object_type == "/DocTimeStamp":
        return run(validation.async_validate_pdf_timestamp(signature, context, **options))
    return run(validation.async_validate_pdf_signature(signature, context, **options))


def _judged(check: SignatureCheck, status: Any, *, trusting: bool) -> SignatureCheck:
    difference = status.modification_level
    allowed = bool(getattr(status, "docmdp_ok", True))
    return evolve(
        check,
        valid=bool(status.valid),
        intact=bool(status.intact),
        trusted=bool(status.trusted) and trusting,
        coverage=status.coverage.name,
        changes=difference.name if allowed and difference is not None else "OTHER",
    )


def _policy(signature: Any) -> Any:
    """Return the rules for later changes: pyHanko's own, but metadata that nobody changed need not be readable."""
    analysis = pyhanko("sign.diff_analysis")
    default = analysis.DEFAULT_DIFF_POLICY
    if _is_metadata_changed(signature):
        return default
    rules = pyhanko("sign.diff_analysis.rules.file_structure_rules")
    forms = pyhanko("sign.diff_analysis.rules.form_field_rules")
    metadata = pyhanko("sign.diff_analysis.rules.metadata_rules")
    level = analysis.ModificationLevel.LTA_UPDATES
    qualified = (metadata.DocInfoRule, rules.XrefStreamRule, rules.ObjectStreamRule, forms.DSSCompareRule)
    return analysis.StandardDiffPolicy(
        global_rules=[rules.CatalogModificationRule(), *(rule().as_qualified(level) for rule in qualified)],
        form_rule=default.form_rule,
    )


def _is_metadata_changed(signature: Any) -> bool:
    reader = signature.reader
    then = raw(reader.get_historical_root(signature.signed_revision), "/Metadata")
    now = raw(reader.root, "/Metadata")
    if then is None or now is None or identity(then) != identity(now):
        return then is not now
    return not hasattr(now, "idnum") or reader.xrefs.get_last_change(now.reference) > signature.signed_revision


def _stated(signature: Any, key: str) -> str:
    stated = resolve(raw(signature.sig_object, key))
    return "" if stated is None else str(stated)


def _whole_name(signature: Any, subject: Any) -> str:
    """Return the signer's name; the signature may say what its certificate had to shorten."""
    certified = str(subject.get("common_name", ""))
    stated = _stated(signature, "/Name")
    form = common_name(stated) or (subject.get("email_address") if stated.strip() else "")
    return stated if form and form == certified else certified


def _judge(check: SignatureCheck, *, judge_trust: bool) -> list[str]:
    """Return why a signature is not valid."""
    problems: list[str] = []
    if check.gave_up and not check.intact:
        return [f"{check.field}: the signature could not be judged: {check.gave_up}"]
    if not check.intact:
        problems.append("the signed bytes were changed")
    elif not check.valid:
        problems.append("the cryptographic signature is wrong")
    if judge_trust and not check.trusted and not check.earlier:
        problems.append("the signer's certificate is not trusted")
    if check.coverage not in _WHOLE:
        problems.append("the signature does not cover all that it should")
    elif check.gave_up:
        problems.append(f"it could not be judged whether the document was changed afterwards: {check.gave_up}")
    elif check.changes == "OTHER":
        problems.append("the document was changed afterwards in a way the signature does not allow")
    return [f"{check.field}: {problem}" for problem in problems]


def _judge_end(checks: Sequence[SignatureCheck], *, sealed: bool) -> list[str]:
    """Return why the file as a whole is not closed by a signature, or not sealed."""
    if not checks:
        return ["the file has no signatures"]
    problems: list[str] = []
    last = checks[-1]
    if last.coverage != _ENTIRE_FILE and (last.intact or not last.gave_up):
        problems.append("bytes were added after the last signature")
    if not sealed:
        return problems
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
