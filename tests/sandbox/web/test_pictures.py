"""Pictures of pages: each is drawn once, and one that takes long stops neither the sandbox nor its end."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from esignkit.sandbox import Sandbox, pdf
from esignkit.sandbox.web import pictures
from esignkit.sandbox.work_process import TookTooLong, WorkProcess
from tests import local_http

from .support import PEOPLE, sent

AGREEMENT = pdf.sample_agreement()


def endless(content, page):
    """Draw a page that takes for ever, in the process that draws."""
    time.sleep(600)
    return f"{len(content)}, {page}"


def test_a_page_is_drawn_once_however_many_ask_for_it(monkeypatch):
    called = []
    call = WorkProcess.call

    def counted(process, *args):
        called.append(args)
        return call(process, *args)

    monkeypatch.setattr(WorkProcess, "call", counted)

    async def ask(drawer):
        return await asyncio.gather(*(drawer.picture("a", AGREEMENT, page) for page in (0, 0, 0, 1, 99, 99)))

    with closing(pictures.Pictures()) as drawer:
        first, *others, second, missing, again = asyncio.run(ask(drawer))
    assert first.startswith(b"\x89PNG")
    assert others == [first, first]
    assert second.startswith(b"\x89PNG")
    assert missing == again == "the document has 2 pages"
    assert len(called) == 3


def test_a_page_that_takes_too_long_is_given_up_and_the_others_are_drawn(monkeypatch):
    with closing(pictures.Pictures(seconds=2)) as drawer:
        with monkeypatch.context() as patch:
            patch.setattr(pictures, "draw", endless)
            with pytest.raises(TookTooLong):
                asyncio.run(drawer.picture("slow", AGREEMENT, 0))
        with pytest.raises(TookTooLong):  # it is known now
            asyncio.run(drawer.picture("slow", AGREEMENT, 0))
    with closing(pictures.Pictures()) as drawer:
        assert asyncio.run(drawer.picture("quick", AGREEMENT, 0)).startswith(b"\x89PNG")


def test_the_sandbox_answers_and_stops_while_a_page_is_drawn(monkeypatch):
    asked, picture_of = threading.Semaphore(0), pictures.Pictures.picture

    def told(drawer, *args):
        asked.release()
        return picture_of(drawer, *args)

    monkeypatch.setattr(pictures.Pictures, "picture", told)
    monkeypatch.setattr(pictures, "draw", endless)
    monkeypatch.setattr(pictures.Pictures.__init__, "__defaults__", (600.0,))
    with Sandbox() as sandbox, ThreadPoolExecutor(3) as threads, local_http.Client(timeout=60) as http:
        lease = sent(sandbox, sandbox.create_account(), "esignlive")
        address = f"{sandbox.signing_url(lease, PEOPLE['esignlive'][0])}/documents/0/pages/1"
        asking = [threads.submit(http.get, address, follow_redirects=True) for _ in range(3)]
        assert all(asked.acquire(timeout=60) for _ in asking)  # one that is not under way is refused by the stop
        assert http.get(f"{sandbox.url}/_sandbox/health").status_code == 200
        assert sent(sandbox, sandbox.create_account(), "esignlive")
        assert not any(one.done() for one in asking)
        sandbox.stop()
        for one in asking:
            picture = one.result()
            assert picture.headers["content-type"] == "image/svg+xml"
            assert picture.headers["cache-control"] == "no-store"
