"""Registration of callbacks (webhooks): `client.callbacks`."""

from __future__ import annotations

from collections.abc import Sequence

from esignkit.core.arguments import several
from esignkit.core.endpoint import PLANNER, Mode, Plan, Resource, endpoint
from esignkit.core.operation import Json, Reconcile, Repeat
from esignkit.core.unknown_values import warn_far_misses
from esignkit.esignlive.event_enums import CallbackEventName, ConnectorOrigin
from esignkit.esignlive.models.callback import Callback
from esignkit.esignlive.operation import Operation
from esignkit.esignlive.response_readers import ReadOptional
from esignkit.types import CallOptions, Secret

__all__ = ["Callbacks"]


class Callbacks(Resource[Mode]):
    """Where the service reports events. An account has one registration, and each connector one of its own."""

    @property
    def plan(self) -> Callbacks[Plan]:
        """The same calls as values, not carried out."""
        return Callbacks(PLANNER)

    @endpoint
    def get(self, *, options: CallOptions | None = None) -> Operation[Callback | None]:
        """Retrieve the registration.

        Returns:
            The registration; None when the service answers without one.

        HTTP: `GET /callback`
        Source: OneSpan Sign's OpenAPI 11.51, `api.callback.get`.
        """
        return Operation("callbacks.get", "GET", "/callback", ReadOptional(Callback), hide=("key",), options=options)

    @endpoint
    def register(
        self,
        url: str,
        *,
        key: str | Secret | None = None,
        events: Sequence[CallbackEventName | str],
        options: CallOptions | None = None,
    ) -> Operation[Callback | None]:
        """Register for events; an earlier registration is replaced.

        Args:
            url: Where events are posted to.
            key: What each callback carries in its Authorization header, after `Basic `; None for nothing.
            events: Which events; none at all turns callbacks off (inferred). A name that is not known warns.

        Returns:
            The registration as it is now; None when the service answers without a body.

        HTTP: `POST /callback`
        Source: OneSpan Sign's OpenAPI 11.51, `api.callback.post`.
        """
        return Operation(
            "callbacks.register",
            "POST",
            "/callback",
            ReadOptional(Callback),
            body=_registration(url, key, events),
            repeat=Repeat.IDEMPOTENT,
            hide=("key",),
            options=options,
        )

    @endpoint
    def get_connector(
        self, origin: ConnectorOrigin | str, *, options: CallOptions | None = None
    ) -> Operation[Callback | None]:
        """Retrieve the registration of a connector.

        Args:
            origin: Where the connector's packages come from.

        Returns:
            The registration; None when the service answers without one.

        Raises:
            NotFoundError: There is no such connector.

        HTTP: `GET /callback/connectors/{origin}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.callback.connectors._origin.get`.
        """
        return Operation(
            "callbacks.get_connector",
            "GET",
            "/callback/connectors/{origin}",
            ReadOptional(Callback),
            {"origin": origin},
            hide=("key",),
            options=options,
        )

    @endpoint
    def register_connector(
        self,
        origin: ConnectorOrigin | str,
        url: str,
        *,
        key: str | Secret | None = None,
        events: Sequence[CallbackEventName | str],
        options: CallOptions | None = None,
    ) -> Operation[Callback | None]:
        """Register a connector for events.

        Args:
            origin: Where the connector's packages come from.
            url: Where events are posted to.
            key: What each callback carries in its Authorization header, after `Basic `; None for nothing.
            events: Which events; none at all turns callbacks off (inferred). A name that is not known warns.

        Returns:
            The registration as it is now; None when the service answers without a body.

        Raises:
            NotFoundError: There is no such connector.
            OutcomeUnknownError: It may have taken effect; it was not retried.

        HTTP: `POST /callback/connectors/{origin}`
        Source: OneSpan Sign's OpenAPI 11.51, `api.callback.connectors._origin.post`.
        """
        return Operation(
            "callbacks.register_connector",
            "POST",
            "/callback/connectors/{origin}",
            ReadOptional(Callback),
            {"origin": origin},
            body=_registration(url, key, events),
            repeat=Repeat.NEVER,
            if_lost=Reconcile("callbacks.get_connector(origin) shows it"),
            hide=("key",),
            options=options,
        )


def _registration(url: str, key: str | Secret | None, events: Sequence[CallbackEventName | str]) -> Json:
    names = several("events", events)
    warn_far_misses("events", names, CallbackEventName)  # an event of that name never comes
    return Json({"url": url, **({} if key is None else {"key": Secret(key)}), "events": names})
