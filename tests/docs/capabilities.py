"""The table of who can do what in docs/guides/agreements.md, drawn from the data that the checks use.

`python -m tests.docs.capabilities` writes it anew.
"""

from __future__ import annotations

import re
from pathlib import Path

from esignkit.agreements import CAPABILITIES, Feature, Support

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "agreements.md"
_BEGIN, _END = "<!-- capabilities: begin -->", "<!-- capabilities: end -->"
_TITLES = {"constellation1": "Constellation1", "ignisign": "Ignisign", "esignlive": "eSignLive"}


def drawn() -> str:
    """The table, and what is behind its cells, as Markdown."""
    lines = [f"| | {' | '.join(_TITLES.values())} |", "| --- | --- | --- | --- |"]
    for feature in Feature:
        cells = [CAPABILITIES[service][feature].support.value for service in _TITLES]
        lines.append(f"| {feature.value} | {' | '.join(cells)} |")
    for service, title in _TITLES.items():
        lines += ["", f"### {title}: limits and what comes nearest", ""]
        for feature, can in CAPABILITIES[service].items():
            if can.support is Support.NO:
                lines.append(f"- **{feature.value}**: no: {_escaped(can.reason)}. Nearest: {_escaped(can.nearest)}.")
            elif can.reason:
                lines.append(f"- **{feature.value}**: {_escaped(can.reason)}.")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Put what Markdown would take for a tag or a call into code."""
    return re.sub(r"(<[^>]+>|\b[a-z_.]+\([^)]*\))(?![^`]*`(?:[^`]*`[^`]*`)*[^`]*$)", r"`\1`", text)


def with_table(page: str) -> str:
    """A page whose table is as the data are."""
    before, _, rest = page.partition(_BEGIN)
    return f"{before}{_BEGIN}\n\n{drawn()}\n\n{_END}{rest.partition(_END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text()))
