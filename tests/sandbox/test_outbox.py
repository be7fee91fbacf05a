"""The outbox: one mail for each occasion and recipient, found, waited for, read and kept."""

from __future__ import annotations

import email
import email.policy
import threading
from datetime import UTC, datetime, timedelta
from functools import partial

import anyio
import httpx
import pytest

from esignkit.sandbox import MailKind, MailTimeout, Sandbox, UnknownMail
from esignkit.sandbox.clock import SetClock
from esignkit.sandbox.domain.mails import Attachment, Letter, Link, Mailbox, MailFilter, Outgoing
from esignkit.sandbox.domain.model import transaction_from_json, transaction_to_json
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from tests import local_http
from tests.clocks import growth, stopwatch
from tests.sandboxes import emptied, running_sandbox

from .esl import at, client_of, create, role, send, sent
from .mails import ANN, BOB, DAY, SANDY, mails_of

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
running = running_sandbox(ESignLiveEmulator(), start=START, scope="module")


@pytest.fixture
def sandbox(running):
    return emptied(running, START)


@pytest.fixture
def http(sandbox):
    with local_http.Client(base_url=sandbox.url) as client:
        yield client


def post(sandbox, *, to=ANN, name="Ann Lee", subject="Lease", text="Sign it", occasion="", tenant="default", **more):
    """Send a mail as an emulator does; tell whether it was sent."""
    letter = Letter(subject, (text,), (Link("Read", "/console/outbox"),))
    kind = MailKind(more.pop("kind", "invitation"))
    mail = Outgoing(
        kind, occasion or f"{subject} {text}", Mailbox("eSignLive", "no@x.example"), Mailbox(name, to), letter
    )
    return sandbox.work(lambda work: work.mails.send("esignlive", tenant, mail))


class TestOneMail:
    @pytest.mark.parametrize(
        ("second", "is_sent"),
        [
            ({}, False),
            ({"to": "ANN@Example.com"}, False),
            ({"subject": "Other words"}, False),
            ({"to": BOB}, True),
            ({"occasion": "another"}, True),
            ({"kind": "reminder"}, True),
            ({"tenant": "another"}, True),
            ({"to": ""}, False),
            ({"to": "\r\n"}, False),
        ],
    )
    def test_there_is_one_for_an_occasion_and_a_recipient(self, sandbox, second, is_sent):
        assert post(sandbox, occasion="sent")
        assert post(sandbox, **{"occasion": "sent", **second}) == is_sent
        assert len(sandbox.outbox) == 1 + is_sent

    @pytest.mark.parametrize(("stage", "after_the_fault"), [("before-commit", 0), ("after-commit", 2)])
    def test_a_call_that_is_lost_has_sent_its_mails_or_none_and_the_next_sends_no_second_ones(
        self, sandbox, stage, after_the_fault
    ):
        with client_of(sandbox) as esl:
            made = create(esl)
            sandbox.faults.add("reset", "esignlive", "packages.move", stage=stage)
            with pytest.raises(httpx.TransportError):
                esl.post(at(made), json={"status": "SENT"})
            assert len(sandbox.outbox) == after_the_fault
            esl.post(at(made), json={"status": "SENT"})
        assert mails_of(sandbox.outbox) == [("invitation", ANN), ("invitation", BOB)]

    def test_many_at_once_send_one(self, sandbox):
        with client_of(sandbox) as esl:
            made = create(esl)
            threads = [threading.Thread(target=esl.post, args=(at(made),), kwargs={"json": {"status": "SENT"}})] * 1
            threads += [
                threading.Thread(target=esl.post, args=(at(made),), kwargs={"json": {"status": "SENT"}})
                for _ in range(5)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert mails_of(sandbox.outbox) == [("invitation", ANN), ("invitation", BOB)]


class TestFinding:
    @pytest.fixture(autouse=True)
    def three(self, sandbox):
        post(sandbox, subject="Lease of a flat", text="from May")
        post(sandbox, to=BOB, name="Bob Ray", subject="Lease of a GARAGE", text="from June", kind="reminder")
        post(sandbox, to=BOB, name="Bob Ray", subject="Straße", text="100% due_now", tenant="other")

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({}, [0, 1, 2]),
            ({"to": ANN}, [0]),
            ({"to": " Bob@Example.COM "}, [1, 2]),
            ({"to": "bob"}, []),
            ({"kind": "reminder"}, [1]),
            ({"kind": MailKind.INVITATION}, [0, 2]),
            ({"provider": "esignlive"}, [0, 1, 2]),
            ({"search": "lease"}, [0, 1]),
            ({"search": "LEASE garage"}, [1]),
            ({"search": "bob@"}, [1, 2]),
            ({"search": "ray may"}, []),
            ({"search": "STRASSE"}, [2]),
            ({"search": "%"}, [2]),
            ({"search": "e_n"}, [2]),
            ({"search": "   "}, [0, 1, 2]),
            ({"search": "'; DROP TABLE mails; --"}, []),
            ({"search": "\ud800"}, []),
            ({"to": "\ud800"}, []),
            ({"transaction_id": "none"}, []),
        ],
    )
    def test_in_python_and_over_http(self, sandbox, http, wanted, found):
        everything = sandbox.outbox.mails()
        assert sandbox.outbox.mails(**wanted) == [everything[number] for number in found]
        query = {"transaction" if name == "transaction_id" else name: str(value) for name, value in wanted.items()}
        if "\ud800" in "".join(query.values()):
            return  # no URL can hold it
        listed = http.get("/_sandbox/outbox", params=query).json()
        assert [one["id"] for one in listed] == [everything[number].id for number in found]

    def test_what_there_is_not_is_refused(self, sandbox, http):
        with pytest.raises(ValueError, match="kind 'invite'; the kinds are invitation, reminder"):
            sandbox.outbox.mails(kind="invite")
        with pytest.raises(ValueError, match="docusign"):
            sandbox.outbox.mails(provider="docusign")
        with pytest.raises(UnknownMail):
            sandbox.outbox.get("none")
        first = sandbox.outbox.mails()[0]
        for wanted, taken in [
            ({"after": "x"}, "after takes a mail of this outbox, not str"),
            ({"after": first.id}, "after takes a mail of this outbox, not str"),
            ({"to": [ANN]}, "to takes one text, not list"),
            ({"search": 7}, "search takes one text, not int"),
        ]:
            for look in (sandbox.outbox.mails, partial(sandbox.outbox.wait_for_mail, timeout=0)):
                with pytest.raises(TypeError, match=taken):
                    look(**wanted)
        for path, status in [
            ("?kind=invite", 400), ("?provider=docusign", 400), ("?limit=0", 400), ("?limit=x", 400),
            ("?limit=9999", 400), ("/none", 404), ("/none/html", 404), ("/none/eml", 404),
        ]:  # fmt: skip
            assert http.get(f"/_sandbox/outbox{path}").status_code == status, path
        assert len(http.get("/_sandbox/outbox?limit=1").json()) == 1

    def test_a_tenant_has_its_own(self, sandbox):
        mine, other = sandbox.outbox.of("default"), sandbox.outbox.of("other")
        assert (len(mine), len(other)) == (2, 1)
        (mail,) = other
        with pytest.raises(UnknownMail):
            mine.get(mail.id)
        assert other.get(mail.id) == mail
        assert repr(other) == "<outbox: invitation of esignlive to bob@example.com: Straße>"

    def test_a_search_takes_a_bounded_number_of_words(self, sandbox):
        assert sandbox.outbox.mails(search="lease " * 10_000 + "nowhere") == sandbox.outbox.mails(search="lease")

    def test_a_search_grows_no_faster_than_the_outbox(self, sandbox):
        def fill(work, count):
            for number in range(count):
                letter = Letter("Lease", ("Sign it, please. " * 10,))
                to = Mailbox("Ann", f"{number}@example.com")
                work.mails.send("esignlive", "default", Outgoing(MailKind.REMINDER, "x", Mailbox("", ""), to, letter))

        def search(count):
            words = MailFilter(search="no such words in any of these mails at all")
            return sandbox.work(lambda work: [work.mails.count(words) for _ in range(10)] if count else None)

        sandbox.work(lambda work: fill(work, 500))
        with stopwatch() as few:
            search(1)
        sandbox.work(lambda work: fill(work, 2000))
        with stopwatch() as many:
            search(1)
        assert many.seconds < 0.5 + 20 * few.seconds


class TestWaiting:
    def test_a_mail_that_is_there(self, sandbox):
        post(sandbox, subject="one")
        post(sandbox, subject="two")
        first = sandbox.outbox.wait_for_mail(to=ANN, timeout=0)
        assert first.subject == "one"
        assert sandbox.outbox.wait_for_mail(to=ANN, after=first, timeout=0).subject == "two"

    def test_a_mail_that_comes(self, sandbox):
        waiting = threading.Event()

        def come():
            waiting.wait(60)
            post(sandbox, to=BOB, subject="not this")
            post(sandbox, subject="this")

        thread = threading.Thread(target=come)
        thread.start()
        waiting.set()
        with stopwatch() as took:
            assert sandbox.outbox.wait_for_mail(to=ANN, kind="invitation").subject == "this"
        thread.join()
        assert took.seconds < 30

    def test_a_mail_that_the_clock_brings(self, sandbox):
        with client_of(sandbox) as esl:
            made = create(esl, due="2026-01-05")
            send(esl, made)
        timer = threading.Timer(0.05, sandbox.clock.advance, [9 * DAY])
        timer.start()
        assert sandbox.outbox.wait_for_mail(kind="expiry", transaction_id=made).to == SANDY
        timer.join()

    def test_what_does_not_come_is_told_with_what_came(self, sandbox):
        with pytest.raises(MailTimeout, match="no mail came within 0 s; there are no mails at all"):
            sandbox.outbox.wait_for_mail(timeout=0)
        post(sandbox)
        with pytest.raises(TimeoutError) as timeout:
            sandbox.outbox.wait_for_mail(to=BOB, kind="reminder", timeout=0.01)
        assert str(timeout.value) == (
            "no mail came within 0.01 s with to='bob@example.com', kind='reminder'; there is one mail:\n"
            "  invitation of esignlive to ann@example.com: Lease"
        )
        for number in range(30):
            post(sandbox, subject=f"mail {number}")
        with pytest.raises(TimeoutError) as timeout:
            sandbox.outbox.wait_for_mail(to=BOB, timeout=0)
        assert "there are 31 mails, of which these are the last 20:\n" in str(timeout.value)
        assert len(str(timeout.value).splitlines()) == 21

    def test_what_cannot_come_is_not_waited_for(self, sandbox):
        with pytest.raises(ValueError, match="the kinds are"):
            sandbox.outbox.wait_for_mail(kind="invite")

    @pytest.mark.anyio
    async def test_the_event_loop_goes_on_meanwhile(self, sandbox):
        async def come():
            await anyio.sleep(0)
            await anyio.to_thread.run_sync(lambda: post(sandbox, subject="this"))

        async with anyio.create_task_group() as group:
            group.start_soon(come)
            mail = await sandbox.outbox.async_wait_for_mail(to=ANN)
        assert mail.subject == "this"
        with pytest.raises(MailTimeout):
            await sandbox.outbox.async_wait_for_mail(to=BOB, timeout=0)

    @pytest.mark.anyio
    async def test_who_waits_can_be_cancelled(self, sandbox):
        with anyio.move_on_after(0.05) as scope:
            await sandbox.outbox.async_wait_for_mail(to=BOB, timeout=1)
        assert scope.cancelled_caught

    def test_a_sandbox_that_stops_keeps_nobody_waiting(self):
        ended = threading.Event()
        with Sandbox(emulators=[]) as sandbox:
            outbox = sandbox.outbox

            def wait():
                with pytest.raises((RuntimeError, TimeoutError)):
                    outbox.wait_for_mail(timeout=3600)
                ended.set()

            thread = threading.Thread(target=wait, daemon=True)
            thread.start()
        assert ended.wait(60)


class TestForms:
    def test_a_message_file_has_text_html_and_attachments(self, sandbox, http):
        content = b"%PDF-1.4 signed"

        def send_it(work):
            digest = work.put_blob(content)
            letter = Letter("Fertig: Vertrag für Zoë", ("Grüße",), (Link("Öffnen", "/x?a=1&b=2"),),
                            (Attachment("Vertrag für\r\nZoë.pdf", "application/pdf", digest),), "de")  # fmt: skip
            sender, to = Mailbox("eSignLive", "no-reply@x.example"), Mailbox("Zoë", "zoe@example.com")
            work.mails.send("esignlive", "default", Outgoing(MailKind.COMPLETION, "x", sender, to, letter))

        sandbox.work(send_it)
        (mail,) = sandbox.outbox
        assert (mail.attachments, mail.links) == (("Vertrag für Zoë.pdf",), (f"{sandbox.url}/x?a=1&b=2",))
        response = http.get(f"/_sandbox/outbox/{mail.id}/eml")
        assert response.headers["content-type"] == "message/rfc822"
        assert response.content == sandbox.outbox.message(mail.id)
        message = email.message_from_bytes(response.content, policy=email.policy.default)
        assert (message["subject"], message["to"], message["date"].datetime) == (
            "Fertig: Vertrag für Zoë", "Zoë <zoe@example.com>", START
        )  # fmt: skip
        assert f"Öffnen:\n{sandbox.url}/x?a=1&b=2" in message.get_body("plain").get_content().replace("\r\n", "\n")
        assert "a=1&amp;b=2" in message.get_body("html").get_content()
        (attachment,) = message.iter_attachments()
        assert (attachment.get_filename(), attachment.get_content()) == ("Vertrag für Zoë.pdf", content)

    def test_the_json_of_a_mail_has_all_its_members(self, sandbox, http):
        post(sandbox)
        (mail,) = sandbox.outbox
        shown = http.get(f"/_sandbox/outbox/{mail.id}").json()
        assert shown.keys() == {field.name for field in type(mail).__attrs_attrs__}
        assert (shown["text"], shown["html"], shown["links"]) == (mail.text, mail.html, list(mail.links))

    @pytest.mark.parametrize(
        "evil",
        ["a\r\nBcc: eve@example.com", "a\nBcc: eve@example.com", "a\rBcc: x", "a\x0bBcc: x", "a\x0cBcc: x",
         "=?utf-8?q?a=0ABcc:_x?=", "a\x85Bcc: x", "a\u2028Bcc: x", "a\u2029Bcc: x", "a\x00b", "\x1b[31m", "a\r\n\r\n<b>body</b>", "=?utf-8?q?=0A?=",
         "a, eve@example.com", '"a" <eve@example.com>', "a\ud800b", "x" * 2000, "a@b@c", "<>", "(comment)", ":;",
         "é@example.com", "ann@exämple.com", " ", "\t", "a\x1c\x1d\x1e\x1f"],
    )  # fmt: skip
    def test_no_header_can_be_made_of_what_people_write(self, sandbox, evil):
        assert post(sandbox, to=f"{evil}@example.com", name=evil, subject=evil, text=evil)
        (mail,) = sandbox.outbox
        for text in (mail.subject, mail.to, mail.to_name):
            assert len(text.splitlines()) <= 1
            assert text.isprintable()
        raw = sandbox.outbox.message(mail.id)
        message = email.message_from_bytes(raw, policy=email.policy.default)
        assert [name.lower() for name in message] == [
            "date", "from", "to", "subject", "message-id", "x-esignkit-kind", "mime-version", "content-type",
        ]  # fmt: skip
        assert len(message["to"].addresses) == 1
        assert message["to"].addresses[0].domain in {"example.com", "sandbox.invalid"}
        assert not message.defects
        assert not message["to"].defects
        assert message["subject"] == mail.subject.replace("=?", "= ?")


class TestKeeping:
    def test_a_reset_takes_them_and_a_tenants_reset_its_own(self, sandbox, http):
        other = sandbox.create_account().tenant
        post(sandbox)
        post(sandbox, tenant=other)
        assert http.post(f"/_sandbox/reset?tenant={other}").status_code == 200
        assert [mail.tenant for mail in sandbox.outbox] == ["default"]
        sandbox.reset()
        assert len(sandbox.outbox) == 0

    def test_a_restart_keeps_them_doubles_none_and_their_links_work(self, tmp_path):
        clock = SetClock(START)
        with Sandbox(data=tmp_path, clock=clock) as first, client_of(first) as esl:
            made = create(esl, due="2026-01-20", roles=[role(0, index=0), role(1, index=1)])
            esl.post(at(made, "reminders"), json={"startInDaysDelay": 2, "intervalInDays": 2, "repetitionsCount": 1})
            send(esl, made)
            clock.advance(3 * DAY)
            before = first.outbox.mails()
        with Sandbox(data=tmp_path, clock=SetClock(START + 3 * DAY)) as second:
            after = second.outbox.mails()
            assert [(one.id, one.time, one.subject) for one in after] == [
                (one.id, one.time, one.subject) for one in before
            ]
            assert after[0].links[0].startswith(second.url + "/sign/")
            second.clock.advance(30 * DAY)
            assert [(str(mail.kind), mail.to, (mail.time - START).days) for mail in second.outbox] == [
                ("invitation", ANN, 0),
                ("reminder", ANN, 2),
                ("reminder", ANN, 4),
                ("expiry", SANDY, 18),
            ]

    def test_the_mail_of_what_is_undone_is_not_there(self, sandbox):
        def fail(work):
            letter = Letter("Lease", ("x",))
            mail = Outgoing(MailKind.REMINDER, "x", Mailbox("", ""), Mailbox("", ANN), letter)
            work.mails.send("esignlive", "default", mail)
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            sandbox.work(fail)
        assert len(sandbox.outbox) == 0


class TestTime:
    def test_the_work_of_a_long_jump_grows_with_what_is_due(self, sandbox):
        """Ninety days with 1,000 packages take under a second on a machine of their own; here is the sample."""
        with client_of(sandbox) as esl:
            made = create(esl, due="2026-03-01", roles=[role(0, index=0), role(1, index=1)])
            send(esl, made)

        def packages(work, first, count):
            body = transaction_to_json(work.transaction(made))
            for number in range(first, first + count):
                work.save(transaction_from_json({**body, "id": f"copy-{number}"}))

        def jump(count):
            sandbox.clock.set(START)
            jump.first += count
            sandbox.work(lambda work: packages(work, jump.first, count))
            sandbox.clock.advance(90 * DAY)
            sandbox.work(lambda _: None)

        jump.first = 0
        import time

        assert growth(jump, 50, 200, clock=time.process_time) < 12

    def test_what_is_due_keeps_its_order_whoever_asks_for_it(self, sandbox):
        with client_of(sandbox) as esl:
            late, early = (create(esl, due=f"2026-01-{day:02}", roles=[role(0), role(1)]) for day in (20, 10))
            for made in (late, early):
                esl.post(at(made, "reminders"), json={"startInDaysDelay": 9})
                send(esl, made)
        sandbox.clock.advance(30 * DAY)
        later = [
            (mail.transaction_id, str(mail.kind), mail.time) for mail in sandbox.outbox if mail.kind != "invitation"
        ]
        assert [(one, kind) for one, kind, _ in later] == [
            (early, "expiry"), (late, "reminder"), (late, "reminder"), (late, "expiry"),
        ]  # fmt: skip
        assert [time for *_, time in later] == sorted(time for *_, time in later)

    def test_what_was_past_when_it_was_asked_for_happens_after_that(self, sandbox):
        with client_of(sandbox) as esl:
            sent(esl)
        sandbox.clock.set(START - timedelta(days=400))  # back in time: nothing is due, nothing breaks
        assert len(sandbox.outbox) == 2
