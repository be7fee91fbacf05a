"""The signing page over HTTP: what each signer sees at each moment, and that each signs once."""

from __future__ import annotations

import html
import io
import json
import re
from contextlib import closing
from datetime import timedelta
from html.parser import HTMLParser

import pikepdf
import pytest

from esignkit.pdfium import open_pdf
from esignkit.sandbox import TransitionNotAllowed, pdf
from esignkit.sandbox.pdf.signing import SEAL_FIELD
from esignkit.sandbox.web.language import LANGUAGES
from esignkit.sandbox.web.signing_texts import TEXTS, Texts
from tests import local_http
from tests.sandbox import esl as esignlive
from tests.sandbox.constellation1 import support as constellation1
from tests.sandbox.pdf.printed import printed
from tests.sandboxes import running_sandbox

from .support import DECLINE, PEOPLE, SERVICES, Signer, sent

sandbox = running_sandbox(scope="module")

services = pytest.mark.parametrize("service", SERVICES)
declining = pytest.mark.parametrize("service", ["esignlive", "constellation1"])


def signer_of(sandbox, transaction, number=0):
    provider = sandbox.transaction(transaction).provider
    return Signer(sandbox.signing_url(transaction, PEOPLE[provider][number]))


def signatures(sandbox, transaction):
    """How often somebody has signed: in the history, in the ledger and in the first document."""
    provider = sandbox.transaction(transaction).provider
    events = sandbox.work(lambda work: [event.kind for event in work.events(transaction)])
    entries = [one for one in sandbox.ledger(provider, "signing_page.sign") if one.transaction_id == transaction]
    with pikepdf.open(io.BytesIO(sandbox.signed_file(transaction))) as document:
        fields = document.Root.AcroForm.Fields
        signed = sum(one.FT == "/Sig" and "/V" in one and one.T != SEAL_FIELD for one in fields)
    return events.count("signed"), len(entries), signed


def heading(response):
    return html.unescape(re.search(r"<h1>(.*?)</h1>", response.text, re.DOTALL)[1])


def said(key, **values):
    return Texts("en")(key, **values)


@services
def test_two_people_sign_two_documents_one_after_the_other(sandbox, account, service):
    lease = sent(sandbox, account, service)
    with signer_of(sandbox, lease) as ann, signer_of(sandbox, lease, 1) as bob:
        page = ann.open()
        assert page.status_code == 200
        assert "Agreement" in page.text
        assert "Annex" in page.text
        if service != "ignisign":  # where all sign at the same time
            assert heading(bob.open()) == said("state_waiting")
            assert bob.send(form={"mode": "typed", "typed": "Bob", "consent": "yes"}).status_code == 303
            assert signatures(sandbox, lease)[0] == 0
        assert heading(ann.sign(typed="Ada Byron")) == said("state_signed")
        assert signatures(sandbox, lease) == (1, 1, 1)
        assert heading(bob.sign(typed="Robert")) == said("state_signed")
        assert signatures(sandbox, lease) == (2, 2, 2)
    assert sandbox.transaction(lease).stage == "completed"
    for document in sandbox.transaction(lease).documents:
        report = pdf.verify_pdf(sandbox.signed_file(lease, document.id), [sandbox.ca_certificate])
        assert not report.problems
        assert len(report.signatures) == 3


class TestOnce:
    @services
    def test_a_form_that_comes_again_changes_nothing(self, sandbox, account, service):
        lease = sent(sandbox, account, service)
        with signer_of(sandbox, lease) as ann:
            form = ann.form()
            for _ in range(3):
                response = ann.send(form)
                assert response.status_code == 303
                assert ann.http.get(ann.url.partition("/sign/")[0] + response.headers["location"]).status_code == 200
            assert signatures(sandbox, lease) == (1, 1, 1)
            assert ann.send({"reason": "late"}, "/decline").status_code == 303
        assert sandbox.transaction(lease).parties[0].state == "signed"

    @services
    @pytest.mark.parametrize("end", ["signed elsewhere", "cancelled", "expired"])
    def test_what_ends_while_the_page_is_open(self, sandbox, account, service, end):
        lease = sent(sandbox, account, service)
        with signer_of(sandbox, lease) as ann:
            form = ann.form()
            ends(sandbox, lease, end)
            before = signatures(sandbox, lease)
            assert ann.send(form).status_code == 303
            expected = {"signed elsewhere": "signed"}.get(end, end)
            assert heading(ann.open()) == said(f"state_{expected}")
        assert signatures(sandbox, lease) == before

    @declining
    def test_a_decline_ends_it_for_everybody(self, sandbox, account, service):
        lease = sent(sandbox, account, service, **DECLINE.get(service, {}))
        with signer_of(sandbox, lease) as ann, signer_of(sandbox, lease, 1) as bob:
            form = ann.form()
            assert said("decline") in ann.open().text
            assert ann.send({"reason": " <b>too</b> dear "}, "/decline").status_code == 303
            assert heading(ann.open()) == said("state_declined")
            assert heading(bob.open()) == said("state_ended")
            ann.send(form)
            ann.send({"reason": "again"}, "/decline")
        assert sandbox.transaction(lease).parties[0].reason == "<b>too</b> dear"
        assert signatures(sandbox, lease) == (0, 0, 0)
        assert len([one for one in sandbox.ledger(service, "signing_page.decline") if one.transaction_id == lease]) == 1

    @declining
    @pytest.mark.parametrize("form", [{}, {"reason": ""}, {"reason": " \r\n\t"}])
    def test_who_declines_says_why(self, sandbox, account, service, form):
        lease = sent(sandbox, account, service, **DECLINE.get(service, {}))
        with signer_of(sandbox, lease) as ann:
            page = ann.send(form, "/decline")
            assert page.status_code == 422
            assert said("no_reason") in page.text
            assert sandbox.transaction(lease).stage == "open"
            ann.sign()

    @pytest.mark.parametrize(
        ("ceremony", "form", "reason"),
        [
            ({"declineReasons": ["Too dear", "Too <late>"]}, {"choice": "Too <late>"}, "Too <late>"),
            ({"declineReasons": ["Too dear"]}, {"choice": "", "reason": "my own"}, "my own"),
            ({"declineReasons": ["Too dear"]}, {"reason": "my own"}, "my own"),
            ({"declineReasons": ["Too dear"]}, {"choice": "", "reason": " "}, None),
            ({"declineReasons": ["Too dear"], "disableDeclineOther": True}, {"choice": "Too dear"}, "Too dear"),
            ({"declineReasons": ["Too dear"], "disableDeclineOther": True}, {"choice": "x", "reason": "my own"}, None),
            ({"disableDeclineOther": True}, {"reason": "my own"}, None),
            ({}, {"choice": "Of the account"}, "Of the account"),
        ],
    )
    def test_reasons_to_choose_from(self, ceremony, form, reason, sandbox, account):
        with esignlive.client_of(sandbox, account) as esl:
            esl.post("/accountConfig/declineReasons/en", json=["Of the account"]).raise_for_status()
        settings = {"settings": {"ceremony": {"declineButton": True, **ceremony}}}
        lease = sent(sandbox, account, "esignlive", **settings)
        with signer_of(sandbox, lease) as ann:
            page = ann.open().text
            for offered in ceremony.get("declineReasons", ["Of the account"]):
                assert f'name="choice" value="{html.escape(offered)}"' in page
            assert ('name="reason"' in page) is not ceremony.get("disableDeclineOther", False)
            assert ann.send(form, "/decline").status_code == (422 if reason is None else 303)
        transaction = sandbox.transaction(lease)
        assert transaction.status == ("SENT" if reason is None else "DECLINED")
        assert transaction.parties[0].reason == (reason or "")

    def test_where_nobody_declines_nobody_is_asked(self, sandbox, account):
        lease = sent(sandbox, account, "ignisign")
        with signer_of(sandbox, lease) as ann:
            assert said("decline") not in ann.open().text
            ann.send({"reason": "no"}, "/decline")
            assert sandbox.transaction(lease).stage == "open"

    @pytest.mark.parametrize("ceremony", [{}, {"declineButton": False}, {"declineButton": None}])
    def test_esignlive_s_page_has_no_button_unless_the_package_says_so(self, sandbox, account, ceremony):
        lease = sent(sandbox, account, "esignlive", settings={"ceremony": ceremony})
        with esignlive.client_of(sandbox, account) as esl:
            answer = esl.get(f"/packages/{lease}").json()
        assert answer["settings"]["ceremony"]["declineButton"] is False
        with signer_of(sandbox, lease) as ann:
            assert said("decline") not in ann.open().text
        assert sandbox.decline(lease, PEOPLE["esignlive"][0]).stage == "declined"  # the owner of the sandbox still can


def ends(sandbox, lease, end):
    from esignkit.sandbox.domain import transitions

    def act(work):
        transaction = work.transaction(lease)
        if end == "cancelled":
            transitions.cancel(work, transaction)
        else:
            work.life_cycle(transaction).expire(work, transaction)

    if end == "signed elsewhere":
        sandbox.sign(lease, PEOPLE[sandbox.transaction(lease).provider][0])
    else:
        sandbox.work(act)


def test_a_draft_is_not_shown_for_signing(sandbox, account):
    lease = sent(sandbox, account, "esignlive")
    with signer_of(sandbox, lease) as ann, esignlive.client_of(sandbox, account) as esl:
        esl.put(f"/packages/{lease}", json={"status": "DRAFT"})
        assert heading(ann.open()) == said("state_draft")


class TestShown:
    """Nobody signs what the page in front of them has not shown."""

    @pytest.mark.parametrize("frozen", [False, True])
    def test_what_was_replaced_is_shown_before_it_is_signed(self, sandbox, account, frozen):
        lease = sent(sandbox, account, "esignlive")
        with signer_of(sandbox, lease) as ann, esignlive.client_of(sandbox, account) as esl:
            form = ann.form()
            if frozen:
                sandbox.clock.freeze()
            try:
                replaced(sandbox, esl, lease, pdf.write_pdf([["# Other terms"]]))
                page = ann.send(form)
            finally:
                sandbox.clock.resume()
            assert page.status_code == 409
            assert said("changed") in page.text
            assert signatures(sandbox, lease) == (0, 0, 0)
            ann.sign()
        assert signatures(sandbox, lease) == (1, 1, 1)

    def test_what_was_taken_back_and_sent_again_is_another_round(self, sandbox, account):
        lease = sent(sandbox, account, "esignlive")
        with signer_of(sandbox, lease) as ann, esignlive.client_of(sandbox, account) as esl:
            form = ann.form()
            esl.put(f"/packages/{lease}", json={"status": "DRAFT"})
            esignlive.send(esl, lease)
            assert ann.send(form).status_code == 409
            assert ann.send({**form, "shown": ""}).status_code == 409
            assert ann.send({key: value for key, value in form.items() if key != "shown"}).status_code == 409
        assert signatures(sandbox, lease) == (0, 0, 0)

    def test_a_signature_of_somebody_else_changes_nothing_of_it(self, sandbox, account):
        lease = sent(sandbox, account, "ignisign")  # where all sign at the same time
        with signer_of(sandbox, lease) as ann, signer_of(sandbox, lease, 1) as bob:
            form = bob.form()
            ann.sign()
            assert bob.send(form).status_code == 303
        assert signatures(sandbox, lease) == (2, 2, 2)


def replaced(sandbox, esl, lease, content):
    """Take a package back, put another file in the place of its first document, and send it again."""
    esl.put(f"/packages/{lease}", json={"status": "DRAFT"})

    def act(work):
        transaction = work.transaction(lease)
        transaction.documents[0].original = transaction.documents[0].pdf = work.put_blob(content)
        work.save(transaction)

    sandbox.work(act)
    esignlive.send(esl, lease)


class TestEntries:
    def test_what_was_filled_in_is_in_the_pdf_and_in_the_answers(self, sandbox, account):
        lease = sent(sandbox, account, "esignlive")
        field = "field:doc0/approval0/"
        with signer_of(sandbox, lease) as ann:
            changes = {f"{field}city": "Genève", f"{field}remarks": "one\r\ntwo", f"{field}country": "Germany"}
            ann.sign(**changes, typed="Ada", initials="A.B.")
        with esignlive.client_of(sandbox, account) as esl:
            approvals = esl.get(f"/packages/{lease}").json()["documents"][1]["approvals"]
            summary = esl.get(f"/packages/{lease}/fieldSummary").json()
        values = {one["id"]: one.get("value") for one in approvals[0]["fields"]}
        expected = {"city": "Genève", "news": "X", "monthly": "", "yearly": "X", "country": "Germany"}
        expected |= {"start": "2026-01-31", "remarks": "one\ntwo"}
        assert {key: values[key] for key in expected} == expected
        assert {one["fieldId"]: one["fieldValue"] for one in summary}["city"] == "Genève"
        fields = pdf_fields(sandbox.signed_file(lease))
        assert fields["City"] == "Genève"
        assert fields["Country"] == "Germany"
        assert (fields["News"], fields["Monthly"], fields["Yearly"]) == ("/Yes", "/Off", "/Yes")
        text = printed(sandbox.signed_file(lease))
        assert "Genève" in text
        assert "2026-01-31" in text

    def test_the_numbers_of_what_is_to_be_filled_in_begin_with_1(self, sandbox, account):
        with signer_of(sandbox, sent(sandbox, account, "esignlive")) as ann:
            page = ann.open().text
        shown = re.findall(r'class="pin pin-entry\d+"[^>]*>(\d+)<', page)
        assert [int(number) for number in shown] == [*range(1, len(shown) + 1)] != []
        assert re.findall(r'class="pin-number"[^>]*>(\d+)<', page) == shown
        assert len(set(re.findall(r'class="mark (mark-\w+)"', page))) == page.count('data-mark="') > 1

    def test_what_has_no_name_is_called_by_what_it_is_and_by_the_number_that_it_shows(self, sandbox, account):
        lease = sent(sandbox, account, "constellation1")
        with signer_of(sandbox, lease) as ann:
            page = html.unescape(ann.open().text)
        labels = re.findall(r'<label for="entry\d+"><span class="pin-number"[^>]*>(\d+)</span> ([^<]+?) *<', page)
        kinds = ["Text", "Check box", "Choice", "Choice", "List", "Date"]
        expected = [(str(number), f"{kind}, field {number}") for number, kind in enumerate(kinds, 1)]
        assert [one for one in labels if one in expected] == expected
        assert len({label for _, label in labels}) == len(labels)  # in the other documents, too
        assert re.findall(r'title="(\w+ \d)" data-mark', page)[:2] == ["Signature 1", "Initials 1"]

    def test_anchor_tags_are_filled_in(self, sandbox, account):
        lease = sent(sandbox, account, "constellation1")
        with signer_of(sandbox, lease) as ann:
            ann.sign()
        fields = pdf_fields(sandbox.signed_file(lease))
        assert fields["txt 2"] == "Oslo"
        assert (fields["chk 3"], fields["rdo 4-1"], fields["rdo 4-2"]) == ("/Yes", "/Off", "/Yes")
        assert (fields["ddl 5"], fields["d 6"]) == ("red", "2026-01-31")
        layout = pdf.read_layout(sandbox.signed_file(lease))
        (tag,) = pdf.find_text(sandbox.original_file(lease), ["<txt_req_Seller 1_150>"])["<txt_req_Seller 1_150>"]
        assert layout.places["txt 2"].box.left == pytest.approx(tag[0].box.left, abs=0.1)
        assert layout.places["txt 2"].box.top == pytest.approx(tag[0].box.top, abs=0.1)

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"field:doc0/approval0/city": ""}, said("missing", label="City")),
            ({"field:doc0/approval0/city": "x" * 21}, said("too long", label="City")),
            ({"field:doc0/approval0/remarks": "a#b"}, said("no match", label="Remarks")),
            ({"field:doc0/approval0/country": "Spain"}, said("not an option", label="Country")),
            ({"field:doc0/approval0/start": "31.1.2026"}, said("not a date", label="Start")),
            ({"group:doc0/rent": ""}, said("not an option", label="Monthly")),
            ({"group:doc0/rent": "doc9/x"}, said("not an option", label="Monthly")),
            ({"consent": ""}, said("no_consent")),
            ({"typed": "  "}, said("no_signature")),
            ({"mode": "drawn"}, said("no_signature")),
            ({"mode": "drawn", "strokes": "[]"}, said("no_signature")),
            ({"mode": "drawn", "strokes": "{"}, said("no_signature")),
            ({"mode": "drawn", "strokes": "[[[1]]]"}, said("no_signature")),
            ({"mode": "drawn", "strokes": "[[[NaN, 1]]]"}, said("no_signature")),
            ({"mode": "drawn", "strokes": '[[["a", "b"]]]'}, said("no_signature")),
            ({"mode": "drawn", "strokes": "7"}, said("no_signature")),
            ({"mode": "drawn", "strokes": f"[[[1{'0' * 400}, 0]]]"}, said("no_signature")),
            ({"mode": "drawn", "strokes": "[[[1e999, 0]]]"}, said("no_signature")),
            ({"mode": "drawn", "strokes": "[[[true, false]]]"}, said("no_signature")),
            ({"mode": "drawn", "strokes": '[{"ab": 1}]'}, said("no_signature")),
            ({"mode": "drawn", "strokes": "[" * 100_000}, said("no_signature")),
            ({"mode": "drawn", "strokes": json.dumps([[[0, 0]]] * 501)}, said("no_signature")),
        ],
    )
    def test_what_is_not_taken_is_said_and_nothing_is_lost(self, sandbox, account, changes, told):
        lease = sent(sandbox, account, "esignlive", names=["Agreement"])
        with signer_of(sandbox, lease) as ann:
            page = (
                ann.send(typed="Ada", **{"field:doc0/approval0/city": "Oslo", **changes})
                if "typed" not in changes
                else ann.send(**changes)
            )
            assert page.status_code == 422
            assert told in html.unescape(page.text)
            assert signatures(sandbox, lease) == (0, 0, 0)
            if "field:doc0/approval0/city" not in changes:
                assert 'value="Oslo"' in page.text
            ann.sign()

    def test_no_value_reaches_a_field_of_somebody_else(self, sandbox, account):
        lease = sent(sandbox, account, "esignlive", names=["Agreement"])
        sandbox.sign(lease)
        with signer_of(sandbox, lease, 1) as bob:
            bob.sign(**{"field:doc0/approval0/city": "Rome"})
        assert "City" not in {name for name, value in pdf_fields(sandbox.signed_file(lease)).items() if value == "Rome"}

    def test_a_service_that_does_not_take_the_signature_says_why(self, sandbox, account):
        with closing(constellation1.Client(account.constellation1)) as client:
            session = client.create(signers=[])
            mandatory = constellation1.signer("Seller 1", MandateDocUpload=True)
            client.update(session, Signers=[mandatory])
            client.start(session)
        with Signer(sandbox.signing_url(session)) as ann:
            page = ann.send()
            assert page.status_code == 409
            assert "has to upload a file first" in page.text
        assert signatures(sandbox, session) == (0, 0, 0)

    def test_the_owner_can_fill_in_too(self, sandbox, account):
        lease = sent(sandbox, account, "esignlive", names=["Agreement"])
        for values in ({"City": "x" * 21}, {"nothing": "x"}, {"News": "yes"}, {"Monthly": "X", "Yearly": "X"}):
            with pytest.raises(TransitionNotAllowed):
                sandbox.sign(lease, values=values)
        answer = local_http.post(
            f"{sandbox.url}/_sandbox/transactions/{lease}/sign",
            json={"values": {"City": "Bern", "doc0/approval0/news": "X"}},
        )
        assert answer.status_code == 200
        fields = pdf_fields(sandbox.signed_file(lease))
        assert (fields["City"], fields["News"]) == ("Bern", "/Yes")


def pdf_fields(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        fields = document.Root.AcroForm.Fields
        return {str(one.T): str(one.get("/V", "")) for one in fields if one.FT != "/Sig"}


class TestDrawn:
    @pytest.mark.parametrize("top", [0.2, 0.8])
    def test_a_drawn_line_is_in_the_pdf_where_it_was_drawn(self, sandbox, account, top):
        lease = sent(sandbox, account, "esignlive", names=["Agreement"], fields=False)
        before = pixels(sandbox.signed_file(lease))
        with signer_of(sandbox, lease) as ann:
            ann.sign(mode="drawn", strokes=json.dumps([[[0.1, top], [0.5, top], [0.9, top]]]))
        box = pdf.read_layout(sandbox.signed_file(lease)).places[name_of_signature(sandbox, lease)].box
        left, bottom, right, upper = pdf.pad_region(box.width, box.height)
        y = box.top + box.height - (upper - top * (upper - bottom))
        xs = [box.left + left + part * (right - left) for part in (0.12, 0.5, 0.88)]
        after = pixels(sandbox.signed_file(lease))
        for x in xs:
            assert dark(after, x, y)
            assert not dark(before, x, y)
        for x, other in ((xs[1], y + 6), (xs[1], y - 6), (box.left + left + 0.03 * (right - left), y)):
            assert not dark(after, x, other)

    def test_the_same_drawing_stands_in_further_places(self, sandbox, account):
        lease = sent(sandbox, account, "esignlive", names=["Agreement", "Annex"])
        with signer_of(sandbox, lease) as ann:
            ann.sign(mode="drawn", strokes="[[[0,0.5],[1,0.5]]]")
        for document in sandbox.transaction(lease).documents:
            content = sandbox.signed_file(lease, document.id)
            box = pdf.read_layout(content).places[name_of_signature(sandbox, lease)].box
            _, bottom, _, upper = pdf.pad_region(box.width, box.height)
            assert dark(pixels(content), box.left + box.width / 2, box.top + box.height - (upper + bottom) / 2)


def name_of_signature(sandbox, lease):
    transaction = sandbox.transaction(lease)
    return transaction.documents[0].fields[transaction.parties[0].id]


SCALE = 3


def pixels(content):
    with open_pdf(content, forms=True) as document:
        return document[0].render(scale=SCALE, grayscale=True).to_numpy().copy()


def dark(picture, x, y):
    row, column = round(y * SCALE), round(x * SCALE)
    return picture[row - 2 : row + 3, column - 2 : column + 3].min() < 140


class TestLanguages:
    def test_every_text_is_there_in_each_language(self):
        assert all(len(texts) == len(LANGUAGES) and all(texts) for texts in TEXTS.values())
        for texts in TEXTS.values():
            assert len({frozenset(re.findall(r"\{\w+\}", text)) for text in texts}) == 1

    @pytest.mark.parametrize(
        ("service", "more", "accepted", "language"),
        [
            ("esignlive", {"language": "fr"}, "de", "fr"),
            ("esignlive", {"language": "ja"}, "de", "de"),
            ("ignisign", {"language": "DE"}, "fr", "de"),
            ("constellation1", {}, "fr;q=0.9, de", "de"),
            ("constellation1", {}, "", "en"),
        ],
    )
    def test_the_service_decides_then_the_browser(self, sandbox, account, service, more, accepted, language):
        if service == "ignisign":
            account_profile_allows_languages(sandbox, account)
        lease = sent(sandbox, account, service, **more)
        with Signer(sandbox.signing_url(lease), accepted) as ann:
            page = ann.open()
            assert f'<html lang="{language}">' in page.text
            assert html.escape(Texts(language)("consent")) in page.text.replace("&#39;", "&#x27;")
            other = ann.http.get(ann.url + "?lang=en")
            assert '<html lang="en">' in other.text
            assert f'action="{ann.url.removeprefix(sandbox.url)}?lang=en"' in other.text


def account_profile_allows_languages(sandbox, account):
    def act(work):
        for profile in work.records("ignisign", "profile", account.tenant):
            changed = {**profile, "languageCanBeChanged": True}
            work.put_record("ignisign", "profile", str(profile["_id"]), changed, account.tenant)

    sandbox.work(act)


class TestAddresses:
    @services
    def test_a_token_opens_one_signers_page_only(self, sandbox, account, service):
        lease = sent(sandbox, account, service)
        with signer_of(sandbox, lease) as ann, signer_of(sandbox, lease, 1) as bob:
            assert ann.url != bob.url
            assert bob.url not in ann.open().text
            for wrong in (
                ann.url[:-2] + "xx",
                sandbox.url + "/sign/x",
                sandbox.url + "/sign/%00",
                sandbox.url + "/sign/é",
            ):
                for method in ("GET", "POST"):
                    response = local_http.request(method, wrong)
                    assert response.status_code == 404
                    assert heading(response) == said("unknown")

    @pytest.mark.parametrize(
        "path",
        [
            "documents/2",
            "documents/-1",
            "documents/x",
            "documents/..%2F0",
            "documents/0/pages/0",
            "documents/0/pages/9",
            "documents/²",
            "documents/" + "1" * 5_000,
            "documents/0/pages/" + "1" * 5_000,
            "documents/0/pages/-1",
        ],
    )
    def test_there_is_nothing_beside_the_documents(self, sandbox, account, path):
        with signer_of(sandbox, sent(sandbox, account, "esignlive")) as ann:
            assert ann.http.get(f"{ann.url}/{path}").status_code == 404

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "http://localhost:1"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
        ],
    )
    @pytest.mark.parametrize("path", ["", "/decline"])
    def test_a_foreign_page_can_send_nothing(self, sandbox, account, headers, path):
        lease = sent(sandbox, account, "esignlive")
        with signer_of(sandbox, lease) as ann:
            assert ann.http.post(ann.url + path, data=ann.form(reason="x"), headers=headers).status_code == 403
        assert sandbox.transaction(lease).stage == "open"
        assert signatures(sandbox, lease) == (0, 0, 0)

    def test_what_the_services_give_out_opens_it(self, sandbox, account):
        lease = sent(sandbox, account, "esignlive")
        opens = {}
        with esignlive.client_of(sandbox, account) as esl:
            opens["signing URL"] = esl.get(f"/packages/{lease}/roles/role0/signingUrl").json()["url"]
            body = {"packageId": lease, "signerId": "signer0"}
            token = esl.post("/authenticationTokens/signer/singleUse", json=body).json()["value"]
            opens["signer token"] = f"{sandbox.url}/esl/access?sessionToken={token}"
        with closing(constellation1.Client(account.constellation1)) as client:
            session = sent(sandbox, account, "constellation1")
            signer = client.get(session)["Signers"][0]["SignerId"]
            token = client.call("GET", f"/v1/signers/{signer}/token")["ReturnValue"]
            opens["invitation"] = f"{sandbox.url}/sign/{token}"
        for what, url in opens.items():
            with local_http.Client(follow_redirects=True) as browser:
                page = browser.get(url)
            assert said("consent") in page.text, what

    def test_signers_hand_over_only_where_the_service_says_so(self, sandbox, account):
        for in_person in (True, False):
            settings = {"ceremony": {"inPerson": in_person}}
            lease = sent(sandbox, account, "esignlive", settings=settings)
            with signer_of(sandbox, lease) as ann, signer_of(sandbox, lease, 1) as bob:
                page = ann.sign()
                assert (bob.url.removeprefix(sandbox.url) in page.text) is in_person
                assert (said("hand_over", name="Bob Ray") in page.text) is in_person

    def test_pictures_and_files_are_served(self, sandbox, account):
        with signer_of(sandbox, sent(sandbox, account, "esignlive")) as ann:
            picture = ann.http.get(f"{ann.url}/documents/1/pages/2", follow_redirects=True)
            assert "immutable" in picture.headers["cache-control"]
            assert picture.headers["content-type"] == "image/png"
            assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")
            file = ann.http.get(f"{ann.url}/documents/0")
            assert file.content.startswith(b"%PDF-")
            assert "attachment" in file.headers["content-disposition"]
            old = ann.http.get(f"{ann.url}/documents/1/pages/2?v=old")  # a browser would keep it for good
            assert (old.status_code, old.headers["location"]) == (303, str(picture.url).removeprefix(sandbox.url))
            for text in ("Ann Lee", "李", "<script>alert(1)</script>", "", "x" * 5_000):
                drawing = ann.http.get(f"{ann.url}/written.svg", params={"text": text})
                assert drawing.headers["content-type"] == "image/svg+xml"
                assert "<script" not in drawing.text


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    '" onfocus=alert(1) autofocus="',
    "<!--<script>alert(1)//-->",
    "\u2028\u202e</h1><iframe src=//evil.example>",
]


class Acting(HTMLParser):
    """The elements and attributes of a page that could act."""

    LINKS = {"href", "src", "action", "formaction", "data"}
    ELEMENTS = {"iframe", "object", "embed", "svg", "style", "base"}

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            is_foreign = name in self.LINKS and not re.match(r"[/#](?!/)", value or "")
            if name.startswith("on") or name == "style" or is_foreign:
                self.found.append((tag, name, value))
        is_own_script = dict(attrs).get("src", "").startswith("/_sandbox/static/")
        if tag in self.ELEMENTS or (tag == "script" and not is_own_script):
            self.found.append((tag, "", ""))


@pytest.mark.parametrize("payload", PAYLOADS)
@services
def test_nothing_that_people_write_acts_in_the_page(sandbox, account, service, payload):
    names = {"esignlive": (payload, "b"), "ignisign": (payload, "b"), "constellation1": (f"{payload}.pdf", "b.pdf")}
    lease = sent(sandbox, account, service, title=payload, names=names[service])

    def rename(work):
        transaction = work.transaction(lease)
        for party in transaction.parties:
            party.name = payload
        work.save(transaction)

    sandbox.work(rename)
    with signer_of(sandbox, lease) as ann:
        form = {"shown": ann.form()["shown"], "typed": payload, "initials": payload, "reason": payload}
        shown = [ann.open(), ann.send(form)]
        assert [page.status_code for page in shown] == [200, 422]
        ann.send(typed=payload)
        shown.append(ann.open())
    for page in shown:
        assert Acting(page.text).found == []
        assert "49" not in re.findall(r"<h1>(.*?)</h1>", page.text)


def test_a_reader_of_tags_sees_what_acts():
    assert [Acting(payload).found != [] for payload in PAYLOADS[:3]] == [True] * 3


def test_the_clock_ends_it_too(sandbox, account):
    lease = sent(
        sandbox, account, "esignlive", due=(sandbox.clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    )
    with signer_of(sandbox, lease) as ann:
        form = ann.form()
        sandbox.clock.advance(4 * 24 * 3600)
        assert ann.send(form).status_code == 303
        assert heading(ann.open()) == said("state_expired")
    assert signatures(sandbox, lease) == (0, 0, 0)
