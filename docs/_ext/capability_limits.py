"""What is behind the cells of the guide to agreements' table of who can do what, from the data that the checks use."""

from __future__ import annotations

import re

from esignkit.agreements import CAPABILITIES, Support

_TITLES = {"constellation1": "Constellation1", "ignisign": "Ignisign", "esignlive": "eSignLive"}


def limits() -> str:
    """The limits of each service, and what comes nearest to what it cannot do, as Markdown."""
    lines: list[str] = []
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
