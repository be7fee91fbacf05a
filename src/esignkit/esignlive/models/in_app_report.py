"""Reports that the service has made ready as CSV files."""

from __future__ import annotations

from datetime import datetime

from esignkit.core.field_specifiers import always
from esignkit.core.model import model
from esignkit.esignlive.wire_format import EslModel

__all__ = ["InAppReport", "InAppReportSummary"]


@model
class InAppReport(EslModel):
    """Where a report is."""

    url: str = always()
    """Address of the report."""


@model
class InAppReportSummary(EslModel):
    """A report's file: `size` is in bytes."""

    last_modified: datetime | None = None
    """When the report was last changed."""
    size: int | None = None
    """Size in bytes."""
    uri: str | None = None
    """Address of the report."""
    content_type: str | None = None
    """MIME type of the report."""
