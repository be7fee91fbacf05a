"""Everything of a package into a folder, over the wire and by hand."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from esignkit.core.files import UniqueNames
from esignkit.errors import NotFoundError
from esignkit.esignlive import AsyncESignLive, ESignLive
from tests.esignlive.helper import KEY, packages
from tests.tables import in_one_test

API = "https://apps.esignlive.com/api/packages/p%3D"
PDF = b"%PDF-1.7\n...\n%%EOF\n"
PACKAGE: dict[str, Any] = {
    "id": "p=",
    "status": "COMPLETED",
    "documents": [
        {"id": "d3", "index": 3, "name": "LEASE"},
        {"id": "default-consent", "index": 0, "name": "Consent"},
        {"id": "d1", "index": 1, "name": "../../etc/Lease.pdf"},
        {"id": "d2", "index": 2, "name": "Lease"},
        {"id": "d/4", "index": 4, "name": "CON"},
        {"index": 5, "name": "no id"},
    ],
    "roles": [
        {"attachmentRequirements": [{"id": "a1", "files": [{"id": 7, "name": "pass:port.png"}, {"id": 8}]}]},
        {"attachmentRequirements": [{"id": "a2", "files": []}, {"id": None, "files": [{"id": 9}]}]},
        {},
    ],
}
WANTED = {
    "Lease.pdf": "documents/d1/pdf",
    "Lease (2).pdf": "documents/d2/pdf",
    "LEASE (3).pdf": "documents/d3/pdf",
    "_CON.pdf": "documents/d%2F4/pdf",
    "pass_port.png": "attachment/a1/file/7",
    "attachment-8": "attachment/a1/file/8",
    "evidence-summary.pdf": "evidence/summary",
}


def serve(mock: HTTPXMock, paths: Any = None, **more: Any) -> None:
    mock.add_response(url=API, json={**PACKAGE, **more})
    for path in WANTED.values() if paths is None else paths:
        mock.add_response(url=f"{API}/{path}", content=PDF + path.encode() + b"\n%%EOF\n")


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.httpx_mock(assert_all_requests_were_expected=True)
def test_a_folder_is_made_and_filled(httpx_mock: HTTPXMock, tmp_path: Path):
    serve(httpx_mock)
    folder = tmp_path / "new" / "deeper"
    with ESignLive(api_key=KEY, environment="us2") as client:
        saved = client.packages.download_all("p=", folder)
    assert {name: body.split(b"\n")[3].decode() for name, body in found(folder).items()} == WANTED
    assert [Path(one.path or "").name for one in saved] == list(WANTED)


@pytest.mark.anyio
async def test_the_same_for_awaiting(httpx_mock: HTTPXMock, tmp_path: Path, anyio_backend: Any):
    serve(httpx_mock)
    async with AsyncESignLive(api_key=KEY, environment="us2") as client:
        saved = await client.packages.download_all("p=", tmp_path)
    assert len(saved) == len(WANTED)
    assert set(found(tmp_path)) == set(WANTED)


def test_what_is_left_out(httpx_mock: HTTPXMock, tmp_path: Path):
    serve(httpx_mock, ["documents/default-consent/pdf?flatten=true", "documents/d1/pdf?flatten=true"], status="DRAFT", documents=PACKAGE["documents"][1:3])  # fmt: skip
    with ESignLive(api_key=KEY, environment="us2") as client:
        client.packages.download_all("p=", tmp_path, attachments=False, consent=True, flatten=True)
    assert set(found(tmp_path)) == {"Consent.pdf", "Lease.pdf"}


def test_files_that_are_there_stay_when_that_is_said(httpx_mock: HTTPXMock, tmp_path: Path):
    serve(httpx_mock, [])
    (tmp_path / "Lease.pdf").write_bytes(b"mine")
    with ESignLive(api_key=KEY, environment="us2") as client, pytest.raises(FileExistsError):
        client.packages.download_all("p=", tmp_path, overwrite=False)
    assert found(tmp_path) == {"Lease.pdf": b"mine"}


def test_a_file_that_fails_leaves_nothing_half_written(httpx_mock: HTTPXMock, tmp_path: Path):
    serve(httpx_mock, ["documents/d1/pdf"])
    httpx_mock.add_response(url=f"{API}/documents/d2/pdf", status_code=404)
    with ESignLive(api_key=KEY, environment="us2") as client, pytest.raises(NotFoundError):
        client.packages.download_all("p=", tmp_path)
    assert set(found(tmp_path)) == {"Lease.pdf"}


def test_the_plan_is_a_value():
    plan = packages.download_all("p", "folder")
    assert repr(pickle.loads(pickle.dumps(plan))) == repr(plan)


@in_one_test("letter", ["a", "é", "\U0001f4c4"])
def test_numbered_names_are_no_longer_than_others(letter: str) -> None:
    names = UniqueNames()
    found = [names.take(letter * 200 + ending, ".pdf") for ending in ("", ".pdf", ".pdf")]
    assert len(set(found)) == 3
    assert all(len(name.encode()) <= 150 and name.endswith(".pdf") for name in found), found
    assert found[1].endswith(" (2).pdf")
