"""Send a tagged PDF so that blind and visually impaired people can review and sign it.

    python esignlive_accessible.py form.pdf Ada Byron ada@example.com --signature Signature1

The signature field is one of the PDF's own, by its name. Set ESIGNLIVE_API_KEY and ESIGNLIVE_ENVIRONMENT (or
ESIGNLIVE_BASE_URL) first.
"""

import argparse
import sys
from pathlib import Path

from esignkit import ESignLive, OutcomeUnknownError, ValidationError
from esignkit.esignlive import Approval, Document, Field, FieldSubtype, FieldType, MessageKey, Package, build


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("first_name")
    parser.add_argument("last_name")
    parser.add_argument("email")
    parser.add_argument("--signature", default="Signature1", help="name of the signature field in the PDF")
    given = parser.parse_args()
    field = Field(  # its place comes from the PDF
        name=given.signature, type=FieldType.SIGNATURE, subtype=FieldSubtype.FULLNAME
    )
    package = Package(
        name=given.pdf.stem,
        autocomplete=True,
        roles=[build.role("signer", build.person(given.first_name, given.last_name, given.email))],
        documents=[Document(name=given.pdf.stem, approvals=[Approval(role="signer", fields=[field])])],
    )
    with ESignLive.from_env() as client:
        try:
            package_id = client.packages.create_accessible(package, files=[given.pdf])
            client.packages.send(package_id)
        except OutcomeUnknownError as error:
            print(error, file=sys.stderr)  # it says what to look up
            return 1
        except ValidationError as refused:
            if refused.code == MessageKey.NOT_TAGGED_DOCUMENT:
                print(f"{given.pdf} has no tags: export it as a tagged (accessible) PDF", file=sys.stderr)
            else:
                print(refused, file=sys.stderr)
            return 1
    print(f"sent {package_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
