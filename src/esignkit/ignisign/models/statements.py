"""Statements. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from esignkit.core.field_specifiers import always
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment, StatementTarget
from esignkit.ignisign.wire_format import IgnisignModel

__all__ = ["Statement"]


@model
class Statement(IgnisignModel):
    """Something that signers are asked to agree to.

    In an update, `app_id`, `app_env` and `signature_request_id` may be left out: the client fills them in.
    """

    id: str = always()
    """The service's id."""
    app_id: str | None = None
    """Id of the application."""
    app_env: ApplicationEnvironment | None = None
    """Environment of the application, such as `PRODUCTION`."""
    signature_request_id: str | None = None
    """Id of the signature request."""
    document_id: str | None = None
    """Id of the document that it is about, when `target` is `DOCUMENT`."""
    target: StatementTarget | None = None
    """Whether it is about the whole request or one document (version 3)."""
    label_md: str | None = None
    """Text that the signer agrees to, in Markdown."""
