"""Send a PDF to everybody in a CSV with eSignLive, several at a time and to nobody twice.

    python async_batch.py lease.pdf people.csv --at-once 10

The CSV has the columns first_name, last_name and email. sent.csv tells what became of each, for the next run.
Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or ESIGNLIVE_BASE_URL) first. `test_async_batch.py` tests it.
"""

import argparse
import asyncio
import csv
from collections.abc import Callable
from pathlib import Path

from esignkit import AsyncESignLive, ESignError, OutcomeUnknownError, Verdict
from esignkit import esignlive as esl
from esignkit.esignlive import build


async def send(client: AsyncESignLive, pdf: Path, person: dict[str, str]) -> str:
    document = esl.Document(name="Lease", approvals=[build.signature("tenant", build.at(0, 60, 600))])
    signer = esl.Signer(first_name=person["first_name"], last_name=person["last_name"], email=person["email"])
    tenant = esl.Role(id="tenant", signers=[signer])
    lease = esl.Package(name=f"Lease, {signer.email}", autocomplete=True, documents=[document], roles=[tenant])
    try:
        package_id = await client.packages.create(lease, files=[pdf])  # nobody is told of a draft
        await client.packages.send(package_id)
    except OutcomeUnknownError as error:  # the answer was lost: ask what happened
        done = error.operation == "packages.send" and (await client.run(error.find_out())).verdict is Verdict.DONE
        return "sent, its answer was lost" if done else f"look before you send again: {error}"
    except ESignError as error:
        return f"refused: {error}"
    return f"sent as {package_id}"


async def send_all(pdf: Path, people: list[dict[str, str]], at_once: int, note: Callable[[list[str]], object]) -> None:
    async def worker() -> None:
        for person in waiting:  # shared: each worker takes the next one
            note([person["email"], "begun: look before you send again"])  # all there is to see after a crash
            note([person["email"], await send(client, pdf, person)])

    waiting = iter(people)
    async with AsyncESignLive.from_env() as client:
        await asyncio.gather(*(worker() for _ in range(at_once)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    [parser.add_argument(name, type=Path) for name in ("pdf", "people")]
    parser.add_argument("--at-once", type=int, default=10, help="packages at a time")
    given = parser.parse_args()
    with given.people.open(newline="") as rows, Path("sent.csv").open("a+", newline="", buffering=1) as file:
        file.seek(0)
        done = {email for email, became in dict(csv.reader(file)).items() if not became.startswith("refused")}
        people = [person for person in csv.DictReader(rows) if person["email"] not in done]
        asyncio.run(send_all(given.pdf, people, given.at_once, csv.writer(file).writerow))


if __name__ == "__main__":
    main()
