"""The drawings of life cycles show the ways that the sandbox knows, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

from esignkit.sandbox.emulators.constellation1 import states as constellation1
from esignkit.sandbox.emulators.esignlive import states as esignlive
from esignkit.sandbox.emulators.ignisign import states as ignisign
from tests.docs import hooks

DOCS = Path(__file__).parents[2] / "docs"
SERVICES = ("esignlive", "ignisign", "constellation1")
NUMBERED = {  # the page and the SDK spell them as the SDK's enum does
    constellation1.DRAFT: "IN_DRAFT",
    constellation1.SENT: "IN_SENT",
    constellation1.COMPLETED: "COMPLETED",
    constellation1.CANCELLED: "CANCELLED",
    constellation1.DELETED: "DELETED",
    constellation1.PAUSED: "IN_PAUSED",
    constellation1.EXPIRED: "EXPIRED",
    constellation1.TO_BE_PURGED: "To Be Purged",
    constellation1.PURGED: "Purged",
}


@pytest.fixture
def hook() -> ModuleType:
    return hooks.hook("life_cycles")


def drawn(drawing) -> set[tuple[str, str, str]]:
    """Every way of a call: the call, the status before and after."""
    return {
        (call, way.source.replace("\n", ""), way.target.replace("\n", ""))
        for way in drawing.ways
        if way.source is not None
        for call in way.calls
    }


def boxes(drawing, kind: str | None = None) -> set[str]:
    return {one.name.replace("\n", "") for one in drawing.statuses if kind in (None, one.kind)}


def on_edge(box, x: int, y: int) -> bool:
    across, down = abs(x - box.x) * 2, abs(y - box.y) * 2
    on_side = across == box.width and down <= box.height
    return on_side or (abs(down - box.height) <= 1 and across <= box.width)


def test_esignlive(hook: ModuleType):
    drawing = hook.ESIGNLIVE
    assert boxes(drawing) == set(esignlive.STATUSES)
    assert drawn(drawing) == {
        (call, at, to) for call, at, to in esignlive.cells() if to is not None and to not in (at, esignlive.DELETED)
    }


def test_ignisign(hook: ModuleType):
    drawing = hook.IGNISIGN
    assert boxes(drawing) == set(ignisign.STATUSES)
    moves = {
        (cell.operation, cell.status, cell.leads_to)
        for cell in ignisign.state_table()
        if cell.leads_to not in ("", cell.status)
    }
    (published,) = (to for call, _, to in moves if call == "signature_requests.publish")
    through_others = {ignisign.IN_PROGRESS, ignisign.FAILED}  # by way of READY; from every open status
    targets = set(re.findall(r"[A-Z_]+", published)) - through_others
    assert drawn(drawing) == {("signature_requests.publish", ignisign.DRAFT, to) for to in targets}
    assert {call for call, _, _ in moves} == {"signature_requests.publish", "signature_requests.close"}
    assert boxes(drawing, "open") == {at for call, at, _ in moves if call == "signature_requests.close"}


def test_constellation1(hook: ModuleType):
    drawing = hook.CONSTELLATION1
    assert boxes(drawing) == set(NUMBERED.values())
    moves = {(rule.operation, at, to) for rule in constellation1.RULES for at, to in rule.leads.items() if at != to}
    assert not [to for _, _, to in moves if to == constellation1.ARCHIVED]  # no call leads there, so it is not drawn
    back = ("sessions.cancel_purging", constellation1.TO_BE_PURGED, constellation1.BEFORE_THE_PURGE)
    by_words = {"sessions.cancel", "sessions.delete"}  # "from every open status", "from every status"
    between = {(call, NUMBERED[at], NUMBERED[to]) for call, at, to in moves - {back} if call not in by_words}
    assert drawn(drawing) - between == {("sessions.cancel_purging", "To Be Purged", "COMPLETED")}
    assert between <= drawn(drawing)
    assert boxes(drawing, "open") == {NUMBERED[at] for call, at, _ in moves if call == "sessions.cancel"}
    deleted = {at for call, at, _ in moves if call == "sessions.delete"}
    assert deleted == set(constellation1.NAMES) - {constellation1.DELETED}


@pytest.mark.parametrize("service", SERVICES)
def test_arrows_go_from_box_to_box(hook: ModuleType, service: str):
    drawing = hook.DRAWINGS[service]
    by_name = {one.name: one for one in drawing.statuses}
    for way in drawing.ways:
        assert on_edge(by_name[way.target], *way.points[-1]), way
        assert way.source is None or on_edge(by_name[way.source], *way.points[0]), way


@pytest.mark.parametrize("service", SERVICES)
def test_a_page_has_its_drawing(hook: ModuleType, service: str):
    page = (DOCS / f"{service}.md").read_text()
    assert f"<!-- life cycle: {service} -->" in page
    shown = hook.on_page_markdown(page)
    assert shown.count("<svg ") == page.count("<svg ") + 1  # a page may have one of its own, in an example
    for name in boxes(hook.DRAWINGS[service]):
        assert name in page or name in re.sub(r"<[^>]+>", "", shown)
