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
CREATE = {
    "name": "My Package",
    "type": "PACKAGE",
    "language": "en",
    "emailMessage": "",
    "description": "New Package",
    "autocomplete": True,
}
ON_BEHALF = {
    "type": "PACKAGE",
    "sender": {"lastName": "Smith", "firstName": "Bob", "email": "bobsmith@email.com"},
    "settings": {"ceremony": {"inPerson": False}},
    "name": "Package with sender",
    "visibility": "ACCOUNT",
    "language": "en",
    "emailMessage": "",
    "description": "Package with sender",
    "autocomplete": True,
}
CLONE = {
    "name": "Template1",
    "description": "",
    "emailMessage": "",
    "autocomplete": True,
    "settings": {"ceremony": {"inPerson": False}},
    "type": "PACKAGE",
    "due": None,
    "language": "en",
}
