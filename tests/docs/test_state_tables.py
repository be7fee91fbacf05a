"""The tables that the pages show are made from the data that decides what the sandbox does."""

from __future__ import annotations

from pathlib import Path

from esignkit.sandbox.emulators.esignlive import behaviour_switches as switches
from esignkit.sandbox.emulators.esignlive import states


def test_esignlive():
    page = (Path(__file__).parents[2] / "docs" / "esignlive.md").read_text()
    table = page.partition("<!-- states:begin -->\n")[2].partition("<!-- states:end -->")[0]
    assert table.strip() == states.markdown().strip()


def test_the_switches_of_esignlive():
    page = (Path(__file__).parents[2] / "docs" / "esignlive.md").read_text()
    table = page.partition("<!-- switches:begin -->\n")[2].partition("<!-- switches:end -->")[0]
    assert table.strip() == switches.markdown().strip()
    assert set(switches.MEANINGS) == set(switches.SWITCHES)
