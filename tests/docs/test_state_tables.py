"""The tables that the pages show are made from the data that decides what the sandbox does."""

from __future__ import annotations

from esignkit.sandbox.emulators.esignlive import behaviour_switches as switches
from esignkit.sandbox.emulators.esignlive import states
from tests.docs.hooks import shown


def test_esignlive():
    assert states.markdown() in shown("esignlive.md")


def test_the_switches_of_esignlive():
    assert switches.markdown() in shown("esignlive.md")
    assert set(switches.MEANINGS) == set(switches.SWITCHES)
