"""The mails of packages: exactly these, to exactly these people, in this order."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.sandbox.esl import at, create, multipart, package, role, send
from tests.sandbox.mails import ANN, BOB, DAY, addressed, alike, follow, mails_of


@pytest.fixture
def outbox(sandbox, account):
    return sandbox.outbox.of(account.tenant)


@pytest.fixture
def owner(esl):
    return esl.get("/account/senders").json()["results"][0]["email"]


class Steps:
    """What can happen to one package."""

    def __init__(self, sandbox, esl, **members):
        self.sandbox, self.esl = sandbox, esl
        self.id = create(esl, **members)

    def send(self):
        send(self.esl, self.id)

    def send_again(self):
        assert self.esl.post(at(self.id), json={"status": "SENT"}).status_code == 400

    def draft(self):
        self.esl.put(at(self.id), json={"status": "DRAFT"}).raise_for_status()

    def ann(self):
        self.sandbox.sign(self.id, ANN)

    def bob(self):
        self.sandbox.sign(self.id, BOB)

    def ann_declines(self):
        self.sandbox.decline(self.id, ANN, "too dear")

    def ann_opts_out(self):
        self.act({"act": "opt_out", "signer": ANN, "message": "no"})

    def act(self, body):
        url = str(self.esl.base_url).removesuffix("/api/") + f"/_sandbox{at(self.id)}/signer"
        self.esl.post(url, json=body).raise_for_status()

    def expire(self):
        self.sandbox.clock.advance(40 * DAY)
        self.sandbox.transactions()

    def complete(self):
        self.esl.post(at(self.id), json={"status": "COMPLETED"}).raise_for_status()

    def notify(self):
        self.esl.post(at(self.id, "notifications"), json={"email": BOB, "message": "please"}).raise_for_status()

    def notify_role(self):
        self.esl.post(at(self.id, "roles", "role0", "notifications")).raise_for_status()

    def trash(self):
        self.esl.post(at(self.id), json={"trashed": True}).raise_for_status()

    def restore(self):
        self.esl.post(at(self.id), json={"trashed": False}).raise_for_status()

    def delete(self):
        self.esl.delete(at(self.id)).raise_for_status()

    def hand_on(self):
        to = {"firstName": "Cid", "lastName": "Fox", "email": "cid@example.com"}
        self.act({"act": "reassign", "signer": ANN, "to": to})

    def move_ann(self):
        signer = {**role(0)["signers"][0], "email": "ann@new.example.com"}
        self.esl.put(at(self.id, "roles", "role0"), json={"signers": [signer]}).raise_for_status()

    def rename_ann(self):
        signer = {**role(0)["signers"][0], "lastName": "Ray"}
        self.esl.put(at(self.id, "roles", "role0"), json={"signers": [signer]}).raise_for_status()


IN_TURN = {"roles": [role(0, index=0), role(1, index=1)]}
BY_HAND = {"autocomplete": False}
SIGNING, ALL = [("invitation", ANN), ("invitation", BOB)], [("completion", ANN), ("completion", BOB)]
OWNER = "owner"


@alike
def test_who_gets_which_mail_as_elsewhere(sandbox, esl, outbox, owner, in_turn, steps, mails):
    follow(Steps(sandbox, esl, **(IN_TURN if in_turn else {})), steps)
    assert mails_of(outbox) == addressed(mails, ann=ANN, bob=BOB, owner=owner)


@pytest.mark.parametrize(
    ("members", "steps", "mails"),
    [
        ({}, "send send_again", SIGNING),
        (BY_HAND, "send ann bob", [*SIGNING, ("ready", OWNER)]),
        (BY_HAND, "send ann bob complete", [*SIGNING, ("ready", OWNER), *ALL, ("completion", OWNER)]),
        ({}, "send ann_opts_out", [*SIGNING, ("decline", OWNER)]),
        ({"due": "2030-01-01"}, "send", SIGNING),
        ({}, "send draft send", [*SIGNING, *SIGNING]),
        (IN_TURN, "send ann draft send", [*SIGNING, ("invitation", ANN)]),
        ({}, "send notify notify", [*SIGNING, ("reminder", BOB), ("reminder", BOB)]),
        ({}, "send notify_role", [*SIGNING, ("reminder", ANN)]),
        ({}, "send trash restore trash delete", SIGNING),
        ({}, "send hand_on", [*SIGNING, ("invitation", "cid@example.com")]),
        ({}, "send move_ann", [*SIGNING, ("invitation", "ann@new.example.com")]),
        ({}, "send rename_ann", SIGNING),
    ],
)  # fmt: skip
def test_who_gets_which_mail(sandbox, esl, outbox, owner, members, steps, mails):
    happening = Steps(sandbox, esl, **members)
    follow(happening, steps)
    assert mails_of(outbox) == [(kind, owner if to == OWNER else to) for kind, to in mails]


@pytest.mark.parametrize(
    ("switches", "steps", "mails"),
    [
        ({"completion_mail": "sender"}, "send ann bob", [("completion", OWNER)]),
        ({"completion_mail": "none"}, "send ann bob", []),
        ({"end_mail": "everyone"}, "send ann_declines", [("decline", BOB), ("decline", OWNER)]),
        ({"end_mail": "none"}, "send ann_declines", []),
        ({"ready_mail": "none"}, "by_hand send ann bob", []),
        ({"withdrawal_mail": "signers"}, "send ann draft", [("cancellation", BOB)]),
        ({"withdrawal_mail": "signers"}, "send trash", [("cancellation", ANN), ("cancellation", BOB)]),
        ({"withdrawal_mail": "signers"}, "send delete", [("cancellation", ANN), ("cancellation", BOB)]),
        ({"withdrawal_mail": "signers"}, "delete", []),
    ],
)
def test_the_switches_say_who_else(sandbox, esl, switch, outbox, owner, switches, steps, mails):
    switch(**switches)
    happening = Steps(sandbox, esl, **(BY_HAND if "by_hand" in steps else {}))
    follow(happening, steps.removeprefix("by_hand"))
    got = [mail for mail in mails_of(outbox) if mail[0] != "invitation"]
    assert got == [(kind, owner if to == OWNER else to) for kind, to in mails]


class TestTime:
    @pytest.mark.parametrize("steps", [[35], [2, 3, 1, 29], [1] * 35], ids=["at once", "in steps", "day by day"])
    def test_reminders_and_expiry_come_in_their_order_at_their_time(self, sandbox, esl, outbox, owner, steps):
        start = sandbox.clock.now()
        due = start + timedelta(days=9)
        made = create(esl, **IN_TURN, due=f"{due:%Y-%m-%dT%H:%M:%SZ}")
        schedule = {"startInDaysDelay": 2, "intervalInDays": 3, "repetitionsCount": 4}
        esl.post(at(made, "reminders"), json=schedule).raise_for_status()
        send(esl, made)
        for days in steps:
            sandbox.clock.advance(days * DAY)
            sandbox.transactions()
        sent = [(str(mail.kind), mail.to, round((mail.time - start) / DAY)) for mail in outbox]
        assert sent == [
            ("invitation", ANN, 0),
            ("reminder", ANN, 2),
            ("reminder", ANN, 5),
            ("reminder", ANN, 8),
            ("expiry", owner, 9),
        ]

    def test_a_reminder_is_for_whose_turn_it_is_then(self, sandbox, esl, outbox):
        made = create(esl, **IN_TURN)
        esl.post(at(made, "reminders"), json={"startInDaysDelay": 2, "intervalInDays": 2, "repetitionsCount": 2})
        send(esl, made)
        sandbox.clock.advance(3 * DAY)
        sandbox.sign(made, ANN)
        sandbox.clock.advance(2 * DAY)
        sandbox.sign(made, BOB)
        sandbox.clock.advance(5 * DAY)
        assert mails_of(outbox, kind="reminder") == [("reminder", ANN), ("reminder", BOB)]

    def test_a_package_that_is_sent_anew_has_reminders_of_its_own_only(self, sandbox, esl, outbox):
        happening = Steps(sandbox, esl, roles=[role(0)], **one_signature())
        esl.post(at(happening.id, "reminders"), json={"startInDaysDelay": 5})
        happening.send()
        sandbox.clock.advance(DAY)
        happening.draft()
        happening.send()
        sandbox.clock.advance(4 * DAY + timedelta(minutes=1))
        assert mails_of(outbox, kind="reminder") == []
        sandbox.clock.advance(DAY)
        assert mails_of(outbox, kind="reminder") == [("reminder", ANN)]


def one_signature():
    return {"documents": package(1)["documents"]}


class TestWords:
    def test_the_package_and_the_role_have_words_of_their_own(self, esl, outbox):
        made = create(esl, roles=[role(0), role(1, emailMessage={"content": "For Bob\nalone"})], emailMessage="To all")
        send(esl, made)
        ann, bob = outbox.mails()
        assert "Message from Tenant Number" in ann.text
        assert ("To all" in ann.text, "For Bob\nalone" in bob.text, "To all" in bob.text) == (True, True, False)
        assert "For Bob<br>alone" in bob.html

    def test_a_notification_has_the_callers_words(self, sandbox, esl, outbox):
        happening = Steps(sandbox, esl, emailMessage="To all")
        happening.send()
        happening.notify()
        happening.notify_role()
        bob, ann = outbox.mails(kind="reminder")
        assert ("please" in bob.text, "To all" in bob.text, "To all" in ann.text) == (True, False, True)

    @pytest.mark.parametrize(
        ("members", "languages"),
        [
            ({"language": "fr"}, ["fr", "fr"]),
            ({"language": "de-CH"}, ["de", "de"]),
            ({"language": "ja"}, ["en", "en"]),
            ({"roles": [role(0, data={"localLanguage": "fr"}), role(1)], "language": "de"}, ["fr", "de"]),
        ],
    )
    def test_the_language_is_the_roles_then_the_packages(self, esl, outbox, members, languages):
        send(esl, create(esl, **members))
        mails = outbox.mails()
        assert [mail.language for mail in mails] == languages
        subjects = {"en": "asks you to sign", "fr": "vous invite à signer", "de": "bittet um Ihre Unterschrift"}
        assert all(subjects[mail.language] in mail.subject for mail in mails)

    def test_a_decline_tells_who_and_why(self, sandbox, esl, outbox):
        happening = Steps(sandbox, esl)
        happening.send()
        happening.ann_declines()
        (decline,) = outbox.mails(kind="decline")
        assert "Ann Lee has declined" in decline.text
        assert "Reason: too dear" in decline.text

    def test_a_signer_can_have_the_documents_mailed(self, sandbox, esl, outbox):
        ann = role(0)
        ann["signers"][0]["delivery"] = {"email": True}
        happening = Steps(sandbox, esl, roles=[ann, role(1)])
        follow(happening, "send ann bob")
        assert [mail.attachments for mail in outbox.mails(kind="completion")] == [("Agreement.pdf",), (), ()]

    def test_who_wants_an_sms_gets_no_mail(self, esl, outbox):
        ann = role(0)
        ann["signers"][0]["notificationMethods"] = {"primary": ["SMS"]}
        send(esl, create(esl, roles=[ann, role(1)]))
        assert mails_of(outbox) == [("invitation", BOB)]


def test_one_person_in_two_roles_has_two_links(esl, outbox):
    second = role(1)
    second["signers"] = [{**role(0)["signers"][0], "id": "again"}]
    send(esl, create(esl, roles=[role(0), second]))
    one, other = outbox.mails()
    assert (one.to, other.to) == (ANN, ANN)
    assert one.links != other.links


def test_users_are_invited_and_told_of_a_new_password(esl, outbox):
    user = {"email": "eve@example.com", "firstName": "Eve", "lastName": "Oak", "language": "fr"}
    made = esl.post("/account/senders", json=user).json()
    esl.post(f"/account/senders/{made['id']}/invite")
    esl.post(f"/account/senders/{made['id']}/resetpassword")
    assert mails_of(outbox) == [
        ("user_invitation", "eve@example.com"),
        ("user_invitation", "eve@example.com"),
        ("password_reset", "eve@example.com"),
    ]
    assert {mail.language for mail in outbox} == {"fr"}


def test_the_owner_is_told_of_a_callback_that_failed(sandbox, esl, account, outbox, owner, sink):
    esl.post("/callback", json={"url": sink.url, "key": "secret-key", "events": ["PACKAGE_CREATE"]})
    create(esl)
    sandbox.deliveries()
    assert mails_of(outbox) == []
    sink.status = 503
    made = multipart(esl, "/packages", package(), ("a.pdf", b"%PDF-1.4", "application/pdf"))
    assert made.status_code == 400
    made = create(esl)
    (failed,) = [one for one in sandbox.deliveries(transaction_id=made) if one.tenant == account.tenant]
    (mail,) = outbox.mails()
    assert (mail.kind, mail.to, mail.transaction_id) == ("webhook_failure", owner, made)
    assert json.dumps(failed.body, indent=2) in mail.text
    assert "HTTP 503" in mail.text
    assert "secret-key" not in mail.text
    sandbox.webhooks.resend(failed.id)
    sandbox.deliveries()
    assert len(outbox) == 2
