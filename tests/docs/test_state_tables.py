"""The tables that the pages show are made from the data that decides what the SDK and its sandbox do."""

from __future__ import annotations

import inspect
import re
import textwrap

from esignkit import errors
from esignkit.sandbox.emulators.esignlive import behaviour_switches as switches
from esignkit.sandbox.emulators.esignlive import states
from tests.docs.hooks import shown


def test_esignlive():
    assert states.markdown() in shown("esignlive.md")


def test_the_tree_of_errors_is_that_of_their_module():
    text = shown("guides/errors.md").split("```text\n")[1].split("\n```")[0]
    assert text == textwrap.dedent((inspect.getdoc(errors) or "").split("\n\n")[1])
    tree = re.findall(r"^([ │├└─]*)(\w+)", text, re.MULTILINE)
    assert len(tree) > 15
    above: list[type] = []
    for branches, name in tree:
        depth = len(branches) // 4
        error = getattr(errors, name)
        assert depth == 0 or issubclass(error, above[depth - 1]), name
        above[depth:] = [error]


def test_the_switches_of_esignlive():
    assert switches.markdown() in shown("esignlive.md")
    assert set(switches.MEANINGS) == set(switches.SWITCHES)
