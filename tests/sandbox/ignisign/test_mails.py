"""The mails of signature requests: exactly these, to exactly these people, in this order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from esignkit.sandbox import pdf
from tests.sandbox.mails import ANN, BOB, mails_of

from .support import ADVANCED, ASKED, EMBEDDED, SIMPLE, Application
from .support import ANN as ANN_INPUTS
from .support import BOB as BOB_INPUTS

INVITED = [("invitation", ANN), ("invitation", BOB)]
ALL = [("completion", ANN), ("completion", BOB)]


@pytest.fixture
def outbox(sandbox, account):
    return sandbox.outbox.of(account.tenant)


def follow(app, request_id, steps):
    """Let things happen to a request."""
    for step in steps.split():
        if step == "publish":
            app.publish(request_id)
        elif step == "again":
            assert app.call("POST", f"signature-requests/{request_id}/publish", {}).status_code == 400
        elif step == "close":
            app.ok("POST", f"signature-requests/{request_id}/close", {})
        else:
            app.sandbox.sign(request_id, {"ann": ANN, "bob": BOB}[step])


@pytest.mark.parametrize(
    ("profile", "steps", "mails"),
    [
        (SIMPLE, "", []),
        (SIMPLE, "publish", INVITED),
        (SIMPLE, "publish again", INVITED),
        (SIMPLE, "publish ann", INVITED),
        (SIMPLE, "publish ann bob", [*INVITED, *ALL]),
        (SIMPLE, "publish close", [*INVITED, ("cancellation", ANN), ("cancellation", BOB)]),
        (SIMPLE, "publish close close", [*INVITED, ("cancellation", ANN), ("cancellation", BOB)]),
        (SIMPLE, "publish ann close", [*INVITED, *ALL]),
        (SIMPLE, "close", []),
        (EMBEDDED, "publish ann bob", []),
        (EMBEDDED, "publish close", []),
    ],
)
def test_who_gets_which_mail(app, outbox, profile, steps, mails):
    follow(app, app.ready(profile), steps)
    assert mails_of(outbox) == mails


@pytest.mark.parametrize(
    ("switches", "profile", "steps", "mails"),
    [
        ({"completion_mail": "none"}, SIMPLE, "publish ann bob", []),
        ({"completion_mail": "everyone"}, EMBEDDED, "publish ann bob", ALL),
        ({"end_mail": "none"}, SIMPLE, "publish close", []),
    ],
)
def test_the_switches_say_who_else(app, outbox, switches, profile, steps, mails):
    app.switch(**switches)
    follow(app, app.ready(profile), steps)
    assert [mail for mail in mails_of(outbox) if mail[0] != "invitation"] == mails


def test_recipients_get_a_copy_with_the_proofs(app, outbox):
    profiles = app.profiles()
    with_recipients = next((n for n, one in enumerate(profiles) if one.get("recipientEnabled")), EMBEDDED)
    request_id = app.ready(with_recipients, recipients=["cy@example.com"], **inputs(app, with_recipients))
    follow(app, request_id, "publish ann bob")
    copy = outbox.mails(to="cy@example.com")[0]
    assert copy.kind == "completion"
    page = app.http.get(copy.links[0])
    assert (page.status_code, "proof" in page.text.lower()) == (200, True)


def inputs(app, profile):
    """Signers who give what a profile wants."""
    more = {"phoneNumber": "+33612345678"} if profile >= ADVANCED else {}
    return {"signers": [{**ANN_INPUTS, **more}, {**BOB_INPUTS, **more}]}


def test_the_completion_waits_for_the_proofs(app, outbox):
    app.switch(proofs="reads", after_reads=1)
    request_id = app.ready()
    follow(app, request_id, "publish ann bob")
    assert mails_of(outbox) == INVITED
    app.context(request_id)
    assert mails_of(outbox) == [*INVITED, *ALL]


def test_a_person_is_asked_for_a_document_once(app, outbox):
    request_id = app.draft(ASKED)
    document_id = app.document(request_id, label="Passport")
    signers = [app.signer(**ANN_INPUTS)]
    app.update(request_id, title="Lease", documentIds=[document_id], signerIds=signers)
    ask = {"target": "USER", "documentId": document_id, "email": "eve@example.com", "firstName": "Eve"}
    app.ok("POST", f"documents/{document_id}/requests", ask)
    assert mails_of(outbox) == []
    app.publish(request_id)
    assert mails_of(outbox) == [("document_request", "eve@example.com")]
    assert "Passport" in next(iter(outbox)).text
    app.upload(document_id, pdf.sample_agreement())
    assert mails_of(outbox) == [("document_request", "eve@example.com"), ("invitation", ANN)]


@pytest.mark.parametrize(("steps"), [[3600], [1200, 1200, 1200]], ids=["at once", "in steps"])
def test_scheduled_and_expired(timed, timed_sandbox, clock, steps):
    start = clock.now()
    dates = {
        "diffusionMode": "SCHEDULED",
        "diffusionDate": (start + timedelta(minutes=10)).isoformat(),
        "expirationDateIsActivated": True,
        "expirationDate": (start + timedelta(minutes=30)).isoformat(),
    }
    timed.published(**dates)
    for seconds in steps:
        clock.advance(seconds)
        timed_sandbox.transactions()
    times = [(str(mail.kind), mail.to, (mail.time - start) / timedelta(minutes=1)) for mail in timed_sandbox.outbox]
    # The service looks for what has expired every five minutes: at 03:35:00 for 03:34:05.
    expired = 30 + 55 / 60
    assert times == [
        ("invitation", ANN, 10.0),
        ("invitation", BOB, 10.0),
        ("expiry", ANN, pytest.approx(expired)),
        ("expiry", BOB, pytest.approx(expired)),
    ]


@pytest.mark.parametrize(("language", "subject"), [("FR", "vous invite à signer"), ("DE", "bittet um"), ("EN", "asks")])
def test_the_language_is_the_requests(app, outbox, language, subject):
    app.published(language=language, signers=[ANN_INPUTS])
    (mail,) = outbox.mails()
    assert (mail.language, subject in mail.subject) == (language.lower(), True)


@pytest.mark.parametrize(
    ("mode", "by_ignisign", "mails"),
    [
        ("BY_SIDE", True, [("invitation", ANN), ("completion", ANN)]),
        ("BY_SIDE", False, [("invitation", ANN)]),
        ("EMBEDDED", True, []),
    ],
)
def test_in_api_4_the_signers_profile_decides(sandbox, account, outbox, mode, by_ignisign, mails):
    with Application(sandbox, account, "v4") as app:
        profiles = app.ok("GET", "A/signer-profiles")
        profile = next(one for one in profiles if one["integrationMode"] == mode)

        def change(work):
            changed = {**profile, "isEmailProofSentByIgnisign": by_ignisign}
            work.put_record("ignisign", "signer-profile", profile["_id"], changed, account.tenant)

        sandbox.work(change)
        request_id = app.ready(signers=[{**ANN_INPUTS, "signerProfileId": profile["_id"]}])
        follow(app, request_id, "publish ann")
    assert mails_of(outbox) == mails


def test_users_are_invited(app, outbox):
    invitation = app.ok("POST", "applications/{app}/users-invitations", {"email": "eve@example.com", "roles": {}})
    app.ok("POST", f"applications/{{app}}/users-invitations/{invitation['_id']}/resend", {})
    app.ok("PUT", f"applications/{{app}}/users-invitations/{invitation['_id']}", {"roles": {}})
    assert mails_of(outbox) == [("user_invitation", "eve@example.com")] * 2
