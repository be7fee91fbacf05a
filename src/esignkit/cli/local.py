"""`esignkit demo` and `esignkit sandbox`: they need the extra `sandbox`, and not the extra `cli`."""

from __future__ import annotations

import argparse
import gc
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from esignkit import __version__
from esignkit.cli.exit_codes import ExitCode
from esignkit.extras import MissingExtraError
from esignkit.names.near_names import hint

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

__all__ = ["COMMANDS", "complain", "make_parser", "run_local"]

COMMANDS = {
    "demo": "Take PDFs through all three services: create, send, sign by two people, fetch, verify.",
    "sandbox": "Serve the three services on this machine until Ctrl-C.",
}
DEFAULT_PORT = 8642
_SERVICES = {"esignlive": "eSignLive", "ignisign": "Ignisign", "constellation1": "Constellation1 eSign"}
"""Their names in the sandbox, in the order of their own ports, and their names for people."""


def run_local(words: Sequence[str], *, is_own_process: bool = False) -> int:
    """Run `demo` or `sandbox`.

    Args:
        words: Words after the program's name.
        is_own_process: Whether the process does nothing else, so that no HTTP client need be imported for pyHanko.

    Returns:
        The exit status: 0 for success, 1 when the demo failed, 2 for a mistake that the message says how to mend.
    """
    parser = make_parser()
    options, unknown = parser.parse_known_args(words)
    if unknown:
        known = re.findall(r"--[a-z][a-z-]+", options.usage)
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{hint(unknown[0], known)}")
    if is_own_process:
        from esignkit.sandbox.pdf import without_http

        without_http()
    try:
        if options.command == "sandbox":
            return _sandbox(options)
        return _open_demo(options.files, options.out) if options.open else _demo(options.files, options.out)
    except MissingExtraError as error:
        return complain(str(error))


def complain(sentence: str) -> int:
    """Print a sentence on standard error and return the exit status for a mistake."""
    print(f"esignkit: {sentence}", file=sys.stderr)
    return ExitCode.USAGE


def make_parser(other_commands: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Return the parser of `demo` and `sandbox`.

    Args:
        other_commands: Commands that are not here, because the extra `cli` is not installed.
    """
    others = f"The extra `cli` adds: {', '.join(other_commands)}." if other_commands else None
    parser = argparse.ArgumentParser(
        prog="esignkit",
        description="Typed SDK for electronic signatures, and a sandbox that plays the services.",
        epilog=others,
    )
    parser.add_argument("--version", action="version", version=f"esignkit {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser(
        "demo",
        help="take PDFs through all three services: create, send, sign by two people, fetch, verify",
        description="Take PDFs through Constellation1 eSign, Ignisign and eSignLive, played by a sandbox on this "
        "machine: created, sent, signed by two people, waited for, fetched, their digital signatures checked. "
        "No account and no network are needed.",
    )
    demo.add_argument(
        "files", nargs="*", metavar="FILE.pdf", help="PDFs to sign; a sample agreement when none is named"
    )
    demo.add_argument(
        "--out",
        metavar="DIR",
        help="folder for the results (default: a new folder esignkit-demo here); nothing is overwritten",
    )
    demo.add_argument(
        "--open",
        action="store_true",
        help="leave the sandbox running with one agreement of each service, to be signed in your browser, until Ctrl-C",
    )
    sandbox = commands.add_parser(
        "sandbox",
        help="serve the three services on this machine until Ctrl-C",
        description="Serve Constellation1 eSign, Ignisign and eSignLive on this machine, with state, refusals and real "
        "digital signatures. It listens on the loopback interface only; the mails of the services are kept at "
        "/console/outbox.",
    )
    sandbox.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"port to listen on (default: {DEFAULT_PORT}; 0: any free one)"
    )
    sandbox.add_argument(
        "--ports",
        action="store_true",
        help="give the services the three ports after --port as their own, where they answer at the root (default: any "
        "free ones)",
    )
    sandbox.add_argument(
        "--data", metavar="DIR", help="folder that keeps everything (default: memory, gone at the end)"
    )
    sandbox.add_argument(
        "--load",
        metavar="FILE",
        help="snapshot to begin with; it replaces what is in the folder of --data",
    )
    sandbox.add_argument(
        "--seed",
        metavar="FILE",
        help="TOML file with accounts, transactions in given states, webhooks, switches and faults to begin with",
    )
    sandbox.add_argument(
        "--save",
        metavar="FILE",
        help="snapshot to write at the end; it holds personal data and the sandbox's keys, and only you may read it",
    )
    sandbox.add_argument(
        "--deterministic",
        metavar="SEED",
        type=int,
        help="number from which all ids, keys and times are made: two runs are alike, byte for byte, and no secret",
    )
    sandbox.add_argument(
        "--strict",
        action="store_true",
        help="refuse what a service would certainly not take, such as a misspelt member (default: a warning in the "
        "request log)",
    )
    for command in (demo, sandbox):
        command.set_defaults(usage=command.format_usage())
    return parser


def _demo(files: Sequence[str], out: str | None) -> int:
    from esignkit.demo import DemoError, run_demo

    try:
        return 0 if run_demo([Path(name) for name in files], Path(out) if out is not None else None) else 1
    except DemoError as error:
        return complain(str(error))


def _open_demo(files: Sequence[str], out: str | None) -> int:
    from esignkit.demo import DemoError, leave_waiting

    if out is not None:
        return complain("--open writes no files, so it takes no --out; the console has the signed documents.")
    stop = _stopping()
    try:
        leave_waiting([Path(name) for name in files], wait=stop.wait)
    except DemoError as error:
        return complain(str(error))
    return 0


def _stopping() -> threading.Event:
    """Return what is set by Ctrl-C, or when the process is to end."""
    stop = threading.Event()

    def stopping(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stopping)
    return stop


def _sandbox(options: argparse.Namespace) -> int:
    from esignkit.sandbox import PortInUse, Sandbox
    from esignkit.sandbox.snapshots import check_place

    port, data, own_ports = options.port, options.data, options.ports
    highest = 65535 - (len(_SERVICES) if own_ports else 0)
    if not 0 <= port <= highest:
        return complain(f"--port {port} is not a port; give a number from 0 to {highest}.")
    ports = {service: port + number for number, service in enumerate(_SERVICES, 1)} if own_ports and port else {}
    if options.save is not None:
        try:
            check_place(Path(options.save))
        except OSError as error:
            return complain(f"--save: {error.strerror or error}.")
    sandbox = Sandbox(port=port, data=data, ports=ports, seed=options.deterministic, strict=options.strict)
    try:
        sandbox.start()
    except PortInUse as error:
        return complain(f"{error.strerror}.")
    except OSError as error:
        return complain(f"the sandbox cannot keep its data in {data}: {error.strerror or error}.")
    try:
        problem = _begin(sandbox, options.load, options.seed)
    except BaseException:
        sandbox.stop()
        raise
    if problem:
        sandbox.stop()
        return complain(f"the sandbox cannot begin{problem}.")
    return _serve(sandbox, options)


def _begin(sandbox: Sandbox, snapshot: str | None, seed: str | None) -> str:
    """Load a snapshot and carry out a seed; return what is wrong with one of them."""
    from esignkit.sandbox import SeedError

    for file, take in ((snapshot, sandbox.load), (seed, sandbox.seed)):
        try:
            if file is not None:
                take(file)
        except SeedError as error:
            return f": {error}"
        except OSError as error:
            return f" with {file}: {error.strerror or error}"
    return ""


def _serve(sandbox: Sandbox, options: argparse.Namespace) -> int:
    # A request makes hundreds of short-lived objects and no cycles: looking for these at each seven hundredth object
    # takes a sixth of the time. This process does nothing else, so it may say so for all of it.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    stop = _stopping()
    try:
        place = "in memory" if options.data is None else f"kept in {options.data}"
        print(f"Console: {sandbox.url}/ (open it in a browser)")
        print(f"The sandbox is ready at {sandbox.url} ({place}).")
        if options.deterministic is not None:
            stands = "stands at" if sandbox.clock.is_frozen else "goes on from"
            print(f"The clock {stands} {sandbox.clock.now():%Y-%m-%d %H:%M} UTC, and all keys are public:")
            print(f"whoever knows the number {options.deterministic} can make them.")
        account = sandbox.account
        print("Each service is also at the root of a port of its own:\n")
        for service, name in _SERVICES.items():
            print(f"{name}: {getattr(account, service).root_url}")
        print("\nPoint the SDK's clients at it with these variables, then use .from_env():\n")
        for name, value in sandbox.env().items():
            print(f"export {name}={value}")
        print("\nPress Ctrl-C to stop.", flush=True)
        stop.wait()
        if options.save is not None:
            sandbox.save(options.save)
            print(f"Everything is in {options.save}: personal data and the sandbox's keys, too.", flush=True)
    except OSError as error:
        return complain(f"the snapshot is not written: {error.strerror or error}.")
    finally:
        sandbox.stop()
    return 0
