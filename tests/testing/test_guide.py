"""The tests that docs/guides/testing.md shows pass as they stand there, and the first one is short."""

from __future__ import annotations

import re
from pathlib import Path

from .test_plugin import outcomes

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "testing.md"
MOST_LINES = 10


def test_the_tests_of_the_guide_pass(run, tmp_path):
    blocks = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    first = blocks[0]
    assert "def test_" in first
    assert len(first.strip().splitlines()) <= MOST_LINES
    for number, block in enumerate(blocks):
        (tmp_path / f"test_{number}.py").write_text(block)
    done = run(tmp_path, "-rA", "--strict-markers", "-p", "pytest_httpx")
    assert done.returncode == 0, done.stdout[-4000:]
    assert len(outcomes(done.stdout)) >= len({one for block in blocks for one in re.findall(r"def (test_\w+)", block)})
    assert f"{len(blocks)} passed" in done.stdout
