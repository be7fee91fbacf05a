"""Every call of every service has a label, and every label a call; the tables say what the emulators do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from esignkit.sandbox import differences
from esignkit.sandbox.emulators.base import Emulator
from esignkit.sandbox.emulators.evidence import Evidence, labelled
from esignkit.sandbox.emulators.ignisign.evidence import EVIDENCE as IGNISIGN
from esignkit.sandbox.emulators.registry import all_emulators

EMULATORS = {emulator.provider: emulator for emulator in all_emulators()}


def tables(emulator: Emulator) -> Mapping[str, Mapping[str, Evidence]]:
    return IGNISIGN if emulator.provider == "ignisign" else {"": emulator.evidence}


@pytest.mark.parametrize("emulator", EMULATORS.values(), ids=EMULATORS)
def test_every_route_is_labelled(emulator):
    assert [route.template for route in emulator.routes() if emulator.evidence_of(route) is None] == []


@pytest.mark.parametrize("emulator", EMULATORS.values(), ids=EMULATORS)
def test_every_label_is_of_a_route(emulator):
    for version, table in tables(emulator).items():
        there = {route.operation for route in emulator.routes() if not version or f"/{version}/" in route.template}
        assert set(table) <= there


@pytest.mark.parametrize("emulator", EMULATORS.values(), ids=EMULATORS)
def test_only_the_sandboxs_own_calls_are_its_own(emulator):
    for route in emulator.routes():
        assert (emulator.evidence_of(route) is Evidence.OWN) is ("/_sandbox/" in route.template)


def test_an_operation_has_one_label():
    with pytest.raises(ValueError, match=r"a\.b is documented and inferred"):
        labelled(documented="a.b", inferred="a.c a.b")


@pytest.mark.parametrize("emulator", EMULATORS.values(), ids=EMULATORS)
def test_the_documentation_has_every_call_and_switch(emulator):
    made = differences.markdown(emulator)
    rows = re.findall(r"^\| `(\w+) (\S+)` \| `(\S+)` \| ([\w' ]+) \|$", made, re.MULTILINE)
    assert len(rows) == len(emulator.routes())
    assert {row[3] for row in rows} <= {str(label) for label in Evidence}
    for row in emulator.switch_table():
        assert f"| `{row.name}` |" in made
    for text in differences.NOT_DONE[emulator.provider]:
        assert f"- {text}" in made


def test_the_page_has_a_place_for_each_service():
    folder = Path(__file__).parents[2] / "docs/reference/sandbox"
    pages = [path.read_text() for path in sorted(folder.glob("differences*.md"))]
    shown = [name for page in pages for name in re.findall(r"^<!-- differences: (\w*) -->$", page, re.MULTILINE)]
    assert sorted(shown) == ["all", *sorted(EMULATORS)]
    assert set(differences.NOT_DONE) == {"", *EMULATORS} == {"", *differences.SERVICE_NAMES}
