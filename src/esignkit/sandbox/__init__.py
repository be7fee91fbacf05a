"""The sandbox: three e-signature services on this machine, for tests, demos and learning.

    from esignkit.sandbox import Sandbox

    with Sandbox() as sandbox:
        print(sandbox.env())

It needs the extra `sandbox`: in a checkout `pip install '.[sandbox]'`.
"""

from __future__ import annotations

from esignkit.extras import is_installed, missing_extra
from esignkit.lazy import attach

_NEEDED = ("starlette", "uvicorn", "httptools", "python_multipart", "pyhanko", "cryptography", "pypdfium2", "jinja2")
_load, __dir__ = attach(__name__)


def __getattr__(name: str) -> object:
    if name in __dir__() and not is_installed(*_NEEDED):
        raise missing_extra("The sandbox", "sandbox", *_NEEDED)
    return _load(name)
