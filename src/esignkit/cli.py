"""The command line: `esignkit demo` and `esignkit sandbox`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from esignkit import __version__
from esignkit.extras import MissingExtraError

__all__ = ["main"]

DEFAULT_PORT = 8642
USAGE_ERROR = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Words after the program's name; the process's own when not given.

    Returns:
        The exit status: 0 for success, 1 when the demo failed, 2 for a mistake that the message says how to mend.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        if options.command == "demo":
            return _demo(options.files, options.out)
        if options.command == "sandbox":
            return _sandbox(options.port, options.data)
    except MissingExtraError as error:
        return _complain(str(error))
    parser.print_help()
    return USAGE_ERROR


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="esignkit", description="Typed SDK for electronic signatures, and a sandbox that plays the services."
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
    sandbox = commands.add_parser(
        "sandbox",
        help="serve the three services on this machine until Ctrl-C",
        description="Serve Constellation1 eSign, Ignisign and eSignLive on this machine, with state, refusals and real "
        "digital signatures. It listens on the loopback interface only.",
    )
    sandbox.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help=f"port to listen on (default: {DEFAULT_PORT}; 0: any free one)"
    )
    sandbox.add_argument(
        "--data", metavar="DIR", help="folder that keeps everything (default: memory, gone at the end)"
    )
    return parser


def _complain(sentence: str) -> int:
    print(f"esignkit: {sentence}", file=sys.stderr)
    return USAGE_ERROR


def _demo(files: Sequence[str], out: str | None) -> int:
    from esignkit.demo import DemoError, run_demo

    try:
        return 0 if run_demo([Path(name) for name in files], Path(out) if out is not None else None) else 1
    except DemoError as error:
        return _complain(str(error))


def _sandbox(port: int, data: str | None) -> int:
    from esignkit.sandbox import PortInUse, Sandbox

    if not 0 <= port <= 65535:
        return _complain(f"--port {port} is not a port; give a number from 0 to 65535.")
    sandbox = Sandbox(port=port, data=data)
    try:
        sandbox.start()
    except PortInUse as error:
        return _complain(f"{error.strerror}.")
    except OSError as error:
        return _complain(f"the sandbox cannot keep its data in {data}: {error.strerror or error}.")
    stop = threading.Event()

    def stopping(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stopping)
    try:
        print(f"The sandbox is ready at {sandbox.url} ({'in memory' if data is None else f'kept in {data}'}).")
        print("Point the SDK's clients at it with these variables, then use .from_env():\n")
        for name, value in sandbox.env().items():
            print(f"export {name}={value}")
        print("\nPress Ctrl-C to stop.", flush=True)
        stop.wait()
    finally:
        sandbox.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
