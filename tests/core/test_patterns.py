"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import copy
import pickle
import re

import pytest

from esignkit.core.patterns import pattern


def test_it_is_compiled_when_it_is_first_used() -> None:
    broken = pattern("(")
    with pytest.raises(re.error):
        broken.match("a")


def test_it_has_the_methods_of_a_pattern() -> None:
    lazy, compiled = pattern("(?P<word>a+)", re.IGNORECASE), re.compile("(?P<word>a+)", re.IGNORECASE)
    for _ in range(2):  # the second time, they are its own
        assert lazy.fullmatch("AA")
        assert (lazy.sub("b", "xAax"), lazy.findall("a-aa")) == ("xbx", ["a", "aa"])
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)


def test_it_can_be_copied_and_pickled() -> None:
    lazy = pattern("a+")
    for _ in range(2):
        for again in (copy.copy(lazy), copy.deepcopy(lazy), pickle.loads(pickle.dumps(lazy))):
            assert again.fullmatch("aa")
        assert lazy.fullmatch("aa")
