"""Every call of the service: what goes out, what comes back, how safe it is to repeat, and where to look for it."""

from __future__ import annotations

from esignkit import AsyncIgnisign, Ignisign
from esignkit.ignisign.applications import Application, UserInvitations
from esignkit.ignisign.documents import Documents
from esignkit.ignisign.signature_profiles import SignatureProfiles
from esignkit.ignisign.signature_requests import SignatureRequests
from esignkit.ignisign.signers import Signers
from esignkit.ignisign.v4 import V4
from esignkit.ignisign.webhooks import Webhooks
from tests.ignisign.operations import application, documents, signature_requests, signers, version_4
from tests.ignisign.refusals import refusals
from tests.ignisign.samples import APP, settings
from tests.operations import Service

SERVICE = Service(
    "Ignisign",
    {
        "signature_requests": SignatureRequests,
        "documents": Documents,
        "signers": Signers,
        "signature_profiles": SignatureProfiles,
        "application": Application,
        "user_invitations": UserInvitations,
        "webhooks": Webhooks,
        "v4": V4,
    },
    [*signature_requests.ROWS, *documents.ROWS, *signers.ROWS, *application.ROWS, *version_4.ROWS],
    settings,
    (Ignisign, AsyncIgnisign),
    {"app_id": APP, "app_env": "DEVELOPMENT", "token": "a-token"},
    "Bearer a-token",
    refusals,
    elsewhere={
        "signature_requests.send": "test_sending.py",
        "signature_requests.wait": "test_flows.py",
        "webhooks.verify": "test_webhooks.py",
    },
    typed_without_body=False,
)
