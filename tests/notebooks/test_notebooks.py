"""The notebooks run from top to bottom, each in a kernel of its own, and are kept without what they printed."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.examples.forked import SDK, Forks

nbformat = pytest.importorskip("nbformat", reason="nbclient and ipykernel are not installed")
nbclient = pytest.importorskip("nbclient", reason="nbclient and ipykernel are not installed")
jupyter_client = pytest.importorskip("jupyter_client", reason="nbclient and ipykernel are not installed")
pytest.importorskip("ipykernel", reason="nbclient and ipykernel are not installed")

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
KERNEL = "import os; from ipykernel import kernelapp; kernelapp.launch_new_instance(); os._exit(0)"  # its loop is open
IMPORTS = f"{SDK}\nimport ipykernel.ipkernel, ipykernel.kernelapp, pyhanko.sign; from esignkit.sandbox import Sandbox"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_nothing_that_was_printed_is_kept(path: Path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        assert not set(cell.metadata) - {"tags"}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_there_is_one_for_each_service():
    assert [path.stem for path in NOTEBOOKS] == [
        f"explore_{one}" for one in ("constellation1", "esignlive", "ignisign")
    ]


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    """Kernels that need not import themselves, the SDK and the sandbox: that takes longer than a notebook."""
    running = Forks(IMPORTS)
    yield running
    running.close()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the kernel's own libraries
def test_it_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forks: Forks):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    (tmp_path / "kernel.py").write_text(KERNEL)
    # The manager knows where the kernel listens, and leaves it to us that there is one and that it ends.
    monkeypatch.setattr(jupyter_client.AsyncKernelManager, "has_kernel", True)
    manager = jupyter_client.AsyncKernelManager(owns_kernel=False, connection_file=str(tmp_path / "kernel.json"))
    manager.write_connection_file()
    notebook = nbformat.read(path, as_version=4)
    client = nbclient.NotebookClient(notebook, km=manager, timeout=300, startup_timeout=300)
    command = [str(tmp_path / "kernel.py"), "-f", manager.connection_file]
    with ThreadPoolExecutor() as beside:
        kernel = beside.submit(forks.run, command, tmp_path, os.environ, tmp_path)
        try:
            client.execute()
        finally:
            client.kc.shutdown()
            client.kc.stop_channels()
    assert kernel.result().returncode == 0, kernel.result().stderr
    shown = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    html = [data["text/html"] for data in shown if "text/html" in data]
    drawn = [data["image/svg+xml"] for data in shown if "image/svg+xml" in data]
    assert len(html) >= 3
    assert len(drawn) == 2
    assert "ended here" not in drawn[1]
    assert drawn[1].count("done") > drawn[0].count("done")
    if path.stem == "explore_esignlive" and importlib.util.find_spec("pypdfium2"):
        (saved,) = [one for one in html if "lease-signed.pdf" in one]
        assert '<img src="data:image/png;base64,' in saved
    assert any("ada@example.com" in one for one in html[:-1])
    assert "ada@example.com" not in html[-1]
    assert "Byron" not in html[-1]
