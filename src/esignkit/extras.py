"""The error for a feature whose extra is not installed.

It names the missing packages themselves, never this one: who copied the SDK from a checkout or a wheel must not be sent
to an index where its name may belong to somebody else.
"""

from __future__ import annotations

import re
from importlib.util import find_spec

__all__ = ["MissingExtraError", "is_installed", "missing_extra"]


class MissingExtraError(ImportError):
    """A feature needs packages of an extra that are not installed; the text says which and how to install them."""


def is_installed(*modules: str) -> bool:
    """Tell whether modules can be imported; none of them is."""
    return all(find_spec(module) is not None for module in modules)


def missing_extra(feature: str, extra: str, *modules: str) -> MissingExtraError:
    """Make the error for a feature whose packages are missing.

    Args:
        feature: What needs them, as the beginning of a sentence.
        extra: The extra of this package that holds them.
        modules: The modules that the feature imports; each has the name of its package.

    Returns:
        The error, to be raised.
    """
    missing = [module for module in modules if not is_installed(module)] or list(modules)
    requirements = _requirements(extra)
    to_install = [f"'{requirements.get(module, module.replace('_', '-'))}'" for module in missing]
    return MissingExtraError(
        f"{feature} needs what the extra `{extra}` of the installed esignkit lists. Missing here: "
        f"{', '.join(missing)}. Install with: pip install {' '.join(to_install)}"
    )


def _requirements(extra: str) -> dict[str, str]:
    """Return what the installed package says of its extra: requirements by the name of their module."""
    from importlib.metadata import PackageNotFoundError, requires  # costs 20 ms; only an error needs it

    try:
        lines = requires("esignkit") or []
    except PackageNotFoundError:  # a copy of the source folder
        return {}
    requirements = [line.partition(";")[0].strip() for line in lines if re.search(rf"extra == .{extra}\b", line)]
    return {re.split(r"[^\w-]", one)[0].replace("-", "_").lower(): one for one in requirements}
