"""Rules between fields go where the service takes them: with the package, or with `fields.set_conditions`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit.esignlive import Condition, ESignLive, Field, Package, build
from esignkit.sandbox import Sandbox, SandboxAccount, TransitionNotAllowed
from esignkit.sandbox.pdf import sample_agreement
from tests.esignlive.helper import approvals, document_fields, documents, fields, packages, sent_by, templates
from tests.tables import in_one_test

FILE = ("lease.pdf", sample_agreement())
RULE: Any = {
    "id": "rule",
    "condition": "document['lease'].field['pet'].value == 'X'",
    "action": "document['lease'].field['pet_name'].disabled = false",
}
OTHER: Any = {**RULE, "id": "other"}


@pytest.fixture
def client(account: SandboxAccount, sandbox: Sandbox) -> Iterator[ESignLive]:
    sandbox.switch("esignlive", account.tenant, strict=True)
    with ESignLive.from_env(account.env()) as made:
        yield made


def pet_name() -> esl.ConditionalField:
    return build.enabled_when(build.text(build.at(0, 90, 480), id="pet_name"), "pet", document="lease", id="rule")


def signature(*fields: Field) -> esl.Approval:
    made = build.signature("tenant", build.at(0, 60, 600), id="sig", fields=fields)
    made.fields[0].id = "sig"
    return made


def lease(**changes: Any) -> Package:
    tenant = build.role("tenant", build.person("Ada", "Byron", "ada@example.com"))
    pet = build.checkbox(build.at(0, 60, 480, 20, 20), id="pet")
    document = build.document("Lease", signature(pet, pet_name()), id="lease")
    return Package(name="Lease", autocomplete=True, roles=[tenant], documents=[document], **changes)


def template_of_package(changes: Package) -> Any:
    return templates.create_from("p", "Lease", changes=changes)


@in_one_test("own", [[], [RULE], [OTHER], [OTHER, RULE]])
@in_one_test(
    "plan",
    [
        packages.create,
        packages.create_accessible,
        templates.create,
        partial(packages.clone, "p"),
        template_of_package,
    ],
)
def test_the_package_takes_the_rules_of_its_fields(plan: Callable[[Package], Any], own: list[Any]):
    package = lease(conditions=[Condition(**one) for one in own])
    before = package.to_wire()
    for _ in range(2):
        body = sent_by(plan(package)).json
        assert body["conditions"] == (own if RULE in own else [*own, RULE])
        sent = body["documents"][0]["approvals"][0]["fields"]
        assert [one["id"] for one in sent] == ["sig", "pet", "pet_name"]
        assert all("conditions" not in one for one in sent)
        assert sent[2]["validation"] == {"disabled": True}
    assert package.to_wire() == before, "what the caller has stays as it is"


def test_a_package_without_rules_says_nothing_of_them():
    assert "conditions" not in sent_by(packages.create(Package(name="Lease"))).json


def test_fields_outside_of_signatures_too():
    document = esl.Document(name="Lease", fields=[pet_name()])
    body = sent_by(packages.create(Package(name="Lease", documents=[document]))).json
    assert body["conditions"] == [RULE]
    assert "conditions" not in body["documents"][0]["fields"][0]


@in_one_test(
    "call",
    [
        lambda: documents.create("p", build.document("Lease", signature(pet_name())), file=FILE),
        lambda: documents.create_many("p", [build.document("Lease", signature(pet_name()))], files=[FILE]),
        lambda: documents.create("p", build.document("Lease", fields=[pet_name()]), file=FILE),
        lambda: approvals.create("p", "d", signature(pet_name())),
        lambda: approvals.replace_all("p", "d", [signature(), signature(pet_name())]),
        lambda: approvals.update("p", "d", signature(pet_name()), approval_id="a"),
        lambda: fields.create("p", "d", pet_name(), approval_id="a"),
        lambda: fields.create_with_id("p", "d", pet_name(), approval_id="a", field_id="f"),
        lambda: fields.update("p", "d", pet_name(), approval_id="a", field_id="f"),
        lambda: document_fields.create("p", "d", pet_name()),
        lambda: document_fields.replace_all("p", "d", [pet_name()]),
        lambda: document_fields.update("p", "d", pet_name(), field_id="f"),
    ],
)
def test_a_call_that_would_lose_the_rules_is_refused(call: Callable[[], Any]):
    with pytest.raises(ValueError, match=r"'pet_name' has conditions.*fields\.set_conditions"):
        call()


def test_several_rules_of_one_field():
    once = build.enabled_when(Field(id="f"), "a", document="d")
    twice = build.enabled_when(once, "b", document="d")
    assert [one.condition for one in twice.conditions] == [
        "document['d'].field['a'].value == 'X'",
        "document['d'].field['b'].value == 'X'",
    ]
    assert len(once.conditions) == 1


def test_each_rule_has_an_id_of_its_own_that_does_not_change():
    made = [
        build.enabled_when(Field(id=field), source, value, document=document).conditions[0].id
        for field in "ab"
        for source in "cd"
        for value in "XY"
        for document in "ef"
    ]
    assert len(set(made)) == len(made)
    assert build.enabled_when(Field(id="a"), "c", "X", document="e").conditions[0].id == made[0]
    assert all(len(one) <= 255 for one in made)


class TestSandbox:
    """On a strict one: nothing is sent that the service does not know."""

    @pytest.mark.parametrize("ticked", [True, False])
    def test_created_with_the_package(self, client: ESignLive, sandbox: Sandbox, ticked: bool):
        package_id = client.packages.create(lease(), files=[FILE])
        assert [one.to_wire() for one in client.packages.get(package_id).conditions] == [RULE]
        client.packages.send(package_id)
        entries = {"pet_name": "Rex", **({"pet": "X"} if ticked else {})}
        if ticked:
            sandbox.sign(package_id, values=entries)
            summary = {one.field_id: one.field_value for one in client.packages.field_summary(package_id)}
            assert summary["pet_name"] == "Rex"
        else:
            with pytest.raises(TransitionNotAllowed):
                sandbox.sign(package_id, values=entries)

    def test_set_for_a_field_that_is_there(self, client: ESignLive):
        package = lease()
        package.documents[0].approvals[0].fields[2] = build.text(build.at(0, 90, 480), id="pet_name")
        package_id = client.packages.create(package, files=[FILE])
        client.fields.set_conditions(package_id, "lease", pet_name(), approval_id="sig", field_id="pet_name")
        assert [one.to_wire() for one in client.packages.get(package_id).conditions] == [RULE]
        (found,) = client.packages.referenced_conditions(package_id, field_id="pet_name").documents
        assert found.document_id == "lease"


def test_a_field_that_the_service_read_back_without_its_rules_is_a_plain_one() -> None:
    read = esl.ConditionalField.from_wire({"id": "pet", "type": "INPUT", "name": "pet"})
    package = Package(name="n", documents=[esl.Document(id="lease", name="Lease", approvals=[signature(read)])])
    assert "conditions" not in sent_by(packages.create(package)).json
    assert "conditions" not in sent_by(fields.create("p", "lease", read, approval_id="sig")).json
