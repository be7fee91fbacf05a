"""Conditions of eSignLive: fields that other fields enable, disable or make required, on the page and for its form."""

from __future__ import annotations

import html
import json
import re

import pytest

from esignkit.sandbox import TransitionNotAllowed, pdf
from esignkit.sandbox.domain.form_fields import Effect, FieldKind, FormField, Rule, settled
from esignkit.sandbox.emulators.esignlive.field_conditions import read_condition
from esignkit.sandbox.web.signing_texts import Texts
from tests import local_http
from tests.counting import calls_of
from tests.sandbox import esl as esignlive
from tests.sandbox.web.support import INPUT, PEOPLE, Signer, named, of_two, rule, sent
from tests.sandbox.web.test_signing_page import pdf_fields
from tests.sandboxes import running_sandbox

sandbox = running_sandbox(scope="module")

FIELD = "field:doc0/approval0/"
said = Texts("en")


def leased(sandbox, account, *conditions, **more):
    return sent(sandbox, account, "esignlive", names=["Agreement"], conditions=list(conditions), **more)


def signer_of(sandbox, lease, number=0):
    return Signer(sandbox.signing_url(lease, PEOPLE["esignlive"][number]))


def in_language(sandbox, lease, number, language):
    return sandbox.signing_url(lease, PEOPLE["esignlive"][number]) + f"?lang={language}"


def filled(**values):
    """A form with the required city, and a rent, as a browser sends it; None for a control that is not sent."""
    form = {f"{FIELD}city": "Oslo", "group:doc0/rent": "doc0/approval0/monthly"}
    form |= {f"{FIELD}{name}": value for name, value in values.items()}
    return {name: value for name, value in form.items() if value is not None}


def send(signer, values):
    page = signer.open().text
    (shown,) = re.findall(r'name="shown" value="([^"]*)"', page)
    return signer.send({"mode": "typed", "typed": "Ann Lee", "consent": "yes", "shown": shown, **values})


PETS = rule("news", "X", "remarks")
"""Remarks may be written only where the box is checked."""


@pytest.mark.parametrize(
    ("conditions", "values", "refused"),
    [
        ([PETS], {"news": "X", "remarks": "a cat"}, None),
        ([PETS], {"news": None, "remarks": "a cat"}, ("disabled", "Remarks")),
        ([PETS], {"news": None, "remarks": ""}, None),
        ([PETS], {"news": None, "remarks": None}, None),
        ([PETS], {"news": "X", "remarks": "a # cat"}, ("no match", "Remarks")),
        ([rule("news", "X", "city")], {"news": None, "city": None}, None),
        ([rule("news", "X", "city")], {"news": "X", "city": ""}, ("missing", "City")),
        ([rule("country", "France", "remarks")], {"country": "France", "remarks": "x"}, None),
        ([rule("country", "France", "remarks")], {"country": "Germany", "remarks": "x"}, ("disabled", "Remarks")),
        ([rule("city", "", "start", operator="!=")], {"start": "2026-01-31"}, None),
        ([rule("city", "Oslo", "start", "disabled = true")], {"start": "2026-01-31"}, ("disabled", "Start")),
        ([rule("city", "Oslo", "start", "disabled = true")], {"city": "Bergen", "start": "2026-01-31"}, None),
        ([rule("monthly", "X", "start", "required = true")], {}, ("missing", "Start")),
        ([rule("yearly", "X", "start", "required = true")], {}, None),
        ([rule("news", "X", "city", "required = false")], {"news": "X", "city": ""}, None),
        ([rule("news", "X", "city", "required = false")], {"city": ""}, ("missing", "City")),
        ([rule("news", "X", "monthly"), rule("news", "X", "yearly")], {"news": "X"}, None),
        ([rule("news", "X", "monthly"), rule("news", "X", "yearly")], {}, ("disabled", "Monthly")),
        # Each of several enables it.
        ([PETS, rule("city", "Oslo", "remarks")], {"news": None, "remarks": "x"}, None),
        # A chain: what a disabled field was sent counts for nothing.
        ([PETS, rule("remarks", "cat", "start")], {"news": "X", "remarks": "cat", "start": "2026-01-31"}, None),
        ([PETS, rule("remarks", "cat", "start")], {"remarks": "cat", "start": "2026-01-31"}, ("disabled", "Start")),
        ([rule("remarks", "x", "start"), rule("start", "2026-01-31", "remarks")], {"remarks": "x"}, ("disabled", "Remarks")),
        # Of other forms than the documented ones nothing comes.
        ([rule("news", "X", "remarks", "visible = false")], {"remarks": "x"}, None),
        # A field that is not there holds nothing.
        ([rule("nobody", "", "remarks")], {"remarks": "x"}, None),
        ([rule("news", "X", "nobody")], {}, None),
    ],
)  # fmt: skip
def test_what_a_form_may_hold(sandbox, account, conditions, values, refused):
    lease = leased(sandbox, account, *conditions)
    with signer_of(sandbox, lease) as ann:
        response = send(ann, filled(**values))
    if refused is None:
        assert response.status_code == 303, html.unescape(response.text)
        held = pdf_fields(sandbox.signed_file(lease))
        expected = {name.title(): value for name, value in values.items() if value and name != "news"}
        assert {name: held[name] for name in expected} == expected
    else:
        key, label = refused
        assert response.status_code == 422
        assert said(key, label=label) in html.unescape(response.text)
        assert sandbox.transaction(lease).parties[0].state == "pending"


def box(name, *rules):
    return FormField(id=name, document_id="d", party_id="p", kind=FieldKind.CHECK_BOX, name=name, rules=rules)


def test_rules_that_contradict_each_other_end_alike_whatever_else_is_in_the_form():
    """The page's script sees the same fields with rules, and not always the same others."""
    each_other = [box(one, Rule(other, "X", Effect.DISABLED, on=True)) for one, other in ("ab", "ba")]
    values = {"a": "X", "b": "X"}
    alone = settled(each_other, values)
    for count in range(1, 4):
        others = [box(f"other {number}") for number in range(count)]
        assert settled([*each_other, *others], values) == [*alone, *others]
    many = [*each_other, *(box(f"other {number}") for number in range(500))]
    assert calls_of("holds", lambda: settled(many, values)) <= len(each_other) ** 2


class TestPage:
    def test_it_says_what_depends_on_what_to_those_who_have_no_script(self, sandbox, account):
        conditions = [
            PETS,
            rule("country", "France", "start", "required = true"),
            rule("start", "", "city", "disabled = true", "!="),
        ]
        with signer_of(sandbox, leased(sandbox, account, *conditions)) as ann:
            page = html.unescape(ann.open().text)
        for hint in (
            "Only if “News” is checked.",
            "Required if “Country” is “France”.",
            "Not if “Start” is filled in.",
        ):
            assert f">{hint}</p>" in page
        controls = re.findall(r"<(?:input|textarea)[^>]*>", page)
        ruled = [one for one in controls if "data-rules" in one]
        assert len(ruled) == 3
        # Nothing is disabled or asked for before the script, or the server, has looked at what it depends on.
        assert not [one for one in ruled if re.search(r" (disabled|required)[ >]", one)]
        assert all(re.search(r'aria-describedby="entry\d+-rules"', one) for one in ruled)

    def test_a_page_without_rules_has_none(self, sandbox, account):
        with signer_of(sandbox, leased(sandbox, account)) as ann:
            page = ann.open().text
        assert "data-rules" not in page
        assert 'aria-describedby="entry' not in page

    @pytest.mark.parametrize("payload", ['"><script>x</script>', "</p><b>", "{label}"])
    def test_a_value_in_a_rule_acts_not(self, sandbox, account, payload):
        lease = leased(sandbox, account, rule("city", payload, "remarks"))
        with signer_of(sandbox, lease) as ann:
            page = ann.open().text
        (rules,) = re.findall(r'data-rules="([^"]*)"', page)
        assert json.loads(html.unescape(rules))[0]["value"] == payload
        assert "<script>x" not in page
        assert "<b>" not in page


class TestSigners:
    @pytest.mark.parametrize("checked", [True, False])
    def test_what_somebody_before_has_filled_in_decides(self, sandbox, account, checked):
        lease = leased(sandbox, account, rule("pets", "X", "names"), documents=[of_two()])
        with signer_of(sandbox, lease) as ann, signer_of(sandbox, lease, 1) as bob:
            assert send(ann, {"field:doc0/approval0/pets": "X"} if checked else {}).status_code == 303
            page = bob.open().text
            assert ('name="field:doc0/approval1/names"' in page) is checked
            assert "data-rules" not in page
            assert send(bob, {"field:doc0/approval1/names": "Rex"}).status_code == 303
        assert pdf_fields(sandbox.signed_file(lease))["Names"] == ("Rex" if checked else "")

    def test_what_nothing_can_enable_is_not_asked_for(self, sandbox, account):
        lease = leased(sandbox, account, rule("nobody", "X", "remarks"))
        with signer_of(sandbox, lease) as ann:
            assert f'name="{FIELD}remarks"' not in ann.open().text
            assert send(ann, filled(remarks="x")).status_code == 303
        assert pdf_fields(sandbox.signed_file(lease))["Remarks"] == ""

    def test_a_label_decides_too(self, sandbox, account):
        for value in ("yes", "no"):
            paper = of_two()
            paper["approvals"][0]["fields"].append({"id": "said", "type": "INPUT", "subtype": "LABEL", "value": value})
            lease = leased(sandbox, account, rule("said", "yes", "pets"), documents=[paper])
            with signer_of(sandbox, lease) as ann:
                page = ann.open().text
                (rules,) = re.findall(r'data-rules="([^"]*)"', page)
                assert "“Text said” is “yes”" in html.unescape(page)  # it shows no number
                assert json.loads(html.unescape(rules))[0]["held"] == value  # the page's script cannot look it up
                response = send(ann, {"field:doc0/approval0/pets": "X"})
            assert response.status_code == (303 if value == "yes" else 422)


class TestSignatures:
    """A condition may enable a signature: where it does not, that place stays empty."""

    def test_the_only_one(self, sandbox, account):
        lease = leased(sandbox, account, rule("pets", "X", "sig0"), documents=[of_two()])
        with signer_of(sandbox, lease) as ann:
            page = ann.open().text
            assert re.search(r'<a class="mark [^>]*data-rules=', page)
            refused = send(ann, {})
            assert refused.status_code == 422
            assert said("disabled", label="Signature 1") in html.unescape(refused.text)
            with pytest.raises(TransitionNotAllowed):
                sandbox.sign(lease)
            assert send(ann, {"field:doc0/approval0/pets": "X"}).status_code == 303
        assert sandbox.transaction(lease).parties[0].state == "signed"

    def test_one_of_several_is_left_out(self, sandbox, account):
        papers = [of_two(), of_two("doc1")]
        lease = leased(sandbox, account, rule("pets", "X", "sig0"), documents=papers)
        with signer_of(sandbox, lease) as ann:
            assert send(ann, {}).status_code == 303
        with esignlive.client_of(sandbox, account) as esl:
            documents = esl.get(f"/packages/{lease}").json()["documents"][1:]
            signed = [one["approvals"][0]["signed"] is not None for one in documents]
            status = esl.get(f"/packages/{lease}/signingStatus?signer=signer0&document=doc0").json()
        assert signed == [False, True]
        assert status == {"status": "SIGNING_COMPLETED"}
        sandbox.sign(lease)
        assert sandbox.transaction(lease).status == "COMPLETED"
        signers = [signers_of(sandbox, lease, document) for document in ("doc0", "doc1")]
        assert signers == [["Bob Ray"], ["Ann Lee", "Bob Ray"]]

    def test_initials(self, sandbox, account):
        written = []
        for checked in ("X", None):
            lease = leased(sandbox, account, rule("news", "X", "initials0"))
            with signer_of(sandbox, lease) as ann:
                assert send(ann, filled(news=checked, initials="Q.Q.")).status_code == 303
            written.append(approval_of(sandbox, account, lease, "initials")["signed"] is not None)
        assert written == [True, False]

    def test_the_caller_signs_what_is_enabled(self, sandbox, account):
        papers = [of_two(), of_two("doc1")]
        lease = leased(sandbox, account, rule("pets", "X", "sig0"), documents=papers)
        with esignlive.client_of(sandbox, account) as esl:
            token = esl.post("/authenticationTokens/signer/multiUse", json={"packageId": lease, "signerId": "signer0"})
            root = sandbox.url + "/esl"
            answer = local_http.get(
                f"{root}/auth?signerAuthenticationToken={token.json()['value']}",
                headers={"Accept": "application/json"},
            )
            cookie = {"Cookie": f"ESIGNLIVE_SESSION_ID={answer.json()['sessionToken']}"}
            del esl.headers["authorization"]
            nothing = esl.post(f"/packages/{lease}/documents/signConfirm", json={"id": "doc0"}, headers=cookie)
            assert (nothing.status_code, nothing.json()["messageKey"]) == (
                400,
                "error.validation.document.nothingToSign",
            )
            last = esl.post(f"/packages/{lease}/documents/signConfirm", json={"id": "doc1"}, headers=cookie)
            assert last.status_code == 200, last.text
        assert sandbox.transaction(lease).parties[0].state == "signed"


def test_the_owner_of_the_sandbox_is_told_too(sandbox, account):
    lease = leased(sandbox, account, PETS)
    with pytest.raises(TransitionNotAllowed, match="disabled"):
        sandbox.sign(lease, values={"Remarks": "a cat"})
    sandbox.sign(lease, values={"Remarks": "a cat", "News": "X"})
    assert pdf_fields(sandbox.signed_file(lease))["Remarks"] == "a cat"


@pytest.mark.parametrize(
    ("conditions", "values", "sentence"),
    [
        ([PETS], {"Remarks": "x"}, "the field 'Remarks' is disabled: it is enabled only if 'News' is 'X'"),
        (
            [PETS, rule("city", "Oslo", "remarks")],
            {"Remarks": "x"},
            "the field 'Remarks' is disabled: it is enabled only if 'News' is 'X' or 'City' is 'Oslo'",
        ),
        (
            [rule("city", "", "start", "disabled = true")],
            {"Start": "2026-01-31"},
            "the field 'Start' is disabled: it is disabled if 'City' is ''",
        ),
        (
            [],
            {"Remark": "x"},
            "the signer has no field 'Remark' to fill in; there are 'City', 'News', 'Monthly', 'Yearly', 'Country', ",
        ),
        ([], {"City": "x" * 21}, "the field 'City' takes at most 20 characters"),
        ([], {"Remarks": "#"}, "the field 'Remarks' takes what matches "),
        ([], {"Start": "soon"}, "the field 'Start' takes a date such as 2026-01-31"),
        ([], {"Country": "Oz"}, "the field 'Country' takes one of "),
        ([], {"News": "yes"}, "the field 'News' takes 'X' for on and '' for off"),
        ([], {"Monthly": "X", "Yearly": "X"}, "only one of 'Monthly', 'Yearly' can be on"),
    ],
)
def test_why_entries_are_refused(sandbox, account, conditions, values, sentence):
    lease = leased(sandbox, account, *conditions)
    with pytest.raises(TransitionNotAllowed) as refused:
        sandbox.sign(lease, values=values)
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).count("; ") == sentence.count("; "), "one sentence"


def test_a_signature_that_the_signer_s_own_field_enables(sandbox, account):
    lease = leased(sandbox, account, rule("pets", "X", "sig0", operator="!="), documents=[of_two()])
    with pytest.raises(TransitionNotAllowed, match="'sig0' is disabled: it is enabled only if 'Pets' is not 'X'"):
        sandbox.sign(lease, values={"Pets": "X"})


def test_a_signature_that_somebody_else_enables(sandbox, account):
    lease = leased(sandbox, account, rule("pets", "X", "sig1"), documents=[of_two()])
    sandbox.sign(lease)
    with pytest.raises(TransitionNotAllowed, match="'sig1' is disabled: nothing that this signer enters enables it"):
        sandbox.sign(lease)


@pytest.mark.parametrize(
    ("language", "nothing", "hint"),
    [
        ("en", "There is nothing for you to sign as things stand", "Signature 1: Only if “Pets” is checked."),
        ("fr", "Pour l'instant, vous n'avez rien à signer", "Signature 1 : Seulement si « Pets » est coché."),
        ("de", "Zurzeit haben Sie nichts zu unterschreiben", "Unterschrift 1: Nur wenn „Pets“ angekreuzt ist."),
    ],
)
def test_the_page_says_why_a_signature_is_not_enabled(sandbox, account, language, nothing, hint):
    lease = leased(sandbox, account, rule("pets", "X", "sig0"), rule("pets", "X", "sig1"), documents=[of_two()])
    with Signer(in_language(sandbox, lease, 0, language)) as ann:
        page = html.unescape(ann.open().text)
        assert hint in page
        assert nothing not in page
        assert 'name="consent"' in page
    sandbox.sign(lease, values={"Pets": "X"})
    with Signer(in_language(sandbox, lease, 1, language)) as bob:
        page = html.unescape(bob.open().text)
        assert 'name="consent"' in page
        assert nothing not in page

    lease = leased(sandbox, account, rule("pets", "X", "sig1"), documents=[of_two()])
    sandbox.sign(lease)
    with Signer(in_language(sandbox, lease, 1, language)) as bob:
        page = html.unescape(bob.open().text)
        assert nothing in page
        # Nor is there anything for the page's script, which looks for what a signature needs.
        for left_out in (
            "data-signing",
            'name="consent"',
            'name="typed"',
            'href="#signature"',
            'type="submit">' + Texts(language)("sign"),
        ):
            assert left_out not in page
        refused = send(bob, {})
        assert refused.status_code == 422
        assert nothing in html.unescape(refused.text)
    assert sandbox.transaction(lease).parties[1].state == "pending"


def test_what_a_disabled_field_holds_stays(sandbox, account):
    paper = of_two()
    paper["approvals"][0]["fields"].append(
        {**INPUT, "id": "note", "name": "Note", "subtype": "TEXTFIELD", "value": "Hi"}
    )
    for form, value in (
        ({}, "Hi"),
        ({"note": ""}, "Hi"),
        ({"pets": "X", "note": ""}, ""),
        ({"pets": "X", "note": "a"}, "a"),
    ):
        lease = leased(sandbox, account, rule("pets", "X", "note"), documents=[paper])
        with signer_of(sandbox, lease) as ann:
            assert send(ann, {f"{FIELD}{name}": text for name, text in form.items()}).status_code == 303
        assert pdf_fields(sandbox.signed_file(lease))["Note"] == value
        with esignlive.client_of(sandbox, account) as esl:
            summary = esl.get(f"/packages/{lease}/fieldSummary").json()
        assert [one["fieldValue"] for one in summary if one["fieldId"] == "note"] == ([value] if value else [])


@pytest.mark.parametrize(
    ("condition", "action"),
    [
        ("document['d'].field['f'].value=='X'", "document['d'].field['g'].disabled=false"),
        (" document['d'].field['f'].value  ==  'X' ", " document['d'].field['g'].disabled  =  false "),
    ],
)
def test_blanks_mean_nothing(condition, action):
    read = read_condition({"condition": condition, "action": action})
    assert read is not None
    assert (read.source, read.value, read.target, read.effect, read.on) == (
        ("d", "f"),
        "X",
        ("d", "g"),
        "disabled",
        False,
    )


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"condition": f"{named('f')}.value == 'X'"},
        {"condition": f"{named('f')}.value == 'X' || true", "action": f"{named('g')}.disabled = false"},
        {"condition": f"{named('f')}.value == X", "action": f"{named('g')}.disabled = false"},
        {"condition": f"{named('f')}.value == 'X'", "action": f"{named('g')}.disabled = maybe"},
        {"condition": 1, "action": []},
    ],
)
def test_other_forms_have_no_effect(body):
    assert read_condition(body) is None


def signers_of(sandbox, lease, document):
    report = pdf.verify_pdf(sandbox.signed_file(lease, document), [sandbox.ca_certificate])
    assert not report.problems
    return [one.signer.partition(" <")[0] for one in report.signatures if not one.is_seal]


def approval_of(sandbox, account, lease, key):
    with esignlive.client_of(sandbox, account) as esl:
        documents = esl.get(f"/packages/{lease}").json()["documents"]
    return next(one for document in documents for one in document["approvals"] if one["id"] == key)
