"""Signatures that nobody placed: rows of two at the foot of the last page, over nothing else."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esignkit.agreements import Anchor, Box, Field, FieldKind, Party, SendInterruptedError
from esignkit.agreements.placement import PageSize, Spot, spots
from tests.agreements.support import ADA, BOB, document, open_case
from tests.agreements.support import party as somebody

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

A4 = PageSize(595, 842)
SIZES = st.builds(PageSize, st.floats(1, 3000), st.floats(1, 3000))


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[PageSize], list[Spot]]:
    """Pages, and what stands on them already."""
    pages = draw(st.lists(SIZES, min_size=1, max_size=4))
    numbers = st.integers(0, len(pages) - 1)
    edges, sides = st.floats(0, 3000), st.floats(1, 600)
    return pages, draw(st.lists(st.builds(Spot, numbers, edges, edges, sides, sides), max_size=6))


@settings(max_examples=150)
@given(documents(), st.integers(0, 30))
def test_places_are_on_the_paper_and_over_nothing(whole: tuple[list[PageSize], list[Spot]], count: int):
    pages, taken = whole
    places = spots(pages, count, taken)
    assert len(places) <= count
    for place in places:
        page = pages[place.page]
        assert place.left >= 36
        assert place.top >= 36
        assert place.left + place.width <= page.width - 35.9
        assert place.top + place.height <= page.height - 35.9
        assert not any(place.overlaps(other) for other in taken)
    assert not any(one.overlaps(other) for one, other in combinations(places, 2))
    assert {place.height for place in places} <= {50} or {place.height for place in places} <= {24}
    assert places == spots(pages, count, taken)


@pytest.mark.parametrize(
    ("count", "rows"),
    [
        (1, [(742, [36])]),
        (2, [(742 + 14, [36, 248])]),
        (3, [(694, [36, 248]), (756, [36])]),
        (5, [(632, [36, 248]), (694, [36, 248]), (756, [36])]),
    ],
)
def test_rows_of_two_are_read_from_the_left(count: int, rows: list[tuple[float, list[float]]]):
    places = spots([A4, A4], count)
    assert {place.page for place in places} == {1}
    lowest = 842 - 36 - 50
    tops = [lowest - (len(rows) - 1 - number) * 62 for number in range(len(rows))]
    assert [(place.top, place.left) for place in places] == [
        (top, left) for top, (_, lefts) in zip(tops, rows, strict=True) for left in lefts
    ]


def test_many_are_lower_and_then_go_on_to_the_page_before():
    assert {place.height for place in spots([A4], 24)} == {50}
    assert {(place.page, place.height) for place in spots([A4, A4], 30)} == {(1, 24)}
    many = spots([A4, A4], 60)
    assert [len([place for place in many if place.page == page]) for page in (1, 0)] == [44, 16] or len(many) == 60
    assert len(spots([A4], 1000)) < 100
    assert spots([], 1) == []


def test_what_stands_at_the_foot_is_left_alone():
    foot = Spot(0, 30, 760, 100, 20)
    (place,) = spots([A4], 1, [foot])
    assert (place.left, place.top) == (248, 756)


def test_each_document_is_signed_and_boxes_and_anchors_are_left_alone(sandbox: Sandbox):
    case = open_case("esignlive", sandbox)
    foot, text = Field(Box(2, 36, 756, 200, 50)), Field(Anchor("Sign here", width=400, height=680))
    cyd = Party("Cyd Poe", "cyd@example.com", sign=[foot, text, Field(Box(2, 248, 756), FieldKind.INITIALS, 2)])
    with case.sign as sign:
        sent = case.send(parties=[ADA, BOB, cyd], documents=[document([ADA]), document([ADA], "annex.pdf")])
        package = sign.state(sent.id).native
    for one in package.documents:
        fields = [(approval.role, field) for approval in one.approvals for field in approval.fields]
        places = [Spot(field.page, field.left, field.top, field.width, field.height) for _, field in fields]
        assert not any(a.overlaps(b) for a, b in combinations(places, 2))
        if one.id != "default-consent":
            assert {role for role, _ in fields} == {party.id for party in sent.parties}
    assert list(sent.document_ids) == ["document1", "document2"]


def test_a_document_without_room_says_so_before_it_is_sent(sandbox: Sandbox):
    case = open_case("esignlive", sandbox)
    page = Field(Box(1, 0, 0, 595, 842)), Field(Box(2, 0, 0, 595, 842))
    with (
        case.sign,
        pytest.raises(SendInterruptedError, match=r"document1 has no room .* say where with sign=") as caught,
    ):
        case.send(parties=[ADA, somebody(BOB, sign=page)])
    assert caught.value.progress.agreement_id
    assert case.writes() == ["packages.create"]
