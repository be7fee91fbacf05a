"""Real PDFs: each is signed with all that it shows, or refused when it is uploaded; readers of others agree.

`nox -s corpus` fetches the files. It tries 40 of them, `nox -s corpus -- all` tries all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from esignkit.sandbox.pdf import (
    MARK,
    PdfRefused,
    SandboxCA,
    SignatureField,
    Signer,
    prepare,
    rehearse,
    seal,
    sign,
    verify_pdf,
)
from esignkit.sandbox.pdf.comparison import require_same_pages

FOLDER, MOST = os.environ.get("ESIGNKIT_CORPUS", ""), int(os.environ.get("ESIGNKIT_CORPUS_FILES", "40"))
FILES = sorted(Path(FOLDER).glob("*.pdf")) if FOLDER else []
PDFSIG, PDFTOTEXT = shutil.which("pdfsig"), shutil.which("pdftotext")  # Debian's package poppler-utils
CA = SandboxCA.create(7)
AT = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FILES, reason="real files are fetched by `nox -s corpus`")


def signed(data: bytes) -> bytes:
    data = prepare(data, [SignatureField("one"), SignatureField("two")])
    data = sign(data, "one", Signer("Ann Ångström", "ann@example.com"), CA, AT)
    return seal(sign(data, "two", Signer("Bob"), CA, AT), CA, AT)


@pytest.mark.parametrize("path", FILES[:: max(len(FILES) // MOST, 1)], ids=lambda path: path.name)
def test_a_real_file_is_signed_whole_or_refused(path, tmp_path, record_property):
    data = path.read_bytes()
    start = time.process_time()
    try:
        facts = rehearse(data, path.name)
    except PdfRefused as refused:
        record_property("real file", (f"refused: {refused.reason.value}", time.process_time() - start, path.name))
        assert str(refused).startswith(path.name)
        return
    record_property("real file", ("signed", time.process_time() - start, path.name))
    before = set(verify_pdf(data, sealed=False).problems if facts.existing_signatures else ())
    result = signed(data)
    report = verify_pdf(result, [CA.certificate_pem])
    assert set(report.problems) <= before
    assert len(report.signatures) == facts.existing_signatures + 3
    require_same_pages(data, result)
    old, new = tmp_path / "old.pdf", tmp_path / "new.pdf"
    old.write_bytes(data)
    new.write_bytes(result)
    if PDFTOTEXT:
        assert text_of(new) - text_of(old) - Counter("".join(MARK.split()) * report.pages) == Counter()
        assert text_of(old) - text_of(new) == Counter()
    if PDFSIG:
        assert verdicts_of(new)[-3:] == [True, True, True]
    assert pyhanko_agrees(result)


def text_of(path: Path) -> Counter[str]:
    ran = subprocess.run([str(PDFTOTEXT), path, "-"], capture_output=True, check=False, timeout=120)
    return Counter("".join(ran.stdout.decode("utf-8", "replace").split()))


def verdicts_of(path: Path) -> list[bool]:
    ran = subprocess.run([str(PDFSIG), "-nocert", path], capture_output=True, check=False, timeout=120)
    return [
        "Valid" in line for line in re.findall(r"Signature Validation: (.*)", ran.stdout.decode("utf-8", "replace"))
    ]


def pyhanko_agrees(data: bytes) -> bool:
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    reader = PdfFileReader(BytesIO(data), strict=False)
    if reader.encrypted:
        reader.decrypt("")
    root = Certificate.load(CA.certificate.public_bytes(Encoding.DER))
    own = [one for one in reader.embedded_signatures if one.field_name in ("one", "two", "EsignkitSandboxSeal")]
    checks = [
        validate_pdf_signature(one, ValidationContext(trust_roots=[root], revocation_mode="soft-fail"), skip_diff=True)
        for one in own
    ]
    return len(checks) == 3 and all(check.intact and check.valid and check.trusted for check in checks)
