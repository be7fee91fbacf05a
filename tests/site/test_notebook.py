"""What the SDK shows in a notebook can be read in Jupyter's light and dark themes, on a telephone too.

The notebooks run against the sandbox and become pages in JupyterLab's look. What is read is what we answer for: the
outputs and the prose. The colours of code and of the prompts beside the cells are Jupyter's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browser import Scheme, need_modules, read, visit, widen
from tests.site.conftest import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLES = Path(__file__).parents[2] / "examples"
NOTEBOOKS = sorted(path.stem for path in EXAMPLES.glob("*.ipynb"))
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
OURS = ".jp-OutputArea-output, .jp-MarkdownOutput"
FROM_ELSEWHERE = ("require_js_url", "jquery_url", "mathjax_url", "mermaid_js_url")


def execute(name: str, folder: Path) -> list[Path]:
    """Run a notebook and write it as a page, once for each theme."""
    need_modules("nbclient", "ipykernel", extra="test")
    need_modules("nbconvert", extra="browser")
    import nbclient
    import nbformat
    from nbconvert import HTMLExporter

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        notebook = nbformat.read(EXAMPLES / f"{name}.ipynb", as_version=4)
        nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
        written = []
        for theme in SCHEMES:
            exporter = HTMLExporter(theme=theme, **dict.fromkeys(FROM_ELSEWHERE, ""))
            body, _ = exporter.from_notebook_node(notebook)
            written.append(folder / f"{name}-{theme}.html")
            written[-1].write_text(body)
    return written


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="package")
def shown(folder: Path) -> Iterator[str]:
    """Where the pages are served."""
    yield from serving(folder)


@pytest.mark.parametrize("name", NOTEBOOKS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the kernel's own libraries
def test_a_notebook_fits_and_can_be_read(browser: Browser, shown: str, folder: Path, name: str):
    problems = []
    for scheme, page in zip(SCHEMES, execute(name, folder), strict=True):
        with visit(browser, shown + page.name, scheme=scheme) as visited:
            theme = visited.page.locator("body").get_attribute("data-jp-theme-light")
            assert theme == ("true" if scheme == "light" else "false")
            drawings = visited.page.locator(".jp-OutputArea-output svg")
            assert drawings.count() >= 3
            assert drawings.locator("text").count() >= 12
            assert visited.page.locator(".jp-OutputArea-output table").count() >= 3
            drawn = visited.page.locator('.jp-OutputArea-output img:not([src^="data:image/png"])')
            assert drawn.count() == 0  # a drawing as an image cannot take the theme's colours; a page of paper need not
            for width in (390, 1280):
                widen(visited.page, width)
                reading = read(visited.page, OURS)
                assert reading.seen > 100
                problems += [f"{width} {scheme}: {one}" for one in reading.problems()]
            problems += [f"asks elsewhere: {url}" for url in visited.elsewhere(shown)]
    assert not problems, "\n".join(problems)
