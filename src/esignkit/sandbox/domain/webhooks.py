"""Webhooks: the URLs that a service posts events to, and the deliveries with their attempts.

A delivery is written in the same store transaction as the change it tells of, and leaves the sandbox only after the
commit. What it says and which headers it carries is the emulator's business.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import define, evolve, field, frozen

from esignkit.sandbox.domain.model import moment_to_text
from esignkit.sandbox.json_values import JSON, JSONObject, as_float, as_int, as_object, as_text, objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from esignkit.sandbox.ids import Ids
    from esignkit.sandbox.store import Store

_OWN, _WEBHOOK, _DELIVERY = "sandbox", "webhook", "delivery"


class DeliveryState(StrEnum):
    """The state of a delivery."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class UnknownDelivery(LookupError):
    """The sandbox holds no delivery or webhook with this id."""


@frozen
class Webhook:
    """A URL to which a service posts the events of one tenant."""

    id: str
    """Id of the webhook."""
    provider: str
    """The service that posts to it."""
    tenant: str
    """The tenant that registered it."""
    url: str
    """Address that events are posted to."""
    created: datetime
    """When it was registered."""
    settings: JSONObject = field(factory=dict[str, JSON], repr=False)
    """Data that only the service's emulator reads and writes: a key, event names, a description."""


@frozen
class Attempt:
    """One attempt of a delivery."""

    time: datetime
    """When it was posted, by the sandbox's clock."""
    status: int | None
    """The HTTP status; None without a response."""
    error: str = ""
    """Why there was no response."""
    seconds: float = 0.0
    """Seconds that it took, in real time."""

    @property
    def accepted(self) -> bool:
        """Whether the receiver returned a 2xx status."""
        return self.status is not None and 200 <= self.status < 300


@define
class Delivery:
    """The delivery of one event to one URL."""

    id: str
    """Id of the delivery."""
    provider: str
    """The service that posts it."""
    tenant: str
    """The tenant that it belongs to."""
    webhook_id: str
    """Id of the webhook."""
    url: str
    """Address that it is posted to."""
    name: str
    """The service's name of the event."""
    transaction_id: str
    """Id of the transaction that it is about."""
    created: datetime
    """When the delivery was made."""
    body: JSON = field(repr=False)
    """What is posted, as JSON."""
    headers: dict[str, str] = field(factory=dict[str, str], repr=False)
    """Headers that are posted with it."""
    state: DeliveryState = DeliveryState.PENDING
    """Whether it waits, was delivered or has failed."""
    attempts: list[Attempt] = field(factory=list[Attempt])
    """The posts so far, oldest first."""


class Webhooks:
    """The webhooks and deliveries of all services, inside one unit of work."""

    def __init__(self, store: Store, ids: Ids, now: datetime) -> None:
        self._store = store
        self._ids = ids
        self.now: datetime = now
        """The moment at which what is added or sent comes about."""
        self.outgoing: list[Delivery] = []
        """Deliveries to be posted after the commit."""

    # Where to

    def add(self, provider: str, tenant: str, url: str, settings: Mapping[str, JSON] | None = None) -> Webhook:
        """Add a URL. A URL of another machine is stored, too, but its deliveries fail."""
        webhook = Webhook(self._ids.hex24(), provider, tenant, url, self.now, dict(settings or {}))
        self._put(webhook)
        return webhook

    def all(self, provider: str | None = None, tenant: str | None = None) -> list[Webhook]:
        """Return the webhooks of a service and tenant, or of all, oldest first."""
        webhooks = [_webhook(body) for body in self._store.records(_OWN, _WEBHOOK, tenant)]
        return [webhook for webhook in webhooks if provider in {None, webhook.provider}]

    def get(self, webhook_id: str) -> Webhook | None:
        """Return a webhook by its id."""
        body = self._store.record(_OWN, _WEBHOOK, webhook_id)
        return None if body is None else _webhook(body)

    def change(self, webhook_id: str, *, url: str | None = None, settings: Mapping[str, JSON] | None = None) -> Webhook:
        """Change the URL or the settings of a webhook.

        Raises:
            UnknownDelivery: There is no such webhook.
        """
        webhook = self.get(webhook_id)
        if webhook is None:
            raise UnknownDelivery(f"the sandbox has no webhook {webhook_id!r}")
        webhook = evolve(
            webhook,
            url=webhook.url if url is None else url,
            settings=webhook.settings if settings is None else dict(settings),
        )
        self._put(webhook)
        return webhook

    def remove(self, webhook_id: str) -> bool:
        """Remove a webhook, but not its deliveries; return whether it existed."""
        return self._store.delete_record(_OWN, _WEBHOOK, webhook_id)

    # What

    def send(
        self,
        webhook: Webhook,
        body: JSON,
        *,
        name: str,
        transaction_id: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Delivery:
        """Post a JSON body to a webhook's URL, once, as soon as this unit of work is committed.

        Args:
            webhook: Where to.
            body: What; sent as `application/json`.
            name: The service's name of the event.
            transaction_id: The transaction the event is about, if any.
            headers: Further headers, e.g. `Authorization`.
        """
        delivery = Delivery(
            self._ids.hex24(),
            webhook.provider,
            webhook.tenant,
            webhook.id,
            webhook.url,
            name,
            transaction_id,
            self.now,
            body,
            dict(headers or {}),
        )
        self._keep(delivery)
        self.outgoing.append(delivery)
        return delivery

    def resend(self, delivery_id: str, *, body: JSON = None, headers: Mapping[str, str] | None = None) -> Delivery:
        """Post a delivery again, to the current URL of its webhook, with a new body or headers if given.

        Raises:
            UnknownDelivery: There is no such delivery.
        """
        delivery = self.delivery(delivery_id)
        if delivery is None:
            raise UnknownDelivery(f"the sandbox has no delivery {delivery_id!r}")
        webhook = self.get(delivery.webhook_id)
        delivery.url = delivery.url if webhook is None else webhook.url
        delivery.body = delivery.body if body is None else body
        delivery.headers = delivery.headers if headers is None else dict(headers)
        delivery.state = DeliveryState.PENDING
        self._keep(delivery)
        self.outgoing.append(delivery)
        return delivery

    def deliveries(
        self,
        provider: str | None = None,
        tenant: str | None = None,
        webhook_id: str | None = None,
        transaction_id: str | None = None,
    ) -> list[Delivery]:
        """Return deliveries, oldest first."""
        deliveries = [delivery_from_json(body) for body in self._store.records(_OWN, _DELIVERY, tenant)]
        return [
            delivery
            for delivery in deliveries
            if provider in {None, delivery.provider}
            and webhook_id in {None, delivery.webhook_id}
            and transaction_id in {None, delivery.transaction_id}
        ]

    def delivery(self, delivery_id: str) -> Delivery | None:
        """Return a delivery by its id."""
        body = self._store.record(_OWN, _DELIVERY, delivery_id)
        return None if body is None else delivery_from_json(body)

    def note(self, delivery_id: str, attempt: Attempt) -> Delivery | None:
        """Store the result of an attempt; the sandbox calls it. A delivery that a reset removed is ignored."""
        delivery = self.delivery(delivery_id)
        if delivery is None:
            return None
        delivery.attempts.append(attempt)
        delivery.state = DeliveryState.DELIVERED if attempt.accepted else DeliveryState.FAILED
        self._keep(delivery)
        return delivery

    def _put(self, webhook: Webhook) -> None:
        self._store.put_record(_OWN, _WEBHOOK, webhook.id, webhook_to_json(webhook), webhook.tenant)

    def _keep(self, delivery: Delivery) -> None:
        self._store.put_record(_OWN, _DELIVERY, delivery.id, delivery_to_json(delivery), delivery.tenant)


def webhook_to_json(webhook: Webhook) -> JSONObject:
    """Return a webhook as a JSON object."""
    return {
        "id": webhook.id,
        "provider": webhook.provider,
        "tenant": webhook.tenant,
        "url": webhook.url,
        "created": moment_to_text(webhook.created),
        "settings": webhook.settings,
    }


def delivery_to_json(delivery: Delivery) -> JSONObject:
    """Return a delivery as a JSON object, its headers included."""
    return {
        "id": delivery.id,
        "provider": delivery.provider,
        "tenant": delivery.tenant,
        "webhook_id": delivery.webhook_id,
        "url": delivery.url,
        "name": delivery.name,
        "transaction_id": delivery.transaction_id,
        "created": moment_to_text(delivery.created),
        "body": delivery.body,
        "headers": delivery.headers,
        "state": delivery.state.value,
        "attempts": [
            {
                "time": moment_to_text(attempt.time),
                "status": attempt.status,
                "error": attempt.error,
                "seconds": attempt.seconds,
            }
            for attempt in delivery.attempts
        ],
    }


def _webhook(body: JSONObject) -> Webhook:
    return Webhook(
        id=as_text(body["id"]),
        provider=as_text(body["provider"]),
        tenant=as_text(body["tenant"]),
        url=as_text(body["url"]),
        created=datetime.fromisoformat(as_text(body["created"])),
        settings=as_object(body["settings"]),
    )


def delivery_from_json(body: JSONObject) -> Delivery:
    """Return the delivery that `delivery_to_json` wrote."""
    return Delivery(
        id=as_text(body["id"]),
        provider=as_text(body["provider"]),
        tenant=as_text(body["tenant"]),
        webhook_id=as_text(body["webhook_id"]),
        url=as_text(body["url"]),
        name=as_text(body["name"]),
        transaction_id=as_text(body["transaction_id"]),
        created=datetime.fromisoformat(as_text(body["created"])),
        body=body["body"],
        headers={key: as_text(value) for key, value in as_object(body["headers"]).items()},
        state=DeliveryState(as_text(body["state"])),
        attempts=[_attempt(item) for item in objects(body["attempts"])],
    )


def _attempt(body: JSONObject) -> Attempt:
    return Attempt(
        time=datetime.fromisoformat(as_text(body["time"])),
        status=None if body["status"] is None else as_int(body["status"]),
        error=as_text(body["error"]),
        seconds=as_float(body["seconds"]),
    )
