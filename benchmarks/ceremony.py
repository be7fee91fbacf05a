"""Measure a whole ceremony in Chromium: two people sign two documents, one after the other, from send to signed PDFs.

    python benchmarks/ceremony.py [--rounds 5]

Ann draws, Bob types. Needs playwright and a Chromium. The target is 10 s; nothing is judged by the exit status.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time

from playwright.sync_api import Browser, Page, sync_playwright

from esignkit import Constellation1, ESignLive, Ignisign
from esignkit.agreements import Agreement, Agreements, Document, Party
from esignkit.sandbox import Sandbox
from esignkit.sandbox.pdf import sample_agreement, verify_pdf

SERVICES = {"esignlive": ESignLive, "ignisign": Ignisign, "constellation1": Constellation1}
PEOPLE = {"Ann Lee": "ann@example.com", "Bob Smith": "bob@example.com"}


def sign(page: Page, *, drawn: bool) -> None:
    """Sign on an open signing page."""
    page.get_by_label("I agree").check()
    if drawn:
        page.get_by_label("Draw", exact=True).check()
        pad = page.locator("[data-pad]")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box is not None
        for number, x in enumerate((0.1, 0.5, 0.9)):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + box["height"] / 4, steps=4)
            if number == 0:
                page.mouse.down()
        page.mouse.up()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("heading", name="You have signed").wait_for()


def ceremony(sandbox: Sandbox, browser: Browser, service: str) -> float:
    """Return the seconds from sending to two signed and verified PDFs."""
    begin = time.perf_counter()
    documents = [Document((name, sample_agreement())) for name in ("lease.pdf", "rules.pdf")]
    parties = [Party(name, email) for name, email in PEOPLE.items()]
    with SERVICES[service].from_env(sandbox.env()) as client:
        sent = Agreements(client).send(Agreement(title="Lease", documents=documents, parties=parties))
    for number, email in enumerate(PEOPLE.values()):
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
        page = context.new_page()
        page.goto(sandbox.signing_url(sent.id, email))
        sign(page, drawn=number == 0)
        context.close()
    for document in sandbox.transaction(sent.id).documents:
        report = verify_pdf(sandbox.signed_file(sent.id, document.id), [sandbox.ca_certificate])
        assert report.ok, report.problems
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with Sandbox() as sandbox, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        print("| service | median s | least to most |\n|---|---|---|")
        for service in SERVICES:
            found = [ceremony(sandbox, browser, service) for _ in range(rounds)]
            print(f"| {service} | {statistics.median(found):.1f} | {min(found):.1f} to {max(found):.1f} |")
        browser.close()


if __name__ == "__main__":
    main()
