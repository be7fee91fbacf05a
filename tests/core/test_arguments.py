"""What is refused of an argument: each kind, and what stays as it is."""

from __future__ import annotations

import pytest

from esignkit import Secret
from esignkit.core.arguments import refuse_empty, required_texts
from tests.tables import in_one_test


def call(
    self: object,
    session_id: str,
    key: str | Secret,
    count: int,
    content: str | bytes,
    title: str = "",
    *,
    owner: str | None,
    limit: int | None = None,
) -> None: ...


def test_required_texts_have_no_default_and_take_text_and_no_file() -> None:
    assert required_texts(call) == {"session_id", "key", "owner"}


@in_one_test(
    "name, value, kind, words",
    [
        ("session_id", None, TypeError, "^session_id is None; give the id itself, as text$"),
        ("title", None, TypeError, "^title is None; give the value itself, as text$"),
        ("session_id", True, TypeError, "^session_id is a bool; give the id"),
        ("session_id", ["a"], TypeError, "^session_id is a list; give the id"),
        ("session_id", "", ValueError, "^session_id is empty; the service requires it, so nothing was sent$"),
        ("session_id", " \t", ValueError, "^session_id is empty"),
        ("key", Secret(" "), ValueError, "^key is empty"),
    ],
)
def test_what_says_nothing_is_refused(name: str, value: object, kind: type[Exception], words: str) -> None:
    with pytest.raises(kind, match=words):
        refuse_empty(name, value)


@in_one_test("value", ["a", " a", 0, 7, Secret("a")])
def test_what_says_something_is_taken(value: object) -> None:
    refuse_empty("session_id", value)
