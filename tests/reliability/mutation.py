"""Mutation testing: break the modules that hold the promises, one small change at a time, and see that a test fails.

python -m tests.reliability.mutation redaction webhooks   (or none of them named, for all)

mutmut makes the changes and runs the tests; what is added here is small:

* the groups, each with the few fast tests that shall notice,
* methods made by `@endpoint`, `@paged` and `@property` are changed too, and functions inside functions: mutmut leaves
  out whatever is decorated, and with it `webhooks.verify` and the wrapper that takes credentials out of tracebacks,
* the wording of errors (text given to `msg`) is left alone: no test shall nail it down. That there is a text is tested,
* changes that change nothing are not made: what `cast` is told, and the name of a codec in capitals. Others of which a
  person has seen that they change nothing are listed, with why, in `mutation_equivalents.json`.

Constants outside functions are changed as well (`constants.py`). What is found goes to `mutation.json`, and from there to docs/reliability.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.reliability.constants import examine

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FIGURES = HERE / "mutation.json"
EQUIVALENTS = HERE / "mutation_equivalents.json"
"""Module, the changed line as it was and as it became, and why nobody can tell the difference."""
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- mutation: begin -->", "<!-- mutation: end -->"
PACKAGE = "src/esignkit/"

# group: modules, tests, the share of changes that must be noticed in percent
GROUPS: dict[str, tuple[list[str], list[str], int]] = {
    "retry": (["core/retry.py"], ["tests/core/test_retry.py"], 90),
    "dates": (["core/http_dates.py"], ["tests/core/test_http_dates.py"], 90),
    "auth": (
        ["core/auth/base.py", "core/auth/static.py", "core/auth/token.py"],
        ["tests/core/test_auth.py"],
        90,
    ),
    "paths": (
        ["core/operation.py", "core/arguments.py"],
        [
            "tests/core/test_operation.py",
            "tests/core/test_operation_paths.py",
            "tests/core/test_arguments.py",
            "tests/core/test_misuse.py",
        ],
        90,
    ),
    "outcomes": (
        ["core/exchange.py", "core/request.py", "core/outcomes.py", "core/reporting.py", "core/options.py"],
        [
            "tests/core/test_exchange.py",
            "tests/core/test_exchange_steps.py",
            "tests/core/test_exchange_again.py",
            "tests/core/test_exchange_watched.py",
            "tests/core/test_outcomes.py",
            "tests/core/test_reporting.py",
            "tests/core/test_options.py",
            "tests/core/test_redact_sent.py",
            "tests/core/test_misuse.py",
        ],
        90,
    ),
    "reconciliation": (
        ["core/reconciliation.py", "core/comparing.py"],
        [
            "tests/core/test_reconciliation.py",
            "tests/core/test_reconciliation_reasons.py",
            "tests/core/test_comparing.py",
        ],
        90,
    ),
    "connections": (
        ["runners/http11.py", "runners/streams.py", "runners/pool.py"],
        [
            "tests/runners/test_http11_alone.py",
            "tests/runners/test_plain_response.py",
            "tests/runners/test_streams_alone.py",
            "tests/runners/test_pool_alone.py",
        ],
        90,
    ),
    "plain": (
        ["runners/plain_response.py", "runners/time_limit.py", "runners/client_requests.py"],
        [
            "tests/runners/test_plain_response.py",
            "tests/runners/test_http11_alone.py",
            "tests/runners/test_client_requests.py",
        ],
        90,
    ),
    "h11": (
        ["runners/plain_request.py", "runners/h11_exchange.py", "runners/tls_stream.py"],
        [
            "tests/runners/test_plain_request.py",
            "tests/runners/test_http11_alone.py",
            "tests/runners/test_plain_response.py",
            "tests/runners/test_streams_alone.py",
        ],
        90,
    ),
    "exchanges": (
        ["runners/sync_exchange.py", "runners/async_exchange.py", "runners/connections.py", "runners/response_body.py"],
        [
            "tests/runners/test_exchanges_alone.py",
            "tests/runners/test_exchanges_cut.py",
            "tests/runners/test_connections_alone.py",
        ],
        90,
    ),
    "redaction": (["core/redaction.py"], ["tests/core/test_redaction.py", "tests/core/test_redact_sent.py"], 100),
    "relays": (["webhook_relays.py"], ["tests/test_webhook_relays.py"], 100),
    "constellation1 webhooks": (["constellation1/webhooks.py"], ["tests/constellation1/test_webhooks.py"], 100),
    "ignisign webhooks": (
        ["ignisign/webhooks.py", "ignisign/notifications.py"],
        ["tests/ignisign/test_webhooks.py", "tests/ignisign/test_webhook_calls.py"],
        100,
    ),
    "esignlive callbacks": (["esignlive/callbacks.py"], ["tests/esignlive/test_callback_calls.py"], 100),
    "downloads": (
        ["core/files.py", "runners/atomic_download.py"],
        ["tests/core/test_files.py", "tests/runners/test_atomic_download_alone.py"],
        90,
    ),
}
LEFT_OUT = [
    "test_any_header_gives_a_usable_number_or_none",
    "test_whatever_is_posted_gives_a_notification_or_that_error",
    "test_a_long_credential_is_looked_for_in_little_time",
]
"""Long searches with random input: other tests of the same groups notice what they would."""

NOTICED = ("killed", "timeout")
DECORATORS = {"endpoint", "paged", "property"}


def _extend() -> None:
    """Let mutmut change decorated methods and nested functions, and leave the wording of errors alone."""
    import libcst as cst
    from mutmut.mutation import file_mutation

    arrange = file_mutation.function_trampoline_arrangement

    def named(node: cst.FunctionDef) -> set[str]:
        return {d.decorator.value for d in node.decorators if isinstance(d.decorator, cst.Name)}

    class Visitor(file_mutation.MutationVisitor):
        def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
            if isinstance(node, cst.FunctionDef) and node.decorators:
                outer = self.get_metadata(file_mutation.OuterFunctionProvider, node, None)
                inside = isinstance(outer, cst.FunctionDef) and outer is not node
                if inside or named(node) & DECORATORS:
                    return False
            return super()._skip_node_and_children(node)

        def _create_mutations(self, node: cst.CSTNode) -> None:
            if isinstance(node, cst.Assign) and any(
                isinstance(one.target, cst.Name) and one.target.value == "msg" for one in node.targets
            ):
                value: Any = node.value
                todo = [value]
                while todo:
                    one = todo.pop()
                    if isinstance(one, cst.ConcatenatedString):
                        todo += [one.left, one.right]
                    elif isinstance(one, cst.SimpleString):
                        self.wording.add(id(one))
            if isinstance(node, cst.Call) and node.args:
                first = node.args[0].value
                if isinstance(node.func, cst.Name) and node.func.value == "cast":
                    self.wording.add(id(first))
                if isinstance(node.func, cst.Attribute) and node.func.attr.value in ("encode", "decode"):
                    self.codecs.add(id(first))
            if id(node) not in self.wording:
                before = len(self.mutations)
                super()._create_mutations(node)
                if id(node) in self.codecs and isinstance(node, cst.SimpleString):
                    self.mutations[before:] = [
                        one for one in self.mutations[before:] if one.mutated_node.value.lower() != node.value.lower()
                    ]

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.wording: set[int] = set()
            self.codecs: set[int] = set()

    def around(function: cst.FunctionDef, mutants: Any, class_name: str | None) -> Any:
        """Decorate what switches between the changed functions, and none of these."""
        if not named(function) & DECORATORS:
            return arrange(function, mutants, class_name)
        plain = function.with_changes(decorators=())
        declared, nodes, assigned, names = arrange(plain, mutants, class_name)
        switch = nodes[0].with_changes(decorators=[*function.decorators, *nodes[0].decorators])
        return declared, [switch, *nodes[1:]], assigned, names

    def effective(original: Callable[..., Iterable[cst.CSTNode]], node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        for changed in original(node):
            if isinstance(node, cst.Call) and isinstance(changed, cst.Call) and len(node.args) == len(changed.args) > 0:
                told = isinstance(node.func, cst.Name) and node.func.value == "cast"
                if told and changed.args[0] is not node.args[0]:
                    continue
            yield changed

    mutators = [(kind, functools.partial(effective, operator)) for kind, operator in file_mutation.mutation_operators]
    file_mutation.mutation_operators = mutators
    file_mutation.MutationVisitor = Visitor
    file_mutation.function_trampoline_arrangement = around


def run_group(group: str, only: Sequence[str]) -> None:
    """Run one group in this process, which mutmut's state is bound to."""
    from mutmut import __main__ as mutmut
    from mutmut.configuration import config
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    _extend()
    modules, tests, _ = GROUPS[group]
    found = config()
    found.only_mutate = [PACKAGE + module for module in modules]
    found.pytest_add_cli_args_test_selection = tests
    deselected = [f"--deselect={test}::{name}" for test in tests for name in LEFT_OUT]
    found.pytest_add_cli_args = [*found.pytest_add_cli_args, *deselected]
    mutmut._run(list(only), 1)
    if only:
        return
    same = {(one["module"], one["was"], one["now"]) for one in json.loads(EQUIVALENTS.read_text())}
    results: dict[str, dict[str, str]] = {}
    for module in modules:
        data = SourceFileMutationData(path=Path(PACKAGE + module))
        data.load()
        for key, code in data.exit_code_by_key.items():
            how = status_by_exit_code[code]
            lines = get_diff_for_mutant(key, path=data.path).splitlines() if how not in NOTICED else []
            was, now = ("\n".join(one[1:].strip() for one in lines[2:] if one.startswith(sign)) for sign in "-+")
            if (module, was, now) in same:
                how = "equivalent"
            results[key] = {"how": how, "was": was, "now": now}
        selected = [*tests, *deselected]
        for number, (was, now, how) in enumerate(examine(Path(PACKAGE + module), selected, Path("mutants"))):
            known = how == "survived" and (module, was, now) in same
            results[f"{module}: constant {number}"] = {"how": "equivalent" if known else how, "was": was, "now": now}
    Path("mutants/results.json").write_text(json.dumps(results, indent=1, sort_keys=True))


def _note(group: str) -> dict[str, int]:
    """Put a group's counts into the figures."""
    results = json.loads((ROOT / "mutants" / "results.json").read_text())
    counts = Counter(one["how"] for one in results.values())
    killed = counts["killed"] + counts["timeout"]
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    figures[group] = {
        "modules": GROUPS[group][0],
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "changes": len(results) - counts["equivalent"],
        "killed": killed,
        "by_timeout": counts["timeout"],
        "survived": len(results) - counts["equivalent"] - killed,
        "equivalent": counts["equivalent"],
    }
    ordered = {name: figures[name] for name in GROUPS if name in figures}
    FIGURES.write_text(json.dumps(ordered, indent=2) + "\n")
    return dict(counts)


def unnoticed(results: dict[str, dict[str, str]]) -> list[str]:
    """Each change that no test noticed, as it was and as it became."""
    return [f"{one['was']} → {one['now']}" for one in results.values() if one["how"] not in (*NOTICED, "equivalent")]


def table(figures: dict[str, Any]) -> str:
    """The groups with the share of changes that were noticed."""
    rows = ["| Modules | Changes | Noticed | Wanted | Change nothing | Measured |", "|---|---|---|---|---|---|"]
    for group, (modules, _, wanted) in GROUPS.items():
        names = ", ".join(f"`{module}`" for module in modules)
        if mine := figures.get(group):
            share = f"{100 * mine['killed'] / mine['changes']:.1f} % ({mine['killed']:,})"
            rows.append(
                f"| {names} | {mine['changes']:,} | {share} | {wanted} % | {mine['equivalent']} | {mine['date']} |"
            )
        else:
            rows.append(f"| {names} | – | not measured | {wanted} % | – | – |")
    return "\n".join(rows)


def render() -> None:
    """Rewrite the table in docs/reliability.md."""
    made = f"{BEGIN}\n{table(json.loads(FIGURES.read_text()))}\n{END}"
    page = PAGE.read_text()
    PAGE.write_text(re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: made, page, flags=re.DOTALL))


def main() -> int:
    """Run the groups that are named, or all; 1 when too much went unnoticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.mutation")
    parser.add_argument("groups", nargs="*", metavar="group", help=", ".join(GROUPS))
    parser.add_argument("--only", action="append", default=[], help="names of changes, for a closer look at one group")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if unknown := set(given.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    os.chdir(ROOT)
    if given.inside:
        run_group(given.groups[0], given.only)
        return 0
    short = False
    for group in given.groups or GROUPS:
        shutil.rmtree("mutants", ignore_errors=True)
        command = [sys.executable, "-m", "tests.reliability.mutation", "--inside", group]
        for name in given.only:
            command += ["--only", name]
        subprocess.run(command, check=True)
        if given.only:
            continue
        print(group, _note(group))
        print(*unnoticed(json.loads(Path("mutants/results.json").read_text())), sep="\n")  # the next group's replace it
        mine = json.loads(FIGURES.read_text())[group]
        short |= 100 * mine["killed"] < GROUPS[group][2] * mine["changes"]
    if not given.only:
        render()
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
