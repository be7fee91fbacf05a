"""Responses that are not what a call is documented to return."""

from __future__ import annotations

__all__ = ["OtherShape", "Unreadable"]


class Unreadable(ValueError):
    """A response that is not what the call is documented to return: cut off, empty, `null`, HTML."""


class OtherShape(Unreadable):
    """A response that is JSON, but of another shape; another try would not help."""
