from __future__ import annotations

import subprocess
import sys
import time

import pytest
from pikepdf import Array, Dictionary, Name

from esignkit.sandbox.pdf import PdfRefused, check_usable, inspect_pdf, is_tagged, is_tagged_properly, sample_agreement

from .corpus import (
    REFUSED,
    USABLE,
    browser_print,
    drawn,
    empty_signature_field,
    form_fields,
    mixed_sizes,
    repacked,
    rotated,
    signed_by_someone_else,
    usable,
)


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_cannot_be_signed_is_refused_with_its_reason(case):
    make, reason = REFUSED[case]
    with pytest.raises(PdfRefused) as caught:
        check_usable(make(), "lease 7.pdf")
    assert caught.value.reason is reason
    assert caught.value.name == "lease 7.pdf"
    assert str(caught.value).startswith("lease 7.pdf ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", USABLE)
def test_a_usable_file_passes(case):
    assert check_usable(usable(case), case).pages >= 1


def test_a_long_file_is_judged_within_a_second():
    data = usable("500 pages")
    inspect_pdf(data)
    start = time.process_time()
    facts = check_usable(data, "long.pdf")
    assert time.process_time() - start < 1.0
    assert facts.pages == 500


def test_a_broken_object_deep_inside_is_found():
    data = drawn(2, compress=0)
    at = data.index(b"/Helvetica", data.index(b"/BaseFont"))
    with pytest.raises(PdfRefused, match="damaged"):
        check_usable(data[:at] + b"<" + data[at + 1 :], "a.pdf")


def test_facts_of_form_and_signatures():
    facts = inspect_pdf(form_fields())
    assert facts.has_form_fields
    assert {"JobTitle0", "Accept1", "Country0"} <= set(facts.form_fields)
    assert inspect_pdf(empty_signature_field("approval1")).signature_fields == ("approval1",)
    signed = inspect_pdf(signed_by_someone_else())
    assert (signed.existing_signatures, signed.locked, signed.certified) == (1, False, False)
    assert inspect_pdf(signed_by_someone_else(certify=True)).certified
    assert inspect_pdf(usable("linearised")).linearized
    assert not inspect_pdf(drawn()).linearized
    assert inspect_pdf(usable("PDF 2.0")).version == "2.0"


def test_page_sizes_are_as_shown():
    sizes = [(round(size.width), round(size.height)) for size in inspect_pdf(mixed_sizes()).page_sizes]
    assert sizes == [(595, 842), (842, 595), (612, 792), (792, 612), (200, 100), (3000, 2000)]
    assert [size.width > size.height for size in inspect_pdf(rotated()).page_sizes] == [False, True, False, True]
    assert (
        inspect_pdf(usable("cropped")).page_sizes[0].width,
        inspect_pdf(usable("cropped")).page_sizes[0].height,
    ) == (300, 400)


def _with_structure(root: dict, mark: dict | None) -> bytes:
    def change(pdf):
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(**root))
        if mark is not None:
            pdf.Root.MarkInfo = Dictionary(**mark)

    return repacked(drawn(1), change)


_ELEMENT = Dictionary(Type=Name.StructElem, S=Name.P)


@pytest.mark.parametrize(
    ("data", "tagged", "properly"),
    [
        (drawn(1), False, False),
        (sample_agreement(), True, True),
        (browser_print(), True, True),
        (empty_signature_field(), True, True),
        (_with_structure({"K": _ELEMENT}, {"Marked": True}), True, True),
        (_with_structure({"K": Array([_ELEMENT])}, {"Marked": True}), True, True),
        (_with_structure({"K": _ELEMENT}, {"Marked": False}), True, False),
        (_with_structure({"K": _ELEMENT}, None), True, False),
        (_with_structure({"K": Array([])}, {"Marked": True}), True, False),
        (_with_structure({"K": 7}, {"Marked": True}), True, False),
        (_with_structure({"Type": Name.StructTreeRoot}, {"Marked": True}), True, False),
    ],
)
def test_tags_are_really_looked_at(data, tagged, properly):
    facts = inspect_pdf(data)
    assert is_tagged(facts) is tagged
    assert is_tagged_properly(facts) is properly


def test_importing_the_package_costs_no_pyhanko():
    code = (
        "import sys, esignkit.sandbox.pdf as pdf; pdf.sample_agreement();"
        "print([m for m in sys.modules if m.split('.')[0] in ('pyhanko', 'cryptography', 'asn1crypto')])"
    )
    response = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert response.stdout.strip() == "[]"
