"""Identity checks, hand-over links and decline reasons of an account: a part of `client.account`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.arguments import several
from esignkit.core.endpoint import Mode, Resource, endpoint, paged
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.paging import Paging
from esignkit.core.response_readers import nothing, open_json
from esignkit.esignlive.entity import Entity
from esignkit.esignlive.models.auth import IdvWorkflow
from esignkit.esignlive.models.branding import HandoverUrl
from esignkit.esignlive.operation import Operation, deletion, listing, post, replacement
from esignkit.esignlive.response_readers import ReadMany, ReadTexts
from esignkit.types import JSON, CallOptions

__all__ = ["AccountConfig"]

_WORKFLOWS = "/accountConfig/idvWorkflowConfigs"
_HANDOVER = Entity("/accountConfig/handoverUrl/{language}", HandoverUrl)
_REASONS = "/accountConfig/declineReasons/{language}"
_CLEAR_WORKFLOWS = "delete_idv_workflows() removes those of the account"
_CLEAR_REASONS = "delete_decline_reasons() removes those of the language"


class AccountConfig(Resource[Mode]):
    """The part of `client.account` about how signers are checked, how they decline and where they go at the end."""

    @paged
    def idv_workflows(self, *, options: CallOptions | None = None) -> Paging[IdvWorkflow]:
        """List the workflows of identity verification.

        Returns:
            The workflows.

        HTTP: `GET /accountConfig/idvWorkflowConfigs`
        Source: OneSpan Sign's OpenAPI 11.51, `api.accountConfig.idvWorkflowConfigs.get`.
        """
        return listing("account.idv_workflows", _WORKFLOWS, ReadMany(IdvWorkflow), options=options)

    @endpoint
    def create_idv_workflows(
        self, workflows: Sequence[IdvWorkflow], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Give the account workflows of identity verification.

        Args:
            workflows: The workflows; their types are `DV` and `DVF`.

        Raises:
            TypeError: One workflow in place of a list.
            ValueError: There is none; `delete_idv_workflows` removes those of the account.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /accountConfig/idvWorkflowConfigs`
        Source: OneSpan Sign's OpenAPI 11.51, `api.accountConfig.idvWorkflowConfigs.post`.
        """
        return post(
            "account.create_idv_workflows",
            _WORKFLOWS,
            nothing,
            body=Json(several("workflows", workflows, _CLEAR_WORKFLOWS)),
            if_lost=Reconcile("account.idv_workflows() lists what is there"),
            options=options,
        )

    @endpoint
    def update_idv_workflows(
        self, workflows: Sequence[IdvWorkflow], *, options: CallOptions | None = None
    ) -> Operation[None]:
        """Change the workflows of identity verification.

        Args:
            workflows: The workflows.

        Raises:
            TypeError: One workflow in place of a list.
            ValueError: There is none; `delete_idv_workflows` removes those of the account.

        HTTP: `PUT /accountConfig/idvWorkflowConfigs`
        Source: OneSpan Sign's OpenAPI 11.51, `api.accountConfig.idvWorkflowConfigs.put`.
        """
        return replacement(
            "account.update_idv_workflows",
            _WORKFLOWS,
            {},
            Json(several("workflows", workflows, _CLEAR_WORKFLOWS)),
            options=options,
        )

    @endpoint
    def delete_idv_workflows(self, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove the workflows of identity verification.

        HTTP: `DELETE /accountConfig/idvWorkflowConfigs`
        Source: OneSpan Sign's OpenAPI 11.51, `api.accountConfig.idvWorkflowConfigs.delete`.
        """
        return deletion("account.delete_idv_workflows", _WORKFLOWS, options=options)

    @endpoint
    def integration_workflows(self, *, options: CallOptions | None = None) -> Operation[JSON]:
        """List the workflows of the integration framework.

        Returns:
            The workflows; their form is not published.

        HTTP: `GET /accountConfig/ifWorkflows`
        Source: OneSpan's Java SDK (`esl.sdk.java`).
        """
        return Operation(
            "account.integration_workflows", "GET", "/accountConfig/ifWorkflows", open_json, options=options
        )

    @endpoint
    def handover_url(self, language: str, *, options: CallOptions | None = None) -> Operation[HandoverUrl | None]:
        """Retrieve the link that signers find at the end.

        Args:
            language: Language of the signing pages, such as `en`.

        Returns:
            The link; None when the service answers without a body.

        HTTP: `GET /accountConfig/handoverUrl/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return _HANDOVER.find("account.handover_url", {"language": language}, options)

    @endpoint
    def create_handover_url(
        self, language: str, url: HandoverUrl, *, options: CallOptions | None = None
    ) -> Operation[HandoverUrl | None]:
        """Give signers a link at the end.

        Args:
            language: Language of the signing pages, such as `en`.
            url: The link: address, text and title.

        Returns:
            The link as it is now; None when the service answers without a body.

        Raises:
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /accountConfig/handoverUrl/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return _HANDOVER.create(
            "account.create_handover_url",
            {"language": language},
            url,
            if_lost=Reconcile("account.handover_url(language) shows it"),
            options=options,
        )

    @endpoint
    def update_handover_url(
        self, language: str, url: HandoverUrl, *, options: CallOptions | None = None
    ) -> Operation[HandoverUrl | None]:
        """Change the link that signers find at the end.

        Args:
            language: Language of the signing pages, such as `en`.
            url: The link: address, text and title.

        Returns:
            The link as it is now; None when the service answers without a body.

        HTTP: `PUT /accountConfig/handoverUrl/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return _HANDOVER.update("account.update_handover_url", {"language": language}, url, options)

    @endpoint
    def delete_handover_url(self, language: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove the link that signers find at the end.

        Args:
            language: Language of the signing pages, such as `en`.

        HTTP: `DELETE /accountConfig/handoverUrl/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return _HANDOVER.delete("account.delete_handover_url", {"language": language}, options)

    @paged
    def decline_reasons(self, language: str, *, options: CallOptions | None = None) -> Paging[str]:
        """List the reasons that signers may decline for.

        Args:
            language: Language of the signing pages, such as `en`.

        Returns:
            The reasons, as signers read them.

        HTTP: `GET /accountConfig/declineReasons/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return listing("account.decline_reasons", _REASONS, ReadTexts(), {"language": language}, options=options)

    @endpoint
    def create_decline_reasons(
        self, language: str, reasons: Sequence[str], *, options: CallOptions | None = None
    ) -> Operation[list[str]]:
        """Give signers reasons to decline for.

        Args:
            language: Language of the signing pages, such as `en`.
            reasons: The reasons, as signers read them.

        Returns:
            The reasons as they are now; none when the service answers without a body.

        Raises:
            TypeError: One text in place of a list.
            ValueError: There is none; `delete_decline_reasons` removes those of the language.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /accountConfig/declineReasons/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return post(
            "account.create_decline_reasons",
            _REASONS,
            ReadTexts(some=True),
            {"language": language},
            body=Json(several("reasons", reasons, _CLEAR_REASONS)),
            if_lost=Reconcile("account.decline_reasons(language) lists what is there"),
            options=options,
        )

    @endpoint
    def update_decline_reasons(
        self, language: str, reasons: Sequence[str], *, options: CallOptions | None = None
    ) -> Operation[list[str]]:
        """Change the reasons that signers may decline for.

        Args:
            language: Language of the signing pages, such as `en`.
            reasons: The reasons, as signers read them.

        Returns:
            The reasons as they are now; none when the service answers without a body.

        Raises:
            TypeError: One text in place of a list.
            ValueError: There is none; `delete_decline_reasons` removes those of the language.

        HTTP: `PUT /accountConfig/declineReasons/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return Operation(
            "account.update_decline_reasons",
            "PUT",
            _REASONS,
            ReadTexts(some=True),
            {"language": language},
            body=Json(several("reasons", reasons, _CLEAR_REASONS)),
            repeat=Repeat.IDEMPOTENT,
            options=options,
        )

    @endpoint
    def delete_decline_reasons(self, language: str, *, options: CallOptions | None = None) -> Operation[None]:
        """Remove the reasons of a language: signers are offered those of the service.

        Args:
            language: Language of the signing pages, such as `en`.

        HTTP: `DELETE /accountConfig/declineReasons/{language}`
        Source: OneSpan's Java SDK (`esl.sdk.java`) and .NET SDK (`oss.sdk.net`).
        """
        return deletion("account.delete_decline_reasons", _REASONS, {"language": language}, options=options)
