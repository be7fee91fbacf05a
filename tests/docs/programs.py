"""The programs that README and the docs consist of, as files for type checkers.

A block may use what earlier blocks of its page define, as a reader does who pastes them one after another. Its program
is the block and those of them that it needs, directly or through others; so two blocks that give one name to two
things do not meet. Line numbers are those of the page.
"""

from __future__ import annotations

import builtins
import dis
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

from tests.docs.test_code_blocks import PAGES, ROOT, Block, python_blocks

CHECKED = "# pyright: strict, reportUnusedImport=false"
"""An earlier block may import what only a later one uses."""


def inner(code: CodeType) -> Iterator[CodeType]:
    """Functions and classes in a piece of code, at any depth."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from inner(constant)


def needs_and_gives(block: str) -> tuple[set[str], set[str]]:
    """What a block uses before it defines it, if it ever does; and what it defines."""
    code = compile(block, "block", "exec", dont_inherit=True)
    needs: set[str] = set()
    gives: set[str] = set()
    for one in dis.get_instructions(code):
        if one.opname == "LOAD_NAME" and one.argval not in gives:
            needs.add(one.argval)
        elif one.opname == "STORE_NAME":
            gives.add(one.argval)
    for part in inner(code):
        loaded = {one.argval for one in dis.get_instructions(part) if one.opname in ("LOAD_GLOBAL", "LOAD_NAME")}
        needs |= loaded - gives
    return needs - set(dir(builtins)), gives


def program(blocks: list[Block], last: int) -> str:
    """The block at a place and the earlier ones that it needs."""
    lines = blocks[last].code.splitlines()
    needs, _ = needs_and_gives(blocks[last].code)
    for block in reversed(blocks[:last]):
        own_needs, gives = needs_and_gives(block.code)
        if needs & gives:
            needs = (needs - gives) | own_needs
            own = block.code.splitlines()
            lines[block.line : len(own)] = own[block.line :]
    return "\n".join([*lines, CHECKED]) + "\n"


def write_programs(folder: Path) -> dict[Path, Path]:
    """Write one file for each block.

    Returns:
        The page of each file.
    """
    written: dict[Path, Path] = {}
    for page in PAGES:
        blocks = python_blocks(page)
        for n, block in enumerate(blocks):
            name = str(page.relative_to(ROOT).with_suffix("")).replace("/", "_").replace("-", "_")
            file = folder / f"{name}_{block.line}.py"
            file.write_text(program(blocks, n))
            written[file] = page
    return written
