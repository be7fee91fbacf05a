"""Draws the SDKs side by side, as an SVG that follows the reader's light or dark mode."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

PANELS = (("get", "GET to a model"), ("post", "POST of a typed body"), ("cold", "Cold start to five results"))
MOST = 3.0
"""The ratio at which a bar ends; a longer one is cut, and its number says how long it is."""
LABELS, BAR, NUMBER, GAP = 165, 150, 48, 14
TOP, LINE = 52, 22
PANEL = BAR + NUMBER + GAP
OWN = "esignkit"

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #333 }
.title { font-weight: 600 }
.number { font-variant-numeric: tabular-nums }
.bar { fill: #b6bcc6 }
.own { fill: #2f6fde }
.cut { stroke: #fff; stroke-width: 2 }
.one { stroke: #333; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) {
text { fill: #ddd }
.bar { fill: #5a6270 }
.own { fill: #6ea0ff }
.cut { stroke: #1e2129 }
.one { stroke: #ddd }
}
"""


def bar(left: int, top: int, name: str, ratio: float) -> list[str]:
    """One bar and its number."""
    width = round(min(ratio, MOST) / MOST * BAR)
    kind = "own" if name == OWN else "bar"
    drawn = [f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" height="14"/>']
    if ratio > MOST:
        drawn.append(f'<path class="cut" d="M{left + BAR - 14} {top + 16}l6 -18"/>')
    drawn.append(f'<text class="number" x="{left + width + 5}" y="{top + 11}">{ratio:.2f}</text>')
    return drawn


def svg(sdks: Mapping[str, Mapping[str, Any]]) -> str:
    """Draw all that have figures, in the order given."""
    shown = [name for name, sdk in sdks.items() if "reason" not in sdk and name != "httpx"]
    width, height = LABELS + PANEL * len(PANELS), TOP + LINE * len(shown) + 8
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>CPU time of {len(shown)} SDKs, as ratios to httpx</title>",
        f"<style>{STYLE}</style>",
        '<text x="0" y="16">CPU time / httpx; shorter is faster</text>',
    ]
    for number, (column, title) in enumerate(PANELS):
        left = LABELS + number * PANEL
        one = left + round(BAR / MOST)
        drawn.append(f'<text class="title" x="{left}" y="38">{escape(title)}</text>')
        for row, name in enumerate(shown):
            drawn += bar(left, TOP + row * LINE, name, sdks[name][column]["median"])
        drawn.append(f'<path class="one" d="M{one} {TOP - 6}V{height - 6}"/>')
    for row, name in enumerate(shown):
        drawn.append(f'<text x="0" y="{TOP + row * LINE + 11}">{escape(name)}</text>')
    return "\n".join([*drawn, "</svg>", ""])
