"""File inputs, and names and contents that come from servers."""

from __future__ import annotations

import io
import mimetypes
import os
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.core.files import WholenessError, check_whole, content_type, safe_name, suggested_name, upload
from tests.tables import in_one_test
from tests.unicode_text import CHARACTERS

PDF = b"%PDF-1.7\n" + b"x" * 2000 + b"\n%%EOF\n"


@in_one_test(
    "source, name, kind",
    [
        ("dir/lease.pdf", "lease.pdf", "application/pdf"),
        (pathlib.Path("dir/lease.DOCX"), "lease.DOCX", content_type("a.docx")),
        (b"abc", "document", "application/octet-stream"),
        (io.BytesIO(b"abc"), "document", "application/octet-stream"),
        (("a.pdf", b"abc"), "a.pdf", "application/pdf"),
        (("a.bin", b"abc", "application/pdf"), "a.bin", "application/pdf"),
        (("a.pdf", pathlib.Path("other.txt")), "a.pdf", "application/pdf"),
    ],
)
def test_what_a_file_input_means(source, name, kind):
    file = upload(source)
    assert (file.name, file.content_type) == (name, kind)


def test_an_open_file_keeps_its_name(tmp_path):
    (tmp_path / "lease.pdf").write_bytes(PDF)
    with (tmp_path / "lease.pdf").open("rb") as f:
        assert upload(f).name == "lease.pdf"


@in_one_test(
    "source", [io.StringIO("text"), 7, None, ["a.pdf"], ("a.pdf", "text"), ("a.pdf", io.StringIO("x")), object()]
)
def test_what_is_no_file_is_refused_with_what_to_do(source):
    with pytest.raises(TypeError, match=r"binary|encode|path"):
        upload(source)


@in_one_test("content, expect", [(PDF, "pdf"), (b"PK\x03\x04..PK\x05\x06" + b"\0" * 18, "zip"), (b"", None)])
def test_whole_files_pass(content, expect):
    check_whole(content, expect)


@in_one_test(
    "content, expect",
    [(PDF[:-7], "pdf"), (b"", "pdf"), (b"<html>", "pdf"), (PDF, "zip"), (b"PK\x03\x04", "zip"), (b'{"code":1}', "pdf")],
)
def test_cut_or_foreign_files_do_not(content, expect):
    with pytest.raises(WholenessError):
        check_whole(content, expect)


@in_one_test(
    "header, name",
    [
        (None, None),
        ("", None),
        ("attachment", None),
        ("attachment; filename=lease.pdf", "lease.pdf"),
        ('attachment; filename="a b.pdf"', "a b.pdf"),
        ('attachment; filename="a\\"b.pdf"', "a_b.pdf"),
        ("attachment; filename*=UTF-8''%C3%A9.pdf", "é.pdf"),
        ("attachment; filename=plain.pdf; filename*=UTF-8''better.pdf", "better.pdf"),
        ("attachment; filename*=UTF-8''%2e%2e%2fetc%2fpasswd", "passwd"),
        ('attachment; filename="../../x.pdf"', "x.pdf"),
        ('attachment; filename="/abs/x.pdf"', "x.pdf"),
        ('attachment; filename="C:\\\\tmp\\\\x.pdf"', "x.pdf"),
        ('attachment; filename="\\\\\\\\srv\\\\share\\\\x.pdf"', "x.pdf"),
        ('attachment; filename="x\0.pdf"', "x_.pdf"),
        ('attachment; filename="NUL"', "_NUL"),
        ('attachment; filename="con.pdf"', "_con.pdf"),
        ('attachment; filename=".."', "download"),
        ('attachment; filename="..."', "download"),
        ('attachment; filename=".hidden"', "hidden"),
        ('attachment; filename="a:b?.pdf"', "a_b_.pdf"),
        ('attachment; filename="' + "x" * 300 + '.pdf"', "x" * 146 + ".pdf"),
        ('attachment; filename="\u202efdp.exe"', "_fdp.exe"),
    ],
)
def test_suggested_names_are_made_safe(header, name):
    assert suggested_name(header) == name


@in_one_test(
    "name, safe",
    [
        ("X.pdf", "X.pdf"),
        ("Xavier.X", "Xavier.X"),
        ("a.b.c.pdf", "a.b.c.pdf"),
        ("x." + "y" * 30 + ".pdf", "x." + "y" * 30 + ".pdf"),
        ("a." + "b" * 20, "a." + "b" * 20),
        ("a." + "b" * 21, "a"),
        ("con.tar.gz", "_con.tar.gz"),
        ("Com1", "_Com1"),
        ("lpt9.x", "_lpt9.x"),
        ("com0", "com0"),
        ("tar.con", "tar.con"),
        ("console.pdf", "console.pdf"),
        ("x" * 300 + ".gz", "x" * 147 + ".gz"),
        ("é" * 300, "é" * 75),
        ("é" * 73 + ".pdf", "é" * 73 + ".pdf"),
        ("é" * 74 + ".pdf", "é" * 73 + ".pdf"),
        ("a/b/c", "c"),
        ("a/b\\c", "c"),
        (" . a . ", "a"),
    ],
)
def test_how_a_name_is_made_safe(name, safe):
    assert safe_name(name) == safe


def test_a_name_in_the_charset_the_header_names():
    assert suggested_name("attachment; filename*=ISO-8859-1''%E9.pdf") == "é.pdf"
    assert suggested_name("attachment; filename*=iso-8859-1'en'%E9.pdf") == "é.pdf"
    assert suggested_name("attachment; filename*=UTF-8''%C3%A9.pdf") == "é.pdf"
    assert suggested_name("attachment; filename*=UTF-8''%E9.pdf") == "\ufffd.pdf"
    assert suggested_name("attachment; filename*=''%C3%A9.pdf") == "é.pdf"


def test_of_a_header_without_end_only_the_beginning_is_read():
    header = "filename=abc".rjust(4096)
    assert suggested_name(header) == suggested_name(header + "d") == "abc"


# Inputs ----------------------------------------------------------------------------------------------------------------
@in_one_test("content", [b"abc", bytearray(b"abc"), memoryview(b"abc")])
def test_bytes_are_sent_as_they_were_when_given(content):
    file = upload(("a.pdf", content))
    assert file.content == b"abc"
    assert type(file.content) is bytes


def test_a_path_is_kept_as_it_was_spelt():
    for source in ("./dir//lease.pdf", pathlib.Path("dir/lease.pdf")):
        content = upload(source).content
        assert os.fspath(content) == os.fspath(source)
        assert repr(content) == repr(os.fspath(source))
    assert upload("a.pdf") == upload("a.pdf")
    assert hash(upload("a.pdf").content) == hash(upload("a.pdf").content) != hash(upload("b.pdf").content)
    assert upload(("x", pathlib.Path("a.pdf"))) != upload(("x", pathlib.Path("b.pdf")))
    assert upload("a.pdf").content != "a.pdf"
    assert upload("a.pdf").content != type("Other", (), {"path": "a.pdf"})()


def test_an_open_file_is_sent_itself():
    file = io.BytesIO(b"abc")
    assert upload(file).content is file
    file.name = 7  # what a temporary file may say
    assert upload(file).name == "document"


def test_names_and_types_that_are_given_count():
    assert (upload(b"a", name="b.pdf").name, upload(b"a", name="b.pdf").content_type) == ("b.pdf", "application/pdf")
    assert (upload("a.pdf", name="b.txt").name, upload("a.pdf", name="b.txt").content_type) == ("b.txt", "text/plain")
    assert upload("a.pdf", type="x/y").content_type == "x/y"
    assert upload(("a.pdf", b"", "x/y"), type="z/z").content_type == "x/y"
    assert upload(("a.pdf", b""), type="z/z").content_type == "z/z"
    assert upload(("", b"")).name == "document"


@in_one_test(
    "source, said",
    [(io.StringIO("x"), "^a file opened in text mode is not"), (7, "^int is not"), (None, "^NoneType is not")],
)
def test_what_is_no_file_is_named(source, said):
    with pytest.raises(TypeError, match=said):
        upload(source)


def test_types_do_not_depend_on_the_machine(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(mimetypes, "guess_type", lambda _: (None, None))
        assert content_type("a.DOCX").endswith(".wordprocessingml.document")
        assert content_type("a.b.Pdf") == "application/pdf"
        assert content_type("pdf") == content_type("a.unknown") == "application/octet-stream"
        patch.setattr(mimetypes, "guess_type", lambda name: ("text/html", "gzip") if name == "a.HTML" else (None, None))
        assert content_type("a.HTML") == "text/html"


KINDS = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "json": "application/json",
    "xml": "application/xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "zip": "application/zip",
}


@pytest.mark.parametrize("suffix", KINDS)
def test_the_types_that_are_registered_for_what_is_signed(suffix, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(mimetypes, "guess_type", lambda _: (None, None))
        assert content_type(f"lease.{suffix}") == KINDS[suffix]


@in_one_test("device", ["CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))])
def test_no_name_is_a_device_of_windows(device):
    assert safe_name(device + ".pdf") == f"_{device}.pdf"
    assert safe_name(device.lower()) == "_" + device.lower()


def test_names_that_look_like_devices_are_left_alone():
    for name in ("COM0", "LPT0", "COM10", "LPT10", "CONS"):
        assert safe_name(name) == name


# Wholeness -------------------------------------------------------------------------------------------------------------
def test_a_mark_is_looked_for_in_the_first_1024_bytes():
    check_whole(b"x" * 1019 + PDF, "pdf")
    with pytest.raises(WholenessError, match=r"^the response is not a PDF$"):
        check_whole(b"x" * 1020 + PDF, "pdf")
    with pytest.raises(WholenessError, match=r"^the response is not a zip archive$"):
        check_whole(PDF, "zip")


def test_the_end_is_looked_for_in_the_tail_where_one_is_given():
    check_whole(PDF[:2000], "pdf", b"%%EOF")
    for content, tail in ((PDF, b""), (PDF[:-7], None), (PDF + b" " * 66_000, None)):
        with pytest.raises(WholenessError, match=r"^the PDF is cut off$"):
            check_whole(content, "pdf", tail)
    check_whole(PDF[:-1] + b" " * 65_995, "pdf")


CONTROL = b"%PDF-1.7\nbody\nstartxref\n9\n%%EOF"


@in_one_test(
    "rest",
    [b"", b"\n", b"\r\n\0\t\f ", b"\x1a", b"<script>", b"--boundary--", b"e-mail", b"xyz", b"OK", b"\n<!-- 1 0 -->"],
)
def test_what_services_put_behind_a_pdf_is_no_cut(rest):
    check_whole(CONTROL + rest, "pdf")


@in_one_test("gap", [b"", b"\n", b"\r\n\0\t\f "])
@in_one_test(
    "more",
    [
        *(
            b"1",
            b"12 0 obj",
            b"0 1",
            b"%",
            b"% note",
            b"x",
            b"xref",
            b"xref\n0 1",
            b"t",
            b"trailer<<",
            b"s",
            b"startxref",
        ),
        *(
            b"e",
            b"en",
            b"endstream\nendobj",
            b"endobj",
            b"endo",
            b") Tj ET\nendstream",
            b"x)>>\nendobj",
            b"a\nxref\n0 1",
        ),
    ],
)
def test_more_of_a_pdf_behind_its_last_end_is_a_cut(gap, more):
    with pytest.raises(WholenessError, match=r"^the PDF is cut off$"):
        check_whole(CONTROL + gap + more, "pdf")


def test_the_first_part_of_a_linearized_pdf_is_a_cut():
    part = b"%PDF-1.7\n1 0 obj\n<< /Linearized 1 >>\nendobj\nstartxref\n0\n%%EOF\n"
    with pytest.raises(WholenessError, match="cut off"):
        check_whole(part, "pdf")
    for whole in (
        part.replace(b"Linearized", b"Lines"),
        part.replace(b"\n0\n", b"\n10\n"),
        part + b"2 0 obj\n" + CONTROL,
    ):
        check_whole(whole, "pdf")


@in_one_test(
    "behind, whole",
    [
        (bytes(18), True),
        (bytes(16) + b"\x03\0abc", True),
        (bytes(16) + b"\x03\0ab", False),
        (bytes(16) + b"\0\x01" + b"a" * 255, False),
        (bytes(16) + b"\0\x01" + b"a" * 256, True),
        (bytes(18) + b"\r\n", True),
        (bytes(18) + b"P", False),
        (bytes(18) + b"PK\x03\x04", False),
        (bytes(18) + b"PR", True),
        (bytes(17), True),
    ],
)
def test_the_end_record_ends_an_archive(behind, whole):
    content = b"PK\x03\x04 things PK\x05\x06" + behind
    if whole:
        check_whole(content, "zip")
    else:
        with pytest.raises(WholenessError, match=r"^the zip archive is cut off$"):
            check_whole(content, "zip")


@in_one_test("source", [(), ("a",), ("a", b"", "t", 1), (b"a", b""), (pathlib.Path("a"), b""), ("a", b"", b"t")])
def test_a_tuple_is_name_content_and_type(source):
    with pytest.raises(TypeError, match="tuple is"):
        upload(source)


@given(st.text(CHARACTERS, max_size=300))
def test_a_safe_name_is_one_plain_component(text):
    name = safe_name(text)
    assert name
    assert name not in (".", "..")
    assert len(name.encode("utf-8", "replace")) <= 150
    assert not set(name) & set('/\\<>:"|?*\0\r\n')
    assert pathlib.PurePosixPath(name).name == name


@given(st.text(CHARACTERS, max_size=200))
def test_any_header_is_survived(text):
    suggested_name(text)
    suggested_name("attachment; filename=" + text)


@in_one_test(
    "name, safe",
    [
        ("CON .txt", "_CON .txt"),
        ("aux . x.pdf", "_aux . x.pdf"),
        ("com\u00b9.pdf", "_com\u00b9.pdf"),
        ("CONIN$", "_CONIN$"),
        ("conout$.log", "_conout$.log"),
        ("console.pdf", "console.pdf"),
        ("COM.pdf", "COM.pdf"),
        ("comx.pdf", "comx.pdf"),
        ("a.." + "b" * 30, "a"),
        ("a ." + "b" * 30, "a"),
        ("a" * 149 + " b", "a" * 149),
        ("CON" + " " * 200 + "x", "_CON"),
        ("nul" + " " * 200 + "x.pdf", "_nul" + " " * 142 + ".pdf"),
    ],
)
def test_what_windows_takes_for_something_else_is_renamed(name: str, safe: str) -> None:
    assert safe_name(name) == safe
