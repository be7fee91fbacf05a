"""What a notebook shows: complete, escaped, without secrets, and without people where that is asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest

from esignkit import constellation1 as c1
from esignkit import display
from esignkit import esignlive as esl
from esignkit import ignisign as ign
from esignkit.agreements import PartyState, State, Status
from esignkit.core.endpoint import PLANNER
from esignkit.core.flow import Saved
from esignkit.core.model import Model
from esignkit.core.operation import Operation
from esignkit.core.paging import AsyncItems, Items, Page, Paging
from esignkit.display.privacy import is_personal
from esignkit.errors import ApiError, OutcomeUnknownError
from tests.tables import in_one_test
from tests.test_house import classes

EVIL = '<script>alert("1")</script><img src=x onerror=alert(1)>'
WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
packages: Any = esl.Packages(PLANNER)


@pytest.fixture(autouse=True)
def settings():
    yield display.settings
    display.settings.mask_personal_data = False
    display.settings.rows = 50


class Tags(HTMLParser):
    """Which elements and attributes a text really has, and whether they are closed in order."""

    VOID = frozenset({"br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)
        self.close()
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in self.VOID and tag not in ("circle", "line"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("circle", "line"):
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data + " "


def package(who: str = "Ada", **changes: object) -> esl.Package:
    signer = esl.Signer(first_name=who, last_name="Byron", email="ada@example.com", company="Engines Ltd")
    approval = esl.Approval(role="tenant", signed=WHEN, fields=[esl.Field(type=esl.FieldType.SIGNATURE)])
    values = {
        "id": "p1",
        "name": "Lease",
        "status": esl.PackageStatus.COMPLETED,
        "created": WHEN,
        "completed": WHEN,
        "roles": [esl.Role(id="tenant", name="tenant", signers=[signer])],
        "documents": [esl.Document(id="d1", name="Lease", approvals=[approval])],
    }
    return esl.Package(**{**values, **changes})


def test_a_model_is_a_table_of_what_is_set():
    shown = Tags(package()._repr_html_())
    assert {"table", "svg"} <= shown.seen
    for word in ("Package", "Lease", "COMPLETED", "2026-03-01 12:30:00 UTC", "ada@example.com", "Engines Ltd"):
        assert word in shown.words
    assert "description" not in shown.words
    assert "language" not in shown.words


EVERYWHERE = [
    package(EVIL, name=EVIL, id=EVIL, description=EVIL, data={EVIL: [EVIL]}),
    esl.Package(status=esl.PackageStatus(EVIL), id="x"),
    esl.Package(extra={EVIL: EVIL}),
    ign.SignatureRequestContext(
        id="r", status=ign.SignatureRequestStatus(EVIL), signers=[ign.SignerSummary(first_name=EVIL, signer_id=EVIL)]
    ),
    c1.Session(
        signing_session_id="s",
        session_info=c1.SessionInfo(title=EVIL),
        signers=[c1.Signer(first_name=EVIL, signer_role=EVIL, merge_field_mapping={EVIL: EVIL})],
    ),
    Page([package(EVIL), package(EVIL)], 2),
    Page([EVIL, {"a": EVIL}], None),
    ApiError(EVIL, operation=EVIL, code=EVIL, method=EVIL, path=EVIL, details={EVIL: EVIL}, request_id=EVIL),
    display.table([package(EVIL)]),
]


@pytest.mark.parametrize("one", EVERYWHERE, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("masked", [False, True])
def test_nothing_from_outside_becomes_an_element(one: object, masked: bool):
    display.settings.mask_personal_data = masked
    html = one._repr_html_()
    shown = Tags(html)
    assert not shown.seen & {"script", "img"}
    assert not any(name.startswith("on") for name in shown.attributes)
    if "alert" in shown.words:
        assert "&lt;script&gt;" in html


def test_secrets_are_hidden():
    info = c1.SessionInfo(title="Sale", password="CANARY")
    session = c1.Session(signing_session_id="s", session_info=info, signers=[c1.Signer(initials_image_base64="CANARY")])
    for html in (session._repr_html_(), Page([session, session])._repr_html_(), str(display.to_dicts([session]))):
        assert "CANARY" not in html
        assert "…" in html


def test_what_the_sdk_does_not_know_is_named_but_not_shown():
    html = esl.Package(id="p", extra={"brandNew": "CANARY"})._repr_html_()
    assert "brandNew: …" in html
    assert "CANARY" not in html


PEOPLE = ("Ada", "Byron", "ada@example.com", "Engines Ltd", "192.0.2.7", "1815-12-10")


def people() -> list[object]:
    context = ign.SignatureRequestContext(
        id="r",
        status=ign.SignatureRequestStatus.IN_PROGRESS,
        recipients=["ada@example.com"],
        signers=[ign.SignerSummary(signer_id="s1", first_name="Ada", last_name="Byron", email="ada@example.com")],
    )
    signer = c1.Signer(
        first_name="Ada", last_name="Byron", email_address="ada@example.com", merge_field_mapping={"Born": "1815-12-10"}
    )
    session = c1.Session(signing_session_id="s", session_info=c1.SessionInfo(owner_name="Ada"), signers=[signer])
    event = esl.AuditEvent(user="Ada Byron", user_email="ada@example.com", user_ip="192.0.2.7")
    log = c1.ActionLog(description="Signed", ip_address="192.0.2.7")
    error = ApiError("no user ada@example.com", details={"email": "ada@example.com", "code": "x"})
    party = PartyState(name="Ada Byron", email="ada@example.com", reason="Ada")
    state = State(
        id="a", service="esignlive", status=Status.OPEN, parties=(party,), reason="no, says Ada", native=signer
    )
    return [package(), context, session, event, log, error, Page([signer], 1), Page([event]), state, Page([state])]


@pytest.mark.parametrize("one", people(), ids=lambda one: type(one).__name__)
def test_people_are_masked_on_request(one: object):
    before = one._repr_html_()
    assert any(word in before for word in PEOPLE)
    display.settings.mask_personal_data = True
    after = one._repr_html_()
    assert not [word for word in PEOPLE if word in after]
    assert "•••" in after


PERSONAL = [
    (esl.Signer, "first_name last_name email phone company title"),
    (esl.FieldSummary, "field_value"),
    (esl.Field, "value"),
    (esl.Challenge, "question"),
    (esl.Address, "address1 city zipcode state country"),
    (esl.PackageDeclined, "message comment"),
    (esl.AuditEvent, "user user_email user_ip"),
    (esl.AttachmentVerificationResult, "extraction_result"),
    (c1.SignerStatusEvent, "declined_reason"),
    (c1.User, "job_title first_name"),
    (c1.SessionInfo, "owner_name owner_signature"),
    (ign.Signature, "certificate"),
    (PartyState, "name email reason"),
    (State, "reason"),
]


@pytest.mark.parametrize(("cls", "names"), PERSONAL, ids=lambda one: getattr(one, "__name__", ""))
def test_these_members_say_something_of_a_person(cls: type, names: str):
    known = {a.name for a in attrs.fields(cls)}
    missed = [name for name in names.split() if name not in known or not is_personal(name, cls)]
    assert not missed


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (esl.Package, "name"),
        (esl.Document, "name"),
        (esl.Package, "status"),
        (ign.SignatureRequest, "title"),
        (c1.SessionInfo, "title"),
        (ign.NotifiedError, "message"),
        (esl.CustomField, "name"),
    ],
    ids=str,
)
def test_these_say_what_a_thing_is(cls: type, name: str):
    assert not is_personal(name, cls)


def personal(cls: type) -> list[str]:
    return [a.name for a in attrs.fields(cls) if is_personal(a.name, cls) and a.name not in cls.SECRETS]


MODELS = [cls for cls in classes(Model) if personal(cls)]


@in_one_test("cls", MODELS, ids=lambda cls: f"{cls.__module__.split('.')[1]}.{cls.__name__}")
def test_no_way_to_show_a_model_shows_a_person(cls: type):
    names = personal(cls)
    one = cls(**dict.fromkeys(names, "CANARY"), extra={"email": "CANARY", "note": "of canary@example.com"})
    display.settings.mask_personal_data = True
    ways = (one._repr_html_(), Page([one, one])._repr_html_(), display.table([one])._repr_html_())
    assert not [way for way in ways if "CANARY" in way]
    for rows in (display.to_dicts([one]), Page([one]).to_dicts()):
        assert "CANARY" not in str(rows)
        assert "canary@" not in str(rows)
        assert {rows[0][name] for name in names} == {"•••"}
    assert "CANARY" in str(display.to_dicts([one], mask=False))
    display.settings.mask_personal_data = False
    assert "CANARY" not in str(display.to_dicts([one], mask=True))


IN_TEXTS = [
    "ada@example.com",
    "o'brien+lease@example.co.uk",
    "ada%40example.com",
    "+15145550100",
    "+1 (514) 555-0100",
    "+33 (0)6 12.34.56.78",
    "%2B15145550100",
]


@pytest.mark.parametrize("personal", IN_TEXTS)
def test_addresses_and_telephone_numbers_are_masked_wherever_they_stand(personal: str):
    display.settings.mask_personal_data = True
    one = package(name=f"Lease of {personal}", data={"note": f"ask {personal}", f"key {personal}": 1})
    nameless = esl.Role(id="r", name=personal)
    waiting = esl.Document(id="d", approvals=[esl.Approval(role="r")])
    shown = [
        one._repr_html_(),
        esl.Package(id="p", extra={personal: 1})._repr_html_(),
        Page([personal, f"({personal})"])._repr_html_(),
        str(display.timeline(esl.Package(id="p", roles=[nameless], documents=[waiting]))),
        Saved(3, path=f"of-{personal}.csv")._repr_html_(),
        str(display.to_dicts([one])),
        str(display.to_dicts([personal, f'"{personal}"', Path("folder", personal), {personal: [personal]}])),
        ApiError(f"nobody is called {personal}", details={personal: personal})._repr_html_(),
        str(packages.list(search=f"of {personal}").explain()),
        packages.list(search=personal).explain()._repr_html_(),
        str(packages.get(personal).explain()),
        str(packages.create(one, files=[(f"of {personal}.pdf", b"%PDF-1.4")]).explain()),
    ]
    local = escape(personal)
    assert not [text for text in shown if local in text or personal in text or "brien" in text or "555" in text]
    assert all("•••" in text for text in shown)


@pytest.mark.parametrize(
    "text",
    [
        "Lease 2026-03-01T12:30:00+00:00",
        "12:30:00 +0100",
        "1.0+20260301",
        "a+20260301.pdf",
        "2 + 1234567",
        "p@ss",
        "@example.com",
        "100 % 40 pages",
        "don't ask",
    ],
)
def test_what_only_looks_like_an_address_or_a_number_is_kept(text: str):
    assert display.to_dicts([text], mask=True) == [{"value": text}]


@pytest.mark.parametrize(
    ("part", "is_kept"),
    [("a'", True), ("+1 ", True), ("+123456 7", False), ("a.", True), ("%40", True), ("a@b.", False), ("a%40", True)],
)
def test_masking_takes_time_in_proportion_to_a_text(part: str, is_kept: bool):
    """It would take many minutes, were each place looked at to the end of the text."""
    text = part * 50_000
    assert (display.to_dicts([text], mask=True) == [{"value": text}]) is is_kept


def test_whether_somebody_gets_mail_is_no_secret():
    display.settings.mask_personal_data = True
    one = esl.Delivery(email=True, download=False)
    assert "True" in one._repr_html_()
    assert display.to_dicts([one])[0]["email"] is True


def test_masking_keeps_what_is_not_personal():
    display.settings.mask_personal_data = True
    shown = Tags(package()._repr_html_()).words
    for word in ("Lease", "COMPLETED", "p1", "2026-03-01"):
        assert word in shown


def test_a_page_has_a_row_for_each_item():
    html = Page([package(), package(name="Second")], 12)._repr_html_()
    assert "2 of 12" in html
    assert html.count("<tr") >= 3
    assert "Second" in html
    assert "none" in Page([], 0)._repr_html_() or "0 of 0" in Page([], 0)._repr_html_()


def test_long_tables_are_cut_and_say_so():
    display.settings.rows = 3
    html = Page([package(name=f"No {n}") for n in range(10)])._repr_html_()
    assert "No 2" in html
    assert "No 3" not in html
    assert "7 more rows" in html


def paging() -> Paging[esl.Package]:
    return Paging(
        Operation("packages.list", "GET", "/packages", lambda answer: Page([])), lambda operation, page, seen: None
    )


def test_lists_say_how_to_walk_them_and_fetch_nothing():
    def never(operation: object) -> Page[esl.Package]:
        raise AssertionError("a display made a call")

    html = Items(never, paging())._repr_html_()
    for word in ("packages.list", "for item in items", ".pages()", ".first()", ".all()", "to_dicts()"):
        assert word in html
    assert "async for item in items" in AsyncItems(never, paging())._repr_html_()


def test_an_error_says_what_is_known():
    error = OutcomeUnknownError(
        "the response was lost",
        operation="packages.create",
        provider="eSignLive",
        method="POST",
        path="/packages",
        attempts=1,
    )
    words = Tags(error._repr_html_()).words
    for word in ("OutcomeUnknownError", "the response was lost", "POST /packages", "look before you repeat it"):
        assert word in words


def labels(one: object) -> list[tuple[str, str]]:
    return [(step.label, step.state) for step in display.timeline(one).steps]


def role(n: str, first: str, signed: datetime | None) -> tuple[esl.Role, esl.Document]:
    person = esl.Signer(first_name=first, last_name="B")
    return (
        esl.Role(id=n, name=n, signers=[person]),
        esl.Document(id=n, name=n, approvals=[esl.Approval(role=n, signed=signed)]),
    )


def both(status: str, *signed: datetime | None, **changes: object) -> esl.Package:
    made = [role(str(n), f"Nr{n}", when) for n, when in enumerate(signed)]
    return esl.Package(
        id="p", status=esl.PackageStatus(status), roles=[r for r, _ in made], documents=[d for _, d in made], **changes
    )


def request(status: str, signed: tuple[str, ...] = (), **changes: object) -> ign.SignatureRequestContext:
    signers = [ign.SignerSummary(signer_id=n, first_name=n.upper(), last_name="B") for n in ("a", "b")]
    return ign.SignatureRequestContext(
        id="r", status=ign.SignatureRequestStatus(status), signed_by=list(signed), signers=signers, **changes
    )


def session(status: int, *signers: int) -> c1.Session:
    people = [c1.Signer(first_name=f"Nr{n}", status_code=c1.SignerStatus(code)) for n, code in enumerate(signers)]
    return c1.Session(signing_session_id="s", status_code=c1.SessionStatus(status), signers=people)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (both("DRAFT", None), "DRAFT now, SENT ahead, Nr0 B ahead, COMPLETED ahead"),
        (both("SENT", WHEN, None), "DRAFT done, SENT now, Nr0 B done, Nr1 B ahead, COMPLETED ahead"),
        (both("SENT", due=WHEN), "DRAFT done, SENT now, COMPLETED ahead, due ahead"),
        (both("COMPLETED", WHEN), "DRAFT done, SENT done, Nr0 B done, COMPLETED done"),
        (both("DECLINED", None), "DRAFT done, SENT done, Nr0 B ahead, DECLINED ended"),
        (both("ARCHIVED", WHEN), "DRAFT done, SENT done, Nr0 B done, COMPLETED done, ARCHIVED now"),
        (request("DRAFT"), "DRAFT now, IN_PROGRESS ahead, A B ahead, B B ahead, PROCESSING ahead, COMPLETED ahead"),
        (
            request("WAITING_DOCUMENTS"),
            (
                "DRAFT done, WAITING_DOCUMENTS now, IN_PROGRESS ahead, A B ahead, B B ahead, PROCESSING ahead, "
                "COMPLETED ahead"
            ),
        ),
        (
            request("IN_PROGRESS", ("a",), expiration_date=WHEN, expiration_date_is_activated=True),
            "DRAFT done, IN_PROGRESS now, A B done, B B ahead, PROCESSING ahead, COMPLETED ahead, expires ahead",
        ),
        (request("COMPLETED"), "DRAFT done, IN_PROGRESS done, A B done, B B done, PROCESSING done, COMPLETED done"),
        (request("EXPIRED"), "DRAFT done, IN_PROGRESS done, A B ahead, B B ahead, EXPIRED ended"),
        (session(1, 1), "InDraft now, InSent ahead, Nr0 ahead, Completed ahead"),
        (session(2, 4, 2), "InDraft done, InSent now, Nr0 done, Nr1 ahead, Completed ahead"),
        (session(3, 4), "InDraft done, InSent done, Nr0 done, Completed done"),
        (session(6, 2), "InDraft done, InSent done, InPaused now, Nr0 ahead, Completed ahead"),
        (session(4, 2), "InDraft done, InSent done, Nr0 ahead, Cancelled ended"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_life_has_these_steps(one: object, expected: str):
    assert ", ".join(f"{label} {state}" for label, state in labels(one)) == expected


@pytest.mark.parametrize(
    "one",
    [
        ign.SignatureRequestContext.from_wire({"_id": "r", "status": "IN_PROGRESS", "signers": [{}]}),
        c1.Session.from_wire({"Id": "s", "Status": 2, "Signers": [{}]}),
        esl.Package.from_wire({"id": "p", "roles": [{}], "documents": [{"approvals": [{}]}]}),
    ],
    ids=lambda one: type(one).__name__,
)
def test_somebody_without_name_and_id_is_a_signer(one: Model):
    assert "a signer" in [label for label, _ in labels(one)]
    assert "a signer" in one._repr_html_()
    display.settings.mask_personal_data = True
    assert "a signer" in [label for label, _ in labels(one)]


@pytest.mark.parametrize("status", [*esl.PackageStatus, esl.PackageStatus("BRAND_NEW")])
def test_every_status_can_be_drawn(status: esl.PackageStatus):
    ET.fromstring(display.timeline(package(status=status)).svg())


@pytest.mark.parametrize("one", EVERYWHERE[:1] + EVERYWHERE[3:5], ids=lambda one: type(one).__name__)
def test_a_drawing_is_well_formed_and_can_be_read_aloud(one: object):
    drawn = ET.fromstring(display.timeline(one).svg())
    assert drawn.get("role") == "img"
    title = drawn.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert re.search(r"done|ahead|stands", title.text or "")


def test_a_drawing_is_readable_wherever_it_stands():
    """A front end that shows a drawing as a picture keeps its own text colour from it; one on dark paper needs paper."""
    life = display.timeline(package(status="SENT"))
    alone = ET.fromstring(life.svg())
    paper = next(iter(alone.iter("{http://www.w3.org/2000/svg}rect")))
    assert (paper.get("width"), paper.get("fill")) == ("100%", "#ffffff")
    assert "currentColor" not in life.svg()
    assert life._repr_svg_() == life.svg()
    in_page = life._repr_html_()
    assert 'fill="currentColor"' in in_page
    assert "<rect" not in in_page
    assert in_page.startswith('<div style="overflow-x:auto">')  # scaled to a telephone its words would be 5 pixels high
    assert in_page in package(status="SENT")._repr_html_()


LONG_LABELS = [
    "WAITING_FOR_SIGNATURES_WWW",
    "Maximilian von Wittgenstein-Habsburg",
    "MMMMMMMMMM WWWWWWWWWW MMMMMMMMMM",
    "x" * 300,
    "due",
    "iiiiiiiiiiiiiiiiiiiiiiiiii",
    "EXPIRED_BEFORE_EVERYBODY_HAD_SIGNED",
]


@pytest.mark.parametrize("last", LONG_LABELS)
def test_no_label_of_a_drawing_is_cut_off_or_runs_into_the_next(last: str):
    metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics", reason="reportlab is not installed")
    ttfonts = pytest.importorskip("reportlab.pdfbase.ttfonts", reason="reportlab is not installed")
    for name in ("Vera", "VeraBd"):  # as wide as DejaVu Sans, which is about the widest that a page has for sans-serif
        metrics.registerFont(ttfonts.TTFont(name, f"{name}.ttf"))
    now = datetime(2026, 5, 4, 10, 30, tzinfo=UTC)
    steps = [display.Step(label, "done", now) for label in (LONG_LABELS[1], "SENT", LONG_LABELS[0])]
    drawn = ET.fromstring(display.Timeline([*steps, display.Step(last, "ended", now)]).svg())
    ends: dict[str, list[float]] = {}
    for text in drawn.iter("{http://www.w3.org/2000/svg}text"):
        font = "VeraBd" if text.get("font-weight") == "bold" else "Vera"
        half = metrics.stringWidth(text.text or "", font, 12) / 2
        ends.setdefault(str(text.get("y")), []).extend((float(text.get("x")) - half, float(text.get("x")) + half))
    for row in ends.values():
        assert row == sorted(row)
        assert row[0] >= 0
        assert row[-1] <= float(drawn.get("width"))
    title = drawn.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert last in str(title.text)


def test_a_model_without_a_life_is_refused():
    with pytest.raises(TypeError, match="Signer has no life cycle"):
        display.timeline(esl.Signer(first_name="Ada"))


def test_only_answers_have_their_life_drawn():
    assert "<svg" not in esl.Package(name="to be sent")._repr_html_()
