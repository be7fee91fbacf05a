"""The demo: send PDFs through all three services and verify their digital signatures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from esignkit.demo.folder import DemoError, results_folder, usable_files
from esignkit.demo.services import SERVICES, Result
from esignkit.demo.table import table
from esignkit.demo.waiting import open_pages, send_agreements
from esignkit.names import no_name_of

__all__ = ["DemoError", "leave_waiting", "run_demo"]

if not TYPE_CHECKING:  # checkers would take any name for one of the module
    __getattr__ = no_name_of(__name__)


def run_demo(files: Sequence[Path] = (), out: Path | None = None, *, say: Callable[[str], None] = print) -> bool:
    """Play the life cycle on each service and report.

    Args:
        files: PDFs to sign; a sample agreement when there is none.
        out: Folder for the results; a new `esignkit-demo` folder here when not given.
        say: Takes each line of the report.

    Returns:
        Whether every document of every service was signed by both people and its signatures are good.

    Raises:
        DemoError: A file cannot be used, or the folder cannot be written; nothing was created.
        MissingExtraError: The extra `sandbox` is not installed; the text says how to.
    """
    from esignkit.sandbox import Sandbox

    documents = usable_files(files)
    folder = results_folder(out)
    started = time.perf_counter()
    results: list[Result] = []
    with Sandbox() as sandbox:
        say(f"A sandbox answers for the three services at {sandbox.url}; nothing leaves this machine.")
        names = ", ".join(document.name for document in documents)
        say(f"To be signed by Alice Example and Bob Example: {names}.\n")
        for name, run_service in SERVICES.items():
            say(name)
            service_started = time.perf_counter()

            def progress(text: str, service_started: float = service_started) -> None:
                say(f"  {time.perf_counter() - service_started:5.2f} s  {text}")

            result = run_service(sandbox, documents, folder, progress)
            result.seconds = time.perf_counter() - service_started
            results.append(result)
            say("")
    for line in table(results):
        say(line)
    say("")
    for note in dict.fromkeys(note for result in results for note in result.notes):
        say(f"Note: {note}")
    say(f"Files are in {folder}; {time.perf_counter() - started:.1f} s in all. Nothing here is legally binding.")
    return all(result.ok for result in results)


def leave_waiting(
    files: Sequence[Path] = (),
    *,
    wait: Callable[[], object],
    say: Callable[[str], None] = print,
    show: Callable[[str], object] | None = None,
) -> None:
    """Leave a sandbox running with one agreement of each service, to be signed in a browser.

    Args:
        files: PDFs to sign; a sample agreement when there is none.
        wait: Returns when the sandbox is to end.
        say: Takes each line of the report.
        show: Opens an address; the browser of this machine when None.

    Raises:
        DemoError: A file cannot be used; nothing was created.
        MissingExtraError: The extra `sandbox` is not installed; the text says how to.
    """
    from esignkit.sandbox import Sandbox

    documents = usable_files(files)
    with Sandbox() as sandbox:
        open_pages(sandbox, send_agreements(sandbox, documents), say=say, show=show)
        say(
            "\nSign them in your browser, and watch the console. Nothing here is legally binding. Press Ctrl-C to stop."
        )
        wait()
