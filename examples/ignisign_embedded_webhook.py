"""Embedded signing in your own pages with Ignisign, with a webhook when everything is signed.

    python ignisign_embedded_webhook.py lease.pdf Ada Byron ada@example.com --url https://hooks.example.com/ --port 8080

Set IGNISIGN_APP_ID, IGNISIGN_APP_ENV and IGNISIGN_APP_SECRET first. Notifications to the URL must reach the port.
"""

import argparse
import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from esignkit import ESignError, EventError, Ignisign
from esignkit.ignisign import NewSigner, Notification, embedded_signing_url


def receiver(client: Ignisign, news: "queue.SimpleQueue[Notification]", port: int) -> ThreadingHTTPServer:
    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                news.put(client.webhooks.verify(self.rfile.read(int(self.headers["Content-Length"]))))
                status = 200
            except ESignError as error:
                status = 403 if isinstance(error, EventError) else 503
            self.send_response(status)
            self.end_headers()

    return ThreadingHTTPServer(("127.0.0.1", port), Receiver)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    [parser.add_argument(name) for name in ("pdf", "first_name", "last_name", "email")]
    parser.add_argument("--url", help="where Ignisign reaches the port")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--timeout", type=float, default=3600.0, help="seconds to wait for each notification")
    given = parser.parse_args()
    news: queue.SimpleQueue[Notification] = queue.SimpleQueue()
    with Ignisign.from_env() as client, receiver(client, news, given.port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client.webhooks.create(given.url or f"http://127.0.0.1:{server.server_port}/")
        profile = next(one for one in client.signature_profiles.list() if one.integration_mode == "EMBEDDED")
        person = NewSigner(first_name=given.first_name, last_name=given.last_name, email=given.email)
        sent = client.signature_requests.send(profile.id, title="Please sign", documents=[given.pdf], signers=[person])
        (session,), (signer,) = sent.published.embedded, sent.signers
        who, token, secret = session.signer_id, session.token or "", signer.auth_secret or ""
        url = embedded_signing_url(sent.signature_request_id, who, token=token, auth_secret=secret)
        print(f'<iframe src="{url.reveal()}" width="100%" height="500"></iframe>', flush=True)  # contains secrets
        while (told := news.get(timeout=given.timeout)).key[:2] != ("SIGNATURE_REQUEST", "COMPLETED"):
            print(told.topic, told.action)
        print("completed:", client.signature_requests.get(sent.signature_request_id).status == "COMPLETED")
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
