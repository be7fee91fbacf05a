"""A receiver of webhooks on this machine."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Sink:
    """Keeps what is posted to it: path, headers and JSON body; answers with `status`, or waits for `gate` first."""

    def __init__(self):
        self.got = []
        self.status = 200
        self.semaphore = threading.Event()
        self.semaphore.set()
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sink.semaphore.wait(10)
                sink.got.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(sink.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    @property
    def bodies(self):
        return [body for _, _, body in self.got]

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.semaphore.set()
        self._server.shutdown()
        self._server.server_close()
