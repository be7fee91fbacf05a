"""A wait's own limit, on real connections: the look that hangs is given up with it."""

from __future__ import annotations

import threading

import pytest

from esignkit.core.flow import Flow
from esignkit.core.polling import poll
from esignkit.errors import DeadlineExceededError
from tests.clocks import until
from tests.runners.calls import get
from tests.runners.conftest import Driver
from tests.runners.raw import Caller, Script, answer, raw_server


def script(answers: int) -> Script:
    """Answer so many calls, each on a connection of its own, and stand still after that."""

    def serve(caller: Caller, number: int) -> None:
        caller.heard()
        if number < answers:
            caller.say(answer(b'{"id": "open"}', b"Connection: close\r\n"))
            caller.end()
        else:
            caller.connection.recv(1)

    return serve


def late(seen: str) -> DeadlineExceededError:
    return DeadlineExceededError.after_looking(f"it is still {seen}", operation="things.wait", provider="Toy")


def waiting(timeout: float) -> Flow[str]:
    looks = {"timeout": timeout, "interval": 0.1, "max_interval": 1.0}
    return poll(get(), lambda seen: seen == "closed", late, name="things.wait", **looks)


@pytest.mark.parametrize(("answers", "words"), [(1, "things.wait: no look was answered"), (2, "it is still open")])
def test_a_wait_ends_in_its_own_time(run: Driver, answers: int, words: str) -> None:
    ended = threading.Event()

    def wait(base: str) -> None:
        with pytest.raises(DeadlineExceededError, match=words):
            run(base, get(), waiting(1.0))  # the first call makes the client warm
        ended.set()

    with raw_server(script(answers)) as server:
        threading.Thread(target=wait, args=(server.base,), daemon=True).start()
        assert until(ended.is_set, within=40.0)  # the client's own time-out is 60 seconds
