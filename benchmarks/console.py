"""Measure how long the sandbox's console takes with many packages, from request to the last byte.

    python benchmarks/console.py [--count 10000]

The control beside it is `GET /_sandbox/transactions`, which reads all of them. Nothing is judged by the exit status.
"""

from __future__ import annotations

import argparse
import statistics
import time

import httpx

from esignkit.sandbox import Sandbox

ROUNDS = 15
PAGES = ("/", "/?q=lease+77", "/?q=nobody", "/?service=esignlive&stage=draft", "/?page=100", "/console/requests")
CONTROL = "/_sandbox/transactions"


def milliseconds(client: httpx.Client, path: str, rounds: int) -> list[float]:
    found = []
    for _ in range(rounds):
        begin = time.perf_counter()
        client.get(path).raise_for_status()
        found.append((time.perf_counter() - begin) * 1000)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    count = parser.parse_args().count
    with (
        Sandbox() as sandbox,
        httpx.Client(base_url=sandbox.url, trust_env=False, timeout=120, headers={"Accept": "text/html"}) as client,
    ):
        headers = {"authorization": f"Basic {sandbox.esignlive.api_key}"}
        signer = {"firstName": "Ada", "lastName": "Byron", "email": "ada@example.com"}
        for n in range(count):
            package = {"name": f"Lease {n}", "roles": [{"id": "tenant", "signers": [signer]}]}
            client.post("/esl/api/packages", json=package, headers=headers).raise_for_status()
        client.get("/").raise_for_status()  # templates are read once
        print(f"| page, {count} packages | median ms | quartiles |\n|---|---|---|")
        for path, rounds in (*((path, ROUNDS) for path in PAGES), (CONTROL, 3)):
            low, middle, high = statistics.quantiles(milliseconds(client, path, rounds), n=4)
            print(f"| `{path}` | {middle:.1f} | {low:.1f} to {high:.1f} |")


if __name__ == "__main__":
    main()
