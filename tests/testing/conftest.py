from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.examples.forked import Done, Forks

PLUGINS = ("-p", "esignkit.testing", "-p", "anyio.pytest_plugin", "-p", "no:cacheprovider")
PYTEST = "import sys, pytest; sys.exit(pytest.main())"

# Neither the plugin nor another that is named on the command line: pytest means to be the first who imports those.
IMPORTS = """
import pytest
from esignkit import (
    AsyncConstellation1, AsyncESignLive, AsyncIgnisign, Constellation1, ESignLive, Ignisign, constellation1, esignlive,
    ignisign,
)
from esignkit.sandbox import Sandbox
"""


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """Test runs in processes of their own, that need not import the SDK and the sandbox again."""
    running = Forks(IMPORTS)
    yield running
    running.close()


def environment() -> dict[str, str]:
    ours = ("ESIGNLIVE_", "IGNISIGN_", "CONSTELLATION1_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


@pytest.fixture
def run(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Done]:
    """Run pytest in a folder; give back what it printed."""

    def start(folder: Path, *arguments: str) -> Done:
        own = tmp_path_factory.mktemp("pytest")
        (own / "run.py").write_text(PYTEST)
        command = [str(own / "run.py"), "-q", "-W", "error", *PLUGINS, *arguments]
        return forks.run(command, folder, environment(), own)

    return start
