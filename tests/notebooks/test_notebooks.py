"""The notebooks run from top to bottom, each in a kernel of its own, and are kept without what they printed."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbclient and ipykernel are not installed")
nbclient = pytest.importorskip("nbclient", reason="nbclient and ipykernel are not installed")
pytest.importorskip("ipykernel", reason="nbclient and ipykernel are not installed")

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


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


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the kernel's own libraries
def test_it_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=300, startup_timeout=300, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
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
