"""Work in a process of its own: it is called in turn, is ended when it takes too long, and ends when it is closed."""

from __future__ import annotations

import operator
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from esignkit.sandbox.work_process import TookTooLong, WorkLost, WorkProcess


def test_it_is_called_there_and_kept_for_the_next():
    with closing(WorkProcess(60)) as process:
        assert process.call(operator.add, 1, 2) == 3
        first = process.call(os.getpid)
        assert first == process.call(os.getpid) != os.getpid()


def test_what_takes_too_long_is_ended_and_the_next_is_done():
    with closing(WorkProcess(0.5)) as process:
        with pytest.raises(TookTooLong):
            process.call(time.sleep, 600)
        first = process
    with closing(WorkProcess(60)) as process:
        with pytest.raises(WorkLost) as lost:
            process.call(os._exit, 3)  # the process itself falls over
        assert not isinstance(lost.value, TookTooLong)
        assert process.call(operator.add, 1, 2) == 3
    with pytest.raises(WorkLost):
        first.call(operator.add, 1, 2)  # closed


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such timer on Windows")
def test_the_answer_to_a_call_that_was_broken_off_is_not_that_to_the_next():
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with closing(WorkProcess(60)) as process:
            assert process.call(operator.add, 1, 2) == 3
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            with pytest.raises(KeyboardInterrupt):
                process.call(time.sleep, 2)
            assert process.call(operator.add, 2, 2) == 4
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_it_is_closed_amid_its_work():
    process = WorkProcess()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(process.call, time.sleep, 600)
        process.close()
        with pytest.raises(WorkLost):
            waiting.result()


def spin() -> None:
    while True:
        pass


def test_time_of_the_processor_is_counted_and_time_of_the_clock_is_not():
    with closing(WorkProcess(cpu_seconds=0.1, warm_up=os.getpid)) as process:
        process.call(time.sleep, 0.3)  # takes no time of the processor
        first = process.call(os.getpid)
        with pytest.raises(TookTooLong):
            process.call(spin)
        assert process.call(os.getpid) != first


def test_what_comes_before_the_first_call_is_not_counted():
    with closing(WorkProcess(cpu_seconds=0.1, warm_up=take_long)) as process:
        assert process.call(operator.add, 1, 2) == 3
        with pytest.raises(TookTooLong):
            process.call(take_long)
    with closing(WorkProcess(warm_up=os.abort)) as process, pytest.raises(WorkLost):
        process.call(operator.add, 1, 2)


def take_long() -> None:
    before = time.process_time()
    while time.process_time() - before < 0.15:
        pass


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold a process to it")
def test_a_process_has_no_more_memory_than_it_may():
    with closing(WorkProcess(memory=1 << 30)) as process:
        assert process.call(len, b"x") == 1
        with pytest.raises(WorkLost):
            process.call(bytes, 2 << 30)  # the process falls over
