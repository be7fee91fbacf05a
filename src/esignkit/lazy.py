"""Lazy imports: a package's public names are imported at first access.

The names are written once, in the stub `__init__.pyi` beside the package's `__init__.py`. Type checkers and editors
read the stub as it is; here it is read at the first question. Each line of it says one name and where it lives:

    from esignkit.core.flow import Flow as Flow

A name that lives in the package itself is a module of it, as in `from esignkit.esignlive import build as build`. It can
be reached without an import of its own, and is not in `__all__`.

This module imports nothing but `sys`, because `import esignkit` imports it.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as `typing` has it; importing `typing` would be most of what `import esignkit` costs
if TYPE_CHECKING:
    from collections.abc import Callable


def attach(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make a package load the names of its stub lazily (PEP 562).

    Args:
        package: The package's `__name__`.

    Returns:
        The package's `__getattr__`, which knows `__all__` too, and its `__dir__`.
    """
    module_of: dict[str, str] = {}

    def names() -> dict[str, str]:
        if not module_of:
            module_of.update(_read_stub(package))
        return module_of

    def load(name: str) -> object:
        module = sys.modules[package]
        value: object
        if name == "__all__":
            value = sorted(public_name for public_name, defined_in in names().items() if defined_in != package)
        elif defined_in := names().get(name):
            from importlib import import_module

            value = (
                import_module(f"{defined_in}.{name}")
                if defined_in == package
                else getattr(import_module(defined_in), name)
            )
        else:
            from esignkit.names.near_names import refuse_name

            refuse_name(package, name, names)
        setattr(module, name, value)  # found without this function from now on
        return value

    return load, lambda: sorted(names())


def _read_stub(package: str) -> dict[str, str]:
    """The module that each name of a package lives in."""
    module = sys.modules[package]
    path = f"{module.__path__[0]}/__init__.pyi"
    get_data: Callable[[str], bytes] | None = getattr(getattr(module.__spec__, "loader", None), "get_data", None)
    if get_data is None:
        raise ImportError(f"{path} cannot be read: the package was loaded by an importer that cannot read files")
    try:
        text = get_data(path).decode()  # the package's own loader: it reads out of a zip file as well
    except OSError as error:
        msg = f"{path} is missing. It names what {package} holds, so tools that bundle applications must include it"
        raise ImportError(msg) from error
    lines = text.replace("import (\n", "import ").split("\n")  # as ruff breaks an overlong one
    return {parts[3]: parts[1] for line in lines if (parts := line.split()) and parts[0] == "from"}
