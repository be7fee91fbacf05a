"""Statements. Source: Ignisign's published models (`ignisign-public-models`, branch `v3`)."""

from __future__ import annotations

from esignkit.core.members import always
from esignkit.core.model import model
from esignkit.ignisign.enums import ApplicationEnvironment, StatementTarget
from esignkit.ignisign.wire import IgnisignModel

__all__ = ["Statement"]


@model
class Statement(IgnisignModel):
    """Something that signers are asked to agree to.

    In an update, `app_id`, `app_env` and `signature_request_id` may be left out: the client fills them in.

    Attributes:
        id: The service's id.
        app_id: Application.
        app_env: Environment of the application.
        signature_request_id: The signature request.
        document_id: The document it is about, when `target` is `DOCUMENT`.
        target: What it is about.
        label_md: The text, in Markdown.
    """

    id: str = always()
    app_id: str | None = None
    app_env: ApplicationEnvironment | None = None
    signature_request_id: str | None = None
    document_id: str | None = None
    target: StatementTarget | None = None
    label_md: str | None = None
