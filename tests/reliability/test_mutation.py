"""What the figures of mutation testing rest on: files that are there, and reasons for lines that still are."""

from __future__ import annotations

import json

from tests.reliability import mutation

SOURCE = mutation.ROOT / mutation.PACKAGE


def test_groups_name_files_that_are_there() -> None:
    for modules, tests, wanted in mutation.GROUPS.values():
        assert all((SOURCE / module).is_file() for module in modules)
        assert all((mutation.ROOT / test).is_file() for test in tests)
        assert 90 <= wanted <= 100
    everything = "".join(
        (mutation.ROOT / test).read_text() for _, tests, _ in mutation.GROUPS.values() for test in tests
    )
    assert all(f"def {name}(" in everything for name in mutation.LEFT_OUT)


def test_each_change_that_changes_nothing_has_a_reason_and_its_line_is_still_there() -> None:
    known = {module for modules, _, _ in mutation.GROUPS.values() for module in modules}
    for one in json.loads(mutation.EQUIVALENTS.read_text()):
        assert one["module"] in known
        assert one["was"] != one["now"]
        assert len(one["why"]) > 20
        lines = [line.split("  # ")[0].strip() for line in (SOURCE / one["module"]).read_text().splitlines()]
        assert one["was"].split("  # ")[0] in lines, one


def test_the_page_shows_the_figures() -> None:
    figures = json.loads(mutation.FIGURES.read_text())
    assert mutation.table(figures) in mutation.PAGE.read_text()
    for group, mine in figures.items():
        assert mine["killed"] + mine["survived"] == mine["changes"] > 0
        assert 100 * mine["killed"] >= mutation.GROUPS[group][2] * mine["changes"]


def test_what_went_unnoticed_is_listed() -> None:
    fates = ("killed", "timeout", "survived", "equivalent", "no tests")
    results = {how: {"how": how, "was": f"{how} was", "now": f"{how} is"} for how in fates}
    assert mutation.unnoticed(results) == ["survived was → survived is", "no tests was → no tests is"]
