"""The client against the sandbox, which knows nothing of it: two readings of one description."""

from __future__ import annotations

import base64
import http.client
import json
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from esignkit import AsyncIgnisign, Ignisign
from esignkit.errors import ApiError, NotFoundError
from esignkit.ignisign import (
    ErrorCode,
    IntegrationMode,
    NewDocument,
    NewSigner,
    OneCallSigner,
    ProofType,
    SendInterruptedError,
    SignatureRequestNotification,
    WebhookVerificationError,
    bare_signature_url,
    code_challenge,
    embedded_signing_url,
    m2m_file_hash,
    parse_event,
    private_file_hash,
    read_event,
)
from esignkit.sandbox import Sandbox, SandboxAccount
from esignkit.sandbox.pdf import sample_agreement
from tests.sandbox.sink import Sink

ADA = NewSigner(first_name="Ada", last_name="Byron", email="ada@example.com", external_id="crm-7")
BOB = NewSigner(first_name="Bob", last_name="Byron", email="bob@example.com")
LEASE = ("lease.pdf", sample_agreement())


@pytest.fixture
def client(account: SandboxAccount) -> Iterator[Ignisign]:
    with Ignisign.from_env(account.env()) as client:
        yield client


def profile(client: Ignisign, **wanted: Any) -> str:
    found = [one for one in client.signature_profiles.list() if all(getattr(one, k) == v for k, v in wanted.items())]
    return found[0].id or ""


def by_side(client: Ignisign) -> str:
    return profile(client, integration_mode=IntegrationMode.BY_SIDE)


def test_from_files_to_every_proof(client: Ignisign, sandbox: Sandbox) -> None:
    sent = client.signature_requests.send(
        by_side(client), title="Lease", documents=[LEASE], signers=[ADA, BOB], external_id="crm-1"
    )
    request_id, (document_id,) = sent.signature_request_id, sent.document_ids
    assert client.signature_requests.get(request_id).external_id == "crm-1"
    with pytest.raises(ApiError) as caught:
        client.documents.signature_proof(document_id).bytes()
    assert caught.value.code == ErrorCode.DOCUMENT_PROOF_NOT_CREATED
    sandbox.sign_all(request_id)
    assert client.signature_requests.wait(request_id, timeout=60, interval=0.01).status == "COMPLETED"
    documents = client.documents
    assert documents.signature_proof(document_id).bytes().startswith(b"%PDF-")
    assert documents.asic(document_id).bytes().startswith(b"PK")
    first, second = documents.signatures(document_id)
    assert {first.signer_id, second.signer_id} == {one.signer_id for one in sent.signers}
    assert documents.signature(document_id, first.id or "").document_id == document_id
    assert b"<" in documents.xades(document_id, first.id or "").bytes()
    with documents.xades(document_id, first.id or "").stream() as chunks:
        assert b"".join(chunks) == documents.xades(document_id, first.id or "").bytes()
    images = documents.signature_images(document_id)
    assert all(one.image() for one in images.signatures or [])
    assert documents.start_advanced_proof(document_id) == document_id
    assert documents.check_authenticity(document_id, LEASE).authenticity_validated is True
    assert documents.check_authenticity(document_id, b"another").authenticity_validated is False
    assert documents.download(document_id).bytes() == LEASE[1]
    assert client.signature_requests.statuses([request_id])[0].status == "COMPLETED"
    assert [one.id for one in client.signature_requests.list()] == [request_id]


def test_documents_before_publishing(client: Ignisign) -> None:
    request_id = client.signature_requests.create(by_side(client))
    document_id = client.documents.create(request_id)
    assert client.documents.update(document_id, label="Lease", external_id="crm-9").label == "Lease"
    assert client.documents.upload(document_id, LEASE).document_nature == "PDF"
    assert client.documents.remove_content(document_id).status == "CREATED"
    assert client.documents.set_private_hash_of_file(document_id, LEASE).document_nature == "PRIVATE_FILE"
    assert client.documents.context(document_id).signature_summaries == []
    client.documents.delete(document_id)
    with pytest.raises(NotFoundError):
        client.documents.get(document_id)
    assert client.signature_requests.close(request_id) == request_id
    assert client.signature_requests.get(request_id).status == "CANCELLED"


def test_a_document_asked_of_somebody_else(client: Ignisign) -> None:
    profile_id = profile(client, document_request_activated=True)
    request_id = client.signature_requests.create(profile_id)
    signer = client.signers.create(profile_id, first_name="Ada", last_name="Byron", email="ada@example.com")
    document_id = client.documents.create(request_id, label="Payslip")
    asked = client.documents.request_content(document_id, "USER", email="grace@example.com", first_name="Grace")
    assert asked.status == "DOCUMENT_REQUEST"
    client.signature_requests.update(
        request_id, title="Lease", document_ids=[document_id], signer_ids=[signer.signer_id or ""]
    )
    client.signature_requests.publish(request_id)
    assert client.signature_requests.get(request_id).status == "WAITING_DOCUMENTS"
    assert client.documents.context(document_id).document_request.user.email == "grace@example.com"
    client.documents.upload(document_id, LEASE)
    assert client.signature_requests.get(request_id).status == "IN_PROGRESS"


def test_signers(client: Ignisign) -> None:
    profile_id = by_side(client)
    needed = client.signers.inputs_constraints(profile_id).inputs_needed
    assert "email" in needed
    made = client.signers.create(first_name="Ada", external_id="crm-7")
    signer_id = made.signer_id or ""
    assert "email" in client.signers.missing_inputs(profile_id, signer_id, for_recurrent=False)
    assert "email" in client.signers.status(profile_id, signer_id, force_recurrent=False).inputs_needed
    updated = client.signers.update(signer_id, last_name="Byron", email="ada@example.com", is_recurrent=True)
    assert updated.signer_id == signer_id
    assert client.signers.missing_inputs(profile_id, signer_id).all() == []
    assert client.signers.get(signer_id).email == "ada@example.com"
    assert client.signers.details(signer_id).latest_signature_requests == []
    assert [one.signer_id for one in client.signers.list()] == [signer_id]
    for method in (None, "GET", "POST"):
        assert [one.signer_id for one in client.signers.search("ada", method=method).items] == [signer_id]
    first = client.signers.regenerate_auth_secret(signer_id)
    assert first != client.signers.regenerate_auth_secret(signer_id)
    client.signers.revoke(signer_id)
    with pytest.raises(NotFoundError):
        client.signers.revoke("0" * 24)


def test_profiles_application_and_invitations(client: Ignisign) -> None:
    profile_id = by_side(client)
    assert client.signature_profiles.set_status(profile_id, "ARCHIVED").status == "ARCHIVED"
    assert client.signature_profiles.set_status(profile_id, "PUBLISHED").status == "PUBLISHED"
    context = client.application.context()
    assert context.status == "ACTIVE"
    assert any(one.id == profile_id for one in (context.signature_profiles or {})["DEVELOPMENT"])
    invited = client.user_invitations.create("grace@example.com", {"DEVELOPMENT": ["ADMIN"]})
    invitation_id = invited.id or ""
    assert client.user_invitations.update(invitation_id, {"STAGING": ["READER"]}).roles["STAGING"] == ["READER"]
    assert client.user_invitations.resend(invitation_id).id == invitation_id
    assert client.user_invitations.cancel(invitation_id).status == "CANCELED"
    assert [one.email for one in client.user_invitations.list()] in ([], ["grace@example.com"])


@pytest.mark.parametrize("answer", ["list", "object"])
def test_webhooks_are_changed_and_removed(client: Ignisign, sandbox: Sandbox, answer: str) -> None:
    account = sandbox.create_account()
    sandbox.switch("ignisign", tenant=account.tenant, webhook_answer=answer)
    with Ignisign.from_env(account.env()) as other:
        (made,) = other.webhooks.create("http://127.0.0.1:9/a", description="mine")
        (changed,) = other.webhooks.update(made.id or "", "http://127.0.0.1:9/b")
        assert (changed.id, changed.url) == (made.id, "http://127.0.0.1:9/b")
        assert [one.id for one in other.webhooks.list()] == [made.id]
        other.webhooks.delete(made.id or "")
        assert other.webhooks.list().all() == []
    assert client.webhooks.list().all() == []


def test_embedded_signing_told_by_verified_webhooks(client: Ignisign, sandbox: Sandbox) -> None:
    with Sink() as sink:
        (webhook,) = client.webhooks.create(sink.url)
        sent = client.signature_requests.send(
            profile(client, integration_mode=IntegrationMode.EMBEDDED),
            title="Lease",
            documents=[NewDocument(file=LEASE, label="Lease")],
            signers=[ADA],
        )
        (signer,), (session,) = sent.signers, sent.published.embedded
        url = embedded_signing_url(
            sent.signature_request_id,
            session.signer_id or "",
            token=session.token or "",
            auth_secret=signer.auth_secret or "",
            sign_url=f"{sandbox.url}/ignisign",
        )
        urllib.request.urlopen(urllib.request.Request(url.reveal(), method="POST")).read()
        client.signature_requests.wait(sent.signature_request_id, timeout=60, interval=0.01)
        sandbox.deliveries("ignisign")
        bodies = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in sink.bodies]
    seen = {}
    for body in bodies:
        found = client.webhooks.verify(body)
        assert found.action.is_known
        if isinstance(found, SignatureRequestNotification):
            seen[str(found.action)] = found.content
        with pytest.raises(WebhookVerificationError) as caught:
            client.webhooks.verify(body)
        assert caught.value.check.already_consumed is True
    assert {"LAUNCHED", "COMPLETED"} <= set(seen)
    assert seen["LAUNCHED"].signers[0].token == session.token
    forged = parse_event({}, bodies[0])
    forged.verification_token = "made up"
    with pytest.raises(WebhookVerificationError) as caught:
        client.webhooks.verify(forged)
    assert caught.value.check.not_found is True
    events = client.webhooks.events(webhook.id or "", filter="ALL").all()
    assert len(events) >= len(bodies)
    assert type(read_event(events[0])) in {type(parse_event({}, body)) for body in bodies}
    assert client.webhooks.event(webhook.id or "", events[0].id or "").id == events[0].id
    client.webhooks.resend(webhook.id or "", events[0].id or "")


@pytest.mark.parametrize("key", ["token", "verificationToken"])
def test_both_names_of_a_token_are_known_somewhere(sandbox: Sandbox, key: str) -> None:
    account = sandbox.create_account()
    sandbox.switch("ignisign", tenant=account.tenant, webhook_token_key=key)
    with Sink() as sink, Ignisign.from_env(account.env()) as client:
        client.webhooks.create(sink.url)
        for _ in range(2):
            client.signature_requests.create(by_side(client))
        sandbox.deliveries("ignisign")
        bodies = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in sink.bodies]
        assert client.webhooks.verify(bodies[0], body_key=key).app_id == account.ignisign.app_id
        assert client.webhooks.verify(bodies[1], body_key="both")


@pytest.mark.parametrize(
    "switches",
    [
        {"first_signer_page": 0, "page_size": 2},
        {"first_signer_page": 1, "page_size": 2},
        {"wrapped_inputs": True},
        {"lists_merge": True},
        {"null_clears": True},
        {"topic_names": "docs"},
        {"proof_webhook": "document"},
    ],
    ids=str,
)
def test_what_is_inferred_either_way(sandbox: Sandbox, switches: dict[str, Any]) -> None:
    account = sandbox.create_account()
    sandbox.switch("ignisign", tenant=account.tenant, **switches)
    with Sink() as sink, Ignisign.from_env(account.env()) as client:
        client.webhooks.create(sink.url)
        profile_id = by_side(client)
        made = [client.signers.create(first_name=f"Ada {n}").signer_id for n in range(5)]
        first = switches.get("first_signer_page", 1)
        assert sorted(one.signer_id for one in client.signers.list(first_page=first)) == sorted(made)
        assert client.signers.inputs_constraints(profile_id).inputs_needed
        sent = client.signature_requests.send(profile_id, title="Lease", documents=[LEASE], signers=[ADA])
        sandbox.sign_all(sent.signature_request_id)
        sandbox.deliveries("ignisign")
        news = [parse_event({}, body if isinstance(body, bytes) else json.dumps(body)) for body in sink.bodies]
        assert all(one.topic.is_known for one in news)
        proved = [one.content.document_ids for one in news if str(one.topic) == "SIGNATURE_PROOF"]
        assert list(sent.document_ids) in proved


@pytest.mark.parametrize("operation", ["signature_requests.publish", "documents.upload", "signers.create"])
def test_a_lost_answer_is_gone_on_from(client: Ignisign, sandbox: Sandbox, operation: str) -> None:
    given: dict[str, Any] = {"title": "Lease", "documents": [LEASE], "signers": [ADA]}
    sandbox.lose_response("ignisign", operation)
    try:
        sent = client.signature_requests.send(by_side(client), **given)
    except SendInterruptedError as error:
        assert error.maybe_applied
        sent = client.signature_requests.send(by_side(client), **given, resume=error.progress)
    assert client.signature_requests.get(sent.signature_request_id).status == "IN_PROGRESS"


def test_version_4(account: SandboxAccount, sandbox: Sandbox) -> None:
    with Ignisign.from_env(account.env()) as client:
        (first, *_) = client.v4.signer_profiles()
        assert client.v4.signer_profile(first.id or "").name == first.name
        assert client.v4.inputs_needed(first.id or "").inputs_needed is not None
        assert client.v4.setup_signer()
        assert client.v4.log_capsule("n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=").timestamp_b64
        method = "SIMPLE_STD"
        people = [OneCallSigner(email="ada@example.com", first_name="Ada", last_name="Byron")]
        request_id = client.v4.one_call_sign("Lease", signature_method=method, signers=people, documents=[LEASE])
        sandbox.sign_all(request_id.signature_request_id or "")
    with Ignisign.from_env(account.env()) as client:
        (document_id,) = client.signature_requests.get(request_id.signature_request_id or "").document_ids or []
        assert client.v4.proof(document_id, "PDF_WITH_SIGNATURES").bytes().startswith(b"%PDF-")
        assert client.v4.seal("m2m-1", m2m_file_hash(LEASE), signed_hash="3045").proof_base64


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_contexts_of_either_version_are_read_to_the_last_member(
    account: SandboxAccount, sandbox: Sandbox, version: Any
) -> None:
    mine = account.ignisign
    given: dict[str, Any] = {"app_id": mine.app_id, "app_env": mine.app_env, "base_url": mine.base_url}
    with Ignisign(**given, app_secret=mine.app_secret, api_version=version) as client:
        profiles = client.v4.signer_profiles()
        ada = client.v4.create_signer(profiles[1].id, first_name="Ada", last_name="Byron", email="ada@example.com")
        assert client.v4.update_signer(ada.signer_id, external_id="crm-7").already_exists is True
        people: list[Any] = [ada.signer_id, BOB]
        profile_id = (client.application.context().signature_profiles or {})[mine.app_env][0].id or ""
        sent = client.signature_requests.send(profile_id, title="Lease", documents=[LEASE], signers=people)
        sandbox.sign_all(sent.signature_request_id)
        context = client.signature_requests.get(sent.signature_request_id)
        answers = [
            context,
            client.application.context(),
            *client.signature_requests.list(),
            *client.documents.signatures(sent.document_ids[0]),
            client.documents.signature_images(sent.document_ids[0]),
            client.documents.context(sent.document_ids[0]),
            client.signers.details(ada.signer_id),
        ]
    for answer in answers:
        assert unread(answer) == [], type(answer)
    assert hasattr(context, "signer_profiles") is (context.closed_at is not None) is (version == "v4")
    assert (context.signature_profile is not None) is (version == "v3")


def unread(model: Any) -> list[str]:
    """Members of an answer that no attribute of a model holds, at any depth."""
    found = list(getattr(model, "extra", {}))
    for name in getattr(model, "__attrs_attrs__", ()):
        value = getattr(model, name.name)
        items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
        for item in items:
            found += [name for one in (item if isinstance(item, list) else [item]) for name in unread(one)]
    return found


@pytest.mark.parametrize("url_safe", [False, True])
def test_a_bare_signature(client: Ignisign, account: SandboxAccount, sandbox: Sandbox, url_safe: bool) -> None:
    mine, back, verifier = account.ignisign, "http://127.0.0.1:9/back", "a verifier that nobody guesses"
    url = bare_signature_url(
        mine.app_id,
        mine.app_env,
        redirect_uri=back,
        code_challenge=code_challenge(verifier, url_safe=url_safe),
        hashes=[private_file_hash(LEASE)],
        nonce="n",
        external_id="crm-1",
        sign_url=f"{sandbox.url}/ignisign",
    )
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    came = dict(parse_qsl(urlsplit(connection.getresponse().headers["location"]).query))
    connection.close()
    assert json.loads(came["state"])["externalId"] == "crm-1"
    given = {
        "code_verifier": verifier,
        "redirect_uri": back,
        "client_secret": mine.api_key if url_safe else mine.app_secret,
    }
    token = client.v4.proofs_token(came["code"], **given)
    proofs = client.v4.bare_signature_proofs(token.access_token or "")
    assert (proofs.external_id, len(proofs.proofs or [])) == ("crm-1", 1)
    with pytest.raises(ApiError):
        client.v4.proofs_token(came["code"], **given)
    assert [one.type for one in proofs.proofs or []] == [ProofType.SIGNED_DATA]
    assert client.v4.bare_signatures_configuration().redirect_uris == []


# Signing in ------------------------------------------------------------------------------------------------------------
def paths(sandbox: Sandbox, tenant: str) -> list[str]:
    """Which versions of the API were called, and for what."""
    return [one.template.removeprefix("/ignisign") for one in sandbox.requests() if one.tenant == tenant]


def test_a_key_of_the_new_kind_speaks_version_4(account: SandboxAccount, sandbox: Sandbox) -> None:
    mine = account.ignisign
    with Ignisign(token=mine.api_key, base_url=mine.base_url) as client:
        assert client.webhooks.list().all() == []
        request_id = client.v4.create_request()
        assert client.signature_requests.get(request_id).default_signature_method == "SIMPLE_STD"
    assert all(path.startswith("/v4/") for path in paths(sandbox, account.tenant))


@pytest.mark.anyio
async def test_the_same_awaited(account: SandboxAccount, sandbox: Sandbox) -> None:
    mine = account.ignisign
    async with AsyncIgnisign(token=mine.api_key, base_url=f"{mine.base_url}/v4") as client:
        assert await client.webhooks.list().all() == []
        draft = await client.signature_requests.get(await client.v4.create_request())
        assert draft.default_signature_method == "SIMPLE_STD"
    assert all(path.startswith("/v4/") for path in paths(sandbox, account.tenant))


@pytest.mark.anyio
async def test_a_cached_token_saves_the_login_and_is_renewed_when_it_is_refused(
    account: SandboxAccount, sandbox: Sandbox
) -> None:
    mine = account.ignisign
    given: dict[str, Any] = {"app_id": mine.app_id, "app_env": mine.app_env, "base_url": mine.base_url}
    body = json.dumps({"appId": mine.app_id, "appEnv": mine.app_env, "secret": mine.app_secret}).encode()
    asked = urllib.request.Request(f"{mine.base_url}/v3/auth/app-api", body, {"content-type": "application/json"})
    with urllib.request.urlopen(asked) as answer:
        cached = json.load(answer)["jwtToken"]

    def logins() -> int:
        return sum(one.operation == "auth.login" for one in sandbox.requests())

    before = logins()
    for token, needed in ((cached, 0), ("forged", 1)):
        with Ignisign(**given, app_secret=mine.app_secret, token=token) as client:
            assert client.webhooks.list().all() == client.webhooks.list().all() == []
        async with AsyncIgnisign(**given, app_secret=mine.app_secret, token=token) as other:
            assert await other.webhooks.list().all() == await other.webhooks.list().all() == []
        assert logins() - before == 2 * needed


@pytest.mark.anyio
async def test_lists_ask_no_page_beyond_the_last(account: SandboxAccount, sandbox: Sandbox) -> None:
    sandbox.switch("ignisign", account.tenant, page_size=2)
    with Ignisign.from_env(account.env()) as client:
        profile_id = by_side(client)
        for number in range(5):
            client.signature_requests.create(profile_id)
            client.signers.create(external_id=f"crm-{number}")
        before = len(sandbox.requests())
        assert len(list(client.signature_requests.list(page=2))) == len(list(client.signers.list(page=2))) == 3
        async with AsyncIgnisign.from_env(account.env()) as other:
            assert len([one async for one in other.signature_requests.list(page=3)]) == 1
    lists = ("signature_requests.list", "signers.list")
    assert [one.operation for one in sandbox.requests()[before:] if one.operation in lists] == [
        *lists[:1] * 2, *lists[1:] * 2, lists[0]
    ]  # fmt: skip


def test_a_template_is_changed_on_an_update(account: SandboxAccount) -> None:
    with Ignisign.from_env(account.env(), api_version="v4") as client:
        document_id = client.v4.create_document(client.v4.create_request(), template_displayer_id="a")
        changed = client.v4.update_document(document_id, template_displayer_id="b", template_displayer_version=2)
        assert (changed.template_displayer_id, changed.template_displayer_version) == ("b", 2)


def test_a_sealed_pdf_comes_back_as_one(client: Ignisign) -> None:
    sealed = client.v4.seal("m2m-1", m2m_file_hash(LEASE), signed_hash="3045", document_type="PDF", content=LEASE)
    assert sealed.proof_type is ProofType.PDF_WITH_SIGNATURES
    assert base64.b64decode(sealed.proof_base64 or "").startswith(b"%PDF-")
