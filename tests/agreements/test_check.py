"""`check` on generated agreements: what it lets through the service takes, and what it names is all that was put in.

`ESIGNKIT_ALL_AGREEMENTS=1` sends all agreements that `check` lets through; otherwise some of them are sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from esignkit.agreements import (
    CAPABILITIES,
    Agreement,
    Anchor,
    Box,
    Field,
    FieldKind,
    InFile,
    Kba,
    Party,
    PartyRole,
    Password,
    Question,
    Sms,
    Status,
    Support,
    UnsupportedError,
)
from esignkit.agreements.losses import features_of
from tests.agreements.support import SERVICES, Case, document, open_case

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

ALL = bool(os.environ.get("ESIGNKIT_ALL_AGREEMENTS"))
AGREEMENTS, SENT = 200, None if ALL else 10
"""How many agreements are checked, and how many of them are sent to each service."""

TEXTS = st.text("abcdefgh ÄÖ–é!'&<>", min_size=1, max_size=30).filter(str.strip)
NAMES = st.text("abcdefghÄé", min_size=1, max_size=12)
BOXES = st.builds(Box, st.integers(1, 2), st.integers(0, 300), st.integers(0, 700), st.just(150), st.just(40))
AUTHENTICATIONS = st.one_of(
    st.builds(Password, TEXTS), st.builds(Kba), st.just(Sms("+15145550100")), st.builds(Question, TEXTS, TEXTS)
)


@st.composite
def parties(draw: st.DrawFn) -> list[Party]:
    """One to four parties with names and addresses of their own; the first one signs."""
    count = draw(st.integers(1, 4))
    ordered = draw(st.booleans())
    delivery = draw(st.sampled_from(["email", "email", "email", "embedded", "silent"]))
    made: list[Party] = []
    for number in range(count):
        role = PartyRole.SIGNER if number == 0 else draw(st.sampled_from([PartyRole.SIGNER, *PartyRole]))
        own: dict[str, Any] = {"role": role, "delivery": delivery}
        for member, strategy in (("auth", AUTHENTICATIONS), ("message", TEXTS), ("language", st.just("fr"))):
            if draw(st.integers(0, 5)) == 0:
                own[member] = draw(strategy)
        if ordered:
            own["step"] = draw(st.integers(1, 3))
        if role is PartyRole.SIGNER:
            own["sign"] = draw(signing_places())
        made.append(Party(f"{draw(NAMES)} {draw(NAMES)}", f"party{number}@example.com", **own))
    return made


@st.composite
def signing_places(draw: st.DrawFn) -> list[Field]:
    """Where a party signs: nowhere said, or places and perhaps fields beside the first of them."""
    way = draw(st.sampled_from(["", "", "box", "anchor", "file"]))
    if way == "":
        return []
    places = {"box": BOXES, "anchor": st.just(Anchor("Sign here")), "file": st.just(InFile())}
    fields = [Field(draw(places[way]))]
    kinds = draw(st.lists(st.sampled_from([FieldKind.INITIALS, FieldKind.DATE, FieldKind.TEXT]), max_size=2))
    return fields + [Field(draw(BOXES), kind, name=f"own{number}") for number, kind in enumerate(kinds)]


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    people = draw(parties())
    members: dict[str, Any] = {"title": draw(TEXTS), "parties": people}
    members["documents"] = [document(people, f"file{number}.pdf") for number in range(draw(st.integers(1, 2)))]
    days = st.integers(2, 120).map(lambda number: datetime.now(UTC) + timedelta(days=number))
    for member, strategy in (
        ("reference", TEXTS.map(str.strip)),
        ("message", TEXTS),
        ("language", st.sampled_from(["en", "fr", "nl"])),
        ("expires_at", st.one_of(days, days.map(datetime.date))),
        ("remind_every", st.integers(1, 40)),
        ("copy_to", st.just(["office@example.com"])),
        ("return_url", st.just("https://shop.example/done")),
    ):
        if draw(st.integers(0, 4)) == 0:
            members[member] = draw(strategy)
    return Agreement(**members)


@pytest.fixture(scope="module")
def cases(sandbox: Sandbox) -> Iterator[dict[str, Case]]:
    opened = {service: open_case(service, sandbox) for service in SERVICES}
    yield opened
    for case in opened.values():
        case.sign.close()


@pytest.fixture(scope="module")
def sent() -> dict[str, int]:
    return dict.fromkeys(SERVICES, 0)


@settings(
    max_examples=AGREEMENTS,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(agreement=agreements())
def check_and_send(agreement: Agreement, cases: dict[str, Case], sent: dict[str, int]) -> None:
    for service, case in cases.items():
        plan = case.sign.plan  # a plan has no client: it cannot send anything while it checks
        problems = plan.check(agreement)
        assert problems == plan.check(agreement)
        asked = list(features_of(agreement))
        impossible = [
            (path, feature) for path, feature in asked if CAPABILITIES[service][feature].support is Support.NO
        ]
        named = [(problem.path, problem.feature) for problem in problems]
        assert set(impossible) <= set(named)
        assert all(problem.feature is None or problem.feature in dict(map(reversed, asked)) for problem in problems)
        assert len(set(problems)) == len(problems)
        if problems:
            with pytest.raises(UnsupportedError) as caught:
                next(iter(plan.send(agreement)))  # before the first effect
            assert list(caught.value.problems) == problems
        losses = {problem.feature for problem in problems if problem.feature is not None}
        left = plan.check(agreement, allow_loss=losses)
        assert not [problem for problem in left if problem.feature in losses]
        if not left and (SENT is None or sent[service] < SENT):
            sent[service] += 1
            made = case.sign.client.run(plan.send(agreement, allow_loss=losses))
            assert made.lost == losses
            assert case.sandbox.transaction(made.id).stage == "open"
            assert case.sign.state(made.id).status is Status.OPEN


def test_what_check_lets_through_is_taken_and_what_it_names_is_not_sent(cases: dict[str, Case], sent: dict[str, int]):
    check_and_send(cases=cases, sent=sent)
    assert all(count >= 10 for count in sent.values()), sent
