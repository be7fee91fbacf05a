"""Posting of webhooks, in separate threads: a slow receiver delays nothing else."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import deque
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from esignkit.sandbox.domain.webhooks import Delivery

HOSTS = {"127.0.0.1", "localhost", "::1"}
TIMEOUT = 10.0


def url_error(url: str) -> str:
    """Return why the sandbox does not post to a URL; empty when it does."""
    try:
        parts = urlsplit(url)
        good = parts.scheme == "http" and parts.hostname in HOSTS and (parts.port or 80) > 0
    except ValueError:
        good = False
    return "" if good else "the sandbox posts to http URLs on this machine only (127.0.0.1, localhost, [::1])"


class WebhookSender:
    """Posts each delivery once. The order of deliveries to one URL is kept; URLs do not wait for each other.

    Args:
        note: Called with a delivery, its status (None without a response), an error text and the seconds it took.
    """

    def __init__(self, record_attempt: Callable[[Delivery, int | None, str, float], None]) -> None:
        self._note = record_attempt
        self._queues: dict[str, deque[Delivery]] = {}
        self._changed = threading.Condition()
        self._stopped = False

    def take(self, deliveries: Iterable[Delivery]) -> None:
        """Take deliveries and return at once."""
        with self._changed:
            if self._stopped:
                return
            for delivery in deliveries:
                if (bag := self._queues.get(delivery.url)) is not None:
                    bag.append(delivery)
                    continue
                self._queues[delivery.url] = deque([delivery])
                threading.Thread(
                    target=self._walk, args=(delivery.url,), name="esignkit-sandbox-webhook", daemon=True
                ).start()

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is on its way; tell whether that came to pass."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queues, timeout)

    def forget(self) -> None:
        """Throw away what has not been posted yet."""
        with self._changed:
            for bag in self._queues.values():
                bag.clear()

    def stop(self) -> None:
        """Post nothing more; what is being posted gets a moment to end."""
        with self._changed:
            self._stopped = True
        self.forget()
        self.wait(1.0)

    def _walk(self, url: str) -> None:
        while True:
            with self._changed:
                if not self._queues[url]:
                    del self._queues[url]
                    self._changed.notify_all()
                    return
                delivery = self._queues[url].popleft()
            started = time.perf_counter()
            status, error = _post(delivery)
            self._note(delivery, status, error, time.perf_counter() - started)


def _post(delivery: Delivery) -> tuple[int | None, str]:
    if refused := url_error(delivery.url):
        return None, refused
    parts = urlsplit(delivery.url)
    # http.client knows no proxies and follows no redirects: nothing leaves the machine by a detour.
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    headers = {"Content-Type": "application/json", "User-Agent": "esignkit-sandbox", **delivery.headers}
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, json.dumps(delivery.body, separators=(",", ":")).encode(), headers)
        return connection.getresponse().status, ""
    except (OSError, http.client.HTTPException, ValueError) as error:
        return None, f"{type(error).__name__}: {error}"
    finally:
        connection.close()
