"""Every Python block of README and docs runs, page by page, in the order a reader meets them.

The blocks of a page share their names. They run in an empty folder that holds `lease.pdf`, with the environment
variables of a sandbox account of their own, whose services are strict: what they would not take is refused. Where a block waits for signatures, the signers sign meanwhile. A `text`
block right below a Python block is what that block prints.
"""

from __future__ import annotations

import contextlib
import os
import re
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from esignkit.sandbox import Sandbox, SandboxAccount, Stage, TransitionNotAllowed, UnknownTransaction
from esignkit.sandbox.differences import SERVICE_NAMES
from esignkit.sandbox.pdf import sample_agreement

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[a-z]*)[^\n]*\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)
SKIP = re.compile(r"<!-- not runnable: (?P<reason>[^>]+) -->\s*\Z")
MOST_SKIPPED = 5


@frozen
class Block:
    """One fenced block, padded so that its line numbers are the page's."""

    line: int
    language: str
    code: str
    skipped: str | None
    printed: str | None = None


def blocks_of(text: str) -> list[Block]:
    found = []
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("code"))
        skipped = SKIP.search(text, 0, match.start())
        below = FENCE.match(text, match.end() + len(re.match(r"\n*", text[match.end() :])[0]))
        printed = textwrap.dedent(below["code"]) if below and below["language"] == "text" else None
        code = "\n" * line + textwrap.dedent(match["code"])
        found.append(Block(line, match["language"], code, skipped["reason"].strip() if skipped else None, printed))
    return found


def python_blocks(page: Path) -> list[Block]:
    return [block for block in blocks_of(page.read_text()) if block.language in ("python", "py", "pycon")]


RUNNABLE = [page for page in PAGES if any(block.skipped is None for block in python_blocks(page))]


@contextlib.contextmanager
def signing(sandbox: Sandbox, account: SandboxAccount) -> Iterator[None]:
    """Let the signers of one account sign whatever is open, now and until the block is over."""
    over = threading.Event()

    def sign() -> None:
        for one in sandbox.transactions():
            if one.tenant == account.tenant and one.stage is Stage.OPEN:
                with contextlib.suppress(TransitionNotAllowed, UnknownTransaction):  # it ended meanwhile
                    sandbox.sign_all(one.id)

    def keep_signing() -> None:
        while not over.wait(0.05):
            sign()

    sign()
    thread = threading.Thread(target=keep_signing)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("page", RUNNABLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_blocks_of_a_page_run(
    page: Path, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    if any("from fastapi " in block.code for block in python_blocks(page)):
        pytest.importorskip("fastapi", reason="fastapi, of the extra `test`, is not installed")
    account = sandbox.create_account()
    for service in SERVICE_NAMES:
        sandbox.switch(service, account.tenant, strict=True)
    for name in [name for name in os.environ if name.startswith(("ESIGN", "IGNISIGN_", "CONSTELLATION1_"))]:
        monkeypatch.delenv(name)
    for name, value in {"ESIGNKIT_SERVICE": "esignlive", **account.env()}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    Path("lease.pdf").write_bytes(sample_agreement())
    names: dict[str, object] = {"__name__": "page"}
    for block in python_blocks(page):
        if block.skipped is not None:
            continue
        code = compile(block.code, str(page), "exec")
        with signing(sandbox, account) if ".wait" in block.code else contextlib.nullcontext():
            capsys.readouterr()
            exec(code, names)
            if block.printed is not None:
                assert capsys.readouterr().out == block.printed


def test_few_blocks_are_not_run_and_each_says_why():
    skipped = [(page, block) for page in PAGES for block in python_blocks(page) if block.skipped is not None]
    assert len(skipped) <= MOST_SKIPPED, skipped
    assert all(len(block.skipped or "") > 10 for _, block in skipped)


def test_every_block_names_its_language():
    bare = [(str(page), block.line) for page in PAGES for block in blocks_of(page.read_text()) if not block.language]
    assert not bare


def test_the_pages_are_there():
    assert len(RUNNABLE) > 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```python\nx = 1\n```\n", [("python", "x = 1", None)]),
        ("- item\n\n    ```python\n    x = 1\n    ```\n", [("python", "x = 1", None)]),
        ("<!-- not runnable: needs a real account -->\n```python\nx\n```\n", [("python", "x", "needs a real account")]),
        ("<!-- not runnable: for another -->\n\ntext\n\n```python\nx\n```\n", [("python", "x", None)]),
        ("```sh\nls\n```\n\n```python\ny\n```\n", [("sh", "ls", None), ("python", "y", None)]),
    ],
)
def test_blocks_are_found(text: str, expected: list[tuple[str, str, str | None]]):
    assert [(b.language, b.code.strip(), b.skipped) for b in blocks_of(text)] == expected


def test_what_a_block_prints_stands_right_below_it():
    (shown, _, apart, _) = blocks_of(
        "```python\nprint(1)\n```\n\n```text\n1\n```\n\n```python\nx\n```\n\nWords.\n\n```text\n2\n```\n"
    )
    assert (shown.printed, apart.printed) == ("1\n", None)


def test_a_block_that_fails_names_the_line_of_its_page():
    (block,) = blocks_of("# Title\n\n```python\n1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile(block.code, "page.md", "exec"), {})
    assert caught.traceback[-1].lineno + 1 == 4
