"""The table of eSignLive's callback events shows every event, with the class that `parse_event` makes of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from esignkit.esignlive import CallbackEvent, CallbackEventName, parse_event

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "esignlive" / "callbacks.md"
ROW = re.compile(
    r"^\| `(?P<name>[A-Z_]+)` \| (?P<when>[^|]+) \| \[`(?P<cls>\w+)`\]\[[\w.]+\](?P<also>[^|]*) \|$", re.MULTILINE
)
ROWS = {row["name"]: row for row in ROW.finditer(PAGE.read_text())}


def parsed(name: str) -> CallbackEvent:
    return parse_event({}, json.dumps({"name": name}).encode(), key=None)


def test_every_event_is_in_the_table_and_no_other():
    assert sorted(ROWS) == sorted(map(str, CallbackEventName))


@pytest.mark.parametrize("name", ROWS)
def test_an_event_has_the_class_and_members_that_its_row_shows(name: str):
    event = parsed(name)
    own = {key for cls in type(event).__mro__ for key, value in vars(cls).items() if isinstance(value, property)}
    inherited = {key for key in own if hasattr(CallbackEvent, key)}
    assert ROWS[name]["cls"] == type(event).__name__
    assert set(re.findall(r"`(\w+)`", ROWS[name]["also"])) == own - inherited


def test_an_unknown_event_has_the_class_that_the_page_names():
    assert type(parsed("SOMETHING_NEW")) is CallbackEvent
    assert "not in this table is\na plain `CallbackEvent`" in PAGE.read_text()
