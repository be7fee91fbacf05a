"""The sandbox: three e-signature services on this machine, for tests, demos and learning.

    from esignkit.sandbox import Sandbox

    with Sandbox() as sandbox:
        print(sandbox.env())

It needs the extra `sandbox`: `pip install "esignkit[sandbox]"`.
"""

from __future__ import annotations

from importlib.util import find_spec

from esignkit.lazy import attach

_NEEDED = ("starlette", "uvicorn", "h11", "python_multipart", "pyhanko", "cryptography", "pypdfium2")
_load, __dir__ = attach(__name__)


def __getattr__(name: str) -> object:
    if name in __dir__() and any(find_spec(module) is None for module in _NEEDED):
        raise ImportError('The sandbox needs more packages. Install them with: pip install "esignkit[sandbox]"')
    return _load(name)
