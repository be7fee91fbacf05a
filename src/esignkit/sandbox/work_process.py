"""A process of its own for work that takes long, or that nobody can say how long it takes.

Threads of one process take turns: while one of them takes a file apart or draws, each step of all other calls waits for
its turn. A process has the time that the machine gives it, takes none of theirs, and can be ended amid its work.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")

_START = "import sys; sys.path[:] = {path!r}; from {module} import serve; serve({memory!r})"
_COUNTS_CPU = hasattr(signal, "setitimer")  # not on Windows, where the same seconds are counted by the clock


class WorkLost(Exception):
    """The process ended while it was at the work: the work made it fall over, or it is no longer wanted."""


class TookTooLong(WorkLost):
    """The process has been ended, because the work took longer than it may."""


class WorkProcess:
    """Calls functions one after the other, in a process that is started by the first call and kept for the next.

    Args:
        seconds: How long one call may take; None for any time.
        cpu_seconds: How much time of the processor one call may take, however busy the machine is; None for any.
        memory: How many bytes of memory the process may have, where the system can hold it to that; None for any.
        warm_up: Called there before anything else, and without these limits: imports what all calls need.
    """

    def __init__(
        self,
        seconds: float | None = None,
        *,
        cpu_seconds: float | None = None,
        memory: int | None = None,
        warm_up: Callable[[], object] | None = None,
    ) -> None:
        self._seconds = seconds if _COUNTS_CPU or seconds is not None else cpu_seconds
        self._cpu_seconds, self._memory, self._warm_up = cpu_seconds, memory, warm_up
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Call a function there, from any thread.

        Args:
            function: A function of a module, which raises nothing.
            args: What it is given, as far as it can be pickled.
            kwargs: The same, by name.

        Raises:
            TookTooLong: It took longer than it may.
            WorkLost: The process ended over it, or has been closed.
        """
        with self._lock:
            request = pickle.dumps((function, args, kwargs, self._cpu_seconds))
            process = self._running()
            too_long = threading.Event()
            limit = _limit(process, self._seconds, too_long)
            try:
                result = self._ask(process, request)
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                if too_long.is_set() or (_COUNTS_CPU and process.returncode == -signal.SIGPROF):
                    raise TookTooLong("it took too long") from error
                raise WorkLost("it ended") from error
            finally:
                if limit is not None:
                    limit.cancel()
                    limit.join()
            if too_long.is_set():  # just after the answer
                self._end()
            return cast("_T", result)

    def close(self) -> None:
        """End the process, amid its work if it is at any; what is asked for from now on is lost."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for an answer holds the lock
        with self._lock:
            self._end()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None and not self._closed:
            start = _START.format(path=sys.path, module=__name__, memory=self._memory)
            self._process = subprocess.Popen(  # noqa: S603  # this interpreter, with a text of our own
                [sys.executable, "-c", start],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the sandbox, which then ends this process
            )
            if self._warm_up is not None:
                self._ask_first(self._process, self._warm_up)
        if self._process is None or self._closed:
            self._end()  # it may have been closed while the process was being started
            raise WorkLost("the process has been closed")
        return self._process

    def _ask_first(self, process: subprocess.Popen[bytes], function: Callable[[], object]) -> None:
        try:
            self._ask(process, pickle.dumps((function, (), {}, None)))
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise WorkLost("it ended before its first work") from error

    def _ask(self, process: subprocess.Popen[bytes], request: bytes) -> object:
        """Return the answer. A process that owes one, as after Ctrl-C, is ended: the next call would be given it."""
        try:
            return _answer(process, request)
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _limit(
    process: subprocess.Popen[bytes], seconds: float | None, too_long: threading.Event
) -> threading.Timer | None:
    """End the process after some time, unless the timer is cancelled."""
    if seconds is None:
        return None

    def end() -> None:
        too_long.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer


def serve(memory: int | None = None) -> None:
    """Call the functions that come in, in the process itself, until no more come.

    Args:
        memory: How many bytes of memory the process may have; None for any number.
    """
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever else is printed is no answer
    if memory is not None:
        _hold_to(memory)
    while size := requests.read(8):
        request = requests.read(int.from_bytes(size, "big"))
        function, args, kwargs, cpu_seconds = pickle.loads(request)  # noqa: S301  # of our parent
        _allow(cpu_seconds)
        answer = pickle.dumps(function(*args, **kwargs))
        _allow(None)
        _write(answers, answer)


def _allow(cpu_seconds: float | None) -> None:
    """Have the system end this process once it has taken so much time of the processor from now on."""
    if _COUNTS_CPU:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds or 0)


def _hold_to(memory: int) -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory if most == resource.RLIM_INFINITY else min(memory, most), most))


def _answer(process: subprocess.Popen[bytes], request: bytes) -> object:
    requests, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    _write(requests, request)
    size = answers.read(8)
    if len(size) < 8:
        raise EOFError
    return cast("object", pickle.loads(answers.read(int.from_bytes(size, "big"))))  # noqa: S301  # of our own process


def _write(stream: IO[bytes], content: bytes) -> None:
    stream.write(len(content).to_bytes(8, "big") + content)
    stream.flush()
