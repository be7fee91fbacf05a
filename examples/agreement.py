"""Send a PDF to several people over any of the three services, and fetch what proves it.

    python agreement.py lease.pdf "Ada Byron <ada@example.com>" "Bob Byron <bob@example.com>" --service ignisign

`ESIGNKIT_SERVICE` does the same as `--service`; the service's own variables hold the account.
"""

import argparse
from email.utils import parseaddr

from esignkit.agreements import Agreement, Agreements, Party, UnsupportedError


def main() -> None:
    parser = argparse.ArgumentParser(description="Send a PDF over any of the three services.")
    parser.add_argument("file")
    parser.add_argument("parties", nargs="+", metavar="'Name <address>'")
    parser.add_argument("--service", choices=("constellation1", "ignisign", "esignlive"))
    parser.add_argument("--in-order", action="store_true", help="one after the other")
    parser.add_argument("--timeout", type=float, default=3600.0)
    parser.add_argument("--interval", type=float, default=5.0)
    options = parser.parse_args()

    people = [parseaddr(text) for text in options.parties]
    agreement = Agreement(
        title="Lease",
        documents=[options.file],
        parties=[
            Party(name, address, step=number if options.in_order else None)
            for number, (name, address) in enumerate(people, 1)
        ],
    )
    with Agreements.from_env(service=options.service) as sign:
        try:
            sent = sign.send(agreement)
        except UnsupportedError as error:
            raise SystemExit(str(error)) from None
        print(f"sent {sent.id}")
        state = sign.wait(sent.id, timeout=options.timeout, interval=options.interval)
        evidence = sign.evidence(sent.id)
        for path in evidence.save(f"agreement-{sign.service}"):
            print(f"saved {path}")
        for missing in evidence.missing:
            print(f"no {missing.kind}: {missing.reason}")
        print(state.status)


if __name__ == "__main__":
    main()
