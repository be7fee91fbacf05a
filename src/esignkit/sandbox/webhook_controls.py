"""Control of webhooks: register URLs, list deliveries, post one again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esignkit.names import with_near_arguments
from esignkit.sandbox.domain.webhooks import Delivery, Webhook
from esignkit.sandbox.webhook_sender import url_error

if TYPE_CHECKING:
    from esignkit.sandbox.app import SandboxApp
    from esignkit.sandbox.domain.unit_of_work import UnitOfWork
    from esignkit.sandbox.json_values import JSON, JSONObject


def register(
    app: SandboxApp, work: UnitOfWork, provider: str, url: str, tenant: str | None, settings: JSONObject
) -> Webhook:
    """Register a URL with a service, as its own interface or its staff would.

    Raises:
        ValueError: There is no such service or tenant, it does not take such settings, or the URL is outside this
            machine.
    """
    emulator, account = app.service_and_account(work, provider, tenant)
    if refused := url_error(url):
        raise ValueError(refused)
    return emulator.register_webhook(work, account, url, settings)


@with_near_arguments
class WebhookControls:
    """The webhooks of a running sandbox. Services post to this machine only (`http` and a loopback name)."""

    def __init__(self, app: SandboxApp) -> None:
        self._app = app

    def register(self, provider: str, url: str, tenant: str | None = None, **settings: JSON) -> Webhook:
        """Have a service post its events to a URL.

        Args:
            provider: The service, e.g. `constellation1`.
            url: An `http` URL on this machine.
            tenant: The tenant whose events are meant; None is the default one.
            settings: What the service wants to know beside the URL, e.g. `key="…"` for eSignLive.

        Returns:
            The webhook.

        Raises:
            ValueError: There is no such service or tenant, it does not take such settings, or the URL is outside
                this machine.
        """
        app = self._app
        return app.run(lambda work: register(app, work, provider, url, tenant, dict(settings)))

    def all(self, provider: str | None = None, tenant: str | None = None) -> list[Webhook]:
        """Return the webhooks registered here or by a service's own calls, oldest first."""
        return self._app.run(lambda work: work.webhooks.all(provider, tenant))

    def remove(self, webhook_id: str) -> bool:
        """Remove a webhook; what was posted stays listed. Tell whether there was one."""
        return self._app.run(lambda work: work.webhooks.remove(webhook_id))

    def resend(self, delivery_id: str) -> Delivery:
        """Post a delivery once more.

        Args:
            delivery_id: The delivery's id.

        Returns:
            The delivery, on its way.

        Raises:
            UnknownDelivery: There is none.
        """
        return self._app.run(lambda work: self._app.resend(work, delivery_id))

    def deliveries(
        self, provider: str | None = None, transaction_id: str | None = None, timeout: float = 10.0
    ) -> list[Delivery]:
        """Return deliveries, oldest first, when nothing is on its way any more or the timeout is over."""
        self._app.run(lambda _: None)  # what is due by now happens, and posts, first
        self._app.webhook_sender.wait(timeout)
        return self._app.run(lambda work: work.webhooks.deliveries(provider, transaction_id=transaction_id))
