"""The bodies of creates with files, taken apart by a parser that is not ours."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from esignkit.esignlive import Document, External, Package
from tests.esignlive.helper import packages, sent_by
from tests.multipart import parts_of
from tests.tables import in_one_test

PDF = b"%PDF-1.7\n%%EOF"


def test_files_come_first_in_order_and_then_the_package(tmp_path: Path):
    path = tmp_path / "lease.pdf"
    path.write_bytes(PDF + b"1")
    source = io.BytesIO(PDF + b"2")
    package = Package(name="Käufe", documents=[Document(name="a"), Document(name="b"), Document(name="c")])
    sent = sent_by(packages.create(package, files=[path, source, ("c.docx", PDF + b"3")]))
    found = parts_of(sent)
    assert [part.name for part in found] == ["file", "file", "file", "payload"]
    assert [part.filename for part in found] == ["lease.pdf", "document", "c.docx", None]
    assert [part.content_type for part in found] == [
        "application/pdf",
        "application/octet-stream",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        None,
    ]
    assert [part.content for part in found[:3]] == [PDF + b"1", PDF + b"2", PDF + b"3"]
    assert found[3].content.isascii(), "a reader that takes it for Latin-1 must not spoil the name"
    assert json.loads(found[3].content)["name"] == "Käufe"


@in_one_test("name", ['q".pdf', "a\r\nX-Evil: 1.pdf", "naïve – 契約.pdf", "a;b=c.pdf", "x" * 300 + ".pdf", "\x00.pdf"])
def test_a_file_name_cannot_forge_a_part(name):
    found = parts_of(sent_by(packages.create(Package(documents=[Document(name="d")]), files=[(name, PDF)])))
    assert [part.name for part in found] == ["file", "payload"]
    assert found[0].content == PDF
    assert found[0].content_type == "application/pdf"


def test_files_make_documents_when_the_package_names_none():
    sent = sent_by(packages.create(Package(name="n"), files=[("lease.pdf", PDF), ("rider.pdf", PDF)]))
    payload = json.loads(parts_of(sent)[-1].content)
    assert payload == {"name": "n", "documents": [{"name": "lease.pdf"}, {"name": "rider.pdf"}]}


def test_documents_from_elsewhere_take_no_file():
    package = Package(
        documents=[
            Document(name="box", external=External(id="1", provider="box")),
            Document(name="mine"),
            Document(name="inside", base64_content="JVBERg=="),
        ]
    )
    assert len(parts_of(sent_by(packages.create(package, files=[("a.pdf", PDF)])))) == 2


@pytest.mark.parametrize(
    ("count", "files"), [(1, 0), (2, 1), (1, 2), (3, 1)], ids=["none", "too few", "too many", "far too few"]
)
def test_counts_are_checked_before_anything_is_sent(count, files):
    package = Package(documents=[Document(name=f"d{n}") for n in range(count)])
    with pytest.raises(ValueError, match=rf"{files} files? for {count} documents? \('d0'"):
        packages.create(package, files=[("a.pdf", PDF)] * files)


@pytest.mark.parametrize(
    "files", ["lease.pdf", Path("lease.pdf"), PDF, io.BytesIO(PDF)], ids=["str", "Path", "bytes", "file"]
)
def test_one_file_in_place_of_a_list_is_refused(files):
    with pytest.raises(TypeError, match=r"files is a list: write files=\[…\]"):
        packages.create(Package(name="n"), files=files)


def test_text_is_no_file():
    with pytest.raises(TypeError, match="binary mode"):
        packages.create(Package(name="n"), files=[io.StringIO("%PDF")])


def test_no_files_means_json():
    for files in (None, []):
        sent = sent_by(packages.create(Package(name="n"), files=files))
        assert sent.headers["content-type"] == "application/json"
        assert sent.json == {"name": "n"}


def test_file_content_inside_the_json_is_base64(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(PDF)
    documents = [Document(base64_content=PDF), Document(base64_content=path), Document(base64_content="JVBERg==")]
    sent = sent_by(packages.create(Package(documents=documents)))
    assert [d["base64Content"] for d in sent.json["documents"]] == ["JVBERi0xLjcKJSVFT0Y="] * 2 + ["JVBERg=="]


def test_extra_body_joins_the_payload():
    plan = packages.create(Package(name="n"), files=[("a.pdf", PDF)], options={"extra_body": {"new": 1}})
    assert json.loads(parts_of(sent_by(plan))[-1].content)["new"] == 1


def test_progress_is_passed_on():
    seen: list[int] = []
    plan = packages.create(Package(name="n"), files=[("a.pdf", PDF)], progress=lambda done, total: seen.append(done))
    assert plan.body.progress is not None
