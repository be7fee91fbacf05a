"""The tables of statuses that the pages show are made from the data that decides the sandbox's refusals."""

from __future__ import annotations

from pathlib import Path

from esignkit.sandbox.shells.esignlive import states


def test_esignlive():
    page = (Path(__file__).parents[2] / "docs" / "esignlive.md").read_text()
    table = page.partition("<!-- states:begin -->\n")[2].partition("<!-- states:end -->")[0]
    assert table.strip() == states.markdown().strip()
