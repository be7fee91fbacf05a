"""Both clients over httpx, as a user has them; only the network is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from esignkit.errors import NotFoundError
from esignkit.esignlive import AsyncESignLive, Document, ESignLive, Package, PackageStatus
from esignkit.types import Secret
from tests.esignlive.helper import KEY

API = "https://sandbox.esignlive.com/api"
ID = "YU2HHW27zbJf2acHN5kmhEb96QQ="
PATH = f"{API}/packages/YU2HHW27zbJf2acHN5kmhEb96QQ%3D"
PDF = b"%PDF-1.7\n...\n%%EOF\n"


def serve(mock: HTTPXMock) -> None:
    """A life from create to download."""
    rows = [{"id": f"p{n}"} for n in range(1, 113)]
    mock.add_response(method="POST", url=f"{API}/packages", json={"id": ID}, headers={"content-type": "text/html"})
    mock.add_response(method="POST", url=PATH, status_code=204)
    mock.add_response(method="GET", url=PATH, json={"id": ID, "status": "COMPLETED", "brandNew": 1})
    mock.add_response(url=f"{API}/packages", json={"count": 112, "results": rows[:10]})
    mock.add_response(url=f"{API}/packages?from=11&to=110", json={"count": 112, "results": rows[10:110]})
    mock.add_response(url=f"{API}/packages?from=111&to=210", json={"count": 112, "results": rows[110:]})
    mock.add_response(url=f"{PATH}/evidence/summary", content=PDF)
    mock.add_response(url=f"{PATH}/documents/d/pdf", content=PDF)
    mock.add_response(url=f"{PATH}/documents/d/original", content=b"word")
    mock.add_response(url=f"{PATH}/roles/r/signingUrl", json={"url": "https://x.example"})
    mock.add_response(method="POST", url=f"{API}/authenticationTokens/user", json={"value": "t"})
    mock.add_response(
        url="https://sandbox.esignlive.com/auth?authenticationToken=t", json={"sessionToken": "108259418ff689fc"}
    )
    mock.add_response(
        method="DELETE",
        url=PATH,
        status_code=404,
        json={"code": 404, "messageKey": "error.notFound.packageNotFound", "message": "Gone."},
    )


def check(mock: HTTPXMock) -> None:
    for request in mock.get_requests():
        if request.url.path == "/auth":
            assert "authorization" not in request.headers
        else:
            assert request.headers["authorization"] == f"Basic {KEY}"
    create = mock.get_requests(method="POST", url=f"{API}/packages")[0]
    assert create.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert create.content.index(b'name="file"; filename="lease.pdf"') < create.content.index(b'name="payload"')
    assert int(create.headers["content-length"]) == len(create.content)
    (send,) = mock.get_requests(method="POST", url=PATH)
    assert json.loads(send.content) == {"status": "SENT"}


LEASE = Package(name="Lease", documents=[Document(name="Lease")])


@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
def test_the_blocking_client(httpx_mock: HTTPXMock, tmp_path: Path):
    serve(httpx_mock)
    (tmp_path / "lease.pdf").write_bytes(PDF)
    with ESignLive(api_key=KEY, environment="us2-sandbox") as client:
        assert client.packages.create(LEASE, files=[tmp_path / "lease.pdf"]) == ID
        client.packages.send(ID)
        package = client.packages.wait_until_complete(ID)
        assert package.status is PackageStatus.COMPLETED
        assert package.extra == {"brandNew": 1}
        assert [p.id for p in client.packages.list()] == [f"p{n}" for n in range(1, 113)]
        assert client.packages.evidence_summary(ID).bytes() == PDF
        saved = client.documents.download(ID, "d").save(tmp_path / "signed.pdf")
        assert (tmp_path / "signed.pdf").read_bytes() == PDF
        assert saved.size == len(PDF)
        with client.documents.download(ID, "d").stream() as chunks:
            assert b"".join(chunks) == PDF
        assert client.documents.original(ID, "d").bytes() == b"word"
        assert client.packages.signing_url(ID, "r").url == Secret("https://x.example")
        assert client.sessions.start().session_token == Secret("108259418ff689fc")
        with pytest.raises(NotFoundError, match=r"Gone\. \[error\.notFound\.packageNotFound\]"):
            client.packages.delete(ID)
        assert client.run(client.packages.plan.get(ID)).id == ID
    check(httpx_mock)


@pytest.mark.anyio
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_the_awaiting_client(httpx_mock: HTTPXMock, tmp_path: Path, anyio_backend: Any):
    serve(httpx_mock)
    (tmp_path / "lease.pdf").write_bytes(PDF)
    async with AsyncESignLive(api_key=KEY, environment="us2-sandbox") as client:
        assert await client.packages.create(LEASE, files=[tmp_path / "lease.pdf"]) == ID
        await client.packages.send(ID)
        package = await client.packages.wait_until_complete(ID)
        assert package.status is PackageStatus.COMPLETED
        assert [p.id async for p in client.packages.list()] == [f"p{n}" for n in range(1, 113)]
        assert await client.packages.evidence_summary(ID).bytes() == PDF
        saved = await client.documents.download(ID, "d").save(tmp_path / "signed.pdf")
        assert (tmp_path / "signed.pdf").read_bytes() == PDF
        assert saved.size == len(PDF)
        async with client.documents.download(ID, "d").stream() as chunks:
            assert b"".join([chunk async for chunk in chunks]) == PDF
        assert await client.documents.original(ID, "d").bytes() == b"word"
        assert (await client.packages.signing_url(ID, "r")).url == Secret("https://x.example")
        assert (await client.sessions.start()).session_token == Secret("108259418ff689fc")
        with pytest.raises(NotFoundError, match=r"Gone\."):
            await client.packages.delete(ID)
    check(httpx_mock)


@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
def test_a_session_cookie_and_a_client_of_the_callers(httpx_mock: HTTPXMock):
    import httpx

    httpx_mock.add_response(
        json={"user": {"email": "bob@example.com"}}, headers={"set-cookie": "ESIGNLIVE_SESSION_ID=evil"}
    )
    with (
        httpx.Client(cookies={"own": "1"}) as own,
        ESignLive(session_id="108259418ff689fc", base_url="https://h.example/", http_client=own) as client,
    ):
        for _ in range(2):
            session = client.sessions.current()
            assert session.user is not None
            assert session.user.email == "bob@example.com"
    for request in httpx_mock.get_requests():
        assert str(request.url) == "https://h.example/api/session"
        assert request.headers["cookie"] == "ESIGNLIVE_SESSION_ID=108259418ff689fc"
