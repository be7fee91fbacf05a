"""The patterns that senders ask for: judged as Python does, and in a time that is bounded whatever they are."""

from __future__ import annotations

import subprocess

import pytest

from esignkit.sandbox.domain import patterns
from esignkit.sandbox.domain.patterns import unmatched


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("[^#]*", "a\nb", "a#"),
        (r"\d{5}", "12345", "1234"),
        (r"\d{5}(-\d{4})?", "12345-6789", "12345-"),
        ("[A-Z]+[0-9]+", "AB12", "12AB"),
        ("(yes|no)", "yes", "maybe"),
        (r"\(\+\)", "(+)", "+"),
        ("é*", "éé", "e"),
        (r"(a)\1", "aa", "ab"),
    ],
)
def test_a_text_matches_as_a_whole(pattern, matching, other):
    assert unmatched([(pattern, matching), (pattern, other)]) == {(pattern, other)}


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "\\p{L}+", "a{99999999999}", "(?<name>a)"])
def test_a_pattern_of_another_dialect_refuses_nobody(pattern):
    assert unmatched([(pattern, "x")]) == set()


def test_what_nobody_can_wait_for_matches_nothing(monkeypatch):
    monkeypatch.setattr(patterns, "MOST_SECONDS", 1)
    endless = [("(a+)+$", "a" * 200 + "!"), ("(a|a)*b", "a" * 200), ("(.*)*#", "a" * 4_000)]
    assert unmatched([("(ab)+", "abab"), *endless, ("[a-z]*", "a")]) == set(endless)


@pytest.mark.parametrize("pattern", [r"\d{5}", "[^#]*", "abc"])
def test_what_is_quick_takes_no_process(monkeypatch, pattern):
    monkeypatch.setattr(subprocess, "run", None)
    assert unmatched([(pattern, "?#")]) == {(pattern, "?#")}
    with pytest.raises(TypeError):
        patterns.unmatched([("(x)+", "y")])
