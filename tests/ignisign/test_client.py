"""The two clients, end to end over intercepted HTTP."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

import esignkit.ignisign
from esignkit.core.auth import StaticHeader
from esignkit.errors import ConfigurationError
from esignkit.ignisign import AsyncIgnisign, Ignisign, SignatureRequestStatus
from esignkit.types import Secret
from tests.ignisign.samples import APP, CONTEXT, DOCUMENT, PLAIN_DOCUMENT, PROFILE, REQUEST, SCALARS, SIGNER
from tests.tables import in_one_test

HOST = "https://sandbox.example/ignisign"
HERE = f"{HOST}/v3/applications/{APP}/envs/DEVELOPMENT"
PDF = b"%PDF-1.7\nproof\n%%EOF\n"
GIVEN: dict[str, Any] = {"app_id": APP, "app_env": "DEVELOPMENT", "app_secret": "canary", "base_url": HOST}


def answers(mock: HTTPXMock) -> None:
    one = f"{HOST}/v3/signature-requests/{REQUEST}"
    for method, url, body in (
        ("POST", f"{HOST}/v3/auth/app-api", {"jwtToken": "t1"}),
        ("GET", f"{HERE}/signature-profiles", [{"_id": PROFILE, "status": "PUBLISHED"}]),
        ("POST", f"{HERE}/signers", {"signerId": SIGNER, "authSecret": "s"}),
        ("POST", f"{HERE}/signature-requests", {"signatureRequestId": REQUEST}),
        ("POST", f"{HERE}/init-documents", {"documentId": DOCUMENT}),
        ("POST", f"{HOST}/v3/documents/{DOCUMENT}/file", PLAIN_DOCUMENT),
        ("PUT", one, {**CONTEXT, "status": "DRAFT"}),
        ("POST", f"{one}/publish", {"signatureRequestId": REQUEST}),
        ("GET", f"{one}/context", {**CONTEXT, "status": "COMPLETED"}),
        ("GET", f"{HERE}/signature-requests", {"signatureRequests": [SCALARS], "paginationData": {"total": 1}}),
    ):
        mock.add_response(method=method, url=url, json=body)
    mock.add_response(
        method="GET", url=f"{HOST}/v3/documents/{DOCUMENT}/signature-proof", content=PDF, is_reusable=True
    )


def check(mock: HTTPXMock) -> None:
    sent = [(r.method, r.url.path.rsplit("/", 1)[1]) for r in mock.get_requests()]
    assert sent.count(("POST", "app-api")) == 1
    assert {r.headers.get("authorization") for r in mock.get_requests()[1:]} == {"Bearer t1"}
    (put,) = (r for r in mock.get_requests() if r.method == "PUT")
    assert json.loads(put.read()) == {"title": "Lease", "documentIds": [DOCUMENT], "signerIds": [SIGNER]}
    (file,) = (r for r in mock.get_requests() if r.url.path.endswith("/file"))
    assert b'name="file"; filename="lease.pdf"' in file.read()


def test_from_a_file_to_a_proof(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock)
    (tmp_path / "lease.pdf").write_bytes(b"%PDF-1.7 lease %%EOF")
    with Ignisign(**GIVEN) as client:
        (profile,) = client.signature_profiles.list()
        signer = client.signers.create(profile.id, email="ada@example.com")
        request = client.signature_requests.create(profile.id or "")
        document = client.documents.create(request, label="Lease")
        client.documents.upload(document, tmp_path / "lease.pdf")
        draft = client.signature_requests.update(
            request, title="Lease", document_ids=[document], signer_ids=[signer.signer_id or ""]
        )
        assert draft.status is SignatureRequestStatus.DRAFT
        assert client.signature_requests.publish(request).signature_request_id == REQUEST
        assert client.signature_requests.wait(request).status is SignatureRequestStatus.COMPLETED
        assert [item.id for item in client.signature_requests.list()] == [REQUEST]
        assert client.documents.signature_proof(document).bytes() == PDF
        saved = client.documents.signature_proof(document).save(tmp_path / "proof.pdf")
        assert (tmp_path / "proof.pdf").read_bytes() == PDF
        assert saved.size == len(PDF)
        with client.documents.signature_proof(document).stream() as chunks:
            assert b"".join(chunks) == PDF
    check(httpx_mock)


@pytest.mark.anyio
async def test_the_same_awaited(httpx_mock: HTTPXMock, tmp_path: Path) -> None:
    answers(httpx_mock)
    (tmp_path / "lease.pdf").write_bytes(b"%PDF-1.7 lease %%EOF")
    async with AsyncIgnisign(**GIVEN) as client:
        (profile,) = await client.signature_profiles.list().all()
        signer = await client.signers.create(profile.id, email="ada@example.com")
        request = await client.signature_requests.create(profile.id or "")
        document = await client.documents.create(request, label="Lease")
        await client.documents.upload(document, tmp_path / "lease.pdf")
        draft = await client.signature_requests.update(
            request, title="Lease", document_ids=[document], signer_ids=[signer.signer_id or ""]
        )
        assert draft.status is SignatureRequestStatus.DRAFT
        assert (await client.signature_requests.publish(request)).signature_request_id == REQUEST
        assert (await client.signature_requests.wait(request)).status is SignatureRequestStatus.COMPLETED
        assert [item.id async for item in client.signature_requests.list()] == [REQUEST]
        assert await client.documents.signature_proof(document).bytes() == PDF
        saved = await client.documents.signature_proof(document).save(tmp_path / "proof.pdf")
        assert (tmp_path / "proof.pdf").read_bytes() == PDF
        assert saved.size == len(PDF)
        async with client.documents.signature_proof(document).stream() as chunks:
            assert b"".join([chunk async for chunk in chunks]) == PDF
    check(httpx_mock)


def test_a_plan_is_run_by_either_client(httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_response(url=f"{HOST}/v3/auth/app-api", json={"jwtToken": "t1"})
    httpx_mock.add_response(url=f"{HOST}/v3/signature-requests/{REQUEST}/publish", json={"signatureRequestId": REQUEST})
    with Ignisign(**GIVEN) as client:
        plan = pickle.loads(pickle.dumps(client.signature_requests.plan.publish(REQUEST)))
        answered = client.run_with_response(plan)
        assert answered.value.signature_request_id == REQUEST
        assert [info.operation for info in answered.responses] == ["auth.login", "signature_requests.publish"]


def check_frames(error: BaseException) -> None:
    """No local of ours shows a credential."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_globals["__name__"].startswith("esignkit."):
            assert "canary" not in repr({k: v for k, v in frame.f_locals.items() if k != "self"})


@in_one_test("kind", [Ignisign, AsyncIgnisign])
@in_one_test(
    "given",
    [
        {"app_id": APP, "app_env": "nowhere", "app_secret": "canary"},
        {"app_id": APP, "app_env": "STAGING", "app_secret": "skv2_staging_1_canary"},
        {"app_id": APP, "app_env": "STAGING", "token": "skv2_staging_1_canary"},
        {"app_id": APP, "app_env": "STAGING", "token": "canary\n"},
        {"app_id": APP, "app_env": "STAGING", "token": "canary\n", "app_secret": "canary"},
        {"app_id": APP, "app_env": "STAGING", "token": "canary", "auth": StaticHeader("x-key", Secret("canary"))},
    ],
)
def test_a_refused_credential_does_not_show_in_tracebacks(kind: Any, given: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(**given)
    assert "canary" not in str(caught.value)
    check_frames(caught.value)


@in_one_test("kind", [Ignisign, AsyncIgnisign])
def test_from_env(kind: Any) -> None:
    client = kind.from_env({"IGNISIGN_APP_ID": APP, "IGNISIGN_APP_ENV": "STAGING", "IGNISIGN_TOKEN": "canary"})
    assert "canary" not in f"{client!r}"
    with pytest.raises(ConfigurationError, match=f"{kind.__name__}.*IGNISIGN_APP_ENV") as caught:
        kind.from_env({"IGNISIGN_APP_ID": APP, "IGNISIGN_APP_SECRET": "canary"})
    check_frames(caught.value)
    if kind is Ignisign:
        client.close()


def test_every_name_is_there_and_nothing_is_loaded_before_it_is_named() -> None:
    for name in esignkit.ignisign.__all__:
        assert getattr(esignkit.ignisign, name) is not None
    assert set(dir(esignkit.ignisign)) == set(esignkit.ignisign.__all__)
    with pytest.raises(AttributeError, match="Ignising"):
        getattr(esignkit.ignisign, "Ignising")  # noqa: B009 - a type checker would refuse the attribute
    code = "import sys, esignkit.ignisign; print(sorted(m for m in sys.modules if m.startswith(('esignkit.', 'httpx', 'attrs'))))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['esignkit.ignisign', 'esignkit.lazy']"
