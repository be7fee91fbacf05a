"""Blocks of a page become programs: each with those before it that it needs, and no others."""

from __future__ import annotations

from tests.docs.programs import CHECKED, needs_and_gives, program
from tests.docs.test_code_blocks import blocks_of

PAGE = """```python
from a import one
```

```python
def two() -> int:
    return one
```

```python
one = 3
```

```python
print(two())
```
"""


def test_a_program_has_the_blocks_that_it_needs_at_their_lines():
    blocks = blocks_of(PAGE)
    assert program(blocks, 3).splitlines() == [
        *["", "from a import one", "", ""],
        *["", "def two() -> int:", "    return one", "", "", "", "", "", "", "", "print(two())", CHECKED],
    ]
    assert program(blocks, 2).split()[:3] == ["one", "=", "3"]


def test_what_a_block_needs_is_what_it_uses_before_it_defines_it():
    assert needs_and_gives("with a() as b:\n    b.c(print)\n") == ({"a"}, {"b"})
    assert needs_and_gives("x = x + 1\nfor y in z:\n    y(x)\n") == ({"x", "z"}, {"x", "y"})
