"""The mails of sessions: exactly these, to exactly these people, in this order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sandbox.mails import DAY, SANDY, addressed, alike, follow, mails_of

from .support import START, document, edit, signer

ANN, BOB = "seller1@example.com", "buyer1@example.com"
BOTH = ("Seller 1", "Buyer 1")
INVITED = [("invitation", ANN), ("invitation", BOB)]


class Steps:
    """What can happen to one session."""

    def __init__(self, sandbox, client, **info):
        self.sandbox, self.client = sandbox, client
        self.id = client.create(signers=BOTH, **info)

    def start(self):
        self.client.start(self.id)

    send = start

    def pause(self):
        edit(self.client, self.id)

    def ann(self):
        self.sandbox.sign(self.id, ANN)

    def bob(self):
        self.sandbox.sign(self.id, BOB)

    def ann_declines(self):
        self.sandbox.decline(self.id, ANN, "too dear")

    def expire(self):
        self.sandbox.clock.advance(10 * DAY)
        self.sandbox.transactions()

    def cancel(self):
        self.client.move(self.id, "cancel")

    def close(self):
        self.client.move(self.id, "close")

    def delete(self):
        self.client.call("DELETE", f"/v1/sessions/{self.id}")

    def purge(self):
        self.client.move(self.id, "purge")

    def purge_now(self):
        self.client.move(self.id, "purge", purgeNow="true")

    def invite_bob(self):
        body = {"signerList": [{"SignerId": self.signer(BOB)}], "signingSessionId": self.id, "returnURL": "https://x"}
        self.client.call("PUT", "/v1/signers/invite", body)

    def move_ann(self):
        self.change(ANN, EmailAddress="ann@new.example.com")

    def rename_ann(self):
        self.change(ANN, FirstName="Anna")

    def change(self, address, **members):
        changed = {"SignerId": self.signer(address), **members}
        body = {"username": self.client.username, "signingSessionId": self.id, "signers": [changed]}
        self.client.call("PUT", "/v1/signers", body)

    def add_cid(self):
        self.client.update(self.id, Signers=[signer("Witness", "cid@example.com")])

    def delegate(self):
        body = {"FirstName": "Dan", "LastName": "Elm", "EmailAddress": "dan@example.com"}
        self.client.steer(f"signers/{self.signer(ANN)}/delegate", **body)

    def signer(self, address):
        signers = self.client.get(self.id)["Signers"]
        return next(one["SignerId"] for one in signers if one["EmailAddress"] == address)


IN_TURN, SILENT, SUSPENDED = {"UseSequence": 1}, {"SendSignerInvites": False}, {"UseSequence": 2}
EXPIRES = {"ExpiresOn": "/Date(1772841600000)/"}
ALL = [("completion", ANN), ("completion", BOB), ("completion", SANDY)]


@alike
def test_who_gets_which_mail_as_elsewhere(sandbox, client, in_turn, steps, mails):
    follow(Steps(sandbox, client, **(IN_TURN if in_turn else {})), steps)
    assert mails_of(sandbox.outbox) == addressed(mails, ann=ANN, bob=BOB, owner=SANDY)


@pytest.mark.parametrize(
    ("info", "steps", "mails"),
    [
        ({}, "start start pause start", INVITED),
        (SILENT, "start", []),
        (SILENT, "start ann bob", ALL),
        (SILENT, "start invite_bob", [("invitation", BOB)]),
        (SUSPENDED, "start", []),
        ({}, "start invite_bob invite_bob", [*INVITED, ("invitation", BOB), ("invitation", BOB)]),
        ({}, "start move_ann", [*INVITED, ("invitation", "ann@new.example.com")]),
        ({}, "start rename_ann", INVITED),
        ({}, "start add_cid", [*INVITED, ("invitation", "cid@example.com")]),
        ({}, "start pause add_cid start", [*INVITED, ("invitation", "cid@example.com")]),
        ({"AllowDelegation": True}, "start delegate", [*INVITED, ("invitation", "dan@example.com")]),
        (EXPIRES, "start expire", [*INVITED, ("expiry", SANDY)]),
        ({}, "start ann cancel", [*INVITED, ("cancellation", BOB)]),
        ({}, "cancel", []),
        ({}, "start ann delete", [*INVITED, ("cancellation", BOB)]),
        ({}, "start ann close", [*INVITED, *ALL]),
        ({}, "start ann bob purge", [*INVITED, *ALL, ("purge", ANN), ("purge", BOB)]),
        ({}, "start ann bob purge_now", [*INVITED, *ALL]),
        ({}, "start cancel purge", [*INVITED, ("cancellation", ANN), ("cancellation", BOB)]),
        ({"OwnerEmail": "desk@example.com"}, "start ann_declines", [*INVITED, ("decline", "desk@example.com")]),
    ],
)  # fmt: skip
def test_who_gets_which_mail(sandbox, client, info, steps, mails):
    happening = Steps(sandbox, client, **info)
    follow(happening, steps)
    assert mails_of(sandbox.outbox) == mails


@pytest.mark.parametrize(
    ("switches", "steps", "mails"),
    [
        ({"completion_mail": "owner"}, "start ann bob", [("completion", SANDY)]),
        ({"completion_mail": "none"}, "start ann bob", []),
        ({"end_mail": "everyone"}, "start ann_declines", [("decline", BOB), ("decline", SANDY)]),
        ({"end_mail": "none"}, "start ann_declines", []),
        ({"cancellation_mail": "none"}, "start cancel", []),
    ],
)
def test_the_switches_say_who_else(sandbox, client, switches, steps, mails):
    client.switch(**switches)
    happening = Steps(sandbox, client)
    follow(happening, steps)
    assert [mail for mail in mails_of(sandbox.outbox) if mail[0] != "invitation"] == mails


@pytest.mark.parametrize(
    ("options", "attachments", "linked"), [({"EmailOptions": 0}, (), 1), ({"EmailOptions": 3}, ("lease.pdf",), 0)]
)
def test_copies_have_links_or_the_documents(sandbox, client, options, attachments, linked):
    client.switch(completion_mail="none")
    happening = Steps(sandbox, client, CopyTo="cy@example.com, di@example.com", **options)
    follow(happening, "start ann bob")
    copies = sandbox.outbox.mails(kind="completion")
    assert [mail.to for mail in copies] == ["cy@example.com", "di@example.com"]
    assert {(mail.attachments, len(mail.links)) for mail in copies} == {(attachments, linked)}


class TestReminders:
    @pytest.mark.parametrize("steps", [[12], [3, 3, 3, 3], [1] * 12], ids=["at once", "in steps", "day by day"])
    def test_they_come_until_the_end_at_their_time(self, sandbox, client, steps):
        client.start(client.create(signers=BOTH, **IN_TURN, ReminderFrequencyDays=1, **EXPIRES))
        for days in steps:
            sandbox.clock.advance(days * DAY)
            sandbox.transactions()
        mails = [(str(mail.kind), mail.to, mail.time - START) for mail in sandbox.outbox]
        expiry = timedelta(days=2, hours=18, minutes=53, seconds=53)
        assert mails == [
            ("invitation", ANN, timedelta()),
            ("reminder", ANN, DAY),
            ("reminder", ANN, 2 * DAY),
            ("expiry", SANDY, expiry),
        ]

    @pytest.mark.parametrize(
        ("info", "steps", "reminded"),
        [
            ({}, "start", []),
            ({"ReminderFrequencyDays": 0}, "start", []),
            ({"ReminderFrequencyDays": 6}, "", []),
            ({"ReminderFrequencyDays": 6}, "start", [ANN, BOB]),
            ({"ReminderFrequencyDays": 6}, "start ann", [BOB]),
            ({"ReminderFrequencyDays": 6}, "start ann bob", []),
            ({"ReminderFrequencyDays": 6}, "start pause", []),
            ({"ReminderFrequencyDays": 6}, "start pause start", [ANN, BOB]),
            ({"ReminderFrequencyDays": 6}, "start cancel", []),
            ({"ReminderFrequencyDays": 6, **SILENT}, "start", []),
            ({"ReminderFrequencyDays": 6, **SILENT}, "start invite_bob", [BOB]),
        ],
    )
    def test_who_has_been_invited_and_is_due_is_reminded(self, sandbox, client, info, steps, reminded):
        happening = Steps(sandbox, client, **info)
        follow(happening, steps)
        sandbox.clock.advance(10 * DAY)
        assert mails_of(sandbox.outbox, kind="reminder") == [("reminder", to) for to in reminded]

    def test_another_frequency_counts_from_its_change(self, sandbox, client):
        session = client.create(ReminderFrequencyDays=4)
        client.start(session)
        sandbox.clock.advance(DAY)
        client.update(session, SessionInfo={"ReminderFrequencyDays": 2})
        sandbox.clock.advance(5 * DAY)
        assert [mail.time - START for mail in sandbox.outbox.mails(kind="reminder")] == [3 * DAY, 5 * DAY]


class TestWords:
    def test_a_signer_has_a_subject_and_a_message(self, sandbox, client):
        signers = [
            signer("Seller 1", ANN, SignerEmailSubject="Your lease", SignerEmailMessage="Dear Ann,\nsign."),
            signer("Buyer 1", BOB),
        ]
        info = {"Title": "Lease", "Description": "To all:\nsign.", "OwnerSignature": "The desk"}
        body = {"SessionInfo": info, "Documents": [document()], "Signers": signers}
        session = client.created(client.call("POST", "/v1/sessions", {"userName": client.username, "session": body}))
        client.start(session)
        ann, bob = sandbox.outbox.mails()
        assert (ann.subject, bob.subject) == ("Your lease", "Sandy Box asks you to sign: Lease")
        assert "Dear Ann,\nsign.\n\nThe desk" in ann.text
        assert "To all:\nsign.\n\nThe desk" in bob.text

    def test_the_day_of_a_purge_is_told(self, sandbox, client):
        happening = Steps(sandbox, client)
        follow(happening, "start ann bob purge")
        assert "2026-03-07" in sandbox.outbox.mails(kind="purge")[0].text
