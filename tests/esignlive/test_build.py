"""The common things said briefly: what comes out are plain models."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

import esignkit.esignlive as esl
from esignkit import UnknownValueWarning
from esignkit.esignlive import Auth, Document, Field, Signer, build
from tests.tables import in_one_test

PLACE = build.at(0, 60, 600)


def test_a_signature_at_a_place_with_fields():
    made = build.signature(
        "tenant",
        build.at(0, 60, 600.5),
        id="s1",
        fields=[build.text(build.at(1, 10, 20), id="unit", required=True), build.signing_date(build.at(0, 300, 600))],
    )
    assert made.to_wire() == {
        "id": "s1",
        "role": "tenant",
        "fields": [
            {
                "type": "SIGNATURE",
                "subtype": "FULLNAME",
                "page": 0,
                "left": 60,
                "top": 600.5,
                "width": 200,
                "height": 50,
            },
            {
                "id": "unit",
                "name": "unit",
                "type": "INPUT",
                "subtype": "TEXTFIELD",
                "page": 1,
                "left": 10,
                "top": 20,
                "width": 200,
                "height": 50,
                "validation": {"required": True},
            },
            {
                "type": "INPUT",
                "subtype": "LABEL",
                "binding": "{approval.signed}",
                "page": 0,
                "left": 300,
                "top": 600,
                "width": 200,
                "height": 50,
            },
        ],
    }


def test_a_signature_beside_a_text_turns_extraction_on():
    made = build.document("Lease", build.signature("t", build.beside("Signed:", index=1, corner="BOTTOMLEFT", left=5)))
    wire = made.to_wire()
    assert wire["extract"] is True
    assert made.approvals
    assert made.approvals[0].fields
    assert made.approvals[0].fields[0].to_wire() == {
        "type": "SIGNATURE",
        "subtype": "FULLNAME",
        "extract": True,
        "extractAnchor": {
            "text": "Signed:",
            "index": 1,
            "characterIndex": 0,
            "anchorPoint": "BOTTOMLEFT",
            "leftOffset": 5,
            "topOffset": 0,
            "width": 200,
            "height": 50,
        },
    }
    assert build.document("Lease", build.signature("t", build.at(0, 1, 2))).extract is None


@in_one_test(
    "field, wire",
    [
        (build.area(build.Place(), value="v"), {"subtype": "TEXTAREA", "value": "v"}),
        (build.checkbox(build.Place(), checked=True), {"subtype": "CHECKBOX", "value": "X"}),
        (build.checkbox(build.Place(), required=True), {"subtype": "CHECKBOX", "validation": {"required": True}}),
        (
            build.radio(build.Place(), "g", chosen=True),
            {"subtype": "RADIO", "value": "X", "validation": {"group": "g"}},
        ),
        (build.choice(build.Place(), ["a", "b"]), {"subtype": "LIST", "validation": {"enum": ["a", "b"]}}),
        (build.date(build.Place()), {"subtype": "DATEPICKER"}),
        (build.label(build.Place(), "v"), {"subtype": "LABEL", "value": "v"}),
        (build.signer_name(build.Place()), {"subtype": "LABEL", "binding": "{signer.name}"}),
        (build.signer_title(build.Place()), {"subtype": "LABEL", "binding": "{signer.title}"}),
        (build.signer_company(build.Place()), {"subtype": "LABEL", "binding": "{signer.company}"}),
        (
            build.text(build.Place(), min_length=1, max_length=9, pattern="^a", error_message="no"),
            {
                "subtype": "TEXTFIELD",
                "validation": {"minLength": 1, "maxLength": 9, "pattern": "^a", "errorMessage": "no"},
            },
        ),
    ],
)
def test_fields(field, wire):
    assert field.to_wire() == {"type": "INPUT", **wire}


def test_a_qr_code():
    assert build.qr_code(build.Place(), "v").to_wire() == {"type": "IMAGE", "subtype": "QRCODE", "value": "v"}


def test_a_field_with_a_condition_as_the_service_spells_it():
    field = build.text(build.at(0, 1, 2), id="pet_name", max_length=20)
    made = build.enabled_when(field, "has_pet", document="lease", id="c1")
    wire = made.to_wire()
    assert wire["conditions"] == [
        {
            "id": "c1",
            "condition": "document['lease'].field['has_pet'].value == 'X'",
            "action": "document['lease'].field['pet_name'].disabled = false",
        }
    ]
    assert wire["validation"] == {"maxLength": 20, "disabled": True}
    assert (wire["id"], wire["subtype"], wire["left"]) == ("pet_name", "TEXTFIELD", 1)
    assert field.validation is not None
    assert field.validation.disabled is None, "the field that was given stays as it is"


@in_one_test("wrong", ["it's", 'say "x"', "a\\b", "a\nb"])
def test_a_rule_cannot_be_broken_out_of(wrong):
    field = Field(id="f")
    for given in ({"source": wrong, "document": "d"}, {"source": "s", "document": wrong}, {"source": "s", "document": "d", "value": wrong}):  # fmt: skip
        with pytest.raises(ValueError, match="quote"):
            build.enabled_when(field, **given)
    with pytest.raises(ValueError, match="quote"):
        build.enabled_when(Field(id=wrong), "s", document="d")
    with pytest.raises(ValueError, match="no id"):
        build.enabled_when(Field(), "s", document="d")


def test_signers_with_a_passcode_or_questions():
    plain = build.person("Ada", "Byron", "ada@example.com", company="c", title="t", phone="1", language="fr")
    assert plain.to_wire() == {
        "firstName": "Ada",
        "lastName": "Byron",
        "email": "ada@example.com",
        "company": "c",
        "title": "t",
        "phone": "1",
        "language": "fr",
    }
    sms = build.person("Ada", "Byron", "ada@example.com", sms="+15145550100").to_wire()
    assert sms["auth"] == {"scheme": "SMS", "challenges": [{"question": "+15145550100"}]}
    asked = build.person("Ada", "Byron", "a@example.com", questions={"Pet?": "Rex"}, mask_answers=True)
    assert asked.to_wire()["auth"] == {
        "scheme": "CHALLENGE",
        "challenges": [{"question": "Pet?", "answer": "Rex", "maskInput": True}],
    }
    assert "Rex" not in repr(asked)
    assert isinstance(asked, Signer)
    assert isinstance(asked.auth, Auth)
    with pytest.raises(ValueError, match="not both"):
        build.person("A", "B", "a@example.com", sms="1", questions={"q": "a"})


def test_roles_and_documents():
    person = build.person("Ada", "Byron", "ada@example.com")
    assert build.role("r", person, index=1).to_wire() == {
        "id": "r",
        "name": "r",
        "index": 1,
        "signers": [person.to_wire()],
    }
    assert build.placeholder("r", name="Tenant").to_wire() == {"id": "r", "name": "Tenant", "signers": []}
    made = build.document("Lease", id="d", fields=[build.qr_code(build.at(0, 1, 2), "v")])
    assert type(made) is Document
    assert made.to_wire()["fields"]


def test_a_signature_as_the_service_gave_it_may_lack_its_fields():
    read = esl.Approval.from_wire({"id": "a", "role": "tenant"})
    assert build.document("Lease", read).to_wire() == {
        "name": "Lease",
        "approvals": [{"id": "a", "role": "tenant"}],
    }


def test_a_signature_takes_the_role_itself():
    tenant = build.role("tenant", build.person("Ada", "Byron", "ada@example.com"))
    assert build.signature(tenant, build.at(0, 60, 600)) == build.signature("tenant", build.at(0, 60, 600))
    with pytest.raises(ValueError, match="no id"):
        build.signature(esl.Role(name="tenant"), build.at(0, 60, 600))


@in_one_test(
    "make, words",
    [
        (lambda: build.role("tenant", "Ada"), r"signer is 'Ada'; give person\(first_name, last_name, email\)"),
        (
            lambda: build.role("tenant", [build.person("A", "B", "a@example.com")]),
            "signer is of type list; give person",
        ),
        (lambda: build.document("L", "tenant"), r"approvals is 'tenant'; give signature\(role, place\)"),
        (lambda: build.document("L", build.text(PLACE)), r"approvals is of type Field; .* fields=\[…\]"),
        (lambda: build.document("L", fields=[build.signature("r", PLACE)]), "fields is of type Approval; give fields"),
        (
            lambda: build.signature(PLACE, "tenant"),
            "role is of type Place; give the role or its id first, then the place",
        ),
        (lambda: build.signature("tenant", "Ada"), r"place is 'Ada'; give at\(page, left, top\) or beside\(text\)"),
        (lambda: build.signature("tenant", PLACE, fields=["x"]), "fields is 'x'; give fields"),
        (lambda: build.text("here"), "place is 'here'; give at"),
    ],
)
def test_something_else_is_refused(make: Any, words: str) -> None:
    with pytest.raises(TypeError, match=f"^{words}"):
        make()


@in_one_test(
    "make, words",
    [
        (lambda: build.signature("r", PLACE, subtype="FULL_NAME"), "subtype: 'FULL_NAME' .* did you mean 'FULLNAME'"),
        (lambda: build.beside("Tenant:", corner="TOP_LEFT"), "corner: 'TOP_LEFT' .* did you mean 'TOPLEFT'"),
    ],
)
def test_a_misspelt_value_warns(make: Any, words: str) -> None:
    with pytest.warns(UnknownValueWarning, match=words) as notes:
        make()
    assert [n.filename for n in notes] == [__file__]


def test_the_module_is_there_without_an_import_of_its_own():
    code = "import sys, esignkit.esignlive as esl; assert 'esignkit.esignlive.build' not in sys.modules; esl.build.at"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert "build" in dir(esl)
