from __future__ import annotations

import pytest

from esignkit.sandbox.pdf import outlines


@pytest.fixture
def without_fonts(monkeypatch):
    """As where the extra `fonts` is not installed."""
    monkeypatch.setattr(outlines, "installed_fonts", lambda **_: ())


@pytest.fixture
def fonts():
    """Skip where the extra `fonts` is not installed."""
    pytest.importorskip("uharfbuzz")
    pytest.importorskip("manimgx_fonts")
