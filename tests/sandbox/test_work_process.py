"""Work in a process of its own: it is called in turn, is ended when it takes too long, and ends when it is closed."""

from __future__ import annotations

import operator
import os
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


def test_it_is_closed_amid_its_work():
    process = WorkProcess()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(process.call, time.sleep, 600)
        process.close()
        with pytest.raises(WorkLost):
            waiting.result()
