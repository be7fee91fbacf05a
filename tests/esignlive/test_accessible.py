"""What an accessible package must say, and what is refused before it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from esignkit.esignlive import Approval, CeremonySettings, Document, Field, Package, PackageSettings
from tests.esignlive.helper import packages, sent_by
from tests.tables import in_one_test


def signature(**given: Any) -> Field:
    return Field(**{"type": "SIGNATURE", "subtype": "FULLNAME", **given})


def package(*approvals: Approval, **given: Any) -> Package:
    return Package(name="n", documents=[Document(name="d", approvals=list(approvals))], **given)


def test_flags_are_set_everywhere():
    plan = packages.create_accessible(
        Package(
            settings=PackageSettings(ceremony=CeremonySettings(in_person=True)),
            documents=[
                Document(
                    name="d",
                    fields=[Field(id="f", type="INPUT", subtype="LABEL")],
                    approvals=[Approval(role="r", fields=[signature(id="s")])],
                ),
                Document(name="e"),
            ],
        )
    )
    body = sent_by(plan).json
    assert body["settings"] == {"ceremony": {"inPerson": True, "ada": True}}
    assert body["type"] == "PACKAGE"
    assert [d["extract"] for d in body["documents"]] == [True, True]
    assert body["documents"][0]["fields"][0] == {
        "id": "f",
        "name": "f",
        "type": "INPUT",
        "subtype": "LABEL",
        "extract": True,
    }
    approval = body["documents"][0]["approvals"][0]
    assert (approval["id"], approval["name"], approval["fields"][0]["extract"]) == ("s", "s", True)


def test_a_template_stays_one_and_documents_may_come_later():
    assert sent_by(packages.create_accessible(Package(name="n", type="TEMPLATE"))).json == {
        "name": "n",
        "type": "TEMPLATE",
        "settings": {"ceremony": {"ada": True}},
    }


@in_one_test(
    "given, fault",
    [
        (package(settings=PackageSettings(ceremony=CeremonySettings(ada=False))), "settings.ceremony.ada is False"),
        (Package(documents=[Document(extract=False)]), r"documents\[0\].extract is False"),
        (package(Approval(fields=[signature(id="s", extract=False)])), r"fields\[0\].extract is False"),
        (package(Approval(fields=[signature(id="s", name="t")])), "id 's' and name 't' must be the same"),
        (package(Approval(fields=[signature()])), "neither id nor name"),
        (package(Approval(id="a", name="b", fields=[signature(id="a")])), "id 'a' and name 'b' must be the same"),
        (package(Approval(id="a", fields=[signature(id="s")])), "must be those of its signature field, 's'"),
        (package(Approval(fields=[Field(id="s")])), "has no type.*has no subtype"),
    ],
)
def test_contradictions_are_refused(given, fault):
    with pytest.raises(ValueError, match=fault):
        packages.create_accessible(given)


def test_all_faults_are_listed():
    with pytest.raises(ValueError, match=r"ada is False.*documents\[0\]\.extract") as caught:
        packages.create_accessible(
            Package(settings=PackageSettings(ceremony=CeremonySettings(ada=False)), documents=[Document(extract=False)])
        )
    assert str(caught.value).count(";") == 1
