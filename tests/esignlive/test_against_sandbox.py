"""The client against the sandbox, which was written from the provider's pages by itself: two readings that must agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.errors import ApiError, AuthenticationError, ESignError, ValidationError
from esignkit.esignlive import ClientApp, ESignLive, OAuthClient, Package, build
from esignkit.sandbox import Sandbox
from esignkit.sandbox.emulators.esignlive.behaviour_switches import SWITCHES
from esignkit.sandbox.pdf import sample_agreement, verify_pdf
from tests.esignlive.operations import SERVICE


@pytest.fixture
def client(account: Any) -> Iterator[ESignLive]:
    with ESignLive.from_env(account.env()) as made:
        yield made


def lease(**changes: Any) -> Package:
    tenant = build.role("tenant", build.person("Ada", "Byron", "ada@example.com"), index=1)
    owner = build.role("owner", build.person("Bob", "Byron", "bob@example.com"), index=2)
    document = build.document(
        "Lease",
        build.signature("tenant", build.at(0, 60, 600), id="s1", fields=[build.text(build.at(0, 60, 500), id="unit")]),
        build.signature("owner", build.at(0, 300, 600), id="s2"),
        id="lease",
    )
    return Package(name="Lease", autocomplete=True, roles=[tenant, owner], documents=[document], **changes)


FILE = ("lease.pdf", sample_agreement())


def test_a_draft_is_changed_in_all_its_parts(client: ESignLive):
    p = client.packages.create(lease(), files=[FILE])
    added = client.documents.create(p, esl.Document(id="rider", name="Rider"), file=("rider.pdf", sample_agreement()))
    assert added.id == "rider"
    many = client.documents.create_many(p, [esl.Document(name="x"), esl.Document(name="y")], files=[FILE, FILE])
    assert len(many) == 2
    client.documents.update(p, "rider", name="Rider 2", description=None)
    assert client.documents.get(p, "rider").name == "Rider 2"
    client.documents.delete_many(p, [one.id or "" for one in many])
    assert {d.id for d in client.packages.get(p).documents or ()} >= {"lease", "rider"}
    made = client.approvals.create(p, "rider", build.signature("tenant", build.at(0, 60, 60), id="s3"))
    assert client.approvals.get(p, "rider", approval_id=made.id or "").role == "tenant"
    field = client.fields.create(p, "rider", build.checkbox(build.at(0, 9, 9), id="pet"), approval_id="s3")
    assert client.fields.get(p, "rider", approval_id="s3", field_id=field.id or "").subtype == "CHECKBOX"
    name = build.text(build.at(0, 9, 40), id="pet_name")
    client.fields.create(p, "rider", name, approval_id="s3")
    rule = build.enabled_when(name, "pet", document="rider", id="c1")
    client.fields.set_conditions(p, "rider", rule, approval_id="s3", field_id="pet_name")
    assert client.packages.referenced_conditions(p).documents is not None
    client.fields.delete(p, "rider", approval_id="s3", field_id="pet_name")
    client.roles.create(p, esl.Role(id="third", name="Third"))
    client.roles.update(p, "third", name="3rd")
    assert client.roles.get(p, "third").name == "3rd"
    client.roles.delete(p, "third")
    client.reminders.create(
        p, esl.PackageReminderSchedule(start_in_days_delay=1, interval_in_days=2, repetitions_count=3)
    )
    assert client.reminders.get(p) is not None
    client.reminders.delete(p)
    assert client.reminders.get(p) is None
    client.documents.delete(p, "rider")


def test_sent_signed_and_all_of_it_in_a_folder(client: ESignLive, sandbox: Sandbox, tmp_path: Path):
    p = client.packages.create(lease(), files=[FILE])
    with pytest.raises(ApiError):
        client.packages.signing_url(p, "tenant")
    client.packages.send(p)
    client.notifications.send(p, "tenant")
    client.notifications.remind(p, email="ada@example.com", message="please")
    with pytest.raises(ValidationError):
        client.documents.delete(p, "lease")
    sandbox.sign(p, "ada@example.com")
    assert client.packages.signing_status(p) == "SIGNING_PENDING"
    sandbox.sign_all(p)
    assert client.packages.wait_until_signed(p, timeout=60) in ("COMPLETED", "SIGNING_COMPLETED")
    saved = client.packages.download_all(p, tmp_path / "done")
    assert {Path(one.path or "").name for one in saved} == {"Lease.pdf", "evidence-summary.pdf"}
    assert verify_pdf((tmp_path / "done/Lease.pdf").read_bytes(), [sandbox.ca_certificate]).ok
    trail = client.audit.get(p)
    assert trail.audit_events
    assert client.signers.approvals(p, "nobody").all() == []
    client.packages.field_summary(p).all()


def test_sessions_of_every_kind(client: ESignLive, account: Any):
    p = client.packages.create(lease(), files=[FILE])
    client.packages.send(p)
    signer = ((client.roles.get(p, "tenant").signers or [])[0]).id or ""
    url = account.env()["ESIGNLIVE_BASE_URL"]
    tokens = client.authentication_tokens
    sender = client.sessions.from_sender_token(tokens.create_sender_token(p))
    once = tokens.create_signer_token(p, signer)
    signing = client.sessions.from_signer_token(once)
    with pytest.raises(ApiError):
        client.sessions.from_signer_token(once)
    many = tokens.create_signer_token(p, signer, multi_use=True)
    for _ in range(2):
        assert client.sessions.from_signer_token(many).session_token
    for session in (client.sessions.start(), sender, signing):
        with ESignLive(session_id=session.session_token or "", base_url=url) as other:
            assert other.sessions.current() is not None


def test_clients_that_fetch_their_tokens(account: Any, sandbox: Sandbox):
    env = account.env()
    url, key = env["ESIGNLIVE_BASE_URL"], env["ESIGNLIVE_API_KEY"]
    app = ClientApp(client_id=account.tenant, secret=key)
    oauth = OAuthClient(client_id=account.tenant, client_secret=key)
    for given in ({"client_app": app}, {"oauth": oauth}):
        with ESignLive(base_url=url, **given) as client:
            assert client.packages.list().all() == []


def test_a_template_filled_and_sent_in_bulk(client: ESignLive, sandbox: Sandbox, account: Any):
    document = build.document("Lease", build.signature("tenant", build.at(0, 60, 600)), id="lease")
    template = Package(name="T", bulk_sendable=True, roles=[build.placeholder("tenant")], documents=[document])
    t = client.templates.create(template, files=[FILE])
    assert [one.id for one in client.templates.list()] == [t]
    p = client.templates.create_package(t, {"Tenant": build.person("Ada", "Byron", "ada@example.com")})
    assert ((client.roles.get(p, "tenant").signers or [])[0]).email == "ada@example.com"
    people = [{"tenant": {"FIRST_NAME": f"P{n}", "LAST_NAME": "B", "EMAIL": f"p{n}@example.com"}} for n in range(3)]
    with pytest.raises(esl.BulkSendFailed) as caught:
        client.packages.bulk_send(t, [{"tenant": {**people[0]["tenant"], "EMAIL": "no"}}])
    assert caught.value.rows[0].column_name == "EMAIL"
    assert client.packages.bulk_send(t, people, name="Bulk")


@pytest.mark.parametrize("mode", SWITCHES["bulk"])
def test_what_was_sent_in_bulk_is_found_and_waited_for(client: ESignLive, sandbox: Sandbox, account: Any, mode: str):
    """However long the service takes to make the packages."""
    sandbox.switch("esignlive", account.tenant, bulk=mode)
    document = build.document("Lease", build.signature("tenant", build.at(0, 60, 600)), id="lease")
    roles = [build.placeholder("tenant")]
    template = Package(name="T", bulk_sendable=True, autocomplete=True, roles=roles, documents=[document])
    t = client.templates.create(template, files=[FILE])
    people = [{"tenant": {"FIRST_NAME": f"P{n}", "LAST_NAME": "B", "EMAIL": f"p{n}@example.com"}} for n in range(3)]
    assert client.packages.bulk_send(t, people, name="Bulk")
    looks, made = 0, list[Package]()
    while not made and looks < 10:
        made, looks = client.packages.list(search="Bulk").all(), looks + 1
        if not made and mode == "time":
            sandbox.clock.advance(1800)
    assert (len(made), looks) == (3, {"immediate": 1, "time": 3, "after_reads": 3}[mode])
    for one in made:
        sandbox.sign_all(one.id)
        assert client.packages.wait_until_complete(one.id, timeout=60).status == "COMPLETED"
    signers = {signer.email for one in made for role in one.roles or [] for signer in role.signers or []}
    assert {f"p{n}@example.com" for n in range(3)} <= signers


def test_the_account(client: ESignLive):
    made = client.senders.create(esl.Sender(email="new@example.com", first_name="N", last_name="E"))
    assert any(one.id == made.id for one in client.senders.list())
    group = client.groups.create(esl.Group(name="G", members=[]))
    assert client.groups.get(group.id or "").name == "G"
    client.callbacks.register("https://example.com/hook", key="k", events=["PACKAGE_COMPLETE"])
    found = client.callbacks.get()
    assert found is not None
    assert found.events == ["PACKAGE_COMPLETE"]
    client.data_retention.update_expiry(esl.ExpiryTimeConfiguration(remaining_days=5))
    assert client.data_retention.expiry().remaining_days == 5
    assert client.account.system_information() is not None
    assert client.layouts.list().all() == []
    client.reports.usage()
    client.reports.completion_csv().bytes()


def test_the_sandbox_knows_every_call_of_the_client(account: Any):
    seen = set()
    with ESignLive.from_env(account.env()) as client:
        for operation in SERVICE.operations():
            try:
                client.run(operation)
            except ESignError as error:  # most name packages that are not there
                assert getattr(error, "code", None) != "error.notFound.resourceNotFound", operation
            seen.add(operation.name)
    assert len(seen) > 140


SETTINGS = [(name, value) for name, values in SWITCHES.items() for value in values[1:] if name != "credentials"]


@pytest.mark.parametrize(("name", "value"), SETTINGS)
def test_either_reading_of_the_documents_will_do(
    client: ESignLive, sandbox: Sandbox, account: Any, name: str, value: Any
):
    """What the service's documents leave open must not matter to a caller."""
    sandbox.switch("esignlive", account.tenant, **{name: value})
    p = client.packages.create(lease(), files=[FILE])
    client.packages.update(p, description="new")
    assert client.packages.get(p).description == "new"
    (added,) = client.documents.create_many(p, [esl.Document(id="n", name="N")], files=[FILE])
    assert added.id == "n"
    client.documents.delete_many(p, ["n"])
    pet, pet_name = build.checkbox(build.at(0, 9, 9), id="pet"), build.text(build.at(0, 9, 40), id="pet_name")
    for field in (pet, pet_name):
        client.fields.create(p, "lease", field, approval_id="s1")
    rule = build.enabled_when(pet_name, "pet", document="lease", id="c1")
    client.fields.set_conditions(p, "lease", rule, approval_id="s1", field_id="pet_name")
    (document,) = client.packages.referenced_conditions(p).documents or []
    assert {one.field_id for one in document.fields or ()} == {"pet", "pet_name"}
    assert any(
        (one.conditions.referenced_in_condition if one.conditions else one.referenced_in_condition)
        for one in document.fields or ()
    )
    client.custom_fields.create(esl.CustomField(id="c", value="v"))
    assert [one.id for one in client.custom_fields.list()] == ["c"]
    owner = client.sessions.current().user
    assert owner is not None
    carol = client.senders.create(esl.Sender(email="carol@example.com", first_name="Carol", last_name="Poe"))
    client.delegates.create(owner.id or "", carol.id or "")
    assert [one.email for one in client.delegates.list(owner.id or "")] == ["carol@example.com"]
    assert [one.event_type for one in client.reports.delegation().events] == ["DELEGATES_CHANGED"]
    client.packages.trash(p)
    assert client.reports.transaction_detail(p).trashed
    client.packages.restore(p)
    assert not client.reports.transaction_detail(p).trashed
    client.callbacks.register("https://example.com/hook", key="k", events=[])
    client.packages.send(p)
    sandbox.sign_all(p)
    assert client.packages.wait_until_complete(p, timeout=60).status == "COMPLETED"
    assert [one.id for one in client.packages.list(page_size=1)] == [p]
    document = build.document("Lease", build.signature("tenant", build.at(0, 60, 600)), id="lease")
    template = Package(name="T", bulk_sendable=True, roles=[build.placeholder("tenant")], documents=[document])
    t = client.templates.create(template, files=[FILE])
    good = {"FIRST_NAME": "Ada", "LAST_NAME": "Byron", "EMAIL": "ada@example.com"}
    with pytest.raises(esl.BulkSendFailed) as caught:
        client.packages.bulk_send(t, [{"tenant": {**good, "EMAIL": "no"}}])
    assert [row.column_name for row in caught.value.rows] == ["EMAIL"]
    assert client.packages.bulk_send(t, [{"tenant": good}], name="Bulk")
    client.packages.delete(p)
    assert client.packages.signing_status(p) == "DELETED"


@pytest.mark.parametrize(("setting", "works"), [("api_key", "api_key"), ("oauth2", "oauth")])
def test_the_account_s_setting_decides_which_credentials_are_good(
    sandbox: Sandbox, account: Any, setting: str, works: str
):
    sandbox.switch("esignlive", account.tenant, credentials=setting)
    env = account.env()
    url, key = env["ESIGNLIVE_BASE_URL"], env["ESIGNLIVE_API_KEY"]
    given = {"api_key": key, "oauth": OAuthClient(client_id=account.tenant, client_secret=key)}
    for name, credential in given.items():
        with ESignLive(base_url=url, **{name: credential}) as client:
            if name == works:
                assert client.packages.list().all() == []
            else:
                with pytest.raises(AuthenticationError):
                    client.packages.list().all()


def test_a_signature_beside_a_text_is_placed_there(client: ESignLive):
    beside = build.beside("Name and signature:", index=1, corner="BOTTOMLEFT", top=4, width=180, height=40)
    document = build.document("Lease", build.signature("tenant", beside, id="s1"), id="lease")
    package = lease()
    package.documents = [document]
    p = client.packages.create(package, files=[FILE])
    (field,) = client.approvals.get(p, "lease", approval_id="s1").fields or []
    assert (field.page, field.left, field.width, field.height) == (1, 56, 180, 40)
    top = field.top
    assert top is not None
    assert 300 < top < 400
    package.documents = [build.document("Lease", build.signature("tenant", build.beside("Sign there")))]
    with pytest.raises(ValidationError, match=r"does not have the text 'Sign there'"):
        client.packages.create(package, files=[FILE])
