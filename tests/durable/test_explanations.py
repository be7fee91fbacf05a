"""What `explain()` tells a person."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from esignkit import Operation, PlanError, constellation1
from esignkit.agreements import Agreement, Document, Party, Password, Sms
from esignkit.constellation1 import AuthenticationSettings, Session, SessionInfo, Sessions
from esignkit.core.endpoint import PLANNER, Plan
from esignkit.core.plan_explanation import explain
from esignkit.esignlive import Documents, Package, Packages, Role, Signer, build
from esignkit.esignlive import Sessions as ESignLiveSessions
from esignkit.ignisign import NewSigner, SignatureRequests, Webhooks
from esignkit.types import Secret
from tests.durable.own_flows import let
from tests.durable.plans import AGREEMENTS, of_agreements, of_several_steps
from tests.services import SERVICES

PACKAGES: Packages[Plan] = Packages(PLANNER)
CONTENT = b"%PDF-1.4 the lease %%EOF"
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lease.pdf"
    path.write_bytes(CONTENT)
    return path


def test_one_call(file: Path) -> None:
    signer = Signer(email="ada@example.com", first_name="Ada", last_name="Byron")
    plan: Any = PACKAGES.create(Package(name="Lease", roles=[Role(signers=[signer])]), files=[file])
    assert (
        str(plan.explain())
        == f"""\
esignlive.Packages.create, digest {plan.digest[:16]}…
1. POST /packages  (packages.create)
   never sent twice; it is looked up when its response is lost
   name = Lease
   roles[0].signers[0].email = ada@example.com
   roles[0].signers[0].firstName = Ada
   roles[0].signers[0].lastName = Byron
   documents[0].name = lease.pdf
   file lease.pdf: {len(CONTENT)} bytes, SHA-256 {SHA}"""
    )


def test_steps_that_depend_on_answers_show_where_the_answers_go() -> None:
    shown = str(let(PACKAGES, ("lease.pdf", CONTENT)).explain())
    assert "1. POST /packages  (packages.create)" in shown
    assert "2. POST /packages/<packages.create>  (packages.send)" in shown
    assert "depend" not in shown


def test_it_says_where_it_cannot_go_further() -> None:
    wait: Any = PACKAGES.wait_until_complete("p-1")
    assert str(wait.explain()).endswith("Which calls follow depends on the answers.")
    assert [call.name for call in wait.explain().calls] == ["packages.get"]
    rows: Any = PACKAGES.list(search="x", limit=5)
    assert "?search = x" in str(rows.explain())
    assert rows.explain().rest == "Each further page is one more call, while the list is read."


def test_how_safe_each_call_is_to_repeat() -> None:
    found: dict[str, str] = {}
    for service in SERVICES.values():
        for row in service.rows:
            explanation = explain(row.call.on(service.plans))
            for call in explanation.calls:
                found[call.name] = call.repeat
    assert found["packages.get"] == "reads"
    assert found["packages.delete"] == "may be repeated: twice is the same as once"
    assert found["packages.create"] == "never sent twice; it is looked up when its response is lost"
    assert {words.partition(": ")[0] for words in found.values()} == {
        "reads",
        "may be repeated",
        "never sent twice; it is looked up when its response is lost",
        "never sent twice; it cannot be looked up when its response is lost",
    }


def test_secrets_and_what_the_models_do_not_know_are_hidden() -> None:
    signer = constellation1.Signer(
        last_name="Byron",
        email_address="ada@example.com",
        authentication_settings=AuthenticationSettings(password="canary"),
    )
    session = Session(session_info=SessionInfo(title="L", password="canary"), signers=[signer], extra={"key": "canary"})
    plan: Any = Sessions(PLANNER).create(session, options={"extra_headers": {"x": "canary"}, "timeout": 5.0})
    shown = str(plan.explain())
    assert "canary" not in shown + plan.explain()._repr_html_() + repr(plan.explain())
    for line in ("SessionInfo.Password = …", "key = …", "options.extra_headers = …", "options.timeout = 5.0"):
        assert line in shown
    assert plan.explain().digest == ""
    assert "It has no JSON form: session.session_info.password is a secret" in shown
    token: Any = ESignLiveSessions(PLANNER).from_user_token("canary")
    assert "canary" not in str(token.explain())
    asked = Agreement(title="L", documents=[b"%PDF"], parties=[Party("A B", "a@b.c", auth=Password("canary"))])
    sent: Any = AGREEMENTS["constellation1"].send(asked)
    assert "canary" not in str(sent.explain())
    webhooks: Webhooks[Plan] = Webhooks(PLANNER)
    verify: Any = webhooks.verify(b'{"verificationToken": "canary"}')
    assert "canary" not in str(verify.explain()) + repr(verify.explain())
    assert verify.explain().plan == "Webhooks.verify"


def test_what_is_personal_is_masked_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    plan: Any = PACKAGES.create(Package(name="Lease", roles=[Role(signers=[Signer(email="ada@example.com")])]))
    assert "email = •••" in str(plan.explain(mask=True))
    listed: Any = PACKAGES.list(owner_email="ada@example.com", search="Lease")
    assert {"   ?ownerEmail = •••", "   ?search = Lease"} <= set(str(listed.explain(mask=True)).splitlines())
    unasked: Any = PACKAGES.list()
    assert "•••" not in str(unasked.explain(mask=True))
    of_user: Any = Sessions(PLANNER).list_lite_by_transaction_id("t-1", username="ada@example.com")
    of_client: Any = Sessions(PLANNER).list_lite_by_transaction_id("t-1")
    assert "/•••/t-1" in str(of_user.explain(mask=True))
    assert str(of_client.explain(mask=True)) == str(of_client.explain())
    monkeypatch.setattr("esignkit.display.privacy.settings.mask_personal_data", True)
    assert "ada@example.com" not in plan.explain()._repr_html_()
    assert "ada@example.com" in str(plan.explain(mask=False))


def test_a_telephone_number_is_masked_whatever_it_is_called(file: Path) -> None:
    tenant = build.role("tenant", build.person("Ada", "Byron", "ada@example.com", sms="514 555 0100"))
    plan: Any = PACKAGES.create(Package(name="Lease", roles=[tenant]))
    assert "question = •••" in str(plan.explain(mask=True))
    asked = Agreement(title="L", documents=[file], parties=[Party("A B", "a@b.c", auth=Sms("+1 514 555 0100"))])
    sent: Any = AGREEMENTS["esignlive"].send(asked)
    assert "question = +1 514 555 0100" in str(sent.explain())
    assert "0100" not in str(sent.explain(mask=True))


def test_lists_and_mappings_of_what_is_personal_are_masked_as_in_tables() -> None:
    signer = constellation1.Signer(
        last_name="Byron", email_address="ada@example.com", merge_field_mapping={"Born": "1815-12-10"}
    )
    plan: Any = Sessions(PLANNER).create(Session(session_info=SessionInfo(title="L"), signers=[signer]))
    assert "1815" in str(plan.explain())
    assert "MergeFieldMapping = •••" in str(plan.explain(mask=True))
    signers: Any = SignatureRequests(PLANNER).send(
        "profile", title="L", documents=[b"%PDF"], signers=["s-1"], recipients=["Ada Byron"]
    )
    assert "Ada Byron" in str(signers.explain())
    assert "Ada Byron" not in str(signers.explain(mask=True))


def test_an_address_at_the_end_of_what_is_shown_is_not_left_in_part() -> None:
    plan: Any = PACKAGES.create(Package(name="x" * 66 + " ada.byron@example.com"))
    assert "ada.byron" in str(plan.explain())
    assert "ada.byron" not in str(plan.explain(mask=True))


def test_why_a_plan_cannot_be_stored_is_masked_too() -> None:
    plan: Any = PACKAGES.create(Package(name="L"), files=[Path("of ada@example.com.pdf")])
    assert "ada@example.com" in plan.explain().rest
    assert "ada@example.com" not in str(plan.explain(mask=True))


def test_a_notebook_shows_a_table_and_markup_is_escaped() -> None:
    plan: Any = PACKAGES.create(Package(name="<script>"))
    html = plan.explain()._repr_html_()
    assert html.startswith("<p><b>esignlive.Packages.create</b>, digest <code>")
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<table>" in html


def test_files_that_cannot_be_read_are_told(file: Path) -> None:
    plan: Any = PACKAGES.create(Package(name="L"), files=[file])
    file.unlink()
    explanation = plan.explain()
    reason = f"{file} cannot be read (No such file or directory)"
    assert f"   file lease.pdf: {reason}\n" in str(explanation)
    assert explanation.rest == f"Not all of its files can be sent now: files[0]: {reason}."
    wait_too: Any = AGREEMENTS["ignisign"].send(
        Agreement(title="L", documents=[file], parties=[Party("A B", "a@b.c")]), allow_loss=["anchor", "auth"]
    )
    assert f"agreement.documents[0].file: {reason}. " in str(wait_too.explain())
    with Path(__file__).open("rb") as opened:
        plan = PACKAGES.create(Package(name="L"), files=[("a.pdf", opened)])
        assert "a.pdf: an open file, which is read when it is sent" in str(plan.explain())


def test_a_download_says_what_becomes_of_it() -> None:
    plan: Any = Documents(PLANNER).download("p", "d")
    assert "GET /packages/p/documents/d/pdf" in str(plan.explain())
    assert plan.explain().calls == plan.bytes().explain().calls


def test_what_goes_wrong_in_a_flow_is_told() -> None:
    too_long = Agreement(title="x" * 2000, documents=[b"%PDF"], parties=[Party("A B", "a@b.c")])
    plan: Any = AGREEMENTS["ignisign"].send(too_long)
    assert plan.explain().calls == ()
    assert "It stops here: " in plan.explain().rest


def test_all_of_agreements_and_of_several_steps(file: Path) -> None:
    for name, plan in [*of_several_steps(file), *of_agreements(file)]:
        explanation = plan.explain()
        assert explanation.calls or explanation.rest, name
        assert "<table>" in explanation._repr_html_()
    request: Any = SignatureRequests(PLANNER).send(
        "profile", title="L", documents=[file], signers=[NewSigner(email="ada@example.com"), "signer-2"]
    )
    assert [call.name for call in request.explain().calls] == [
        "signers.create",
        "signature_requests.create",
        "documents.create",
        "documents.upload",
        "signature_requests.update",
        "signature_requests.publish",
    ]
    assert request.explain().calls[-1].request.endswith("/signature-requests/<signature_requests.create>/publish")
    lease = Agreement(
        title="L", documents=[Document(file)], parties=[Party("Ada B", "ada@example.com", label="Tenant")]
    )
    found = {}
    for name, calls in AGREEMENTS.items():
        sent: Any = calls.send(lease)
        found[name] = [call.name for call in sent.explain().calls]
    assert found["constellation1"] == ["sessions.create", "sessions.start"]
    assert found["esignlive"] == ["packages.create", "packages.get"]  # the pages that the service counted
    assert found["ignisign"][-1] == "signature_requests.publish"


def test_what_is_no_plan_is_refused() -> None:
    for value in (1, None, object()):
        with pytest.raises(PlanError, match="has no JSON form; give a plan"):
            explain(value)
    raw: Operation[Any] = Operation("raw", "GET", "/a", lambda response: response)
    assert "It has no JSON form: raw does not say which call made it" in str(raw.explain())
    assert raw.explain().rest.endswith(".")
    assert Secret("a") != "a"
