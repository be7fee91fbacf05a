from __future__ import annotations

from datetime import UTC, datetime

import pytest

from esignkit.sandbox.pdf import SandboxCA, SignatureField, Signer, prepare, seal, sign, verify_pdf, write_pdf
from esignkit.sandbox.pdf.common_names import common_name
from tests.counting import calls_of

CA = SandboxCA.create(7)
AT = datetime(2026, 3, 1, tzinfo=UTC)
PREPARED = prepare(write_pdf([["A page"]]), [SignatureField("s")])

NAMES = {
    "Zoë Müller": "Zoë Müller",
    "王 小明": "王 小明",
    "משה בן דוד": "משה בן דוד",
    "O’Hara-d'Arc": "O’Hara-d'Arc",
    "Ада Лавлейс 🎉": "Ада Лавлейс",
    "🎉": "",
    "🏳️‍🌈 Kim": "Kim",
    "Ann משה בן": "משה בן",
    "Maximilian משה": "Maximilian",
    "3 משה": "משה",
    "משה 3": "משה",
    "مريم (Mary)": "(Mary)",
    "half \ud83d": "half",
    "  ": "",
    "": "",
    "Я" * 40: "Я" * 32,
    "x" * 200: "x" * 64,
    "x" * 62 + "é\u0301": "x" * 62,
    "x" * 63 + "e\u0301": "x" * 63,
    "क्षमा Ω": "क्षमा Ω",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_part_of_a_name_that_a_certificate_can_carry(name):
    assert common_name(name) == NAMES[name]
    assert len(common_name(name).encode()) <= 64


def test_a_letter_is_looked_at_once_however_often_it_comes():
    assert calls_of("_is_prepared", lambda: common_name("Ωψ" * 500)) <= 2 + len("Ωψ")


@pytest.mark.parametrize(
    "name", ["Александр Константинович Рождественский", "Ada בן דוד", "Ada Byron 🎉", "🎉", "é" * 70]
)
def test_everybody_can_sign_and_is_trusted_under_the_whole_name(name):
    report = verify_pdf(
        seal(sign(PREPARED, "s", Signer(name, "ada@example.com"), CA, AT), CA, AT), [CA.certificate_pem]
    )
    assert report.problems == ()
    assert report.signatures[0].signer == name
