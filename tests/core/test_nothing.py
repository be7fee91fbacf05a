"""Calls that give nothing back still tell the service's answer from somebody else's."""

from __future__ import annotations

import pytest

from esignkit.core.response_readers import Unreadable, nothing
from tests.support import reply
from tests.tables import in_one_test


@in_one_test("content", [b"", b" ", b"{}", b'{"a": 1}', b"[]", b"OK", b'"done"', b"true", b"\r\n{}\n"])
def test_answers_of_the_services_own(content: bytes) -> None:
    assert nothing(reply(200, content)) is None


@in_one_test("content", [b"<!DOCTYPE html><p>", b"\n<html>", b"<p>", b"null", b" null", b'{"a": ', b"[1,"])
def test_answers_that_are_not(content: bytes) -> None:
    with pytest.raises(Unreadable):
        nothing(reply(200, content))
