"""What is typed: people, moments, lengths of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from esignkit.cli.results import CommandError
from esignkit.cli.words import one_for_each, read_duration, read_expiry, read_person

NOW = datetime(2026, 11, 29, 6, 30, tzinfo=UTC)

PEOPLE = {
    "Ada Byron <ada@example.com>": ("Ada Byron", "ada@example.com"),
    '"Byron, Ada" <ada@example.com>': ("Byron, Ada", "ada@example.com"),
    "  Ada   King Byron <ada+lease@mail.example.co.uk>": ("Ada King Byron", "ada+lease@mail.example.co.uk"),
    "ada@example.com (Ada Byron)": ("Ada Byron", "ada@example.com"),
    "Łucja Żółć <lucja@example.com>": ("Łucja Żółć", "lucja@example.com"),
    "Ada O'Hara <ada@example.com>": ("Ada O'Hara", "ada@example.com"),
}
NOBODY = (
    "",
    "Ada Byron",
    "ada@example.com",
    "<ada@example.com>",
    "Ada Byron <ada@example>",
    "Ada Byron <@example.com>",
    "Ada Byron <ada@@example.com>",
    "Ada Byron <ada..b@example.com>",
    "Ada Byron <ada@example.com>, Bob Babbage <bob@example.com>",
    "Byron, Ada <ada@example.com>",
    "Ada Byron <ada@example.com",
)


def test_people():
    assert {text: (person.name, person.email) for text in PEOPLE if (person := read_person(text))} == PEOPLE


@pytest.mark.parametrize("text", NOBODY)
def test_who_is_nobody_is_named(text):
    with pytest.raises(CommandError) as error:
        read_person(text)
    assert repr(text) in error.value.message


def test_lengths_of_time():
    lengths = {"90": 90, "90s": 90, "30m": 1800, "2h": 7200, "3d": 259200, "1w": 604800, " 5 M ": 300, "0": 0}
    assert {text: read_duration(text, "--timeout") for text in lengths} == lengths
    for text in ("", "-1", "1.5h", "h", "2y", "9999999", "1h30m"):
        with pytest.raises(CommandError, match="--timeout"):
            read_duration(text, "--timeout")


def test_moments():
    moments = {
        "30d": date(2026, 12, 29),
        "2w": date(2026, 12, 13),
        "36h": NOW + timedelta(hours=36),
        "2026-12-31": date(2026, 12, 31),
        "2026-12-31T18:00:00+01:00": datetime(2026, 12, 31, 18, tzinfo=timezone(timedelta(hours=1))),
        "2026-12-31T18:00Z": datetime(2026, 12, 31, 18, tzinfo=UTC),
    }
    assert {text: read_expiry(text, NOW) for text in moments} == moments
    for text in ("", "tomorrow", "30", "0d", "0h", "30x", "2026-13-01", "2026-11-29", "2026-12-31T18:00"):
        with pytest.raises(CommandError, match="--expires"):
            read_expiry(text, NOW)


def test_one_for_all_or_one_for_each():
    assert one_for_each("--anchor", [], 2) == [None, None]
    assert one_for_each("--anchor", ["A"], 2) == ["A", "A"]
    assert one_for_each("--anchor", ["A", "B"], 2) == ["A", "B"]
    with pytest.raises(CommandError, match="--anchor is given 3 times for 2 people"):
        one_for_each("--anchor", ["A", "B", "C"], 2)
