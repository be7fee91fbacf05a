from __future__ import annotations

from collections import Counter

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what became of the real files, for `docs/reliability.md`."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    found = [
        (*value, "" if report.passed else "failed ")
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for key, value in report.user_properties
        if key == "real file"
    ]
    if found:
        terminalreporter.section("real files")
        for outcome, count in sorted(Counter(failed + outcome for outcome, _, _, failed in found).items()):
            terminalreporter.line(f"{count:4} {outcome}")
        for _, seconds, name, _ in sorted(found, key=lambda one: one[1])[:-4:-1]:
            terminalreporter.line(f"{seconds:8.2f} s of the processor: {name}")
