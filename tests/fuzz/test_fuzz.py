"""The everyday part of fuzzing: every input that once broke a target, every seed, and some small changes of each."""

from __future__ import annotations

import random

import pytest

from tests.fuzz.run import CORPUS
from tests.fuzz.targets import TARGETS, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_its_own_error_comes_out(name: str) -> None:
    kept = [file.read_bytes() for file in sorted((CORPUS / name).glob("*"))]
    known, dice = [*kept, *seeds(name)], random.Random(35)
    assert known
    for data in known:
        TARGETS[name](data)
    for _ in range(1000):
        data = bytearray(dice.choice(known))
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(data) + 1)
            data[at : at + dice.randrange(3)] = dice.choice(AWKWARD)
        TARGETS[name](bytes(data))


AWKWARD = [b"", b"null", b"\xff", b"\x00", b'"', b"{", b"[]", b"1e999", b"-1", b'"\\ud800"', b"%2f", b"\r\n", b" " * 50]
