"""Bodies as the seed documents print them."""

from __future__ import annotations

ACCESSIBLE = {
    "settings": {"ceremony": {"ada": True}},
    "type": "PACKAGE",
    "language": "en",
    "name": "<Package Name>",
    "documents": [
        {
            "approvals": [
                {
                    "role": "Customer",
                    "name": "CustomerSignature",
                    "id": "CustomerSignature",
                    "fields": [
                        {"name": "APR", "id": "APR", "extract": True, "type": "INPUT", "subtype": "TEXTFIELD"},
                        {
                            "name": "CustomerSignature",
                            "id": "CustomerSignature",
                            "extract": True,
                            "type": "SIGNATURE",
                            "subtype": "FULLNAME",
                        },
                    ],
                },
                {
                    "role": "Customer",
                    "name": "Agent",
                    "id": "Agent",
                    "fields": [
                        {"name": "Agent", "id": "Agent", "extract": True, "type": "SIGNATURE", "subtype": "FULLNAME"}
                    ],
                },
            ],
            "extract": True,
            "index": 0,
            "name": "Doc 1",
        }
    ],
    "roles": [
        {
            "type": "SIGNER",
            "id": "Customer",
            "signers": [
                {
                    "signature": None,
                    "firstName": "role",
                    "lastName": "one",
                    "email": "<email address>",
                    "id": "Customer",
                }
            ],
            "name": "Customer",
        }
    ],
}
