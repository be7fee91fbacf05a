"""File inputs, and names and contents that come from servers."""

from __future__ import annotations

import io
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esignkit.core.files import WholenessError, check_whole, content_type, safe_name, suggested_name, upload

PDF = b"%PDF-1.7\n" + b"x" * 2000 + b"\n%%EOF\n"


@pytest.mark.parametrize(
    ("source", "name", "kind"),
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


@pytest.mark.parametrize(
    "source", [io.StringIO("text"), 7, None, ["a.pdf"], ("a.pdf", "text"), ("a.pdf", io.StringIO("x")), object()]
)
def test_what_is_no_file_is_refused_with_what_to_do(source):
    with pytest.raises(TypeError, match=r"binary|encode|path"):
        upload(source)


@pytest.mark.parametrize(
    ("content", "expect"), [(PDF, "pdf"), (b"PK\x03\x04..PK\x05\x06" + b"\0" * 18, "zip"), (b"", None)]
)
def test_whole_files_pass(content, expect):
    check_whole(content, expect)


@pytest.mark.parametrize(
    ("content", "expect"),
    [(PDF[:-7], "pdf"), (b"", "pdf"), (b"<html>", "pdf"), (PDF, "zip"), (b"PK\x03\x04", "zip"), (b'{"code":1}', "pdf")],
)
def test_cut_or_foreign_files_do_not(content, expect):
    with pytest.raises(WholenessError):
        check_whole(content, expect)


@pytest.mark.parametrize(
    ("header", "name"),
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


@given(st.text(max_size=300))
def test_a_safe_name_is_one_plain_component(text):
    name = safe_name(text)
    assert name
    assert name not in (".", "..")
    assert len(name.encode("utf-8", "replace")) <= 150
    assert not set(name) & set('/\\<>:"|?*\0\r\n')
    assert pathlib.PurePosixPath(name).name == name


@given(st.text(max_size=200))
def test_any_header_is_survived(text):
    suggested_name(text)
    suggested_name("attachment; filename=" + text)
