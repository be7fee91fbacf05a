"""Every call of the service: what goes out, what comes back, how safe it is to repeat, and where to look for it."""

from __future__ import annotations

import esignkit.esignlive as esl
from esignkit.core.endpoint import Resource
from tests.esignlive import helper
from tests.esignlive.helper import KEY
from tests.esignlive.operations import account, documents, packages, reports, senders, sessions, signers
from tests.esignlive.refusals import refusals
from tests.operations import Service

SERVICE = Service(
    "eSignLive",
    {
        "authentication_tokens" if name == "tokens" else name: type(resource)
        for name, resource in vars(helper).items()
        if isinstance(resource, Resource)
    },
    [*packages.ROWS, *sessions.ROWS, *documents.ROWS, *signers.ROWS, *reports.ROWS, *senders.ROWS, *account.ROWS],
    lambda **changes: helper.settings(**changes) if changes else helper.usual_settings(),
    (esl.ESignLive, esl.AsyncESignLive),
    {"api_key": KEY, "environment": "us2", "client_request_ids": False},
    f"Basic {KEY}",
    refusals,
    elsewhere={
        "packages.wait_until_complete": "test_waiting.py",
        "packages.wait_until_signed": "test_waiting.py",
        "packages.download_all": "test_folder.py",
        "templates.create_package": "test_steps.py",
        "attachments.accept": "test_steps.py",
        "attachments.reject": "test_steps.py",
        "sessions.start": "test_sessions.py",
    },
    base="/api",
    content_type="text/html",
)
