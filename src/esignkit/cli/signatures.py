"""`esignkit verify`: who signed a PDF, when, and whether it was changed since. It needs no service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.cli.exit_codes import ExitCode
from esignkit.cli.forms import moment, shown
from esignkit.cli.results import CommandError, Result, Table, Text
from esignkit.cli.words import file_content
from esignkit.extras import is_installed, missing_extra

if TYPE_CHECKING:
    from esignkit.sandbox.pdf import SignatureCheck, VerifyReport
    from esignkit.types import JSON

__all__ = ["verify"]

_NEEDED = ("pyhanko", "cryptography")
_CHANGES = {
    "NONE": "unchanged",
    "LTA_UPDATES": "unchanged, proofs were added",
    "FORM_FILLING": "fields were filled or signed",
    "ANNOTATIONS": "comments were added",
    "UNKNOWN": "could not be judged",
}


@frozen
class _Checked:
    """A file and what was found in it."""

    path: Path
    report: VerifyReport


def verify(paths: Sequence[Path], trust: Sequence[Path] = ()) -> Result:
    """Check the signatures of PDFs.

    Args:
        paths: The files.
        trust: Files with certificates (PEM or DER) of authorities; without any, who issued a certificate is not judged.

    Raises:
        CommandError: A file cannot be read, or is no PDF.
        MissingExtraError: The extra `sandbox` is not installed.
    """
    if not is_installed(*_NEEDED):
        raise missing_extra("`esignkit verify`", "sandbox", *_NEEDED)
    from esignkit.sandbox.domain.document_process import MOST_SECONDS, shared_process
    from esignkit.sandbox.pdf import PdfRefused, RefusalReason, inspect_pdf

    roots = [_certificate(path) for path in trust]
    checked: list[_Checked] = []
    process = shared_process(MOST_SECONDS)
    for path in paths:
        content = file_content(path)
        refused = process.call(inspect_pdf, content, str(path))
        if isinstance(refused, PdfRefused) and refused.reason is not RefusalReason.TOO_COMPLEX:
            raise CommandError(str(refused)) from None
        checked.append(_Checked(path, process.verify(content, roots, sealed=False)))
    bad = [one for one in checked if not one.report.ok]
    return Result(
        data={"ok": not bad, "files": [_json(one, judged=bool(roots)) for one in checked]},
        text=[block for one in checked for block in _text(one, judged=bool(roots))],
        code=ExitCode.FAILED if bad else ExitCode.DONE,
        note="\n".join(f"{one.path}: {problem}." for one in bad for problem in one.report.problems),
    )


def _certificate(path: Path) -> bytes:
    """Return the content of a file with certificates.

    Raises:
        CommandError: It holds none.
    """
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    content = file_content(path)
    try:
        if b"-----BEGIN" in content:
            load_pem_x509_certificates(content)
        else:
            load_der_x509_certificate(content)
    except ValueError:
        msg = f"--trust {path} holds no certificate; give a file in PEM or DER."
        raise CommandError(msg) from None
    return content


def _json(one: _Checked, *, judged: bool) -> JSON:
    report = one.report
    return {
        "path": str(one.path),
        "ok": report.ok,
        "pages": report.pages,
        "problems": [*report.problems],
        "signatures": [
            {
                "field": check.field,
                "signer": check.signer or None,
                "email": check.email or None,
                "signed_at": moment(check.time),
                "reason": check.reason or None,
                "valid": check.valid and check.intact,
                "trusted": check.trusted if judged else None,
                "covers_whole_file": check.coverage == "ENTIRE_FILE",
                "changes_since": check.changes.lower(),
            }
            for check in report.signatures
        ],
    }


def _text(one: _Checked, *, judged: bool) -> list[Text]:
    report = one.report
    count = len(report.signatures)
    if not count:
        return [f"{one.path}: no signatures."]
    verdict = "all valid, nothing was changed after the last one" if report.ok else "NOT all right"
    unjudged = "" if judged else " Who issued the certificates was not judged; --trust does that."
    heading = f"{one.path}: {count} {'signature' if count == 1 else 'signatures'}, {verdict}.{unjudged}"
    rows = [_row(check, judged=judged) for check in report.signatures]
    return [heading, Table(("signed by", "e-mail", "on", "signature", "document since"), rows)]


def _row(check: SignatureCheck, *, judged: bool) -> Sequence[str]:
    verdict = "valid" if check.valid and check.intact else "not valid"
    if judged:
        verdict += ", trusted" if check.trusted else ", not trusted"
    return (
        check.signer or check.field,
        check.email or "-",
        "-" if check.time is None else shown(check.time),
        verdict,
        _CHANGES.get(check.changes, "changed") if check.intact or check.gave_up else "changed",
    )
