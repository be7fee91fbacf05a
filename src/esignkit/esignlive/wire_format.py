"""The JSON format of eSignLive, and the base class of its models."""

from __future__ import annotations

from typing import ClassVar

from esignkit.core.model import Model, model
from esignkit.core.wire_format import WireFormat

__all__ = ["FORMAT", "EslModel"]

FORMAT = WireFormat(days=False)
"""Dates go out as `2030-01-31T12:00:00Z`, file content inside JSON as base64. A day alone is refused: nobody says
whether its start is meant or its end."""


@model
class EslModel(Model):
    """Base of the eSignLive models; member names are camelCase on the wire."""

    FORMAT: ClassVar[WireFormat] = FORMAT
