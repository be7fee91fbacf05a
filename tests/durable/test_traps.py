"""The sixteen traps that a prototype of the journal fell into: each has a test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TRAPS = {
    "1: a name and a date are no proof": "durable/test_doubt.py::test_what_was_made_is_found_by_the_mark_of_the_step",
    "2: settle is shorter than the service is slow": (
        "durable/test_doubt.py::test_settle_is_waited_for_before_a_step_is_sent_again"
    ),
    "3: a frozen worker sends when its lease has run out": (
        "durable/test_runs_in_sandbox.py::test_a_worker_that_was_frozen_beyond_its_lease_sends_nothing_any_more"
    ),
    "4: a closed descriptor drops SQLite's locks": (
        "databases/test_databases.py::test_a_second_one_does_not_drop_the_locks_of_the_first"
    ),
    "5: the thread of a cancelled task goes on": (
        "durable/test_runs_in_sandbox.py::test_two_hundred_cancelled_tasks_leave_nothing_doubled"
    ),
    "6: the question itself fails": "durable/test_doubt.py::test_a_question_that_fails_leaves_the_step_in_doubt",
    "7: arguments are credentials": (
        "durable/test_every_call.py::test_each_operation_and_list_and_download_is_equal_and_sends_the_same"
    ),
    "8: a text may be a path": "durable/test_digest.py::test_one_byte_of_a_file_changes_it_and_its_place_does_not",
    "9: None is not left out, and generators are used up": (
        "durable/test_own_flows.py::test_arguments_that_say_nothing_do_not_count"
    ),
    "10: hidden members are gone on replay": "durable/test_answers.py::test_hidden_members_are_not_kept",
    "11: two accounts of one server": "durable/test_accounts.py::test_two_accounts_of_one_server_are_told_apart",
    "12: models that load later, classes of errors that are gone": (
        "durable/test_answers.py::test_an_error_whose_class_is_gone_is_one_of_the_class_above"
    ),
    "13: streams, long answers and downloads": (
        "durable/test_answers.py::test_a_download_is_made_again_when_its_file_is_gone"
    ),
    "14: a release writes a body otherwise": (
        "durable/test_doubt.py::test_a_release_that_writes_answered_steps_otherwise_goes_on"
    ),
    "15: the files of a finished run are gone": (
        "durable/test_recording.py::test_a_run_that_is_done_is_asked_for_by_its_key_when_its_files_are_gone"
    ),
    "16: leases go by clocks, and WAL by local disks": (
        "durable/test_journal_claims.py::test_a_lease_from_before_the_machine_was_started_is_nobodys"
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_has_its_test(trap: str) -> None:
    file, _, name = TRAPS[trap].partition("::")
    tree = ast.parse((HERE.parent / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_there_are_sixteen() -> None:
    assert [trap.partition(":")[0] for trap in TRAPS] == [str(number) for number in range(1, 17)]
