"""What is said of two plans that differ."""

from __future__ import annotations

import json

import pytest

from esignkit.durable.differences import list_differences


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a: 1 → 2"]),
        ({"a": 1}, {"a": True}, ["a: 1 → true"]),
        ({"a": None}, {}, ["a: null → left out"]),
        ({}, {"a": {"b": 1}}, ["a: left out → an object of 1 members"]),
        ({"a": [{"b": "x"}]}, {"a": [{"b": "y"}]}, ["a[0].b: 'x' → 'y'"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a: a list of 2 → a list of 1"]),
        ({"a": "x" * 41}, {"a": "short"}, ["a: a text of 41 characters → 'short'"]),
        ([1], [2], ["[0]: 1 → 2"]),
        (
            {"with": {"agreement": {"$new": "A", "with": {"parties": {"$tuple": [{"email": "a"}]}}}}},
            {"with": {"agreement": {"$new": "A", "with": {"parties": {"$tuple": [{"email": "b"}]}}}}},
            ["agreement.parties[0].email: 'a' → 'b'"],
        ),
        ({"at": {"$date": "2030-01-01"}}, {"at": {"$date": "2030-01-02"}}, ["at: '2030-01-01' → '2030-01-02'"]),
        (
            {"file": {"$file": "/a/x.pdf", "size": 1, "sha256": "1"}},
            {"file": {"$file": "/b/x.pdf", "size": 2, "sha256": "2"}},
            ["file: the content of x.pdf has changed"],
        ),
        (
            {"file": {"$file": "/a/x.pdf", "size": 1, "sha256": "1"}},
            {"file": {"$file": "/a/y.pdf", "size": 1, "sha256": "1"}},
            ["file: the file 'x.pdf' → 'y.pdf'"],
        ),
        (1, "1", ["the plan: 1 → '1'"]),
        (list(range(13)), list(range(1, 14)), [*(f"[{n}]: {n} → {n + 1}" for n in range(10)), "and 3 more"]),
    ],
)
def test_lines(old: object, new: object, lines: list[str]) -> None:
    assert list_differences(json.dumps(old), json.dumps(new)) == lines


def test_long_texts_that_differ_late_are_not_shown() -> None:
    assert list_differences(json.dumps("x" * 100 + "a"), json.dumps("x" * 100 + "b")) == [
        "the plan: a text of 101 characters → a text of 101 characters"
    ]


def test_what_is_no_json_has_no_differences() -> None:
    assert list_differences("{", "{}") == []
