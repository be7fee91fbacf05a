"""What the SDK advises a program, said to somebody who types commands."""

from __future__ import annotations

import ast
import re

import pytest

from esignkit import Constellation1, ESignLive, Ignisign
from esignkit.agreements.capabilities import CAPABILITIES
from esignkit.cli.wording import in_options
from esignkit.errors import ConfigurationError
from tests.source import PACKAGE, nodes_of

PYTHON = re.compile(r"\b[a-z_]+=(?!http)|\bAgreements\(|\w\(\w*\)|\berror\.\w|\bparties\[n\]")
"""Arguments, calls and attributes."""

DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)
REFUSALS = (
    "esignlive/error_responses.py",
    "constellation1/error_responses.py",
    "constellation1/response_messages.py",
    "ignisign/error_responses.py",
    "ignisign/code_meanings.py",
)

TEXTS = {
    "it has no room for another signature; say where with sign=": "it has no room for another signature; say where with --anchor",
    "the agreement is open, and not everybody has signed; instead: wait(id), then evidence": (
        "the agreement is open, and not everybody has signed; instead: `esignkit wait`, then `download`"
    ),
    "allow_loss: 'x' is nothing that can be lost; give some of anchor": (
        "--allow-loss: 'x' is nothing that can be lost; give some of anchor"
    ),
    "make one in the console, or name one with signature_profile_id=": (
        "make one in the console, or name one with IGNISIGN_SIGNATURE_PROFILE_ID, or in a profile"
    ),
    "nearest: Agreements(client, invite_url='https://…{token}…')": "nearest: CONSTELLATION1_INVITE_URL=https://…{token}…",
    "Lease of 17 Mill Lane": "Lease of 17 Mill Lane",
}


def test_texts():
    assert {text: in_options(text) for text in TEXTS} == TEXTS


@pytest.mark.parametrize("service", CAPABILITIES)
def test_no_reason_of_a_service_speaks_python(service):
    for can in CAPABILITIES[service].values():
        for text in (can.reason, can.nearest):
            assert not PYTHON.search(in_options(text)), in_options(text)


def advice() -> list[str]:
    """What the services' modules say of refusals: their texts of several words, without docstrings."""
    texts: list[str] = []
    for name in REFUSALS:
        nodes = nodes_of(PACKAGE / name)
        docs = {ast.get_docstring(node, clean=False) for node in nodes if isinstance(node, DOCUMENTED)}
        constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
        texts += [one for one in constants if isinstance(one, str) and " " in one.strip() and one not in docs]
    return texts


def test_no_advice_on_a_refusal_speaks_python():
    said = [in_options(text) for text in advice() if not text.startswith("; esl-api-version=")]  # a media type
    assert len(said) > 100
    assert not [text for text in said if PYTHON.search(text)]


ACCOUNTS = [
    (ESignLive, {}),
    (ESignLive, {"ESIGNLIVE_API_KEY": "a2V5LWtleS1rZXk="}),
    (ESignLive, {"ESIGNLIVE_ENVIRONMENT": "us2"}),
    (ESignLive, {"ESIGNLIVE_ENVIRONMENT": "moon", "ESIGNLIVE_API_KEY": "a2V5LWtleS1rZXk="}),
    (Ignisign, {}),
    (Ignisign, {"IGNISIGN_APP_ID": "appId_1", "IGNISIGN_APP_ENV": "STAGING"}),
    (Ignisign, {"IGNISIGN_APP_SECRET": "secret"}),
    (Constellation1, {}),
    (Constellation1, {"CONSTELLATION1_ENVIRONMENT": "dev"}),
    (Constellation1, {"CONSTELLATION1_API_KEY": "key", "CONSTELLATION1_SALT": "salt"}),
]


@pytest.mark.parametrize(("client", "variables"), ACCOUNTS)
def test_no_error_of_an_account_speaks_python(client, variables):
    with pytest.raises((ConfigurationError, ValueError)) as error:
        client.from_env(variables)
    assert not PYTHON.search(in_options(str(error.value))), in_options(str(error.value))
