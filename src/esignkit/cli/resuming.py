"""Keeps how far a send got, so that the same command can go on from there.

What is kept may hold addresses for signing, and of a call in doubt all that it said: people, messages, passwords of
parties. The folder and its files are the user's alone. Only a file of that folder is read back, by its name: pickles of
other people are never loaded.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.cli.results import CommandError

if TYPE_CHECKING:
    from esignkit.agreements import SendProgress

__all__ = ["KeptSend", "all_kept", "forget_progress", "keep_progress", "read_progress", "state_folder"]

_NAME = re.compile(r"[0-9a-f]{12}")


@frozen(kw_only=True)
class KeptSend:
    """What is kept of a send that broke off."""

    progress: SendProgress
    """How far it got."""
    digest: str
    """Fingerprint of the agreement as it was typed."""
    expires: str | None
    """When it expires, as it was typed."""
    expires_at: datetime | date | None
    """The moment that this meant then: `36h` means another one each time."""


def state_folder(env: Mapping[str, str] | None = None) -> Path:
    """Return the folder for what a program keeps between its runs.

    Args:
        env: Environment variables; the process's own when not given.
    """
    environ = os.environ if env is None else env
    if xdg := environ.get("XDG_STATE_HOME"):
        return Path(xdg) / "esignkit"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "esignkit"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "esignkit"
    return Path.home() / ".local" / "state" / "esignkit"


def keep_progress(send: KeptSend) -> str:
    """Keep how far a send got.

    Args:
        send: What is to be kept.

    Returns:
        The name to give with `--resume`.

    Raises:
        OSError: It cannot be written.
        TypeError: Something in it cannot be pickled; also as `AttributeError` or `PicklingError`. No file is left.
    """
    content = pickle.dumps(send)
    name = os.urandom(6).hex()
    folder = state_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)  # it may have been there
    descriptor = os.open(_path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return name


def read_progress(name: str) -> KeptSend:
    """Return how far a send got.

    Args:
        name: The name that `keep_progress` returned.

    Raises:
        CommandError: There is nothing of that name, or another version has written it.
    """
    try:
        if not _NAME.fullmatch(name):
            raise FileNotFoundError
        send: object = pickle.loads(_path(name).read_bytes())  # noqa: S301 - the user's own file, see above
    except OSError:
        msg = f"--resume {name!r}: there is nothing of that name in {state_folder()}; the error of the send gave it."
        raise CommandError(msg) from None
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, LookupError, TypeError, ValueError):
        send = None
    if not isinstance(send, KeptSend):
        msg = (
            f"--resume {name!r} was kept by another version of esignkit and cannot be read; look with `esignkit list`."
        )
        raise CommandError(msg)
    return send


def all_kept() -> Iterator[tuple[str, KeptSend]]:
    """Yield what was kept of sends, each with its name; what another version has written is left out."""
    for path in sorted(state_folder().glob("send-*.pickle")):
        name = path.stem.removeprefix("send-")
        try:
            yield name, read_progress(name)
        except CommandError:
            continue


def forget_progress(name: str) -> None:
    """Delete what was kept under a name."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return state_folder() / f"send-{name}.pickle"
