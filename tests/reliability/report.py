"""Figures of a run. With `ESIGNKIT_FIGURES=file.json` they are kept, and written into `docs/reliability.md`."""

from __future__ import annotations

import json
import os
from pathlib import Path

FIGURES: dict[str, dict[str, float]] = {}


def note(subject: str, **figures: float) -> None:
    """Add to counts (whole numbers) and keep the greatest of measures (fractions)."""
    mine = FIGURES.setdefault(subject, {})
    for name, value in figures.items():
        mine[name] = mine.get(name, 0) + value if isinstance(value, int) else max(mine.get(name, 0.0), value)


def save() -> None:
    """Write what was noted, beside what earlier runs wrote on other subjects."""
    if target := os.environ.get("ESIGNKIT_FIGURES"):
        file = Path(target)
        kept = json.loads(file.read_text()) if file.exists() else {}
        kept.update(FIGURES)
        file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
