"""The outbox in a browser: the list with its search, one mail, and its HTML in a frame that can do nothing."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from esignkit.sandbox.domain.mails import MailKind
from esignkit.sandbox.domain.model import Document, Party, Transaction
from esignkit.sandbox.emulators import mailing
from esignkit.sandbox.emulators.esignlive.mails import SERVICE
from tests import local_http
from tests.sandbox import esl
from tests.sandbox.constellation1.support import Client as Constellation1Client
from tests.sandbox.ignisign.support import ANN, Application
from tests.sandboxes import running_sandbox

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
sandbox = running_sandbox(start=NOW, scope="module")


@pytest.fixture(scope="module")
def client(sandbox):
    with local_http.Client(base_url=sandbox.url) as client:
        yield client


@pytest.fixture(autouse=True)
def emptied(sandbox):
    sandbox.reset()


def write(sandbox, words="words", *, kind=MailKind.DECLINE, to="ann@example.com", number=0):
    """Have a service send a mail in which everything that people can choose is made of some words."""

    def send(work):
        digest = work.put_blob(b"%PDF-1.4")
        transaction = Transaction(
            f"t{number}", "esignlive", "default", "SENT", NOW, NOW, words,
            parties=[Party("p", words, to)], documents=[Document("d", words, current=digest)],
        )  # fmt: skip
        recipient = mailing.Recipient(words, to, "/sign/x", message=words, attached=True)
        facts = {"owner": words, "signer": words, "reason": words}
        mailing.send(work, SERVICE, transaction, kind, [recipient], facts, f"{number}")

    sandbox.work(send)
    return sandbox.outbox.mails()[-1]


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, and every address in it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.addresses = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, *sorted(name for name, _ in attributes)))
        self.addresses += [value for name, value in attributes if name in {"href", "src", "action"}]


PAYLOADS = [
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=javascript:alert(1)>",
    "javascript:alert(1)", "<a href=javascript:alert(1)>x</a>", "<body onload=alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>", "</textarea><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "<!--<script>alert(1)//-->", "]]><script>alert(1)</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "{{ 7 * 7 }}", "{% raw %}<script>", "{0.__class__}",
    "${alert(1)}", "<math><mtext><script>alert(1)</script>", "<base href=//evil.example>", "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><button>", "<object data=javascript:alert(1)>", "<link rel=stylesheet href=//evil.example>",
    '" onmouseover="alert(1)', "' style='x:expression(alert(1))", "`onload=alert(1)`", "%3Cscript%3Ealert(1)", "\u003cscript\u003e",
    "\uff1cscript\uff1e", "\u202e<script>", "<style>@import'//evil.example'</style>", "<template><script>alert(1)</script>",
]  # fmt: skip


PATHS = (
    "/console/outbox",
    "/console/outbox?q=",
    "/console/outbox/{}",
    "/console/outbox/{}/html",
    "/_sandbox/outbox/{}/html",
)


@pytest.fixture(scope="module")
def harmless(sandbox, client):
    """The elements of each page of a mail that says nothing special."""
    sandbox.reset()
    mail = write(sandbox)
    return {path: Skeleton(client.get(path.format(mail.id)).text).elements for path in PATHS}


class TestNothingIsRun:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_what_people_write_is_text_wherever_it_stands(self, sandbox, client, harmless, payload):
        mail = write(sandbox, payload)
        for path, elements in harmless.items():
            response = client.get(path.format(mail.id))
            page = Skeleton(response.text)
            assert page.elements == elements, path
            for address in page.addresses:
                assert address.startswith(("/", "#", "?", sandbox.url + "/")), address
            assert not any(name.startswith("on") for _, *names in page.elements for name in names)
        shown = client.get(
            "/console/outbox", params={"q": payload, "kind": payload, "service": payload, "tenant": payload}
        )
        known = {element for elements in harmless.values() for element, *_ in elements}
        assert {element for element, *_ in Skeleton(shown.text).elements} <= known
        message = email.message_from_bytes(sandbox.outbox.message(mail.id), policy=email.policy.default)
        assert message["subject"] == mail.subject
        (attachment,) = message.iter_attachments()
        assert attachment.get_content_type() == "application/pdf"

    def test_the_words_stand_there(self, sandbox, client):
        mail = write(sandbox, "<b>&\"'")
        assert "<p>Hello &lt;b&gt;&amp;&quot;&#x27;,</p>" in client.get(f"/console/outbox/{mail.id}/html").text
        assert "&lt;b&gt;&amp;&#34;&#39;" in client.get(f"/console/outbox/{mail.id}").text


def test_the_html_of_a_mail_may_do_nothing_but_open_its_links(sandbox, client):
    mail = write(sandbox, kind=MailKind.INVITATION)
    for path in (f"/console/outbox/{mail.id}/html", f"/_sandbox/outbox/{mail.id}/html"):
        response = client.get(path)
        assert response.text == mail.html
        policy = {part.split()[0]: part.split()[1:] for part in response.headers["content-security-policy"].split(";")}
        assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == ["'none'"]
        assert policy["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
        assert policy["frame-ancestors"] == ["'self'"]
        assert "script-src" not in policy
    page = client.get(f"/console/outbox/{mail.id}")
    assert f'src="/console/outbox/{mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


class TestList:
    def test_the_newest_is_first_and_a_search_finds(self, sandbox, client):
        write(sandbox, "Lease", to="ann@example.com", number=1)
        write(sandbox, "Garage", to="bob@example.com", number=2)
        text = client.get("/console/outbox").text
        assert text.index("Declined: Garage") < text.index("Declined: Lease")
        found = client.get("/console/outbox", params={"q": "BOB garage"}).text
        assert ("Declined: Garage" in found, "Declined: Lease" in found) == (True, False)
        assert "Nothing was found" in client.get("/console/outbox?q=nowhere").text
        assert "Declined: Lease" in client.get("/console/outbox?q=t1").text
        assert "Declined: Garage" not in client.get("/console/outbox?q=t1").text
        assert "Nothing was found" in client.get("/console/outbox?kind=expiry").text

    def test_an_empty_outbox_says_so(self, client):
        assert "No mail has been sent yet" in client.get("/console/outbox").text

    def test_fifty_are_on_a_page(self, sandbox, client):
        for number in range(51):
            write(sandbox, f"Lease {number:02}", number=number)
        first = client.get("/console/outbox?q=lease").text
        assert ("1 to 50 of 51" in first, "Lease 50" in first, "Lease 00" in first) == (True, True, False)
        assert 'href="?q=lease&amp;page=2"' in first
        second = client.get("/console/outbox?q=lease&page=2").text
        assert ("51 to 51 of 51" in second, "Declined: Lease 00" in second) == (True, True)
        assert 'href="?q=lease&amp;page=1"' in second

    @pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999", "page=2", "kind=x", "service=x",
                                       "q=" + "x" * 5000, "q=%ff%00"])  # fmt: skip
    def test_odd_queries_are_answered(self, sandbox, client, query):
        write(sandbox)
        assert client.get(f"/console/outbox?{query}").status_code == 200

    @pytest.mark.parametrize("path", ["none", "none/html", "%00", "..%2f", "<script>"])
    def test_a_mail_that_is_not_there_is_answered_with_a_page(self, client, path):
        response = client.get(f"/console/outbox/{path}")
        assert (response.status_code, response.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert "<script>" not in response.text


def test_the_links_of_a_mail_work(sandbox, client):
    mail = write(sandbox, kind=MailKind.COMPLETION)
    page = client.get(f"/console/outbox/{mail.id}").text
    assert 'href="/sign/x"' in page
    assert mail.links == (f"{sandbox.url}/sign/x",)
    assert client.get(f"/_sandbox/outbox/{mail.id}/eml").status_code == 200


def esignlive(sandbox, account):
    with esl.client_of(sandbox, account) as client:
        return esl.sent(client)


def ignisign(sandbox, account):
    with Application(sandbox, account) as application:
        return application.published(signers=[ANN])


def constellation1(sandbox, account):
    client = Constellation1Client(account.constellation1)
    try:
        session = client.create()
        client.start(session)
        return session
    finally:
        client.close()


@pytest.mark.parametrize("service", [esignlive, ignisign, constellation1], ids=lambda service: service.__name__)
def test_the_link_of_an_invitation_opens_the_page_where_its_signer_signs(sandbox, client, service):
    transaction_id = service(sandbox, sandbox.create_account())
    invitation = sandbox.outbox.wait_for_mail(transaction_id=transaction_id, kind="invitation")
    page = client.get(invitation.links[0], follow_redirects=True)
    assert (page.status_code, "Lease" in page.text, invitation.to_name in page.text) == (200, True, True)
