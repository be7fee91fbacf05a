"""The outbox in Chromium: the list and every kind of mail, on a telephone and a desk, light and dark."""

from __future__ import annotations

import pytest

from tests.sandbox.web.support import DECLINE, SERVICES, sent
from tests.site import axe
from tests.site.browser import need, read

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def mails(sandbox, account):
    """One mail of each kind that the services send."""
    for service in SERVICES:
        sandbox.sign_all(sent(sandbox, account, service, title="Lease of the house with the long name in Elm Street"))
    for service in DECLINE:
        sandbox.decline(sent(sandbox, account, service, **DECLINE[service]), reason="Too dear")
    return {str(mail.kind): mail for mail in sandbox.outbox.mails()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_can_be_read_by_everybody(sandbox, person, mails, scheme, width):
    need(axe.source(), "axe-core (npm)")
    assert {"invitation", "completion", "decline"} <= set(mails)
    paths = ["/console/outbox", "/console/outbox?q=lease&kind=invitation", "/console/outbox?q=nowhere"]
    paths += [f"/console/outbox/{mail.id}" for mail in mails.values()]
    page = person(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    found = {}
    for path in paths:
        page.goto(sandbox.url + path)
        if lines := axe.violations(page) + read(page).problems():
            found[path] = lines
    for key, mail in mails.items():
        page.goto("about:blank")
        page.set_content(mail.html)  # at its own address it may run no script, so axe-core neither
        if lines := axe.violations(page, axe.WCAG) + read(page).problems():  # a mail has no headings and landmarks
            found[key] = lines
    assert found == {}


def test_a_mail_shows_its_html_and_its_link_leads_to_the_signing_page(sandbox, account, person, mails):
    lease = sent(sandbox, account, "esignlive", title="One more lease")
    page = person().new_page()
    page.goto(sandbox.url + "/console/outbox")
    page.get_by_label("Search").fill(lease)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="One more lease").first.click()
    frame = page.frame_locator("iframe.mail")
    assert frame.get_by_text("not left this machine").is_visible()
    with page.context.expect_page() as opened:
        frame.get_by_role("link").click(modifiers=["Control"])
    opened.value.get_by_label("I agree").wait_for()
