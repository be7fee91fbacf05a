"""Pages of documents as pictures: drawn in a process of their own, one at a time, and kept for the next signer."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from esignkit.sandbox.web.page_drawing import draw
from esignkit.sandbox.web.rendering import SECURITY_HEADERS
from esignkit.sandbox.work_process import TookTooLong, WorkLost, WorkProcess

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

logger: logging.Logger = logging.getLogger("esignkit.sandbox")

MOST_SECONDS = 5.0
"""How long drawing one page may take."""
_MOST_KEPT = 64 * 1024 * 1024
_MOST_SLOW = 1_000
_FOREVER = "private, max-age=31536000, immutable"

_IN_ITS_PLACE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="848" viewBox="0 0 600 848" font-family="sans-serif"'
    ' font-size="20" text-anchor="middle"><rect width="600" height="848" fill="#fff"/>'
    '<text x="300" y="400">This page takes too long to draw.</text>'
    '<text x="300" y="430">Open the document as a PDF to read it.</text></svg>'
)


class Pictures:
    """Draws pages and keeps their pictures. One page is drawn at a time, and each once, however many ask for it.

    Args:
        seconds: How long drawing one page may take.
    """

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._process = WorkProcess(seconds)
        self._drawer = ThreadPoolExecutor(1, thread_name_prefix="esignkit-sandbox-pictures")
        self._kept: dict[tuple[str, int], bytes | str] = {}
        self._slow: dict[tuple[str, int], None] = {}
        self._lock = threading.Lock()

    async def picture(self, digest: str, content: bytes, page: int) -> bytes | str:
        """Return a page as a PNG file, or a text that says why it cannot be drawn.

        Args:
            digest: The PDF's checksum.
            content: The PDF.
            page: The page, from 0.

        Raises:
            WorkLost: It takes too long, or the sandbox is being stopped.
        """
        picture = self._find((digest, page))
        if picture is None:
            picture = await asyncio.wrap_future(self._drawer.submit(self._draw, (digest, page), content))
        return picture

    def stop_drawing(self) -> None:
        """End what is being drawn and draw nothing more; whoever waits for a picture is told so."""
        self._process.close()

    def close(self) -> None:
        """Stop drawing and end the thread that waits for pictures."""
        self.stop_drawing()
        self._drawer.shutdown(wait=True)

    def _draw(self, key: tuple[str, int], content: bytes) -> bytes | str:
        picture = self._find(key)  # it may have been drawn while this one waited
        if picture is None:
            try:
                picture = self._process.call(draw, content, key[1])
            except TookTooLong:
                logger.warning("page %s of a document takes too long to draw", key[1] + 1)
                with self._lock:
                    self._slow[key] = None
                    while len(self._slow) > _MOST_SLOW:
                        del self._slow[next(iter(self._slow))]
                raise
            self._keep(key, picture)
        return picture

    def _find(self, key: tuple[str, int]) -> bytes | str | None:
        with self._lock:
            if key in self._slow:
                raise TookTooLong("it took too long before")
            return self._kept.get(key)

    def _keep(self, key: tuple[str, int], picture: bytes | str) -> None:
        with self._lock:
            self._kept[key] = picture
            while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _MOST_KEPT:
                del self._kept[next(iter(self._kept))]


class PagePicture(Response):
    """A response that draws a page of a PDF, when it is sent, without holding up the sandbox's work.

    Args:
        pictures: Draws it.
        digest: The PDF's checksum.
        content: The PDF.
        page: The page, from 0.
    """

    def __init__(self, pictures: Pictures, digest: str, content: bytes, page: int) -> None:
        super().__init__()
        self._pictures, self._digest, self._content, self._page = pictures, digest, content, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Draw the page and send it; a page that takes too long is a picture that says so."""
        try:
            picture = await self._pictures.picture(self._digest, self._content, self._page)
        except WorkLost:
            headers = {**SECURITY_HEADERS, "content-type": "image/svg+xml", "cache-control": "no-store"}
            await Response(_IN_ITS_PLACE, headers=headers)(scope, receive, send)
            return
        if isinstance(picture, str):
            await PlainTextResponse(f"This page cannot be drawn: {picture}", 404)(scope, receive, send)
            return
        headers = {**SECURITY_HEADERS, "content-type": "image/png", "cache-control": _FOREVER}
        await Response(picture, headers=headers)(scope, receive, send)
