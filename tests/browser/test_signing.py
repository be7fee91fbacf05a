"""People sign in Chromium: typed and drawn, with the mouse and with the keyboard alone, one after the other."""

from __future__ import annotations

import base64
import json
import re
from itertools import pairwise

import pytest

from esignkit.pdfium import open_pdf
from esignkit.sandbox import pdf
from tests.browser.pictures import SCALE, check_picture
from tests.sandbox import esl
from tests.sandbox.web.support import DECLINE, PEOPLE, SERVICES, of_two, rule, sent
from tests.site import axe
from tests.site.browser import need, read

pytestmark = pytest.mark.timeout(120)

services = pytest.mark.parametrize("service", SERVICES)
PAINTED = """(one) => {
  const { data } = one.getContext("2d").getImageData(0, 0, one.width, one.height);
  const rows = [...Array(one.height).keys()].filter((y) => data.subarray(4 * y * one.width, 4 * (y + 1) * one.width).some(Boolean));
  return rows.at(-1) - rows[0];
}"""
"""How high what is drawn on a canvas is, in pixels."""
STROKE = [(0.1, 0.25), (0.5, 0.25), (0.9, 0.25)]


def address(sandbox, lease, number=0):
    return sandbox.signing_url(lease, PEOPLE[sandbox.transaction(lease).provider][number])


def opened(context, url):
    page = context.new_page()
    page.goto(url)
    return page


def signatures(sandbox, lease):
    provider = sandbox.transaction(lease).provider
    events = sandbox.work(lambda work: [event.kind for event in work.events(lease)])
    entries = [one for one in sandbox.ledger(provider, "signing_page.sign") if one.transaction_id == lease]
    report = pdf.verify_pdf(sandbox.signed_file(lease), [sandbox.ca_certificate], sealed=False)
    return events.count("signed"), len(entries), sum(not one.is_seal for one in report.signatures)


def fill(page):
    """Fill in with the mouse what has to be filled in."""
    for box in page.locator("input[id^=entry][type=text]").all():
        box.fill("Oslo")
    for box in page.locator("input[id^=entry][type=date]").all():
        box.fill("2026-01-31")
    for box in page.locator("input[id^=entry][type=radio]").all()[-1:]:
        box.check()
    for box in page.locator("select[id^=entry]").all():
        box.select_option(index=1)
    page.get_by_label("I agree").check()


def draw(page):
    page.get_by_label("Draw", exact=True).check()
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in STROKE]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def press_sign(page):
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("heading", name="You have signed").wait_for()


def sign_with_the_keyboard(page):
    """Go through the page with Tab alone, and write into what has the focus; Enter in the last one signs."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; return {tag: e.tagName, type: e.type, name: e.name || '', value: e.value || ''} }"
        )
        kind = focused["type"]
        if focused["name"] == "consent":
            page.keyboard.press("Space")
        elif kind == "submit":
            page.keyboard.press("Enter")
            break
        elif kind == "date":
            page.keyboard.type("01312026")
        elif (kind == "radio" and focused["name"] != "mode") or kind == "select-one":
            page.keyboard.press("ArrowDown")
        elif kind == "text" and focused["name"].startswith("field:"):
            page.keyboard.type("Oslo")
    page.get_by_role("heading", name="You have signed").wait_for()


@services
def test_two_people_sign_with_the_mouse_typed_and_drawn(sandbox, account, person, service):
    lease = sent(sandbox, account, service)
    ann = opened(person(), address(sandbox, lease))
    bob = opened(person(), address(sandbox, lease, 1))
    if service != "ignisign":  # where all sign at the same time
        assert bob.get_by_role("heading", name="It is not your turn yet").is_visible()
    fill(ann)
    draw(ann)
    press_sign(ann)
    bob.reload()
    fill(bob)
    bob.get_by_label("Your name as signature").fill("Robert")
    press_sign(bob)
    assert signatures(sandbox, lease) == (2, 2, 2)
    assert sandbox.transaction(lease).stage == "completed"
    first, second = sandbox.transaction(lease).documents
    for document in (first, second):
        assert not pdf.verify_pdf(sandbox.signed_file(lease, document.id), [sandbox.ca_certificate]).problems
    party = sandbox.transaction(lease).parties[0]  # the pad has the shape of the first place
    assert_drawn(sandbox.signed_file(lease, first.id), first.fields[party.id])


def assert_drawn(content, name):
    """The line is in the picture of the page where it was drawn on the pad, and nothing above it."""
    place = pdf.read_layout(content).place(name)
    box = place.box
    left, bottom, right, top = pdf.pad_region(box.width, box.height)
    scale = 4
    with open_pdf(content, forms=True) as document:
        picture = document[place.page].render(scale=scale, grayscale=True).to_numpy().copy()

    def dark(part_x, part_y):
        x, y = box.left + left + part_x * (right - left), box.top + box.height - (top - part_y * (top - bottom))
        row, column = round(y * scale), round(x * scale)
        return picture[row - 4 : row + 5, column - 2 : column + 3].min() < 140

    assert [dark(x, 0.25) for x in (0.15, 0.5, 0.85)] == [True] * 3
    assert not dark(0.5, 0.75)


@services
def test_two_people_sign_with_the_keyboard_alone(sandbox, account, person, service):
    lease = sent(sandbox, account, service)
    for number in (0, 1):
        sign_with_the_keyboard(opened(person(), address(sandbox, lease, number)))
    assert signatures(sandbox, lease) == (2, 2, 2)
    assert sandbox.transaction(lease).stage == "completed"


def test_without_script_a_signature_is_typed(sandbox, account, person):
    lease = sent(sandbox, account, "esignlive")
    page = opened(person(java_script_enabled=False), address(sandbox, lease))
    assert not page.get_by_label("Draw", exact=True).is_visible()
    fill(page)
    page.get_by_label("Your name as signature").fill("Ada")
    press_sign(page)
    assert signatures(sandbox, lease) == (1, 1, 1)


def test_fields_that_depend_on_others_follow_them(sandbox, account, person):
    conditions = [
        rule("news", "X", "remarks"),
        rule("remarks", "cat", "start"),
        rule("country", "France", "start", "required = true"),
        rule("news", "X", "initials0"),
    ]
    lease = sent(sandbox, account, "esignlive", conditions=conditions)
    page = opened(person(), address(sandbox, lease))
    news, remarks, start = (page.get_by_label(name) for name in ("News", "Remarks", "Start"))
    initials = page.locator("[data-mark=initials]")

    def state():
        return remarks.is_enabled(), start.is_enabled(), start.evaluate("one => one.required"), initials.is_visible()

    assert state() == (False, False, False, False)
    news.check()
    assert state() == (True, False, False, True)
    remarks.fill("cat")
    page.get_by_label("Country").select_option("France")
    assert state() == (True, True, True, True)
    news.uncheck()
    assert state() == (False, False, False, False)  # what a disabled field was filled with counts for nothing
    news.check()
    page.get_by_label("City").fill("Oslo")
    page.get_by_label("Monthly").check()
    start.fill("2026-01-31")
    page.get_by_label("I agree").check()
    press_sign(page)
    assert signatures(sandbox, lease) == (1, 1, 1)


def test_what_is_missing_is_said_and_what_was_entered_stays(sandbox, account, person):
    lease = sent(sandbox, account, "esignlive")
    page = opened(person(), address(sandbox, lease))
    fill(page)
    page.get_by_label("City").fill("Bergen")
    draw(page)
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert "type or draw it" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("City").input_value() == "Bergen"
    draw(page)
    press_sign(page)
    assert signatures(sandbox, lease) == (1, 1, 1)


def test_a_stroke_can_be_taken_back(sandbox, account, person):
    page = opened(person(), address(sandbox, sent(sandbox, account, "esignlive")))
    draw(page)
    kept = page.locator("[data-strokes]")
    one = kept.input_value()
    draw(page)
    assert len(kept.input_value()) > len(one)
    page.get_by_role("button", name="Undo").click()
    assert kept.input_value() == one
    page.get_by_role("button", name="Undo").click()
    assert kept.input_value() == ""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_pad_has_room_for_a_hand(sandbox, account, person, width):
    """What is drawn as high as the pad is goes into a low place whole, in the shape in which it was drawn."""
    lease = sent(sandbox, account, "esignlive", names=["Agreement"], fields=False)
    page = opened(person(viewport={"width": width, "height": 900}), address(sandbox, lease))
    page.get_by_label("Draw", exact=True).check()
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box["height"] >= 160
    assert page.locator(".mark canvas").count() == 0
    corners = [(20, 20), (20, box["height"] - 20), (100, box["height"] - 20)]
    page.mouse.move(box["x"] + corners[0][0], box["y"] + corners[0][1])
    page.mouse.down()
    for x, y in corners[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    page.mouse.up()
    assert page.locator(".mark canvas").bounding_box()["height"] >= (24 if width == 390 else 40)
    points = [point for stroke in json.loads(page.locator("[data-strokes]").input_value()) for point in stroke]
    page.evaluate("dispatchEvent(new Event('resize'))")  # as on a telephone whose address bar goes away
    assert pad.evaluate(PAINTED) == pytest.approx(box["height"] - 40, abs=8)
    across, down = ([point[axis] for point in points] for axis in (0, 1))
    assert (min(down), max(down)) == (0, 1)
    shape = float(pad.evaluate("one => getComputedStyle(one).getPropertyValue('--shape')"))
    drawn = (corners[2][0] - corners[0][0]) / (corners[1][1] - corners[0][1])
    assert (max(across) - min(across)) * shape == pytest.approx(drawn, rel=0.05)


def test_what_is_drawn_stays_when_the_window_changes(sandbox, account, person):
    page = opened(person(), address(sandbox, sent(sandbox, account, "esignlive")))
    draw(page)
    kept = page.locator("[data-strokes]").input_value()
    page.set_viewport_size({"width": 390, "height": 800})
    draw(page)
    first, _ = json.loads(page.locator("[data-strokes]").input_value())
    assert [point[0] for point in first] == pytest.approx([point[0] for point in json.loads(kept)[0]], abs=0.001)


class TestOnce:
    def test_a_double_click_signs_once(self, sandbox, account, person):
        lease = sent(sandbox, account, "esignlive")
        page = opened(person(), address(sandbox, lease))
        fill(page)
        page.get_by_role("button", name="Sign", exact=True).dblclick(no_wait_after=True)
        page.get_by_role("heading", name="You have signed").wait_for()
        assert signatures(sandbox, lease) == (1, 1, 1)

    def test_the_back_button_signs_no_second_time(self, sandbox, account, person):
        lease = sent(sandbox, account, "esignlive")
        page = opened(person(), address(sandbox, lease))
        fill(page)
        press_sign(page)
        page.go_back()
        page.wait_for_load_state()
        button = page.get_by_role("button", name="Sign", exact=True)
        if button.count():
            page.get_by_label("I agree").check()
            button.click()
        else:
            page.go_forward()
        page.get_by_role("heading", name="You have signed").wait_for()
        assert signatures(sandbox, lease) == (1, 1, 1)

    def test_two_tabs_sign_once(self, sandbox, account, person):
        lease = sent(sandbox, account, "esignlive")
        context = person()
        tabs = [opened(context, address(sandbox, lease)) for _ in range(2)]
        for tab in tabs:
            fill(tab)
        for tab in tabs:
            press_sign(tab)
        assert signatures(sandbox, lease) == (1, 1, 1)

    def test_what_expires_while_it_is_open_is_not_signed(self, sandbox, account, person):
        lease = sent(sandbox, account, "esignlive")
        page = opened(person(), address(sandbox, lease))
        fill(page)

        def expire(work):
            transaction = work.transaction(lease)
            work.life_cycle(transaction).expire(work, transaction)

        sandbox.work(expire)
        page.get_by_role("button", name="Sign", exact=True).click()
        page.get_by_role("heading", name="Expired").wait_for()
        assert signatures(sandbox, lease) == (0, 0, 0)


@pytest.mark.parametrize("service", ["esignlive", "constellation1"])
def test_somebody_declines_with_a_reason(sandbox, account, person, service):
    lease = sent(sandbox, account, service, **DECLINE.get(service, {}))
    page = opened(person(), address(sandbox, lease))
    page.get_by_text("Decline to sign").click()
    page.get_by_label("Reason").fill("Too dear")
    page.get_by_role("button", name="Decline", exact=True).click()
    page.get_by_role("heading", name="You have declined").wait_for()
    assert sandbox.transaction(lease).parties[0].reason == "Too dear"


def test_two_people_on_one_machine(sandbox, account, person):
    lease = sent(sandbox, account, "esignlive", settings={"ceremony": {"inPerson": True}})
    page = opened(person(), address(sandbox, lease))
    for name in ("Hand over to Bob Ray", None):
        fill(page)
        press_sign(page)
        if name is not None:
            page.get_by_role("link", name=name).click()
    assert signatures(sandbox, lease) == (2, 2, 2)


def pages_to_look_at(sandbox, account):
    """Every kind of page: the form of each service, and the states; each with what is to be done when it is open."""
    leases = {service: sent(sandbox, account, service) for service in SERVICES}
    signed = sent(sandbox, account, "esignlive")
    signed_url = address(sandbox, signed)
    sandbox.sign(signed)
    yield from ((service, address(sandbox, lease), None) for service, lease in leases.items())
    conditional = sent(
        sandbox, account, "esignlive", conditions=[rule("news", "X", "remarks"), rule("news", "X", "city")]
    )
    yield "conditional", address(sandbox, conditional), lambda page: page.get_by_label("Remarks").hover(force=True)
    ruled = {"conditions": [rule("pets", "X", "sig0")], "documents": [of_two()]}
    yield "ruled signature", address(sandbox, sent(sandbox, account, "esignlive", **ruled)), None
    unsignable = sent(sandbox, account, "esignlive", conditions=[rule("pets", "X", "sig1")], documents=[of_two()])
    sandbox.sign(unsignable)
    yield "nothing to sign", address(sandbox, unsignable, 1), None
    yield "drawing", address(sandbox, leases["esignlive"]), draw
    yield "problems", address(sandbox, leases["esignlive"]), send_too_little
    yield "waiting", address(sandbox, leases["esignlive"], 1), None
    yield "signed", signed_url, None
    yield "unknown", sandbox.url + "/sign/x", None


def send_too_little(page):
    page.evaluate("document.querySelector('.signing').noValidate = true")
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("alert").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_can_be_read_by_everybody(sandbox, account, person, scheme, width):
    need(axe.source(), "axe-core (npm)")
    found = {}
    context = person(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for name, url, act in pages_to_look_at(sandbox, account):
        page = opened(context, url)
        if act is not None:
            act(page)
        lines = axe.violations(page)
        lines += [] if page.evaluate("document.documentElement.scrollWidth") <= width else ["wider than the window"]
        lines += read(page).problems()
        if lines:
            found[name] = lines
        page.close()
    assert found == {}


def test_the_focus_goes_down_the_page(sandbox, account, person):
    """What is reached by Tab follows the order in which the page is read: documents, fields, signature, sign."""
    page = opened(person(), address(sandbox, sent(sandbox, account, "esignlive")))
    order = page.evaluate(
        "() => [...document.querySelectorAll('.signing a, .signing input, .signing select, .signing textarea, .signing button')]"
        ".filter(e => e.tabIndex >= 0 && e.offsetParent).map(e => e.name || e.textContent.trim())"
    )
    landmarks = ["Open as PDF", "field:doc0/approval0/city", "typed", "consent", "Sign"]
    assert all(order.index(one) < order.index(other) for one, other in pairwise(landmarks))
    assert page.evaluate("document.querySelectorAll('[tabindex]:not([tabindex=\"-1\"])').length") == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_focus_follows_the_document(width, sandbox, account, person):
    """From line to line and from left to right, whatever the order of the fields is; so do their numbers."""
    places = {"last": (420, 56), "right": (100, 300), "left": (104, 56), "after": (301, 300)}
    box = {"type": "INPUT", "page": 0, "height": 22, "width": 120, "subtype": "TEXTFIELD"}
    approval = esl.approval(0, top=300, left=56)
    approval["fields"] += [{**box, "id": one, "name": one, "top": y, "left": x} for one, (y, x) in places.items()]
    content = base64.b64encode(pdf.write_pdf([LEASE])).decode()
    document = {"id": "lease", "name": "Lease", "base64Content": content, "approvals": [approval]}
    with esl.client_of(sandbox, account) as client:
        body = {**esl.package(), "documents": [document]}
        lease = client.post("/packages", json=body).raise_for_status().json()["id"]
        esl.send(client, lease)
    page = opened(person(viewport={"width": width, "height": 900}), address(sandbox, lease))
    page.locator(".paper-head a").focus()
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.field || document.activeElement.dataset.mark"))
    assert [one.rpartition("/")[2] for one in reached] == ["left", "right", "signature", "after", "last"]
    assert page.locator(".pin").all_text_contents() == ["1", "2", "3", "4"]
    sheet, mark = [page.locator(one).bounding_box() for one in (".sheet", ".mark")]
    assert mark["y"] - sheet["y"] == pytest.approx(300 / 792 * sheet["height"], rel=0.08)


def test_every_control_has_a_name(sandbox, account, person):
    page = opened(person(), address(sandbox, sent(sandbox, account, "constellation1")))
    snapshot = page.locator("main").aria_snapshot()
    assert not re.findall(r"- (?:textbox|checkbox|radio|combobox|button|link)(?=$|:| \[)", snapshot, re.MULTILINE)


LEASE = [
    "# Lease of 5 Elm Street",
    "Between Ann Lee, who lets, and Bob Ray, who rents.",
    "",
    "## 1. The flat",
    "Second floor, two rooms, kitchen and bath. It is let unfurnished from the first of May.",
    "",
    "## 2. Rent",
    "The rent is 950 EUR a month, due on the first.",
    "How it is paid:",
    "",
    "",
    "## 3. Notice",
    "Either party may end the lease with three months' notice, in writing.",
]


def test_the_picture_in_readme(sandbox, account, person):
    box = {"type": "INPUT", "page": 0, "top": 222, "height": 22}
    fields = [
        {**box, "id": "bank", "name": "Bank", "subtype": "TEXTFIELD", "left": 56, "width": 190},
        {**box, "id": "way", "name": "Way", "subtype": "LIST", "left": 260, "width": 150, "validation": {"enum": ["Transfer", "Cheque"]}},
    ]  # fmt: skip
    approvals = [esl.approval(0, top=400, left=56), esl.approval(1, top=400, left=320)]
    approvals[0]["fields"] += fields
    content = base64.b64encode(pdf.write_pdf([LEASE])).decode()
    document = {"id": "lease", "name": "Lease", "base64Content": content, "approvals": approvals}
    with esl.client_of(sandbox, account) as client:
        body = {**esl.package(), "name": "Lease of 5 Elm Street", "documents": [document]}
        lease = client.post("/packages", json=body).raise_for_status().json()["id"]
        esl.send(client, lease)
    page = opened(person(device_scale_factor=SCALE, viewport={"width": 1000, "height": 900}), address(sandbox, lease))
    page.get_by_label("Bank").fill("Bank of Oslo")
    page.get_by_label("Way").select_option("Transfer")
    page.get_by_label("I agree").check()
    check_picture(page, "signing.webp")
