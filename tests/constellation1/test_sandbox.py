"""The client against the sandbox's shell, an independent reading of the same documentation, in all its positions."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from esignkit import AsyncConstellation1, Constellation1
from esignkit.constellation1 import (
    AuthenticationMethod,
    AuthenticationSettings,
    CopyOptions,
    Document,
    GroupRole,
    GroupUserView,
    Session,
    SessionEndedError,
    SessionInfo,
    SessionStatus,
    Signer,
    SignerStatus,
    User,
    UserStatus,
    anchor_tag,
    autologin_url,
    parse_autologin_url,
    parse_event,
)
from esignkit.errors import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    DeadlineExceededError,
    NotFoundError,
    OutcomeUnknownError,
    ValidationError,
)
from esignkit.runners.pool import Pool
from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.constellation1.behaviour_switches import switch_table
from esignkit.sandbox.pdf import sample_agreement
from esignkit.types import Outcome
from tests.inside import inside

HOST = "https://host.example.com"
PDF = sample_agreement()
SALT = "AnyLetters123"


def client_of(account: Any, kind: Any = Constellation1, **more: Any) -> Any:
    found = account.constellation1
    given = {"token_life": 60.0, "timeout": 10.0, **more}
    return kind(api_key=found.api_key, salt=found.salt, username=found.username, base_url=found.base_url, **given)


@pytest.fixture
def client(account: Any) -> Iterator[Constellation1]:
    with client_of(account) as made:
        yield made


@pytest.fixture
def hasty(account: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Constellation1]:
    """A client whose pauses are over at once; its clock goes on by as much."""
    paused: list[float] = []
    with client_of(account, inside(Constellation1)) as made:
        monkeypatch.setattr(Pool, "sleep", lambda pool, seconds: paused.append(seconds))
        made.context.now = lambda: time.monotonic() + sum(paused)
        yield made


def lease(*roles: str, **info: Any) -> Session:
    return Session(
        session_info=SessionInfo(title="Lease", **info),
        documents=[Document(file_name="lease.pdf", file_bytes=PDF)],
        signers=[
            Signer(
                first_name="Ada",
                last_name="Byron",
                email_address=f"ada{n}@example.com",
                signer_role=role,
                auth_method=AuthenticationMethod.KBA_PLUS_PASSWORD,
                authentication_settings=AuthenticationSettings(password="word"),
                merge_field_mapping={"Job Title": "Countess"},
            )
            for n, role in enumerate(roles or ("Seller 1",))
        ],
    )


def tour(client: Constellation1, tag: str, first_page: int = 0, success: Any = "details", **pause: Any) -> None:
    """Make every call that changes or reads a session, a signer, a user or a group, and some that are refused."""
    sessions = client.sessions
    transaction = f"tx {tag}"
    ends = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    created = sessions.create(lease(transaction_id=transaction, expires_on=ends))
    session_id = created.session_id
    assert sessions.get(session_id).session_info.expires_on == ends
    sessions.update(
        session_id, Session(signers=[Signer(last_name="Doe", email_address="d@x.example", signer_role="R 2")])
    )
    sessions.add_signers_and_documents(
        session_id, signers=[Signer(last_name="Poe", email_address="p@x.example", signer_role="R 3")]
    )
    sessions.update_transaction_id(session_id, transaction + "b")
    assert sessions.start(session_id, return_url=HOST).succeeded
    found = sessions.get(session_id)
    assert found.session_id == session_id
    assert found.status is SessionStatus.IN_SENT
    assert [signer.last_name for signer in found.signers or []] == ["Byron", "Doe", "Poe"]
    first = (found.signers or [])[0]
    assert first.merge_field_mapping == {"Job Title": "Countess"}
    assert client.signers.invite_token(first.signer_id or "")
    client.signers.send_invites(session_id, [first], return_url=HOST, success=success)
    client.signers.update(session_id, [Signer(signer_id=first.signer_id, first_name="Augusta")])
    assert client.signers.list_documents(session_id, first.signer_id or "", first_page=first_page).all() == []
    sessions.pause(session_id, **pause)
    assert sessions.get(session_id).status is SessionStatus.IN_PAUSED
    assert sessions.resume(session_id, return_url=HOST).succeeded
    copied = sessions.copy(session_id, copy_options=CopyOptions(version=0, retain_fields=True))
    assert copied.session_id != session_id
    assert sessions.action_logs(session_id).action_logs
    assert [row.signing_session_id for row in sessions.list_lite_by_transaction_id(transaction + "b")]
    for listed in (
        sessions.list_by_transaction_id(transaction + "b"),
        sessions.list_metadata_by_transaction_id(transaction + "b"),
    ):
        assert session_id in [row.session_id for row in listed]
    assert sessions.cancel(session_id, return_url=HOST).succeeded
    assert sessions.purge(session_id, return_url=HOST, purge_now=False).succeeded
    assert sessions.cancel_purge(session_id).succeeded
    assert sessions.get(session_id).status is SessionStatus.CANCELLED
    for refused in (
        lambda: sessions.cancel(session_id, return_url=HOST),
        lambda: sessions.start(session_id, return_url=HOST, ready_timeout=0.0),
        lambda: sessions.cancel_purge(session_id),
        lambda: sessions.update(session_id, Session(signers=[])),
        lambda: sessions.pause(session_id, **pause),
        lambda: sessions.update_transaction_id(session_id, "x"),
        lambda: client.signers.update(session_id, [Signer(signer_id=first.signer_id)]),
        lambda: client.signers.send_invites(session_id, [first], return_url=HOST),
        lambda: client.signers.invite_token(first.signer_id or ""),
        lambda: sessions.get("3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
        lambda: sessions.action_logs("3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ):
        with pytest.raises(ApiError) as caught:
            refused()
        assert len(caught.value.message) > 20, "the server's words"
        assert not isinstance(caught.value, AuthenticationError)
    assert sessions.delete(copied.session_id).succeeded
    assert copied.session_id in [row.signing_session_id for row in sessions.list_deleted(page_size=1)]
    assert sessions.list_archived().all() == sessions.list_expired().all() == []
    users(client, tag)


def users(client: Constellation1, tag: str) -> None:
    name = f"{tag.replace(' ', '-')}@users.example.com".lower()
    password = client.tokens.encrypt("Pass/word 1", salt=SALT)
    with pytest.raises(NotFoundError):
        client.users.get_by_username(name)
    client.users.create(User(username=name, first_name="Ada", last_name="Byron", password=password), salt=SALT)
    user = client.users.get_by_username(name)
    user_id = user.system_user_id or ""
    assert client.users.get(user_id).username == name
    password = client.tokens.encrypt("Pass/word 1", salt=SALT)
    assert client.users.authenticate(name, password, salt=SALT).system_user_id == user_id
    with pytest.raises(AuthenticationError):
        client.users.authenticate(name, client.tokens.encrypt("wrong", salt=SALT), salt=SALT)
    client.users.update(User(system_user_id=user_id, company="Acme"), salt=SALT)
    client.users.update_by_username(name, User(username="new-" + name), salt=SALT)
    changed = client.users.get(user_id)
    assert (changed.username, changed.company, changed.last_name) == ("new-" + name, "Acme", "Byron")
    client.users.provision(user_id, UserStatus.INACTIVE, salt=SALT)
    assert client.users.get(user_id).status_code is UserStatus.INACTIVE
    client.users.provision(user_id, UserStatus.ACTIVE, salt=SALT)
    member = GroupUserView(
        username="group-" + name,
        first_name="Bob",
        last_name="Byron",
        password=password,
        user_group_id="0f8fad5b-d9cb-469f-a165-70867728950e",
    )
    client.groups.create_user(member, salt=SALT)
    client.groups.update_user_role("group-" + name, GroupRole.MANAGER)
    with pytest.raises(ApiError):
        client.groups.update_user_role("nobody@example.com", "Admin")
    with pytest.raises(NotFoundError):
        client.users.get("3f2504e0-4f89-11d3-9a0c-0305e82c3301")


OURS: dict[tuple[str, Any], dict[str, Any]] = {
    ("auth_methods", "numbers"): {"auth_method_numbers": {m: n for n, m in enumerate(AuthenticationMethod)}},
    ("dates_in", "iso"): {"dates": "iso"},
    ("file_bytes_in", "base64"): {"file_bytes": "base64"},
    ("merge_fields_in", "pairs"): {"merge_fields": "array"},
    ("start_query", "returnURL"): {"return_url_name": "returnURL"},
}
"""What the client is told where the service takes one form only."""
TESTED_BELOW = {"race_permanent", "auth_refusal", "key_refusal", "edit_statuses", "error_place", "error_prefix"}


def position(n: int) -> dict[str, Any]:
    """Every switch of the sandbox at its n-th position; a switch with fewer stays at its last."""
    found: dict[str, Any] = {}
    for row in switch_table():
        others = row.positions or ((row.default, not row.default) if isinstance(row.default, bool) else ())
        if others and row.name not in TESTED_BELOW:
            found[row.name] = others[min(n, len(others) - 1)]
    return found


@pytest.mark.parametrize("n", range(4))
def test_every_call_in_every_position(sandbox: Sandbox, account: Any, n: int) -> None:
    switches = position(n)
    sandbox.switch("constellation1", tenant=account.tenant, **switches)
    more: dict[str, Any] = {}
    for row in switches.items():
        more |= OURS.get(row, {})
    with client_of(account, **more) as client:
        tour(
            client,
            account.tenant,
            first_page=1 if switches["signer_pages"] == "one" else 0,
            success="return_value" if switches["invite_value"] == "bool" else "details",
            username_in="body" if switches["edit_username"] == "body" else "query",
        )


@pytest.mark.parametrize("prefix", [True, False])
@pytest.mark.parametrize("place", ["Details", "ReturnValue", "Message", "string"])
def test_errors_wherever_they_stand(sandbox: Sandbox, account: Any, place: str, prefix: bool) -> None:
    status = 400 if place == "Message" else 200
    switches = {"error_place": place, "error_prefix": prefix, "error_status": status}
    sandbox.switch("constellation1", tenant=account.tenant, **switches)
    with client_of(account) as client:
        tour(client, account.tenant)


@pytest.mark.parametrize(("position", "draft", "sent"), [("all", 1, 6), ("sent", None, 6), ("not_sent", 1, None)])
def test_a_pause_of_whatever_status_is_sent(
    sandbox: Sandbox, account: Any, client: Constellation1, position: str, draft: int | None, sent: int | None
) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, edit_statuses=position)
    for reached, start in ((draft, False), (sent, True)):
        session_id = client.sessions.create(lease()).session_id
        if start:
            client.sessions.start(session_id, return_url=HOST)
        if reached is None:
            with pytest.raises(ValidationError, match="cannot be edited"):
                client.sessions.pause(session_id)
        else:
            client.sessions.pause(session_id)
            assert client.sessions.get(session_id).status == reached


@pytest.mark.parametrize("position", ["words", "error"])
def test_a_role_that_is_taken(sandbox: Sandbox, account: Any, client: Constellation1, position: str) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, taken_role=position)
    session_id = client.sessions.create(lease()).session_id
    both = Session(signers=[doe("Seller 1"), doe("Buyer 1")])
    if position == "error":
        with pytest.raises(ValidationError, match="the role Seller 1 is held") as caught:
            client.sessions.update(session_id, both)
        assert caught.value.outcome is Outcome.DONE
    else:
        (said,) = client.sessions.update(session_id, both).details or []
        assert "the role Seller 1 is held" in said
    roles = [signer.signer_role for signer in client.sessions.get(session_id).signers or []]
    assert roles == ["Seller 1", "Buyer 1"]


def doe(role: str) -> Signer:
    return Signer(first_name="Joe", last_name="Doe", email_address="doe@example.com", signer_role=role)


@pytest.mark.parametrize(("position", "names"), [("numbers", [8, 9]), ("names", ["To Be Purged", "Purged"])])
def test_statuses_without_a_number(
    sandbox: Sandbox, account: Any, client: Constellation1, position: str, names: list[Any]
) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, unnumbered=position)
    session_id = client.sessions.create(lease(transaction_id="tx")).session_id
    client.sessions.cancel(session_id, return_url=HOST)
    found: list[Any] = []
    for now in (False, True):
        client.sessions.purge(session_id, return_url=HOST, purge_now=now)
        status = client.sessions.get(session_id).status
        assert status is not None
        assert not status.is_known
        assert client.sessions.list_lite_by_transaction_id("tx").first().status_code == status
        found.append(status)
        if not now:
            client.sessions.cancel_purge(session_id)
    assert found == names


@pytest.mark.parametrize(("position", "status"), [("later", "8"), ("now", "9")])
def test_a_purge_that_does_not_say_when(
    sandbox: Sandbox, account: Any, client: Constellation1, position: str, status: str
) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, purge_default=position)
    session_id = client.sessions.create(lease()).session_id
    client.sessions.cancel(session_id, return_url=HOST)
    client.sessions.purge(session_id, return_url=HOST)
    assert sandbox.transaction(session_id).status == status


def test_one_invitation_of_two_goes_out(client: Constellation1) -> None:
    session_id = client.sessions.create(lease("Seller 1", "Buyer 1", send_signer_invites=False)).session_id
    client.sessions.start(session_id, return_url=HOST)
    ada = (client.sessions.get(session_id).signers or [])[0]
    with pytest.raises(ValidationError, match="Signer nobody not found") as caught:
        client.signers.send_invites(session_id, [ada, Signer(signer_id="nobody")], return_url=HOST)
    assert caught.value.outcome is Outcome.AMBIGUOUS
    invited = [signer.status_code for signer in client.sessions.get(session_id).signers or []]
    assert invited == [SignerStatus.INVITED, SignerStatus.PENDING_INVITE]


@pytest.mark.parametrize("ours", [{"keep_encrypted_key": False}, {"token_life": 0.0}], ids=str)
def test_our_own_other_positions(account: Any, ours: dict[str, Any]) -> None:
    with client_of(account, **ours) as client:
        tour(client, account.tenant)


@pytest.mark.parametrize("refusal", ["null", "text", "401", "403"])
@pytest.mark.parametrize("cipher", ["stable", "fresh", "once"])
def test_a_token_that_has_expired_is_replaced(sandbox: Sandbox, account: Any, refusal: str, cipher: str) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, auth_refusal=refusal, cipher=cipher)
    with client_of(account, token_life=1000.0) as client:
        session_id = client.sessions.create(lease()).session_id
        sandbox.switch("constellation1", tenant=account.tenant, token_generation=2)
        assert client.sessions.start(session_id, return_url=HOST).succeeded
    assert len(sandbox.ledger("constellation1", "sessions.start")) >= 1


def test_a_wrong_key_is_refused(sandbox: Sandbox, account: Any) -> None:
    for refusal in ("text", "null", "401"):
        sandbox.switch("constellation1", tenant=account.tenant, key_refusal=refusal)
        found = account.constellation1
        with (
            Constellation1(api_key="wrong", salt=found.salt, base_url=found.base_url) as client,
            pytest.raises(AuthenticationError),
        ):
            client.users.landing_url()


def test_an_empty_answer_to_a_write_is_an_unknown_outcome(sandbox: Sandbox, account: Any) -> None:
    with client_of(account, token_life=1000.0) as client:
        client.users.landing_url()
        sandbox.switch("constellation1", tenant=account.tenant, auth_refusal="empty", token_generation=2)
        with pytest.raises(OutcomeUnknownError):
            client.sessions.create(lease())


def test_the_race_heals_stays_or_is_off(sandbox: Sandbox, account: Any, hasty: Constellation1) -> None:
    sessions = hasty.sessions

    def tagged() -> str:
        session = lease()
        (session.documents or [])[0].has_anchor_tags = True
        return sessions.create(session).session_id

    assert sessions.start(tagged(), return_url=HOST, ready_timeout=0.0).succeeded
    sandbox.switch("constellation1", tenant=account.tenant, race_tries=1)
    assert sessions.start(tagged(), return_url=HOST).succeeded
    sandbox.switch("constellation1", tenant=account.tenant, race_tries=0, race_permanent=True)
    with pytest.raises(ValidationError) as caught:
        sessions.start(tagged(), return_url=HOST)
    assert caught.value.details
    assert caught.value.__notes__ == ["The service refused 3 times, the last 3 times with the same messages."]
    with pytest.raises(ValidationError) as caught:
        sessions.start(tagged(), return_url=HOST, ready_timeout=0.2)
    assert caught.value.__notes__ == ["The service refused 2 times, the last 2 times with the same messages."]


def test_every_refusal_about_a_status_is_raised_at_once(sandbox: Sandbox, account: Any, client: Constellation1) -> None:
    sessions = client.sessions

    def moved(move: Callable[[str], object]) -> str:
        session_id = sessions.create(lease()).session_id
        sessions.start(session_id, return_url=HOST)
        move(session_id)
        return session_id

    def purged(session_id: str) -> None:
        sessions.cancel(session_id, return_url=HOST)
        sessions.purge(session_id, return_url=HOST, purge_now=True)

    ends: tuple[Callable[[str], object], ...] = (
        lambda session_id: None,
        sandbox.sign_all,
        lambda session_id: sessions.cancel(session_id, return_url=HOST),
        sessions.delete,
        purged,
    )
    for end in ends:
        with pytest.raises(ApiError) as caught:
            sessions.start(moved(end), return_url=HOST, ready_timeout=60.0)
        assert not hasattr(caught.value, "__notes__"), "one try"


def test_a_lost_start_is_not_sent_again(sandbox: Sandbox, client: Constellation1) -> None:
    session_id = client.sessions.create(lease()).session_id
    sandbox.lose_response("constellation1", "sessions.start")
    with pytest.raises(OutcomeUnknownError):
        client.sessions.start(session_id, return_url=HOST)
    assert client.sessions.get(session_id).status is SessionStatus.IN_SENT


def test_wait_until_completed_or_ended(sandbox: Sandbox, client: Constellation1) -> None:
    sessions = client.sessions
    session_id = sessions.create(lease()).session_id
    sessions.start(session_id, return_url=HOST)
    with pytest.raises(DeadlineExceededError, match="is still IN_SENT"):
        sessions.wait(session_id, timeout=0.0)
    signing = threading.Timer(0.2, sandbox.sign_all, [session_id])
    signing.start()
    assert sessions.wait(session_id, timeout=30.0, interval=0.05).status is SessionStatus.COMPLETED
    signing.join()
    other = sessions.create(lease()).session_id
    sessions.start(other, return_url=HOST)
    sandbox.decline(other, "ada0@example.com", "Too dear")
    with pytest.raises(SessionEndedError, match=r"ended as CANCELLED \(ada0@example.com declined\)") as caught:
        client.run(sessions.plan.wait(other))
    assert caught.value.session.session_id == other


@pytest.mark.parametrize("position", ["returnUrl", "returnURL"])
def test_the_spelling_that_the_service_takes(
    sandbox: Sandbox, account: Any, client: Constellation1, position: Any
) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, start_query=position)
    session_id = client.sessions.create(lease()).session_id
    with client_of(account, return_url_name=position) as right:
        other = "returnURL" if position == "returnUrl" else "returnUrl"
        with client_of(account, return_url_name=other) as wrong, pytest.raises(ValidationError, match="is required"):
            wrong.sessions.start(session_id, return_url=HOST, ready_timeout=0.0)
        assert right.sessions.start(session_id, return_url=HOST).succeeded


def test_tokens_without_a_credential_of_the_client(account: Any) -> None:
    found = account.constellation1
    with Constellation1(base_url=found.base_url) as bare:
        cipher = bare.tokens.encrypt(found.api_key, salt=SALT)
        token = bare.tokens.create(cipher, salt=SALT)
        with pytest.raises(ConfigurationError, match="no credentials"):
            bare.users.landing_url()
    with Constellation1(token=token, base_url=found.base_url) as client:
        assert client.users.landing_url()


def test_numbers_of_methods_come_back_as_the_methods(sandbox: Sandbox, account: Any) -> None:
    numbers = {method: n for n, method in enumerate(AuthenticationMethod)}
    with client_of(account, auth_method_numbers=numbers) as client:
        session = client.sessions.get(client.sessions.create(lease()).session_id)
    assert (session.signers or [])[0].auth_method is AuthenticationMethod.KBA_PLUS_PASSWORD


def test_an_anchor_tag_that_the_client_writes_binds_its_signer(sandbox: Sandbox, client: Constellation1) -> None:
    for role, started in (("Seller 1", True), ("Seller 9", False)):
        session = lease()
        tag = anchor_tag("sig", role)
        session.documents = [Document(file_name="lease.txt", file_bytes=f"Sign: {tag}".encode(), has_anchor_tags=True)]
        session_id = client.sessions.create(session).session_id
        if started:
            assert client.sessions.start(session_id, return_url=HOST).succeeded
        else:
            with pytest.raises(ValidationError, match="the role Seller 9"):
                client.sessions.start(session_id, return_url=HOST, ready_timeout=0.0)


def test_a_lost_delete_is_done(sandbox: Sandbox, client: Constellation1) -> None:
    session_id = client.sessions.create(lease()).session_id
    sandbox.lose_response("constellation1", "sessions.delete")
    assert client.sessions.delete(session_id).succeeded


def test_signing_webhooks_and_the_second_look(sandbox: Sandbox, account: Any, client: Constellation1) -> None:
    sandbox.webhooks.register("constellation1", "http://127.0.0.1:9/hook", tenant=account.tenant)
    session_id = client.sessions.create(lease("Seller 1", "Buyer 1")).session_id
    client.sessions.start(session_id, return_url=HOST)
    sandbox.decline(session_id, "ada0@example.com", "Too dear")
    events = [
        parse_event({}, json.dumps(one.body).encode()) for one in sandbox.deliveries("constellation1", session_id)
    ]
    assert {event.signing_session_id for event in events} == {session_id}
    declined = [event for event in events if event.status is SignerStatus.DECLINED]
    assert [event.declined_reason for event in declined] == ["Too dear"]
    assert client.sessions.refetch(declined[0]).confirmed is True
    drafts = [event for event in events if event.status is SessionStatus.IN_DRAFT]
    assert all(client.sessions.refetch(event).confirmed is False for event in drafts)


def test_pages_are_walked_to_the_end(client: Constellation1) -> None:
    ids = [client.sessions.create(lease(transaction_id="many")).session_id for _ in range(5)]
    rest = client.sessions.list_lite_by_transaction_id("many", page_size=2, first_page=1).all()
    everything = client.sessions.list_lite_by_transaction_id("many").all()
    assert rest == everything[2:]
    for page_size in (1, 2, 5, 50):
        rows = client.sessions.list_lite_by_transaction_id("many", page_size=page_size).all()
        assert sorted(row.signing_session_id or "" for row in rows) == sorted(ids)
    for one in ids:
        client.sessions.delete(one)
    assert len(client.sessions.list_deleted(page_size=2).all()) == 5
    assert len(client.sessions.list_deleted(page_size=2, first_page=2).all()) == 1
    assert len(client.sessions.list_deleted(page_size=2, limit=3).all()) == 3


@pytest.mark.parametrize("landing", ["query", "bare", "more"])
def test_autologin_urls(sandbox: Sandbox, account: Any, client: Constellation1, landing: str) -> None:
    sandbox.switch("constellation1", tenant=account.tenant, landing_url=landing)
    url = autologin_url(client.users.landing_url(), token="a+b/c==", user="ada@example.com", session_id="s")
    assert url.reveal().count("?") == 1
    found = parse_autologin_url(url)
    assert (found.token.reveal(), found.user, found.session_id) == ("a+b/c==", "ada@example.com", "s")


def test_the_legacy_token(account: Any, client: Constellation1) -> None:
    found = account.constellation1
    password = client.tokens.encrypt(found.api_key, salt=SALT)
    token = client.tokens.create_from_password(found.username, password, salt=SALT)
    with Constellation1(token=token, base_url=found.base_url) as other:
        assert other.users.landing_url()


@pytest.mark.anyio
async def test_async(sandbox: Sandbox, account: Any) -> None:
    found = account.constellation1
    async with AsyncConstellation1(
        api_key=found.api_key, salt=found.salt, username=found.username, base_url=found.base_url
    ) as client:
        session_id = (await client.sessions.create(lease(transaction_id="tx"))).session_id
        assert (await client.sessions.start(session_id, return_url=HOST)).succeeded
        rows = await client.sessions.list_lite_by_transaction_id("tx").all()
        assert [row.signing_session_id for row in rows] == [session_id]
        assert await client.sessions.list_lite_by_transaction_id("tx", first_page=1).all() == []
        with pytest.raises(ValidationError, match="is InSent and cannot be started"):
            await client.sessions.start(session_id, return_url=HOST, ready_timeout=60.0)
        with pytest.raises(ValueError, match="return_url is empty"):
            await client.sessions.start(session_id, return_url="")
        sandbox.sign_all(session_id)
        assert (await client.sessions.wait(session_id)).status is SessionStatus.COMPLETED
    async with AsyncConstellation1(base_url=found.base_url) as bare:
        assert await bare.tokens.create(await bare.tokens.encrypt(found.api_key, salt=SALT), salt=SALT)
