"""What holds for the package as a whole: it costs nothing where it is not used, and hides what is secret."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import esignkit.agreements as package
from esignkit import ESignLive
from esignkit.agreements import (
    Agreements,
    Evidence,
    EvidenceFile,
    EvidenceKind,
    Kba,
    Password,
    Question,
    SendInterruptedError,
    SentParty,
    UnsupportedError,
)
from esignkit.agreements.esignlive import ESignLiveService
from esignkit.types import Secret
from tests.agreements.support import ADA, OWN, SERVICES, lease, open_case
from tests.agreements.support import party as somebody

if TYPE_CHECKING:
    from esignkit.sandbox import Sandbox

CANARY = "canary-of-agreements"
OPEN = {
    "constellation1": [Password(CANARY), Kba(CANARY)],
    "ignisign": [],
    "esignlive": [Question("First pet?", CANARY)],
}


def test_esignkit_does_not_load_it_and_it_loads_what_is_asked_for():
    code = (
        "import sys, esignkit, esignkit.agreements\n"
        "assert not [name for name in sys.modules if name.startswith('esignkit.agreements.')]\n"
        "from esignkit.agreements import Agreement, Box, Document, Party\n"
        "loaded = {name.split('.')[1] for name in sys.modules if name.startswith('esignkit.')}\n"
        "assert not loaded & {'constellation1', 'ignisign', 'esignlive', 'runners', 'sandbox'}, loaded"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_values_are_values():
    agreement = lease(parties=[somebody(ADA, auth=Question("First pet?", CANARY), sign=package.Box(1, 2, 3))])
    assert pickle.loads(pickle.dumps(lease())) == lease()
    assert attrs.evolve(agreement, title="Another").parties == agreement.parties
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        agreement.title = "Another"


@pytest.mark.parametrize(
    "value", [Password(CANARY), Kba(CANARY), Question("First pet?", CANARY)], ids=lambda v: type(v).__name__
)
def test_secrets_are_in_no_text_of_an_agreement(value: Any):
    agreement = lease(parties=[somebody(ADA, auth=value)])
    shown = [str(agreement), repr(agreement), repr(attrs.asdict(agreement)), f"{value}"]
    for service in SERVICES:
        shown += [str(problem) for problem in package.AgreementCalls.check(_calls(service), agreement)]
    assert CANARY not in "".join(shown)


def _calls(service: str) -> Any:
    from esignkit.agreements.constellation1 import Constellation1Service
    from esignkit.agreements.ignisign import IgnisignService
    from esignkit.core.endpoint import PLANNER

    services = {"constellation1": Constellation1Service, "ignisign": IgnisignService, "esignlive": ESignLiveService}
    return package.AgreementCalls(PLANNER, services[service]())


def test_results_hide_addresses_and_contents():
    party = SentParty(id="1", email=ADA.email, sign_url=Secret(CANARY))
    file = EvidenceFile(name="a.pdf", kind=EvidenceKind.SIGNED_DOCUMENT, content=CANARY.encode())
    evidence = Evidence(agreement_id="1", service="esignlive", files=(file,))
    assert CANARY not in f"{party!r}{party}{evidence!r}{ESignLiveService(Secret(CANARY))!r}"


@pytest.mark.parametrize("service", SERVICES)
def test_secrets_are_in_no_error_log_plan_or_repr(service: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    case = open_case(service, sandbox, **{**OWN, "callback_key": CANARY})
    shown: list[str] = []
    with case.sign as sign:
        for auth in (Password(CANARY), Kba(CANARY), Question("First pet?", CANARY)):
            agreement = lease(parties=[somebody(ADA, auth=auth)])
            sandbox.faults.add("status", service, status=400, body="{}", tenant=case.account.tenant, times=None)
            plan = sign.plan.send(agreement)
            for call in (lambda: sign.send(agreement), lambda: sign.client.run(plan)):  # noqa: B023 - called here
                with pytest.raises((UnsupportedError, SendInterruptedError)) as caught:
                    call()
                error = caught.value
                shown += [str(error), repr(error), repr(vars(error)), repr(plan), str(error.__cause__)]
        shown += [repr(sign), repr(sign.plan), repr(sign.client)]
    assert CANARY not in "".join(shown) + caplog.text


def test_a_repr_names_the_service(sandbox: Sandbox):
    with open_case("ignisign", sandbox).sign as sign:
        assert repr(sign).startswith("<Agreements over <Ignisign")
        assert sign.service == "ignisign"


def test_own_variables_reach_the_service(sandbox: Sandbox):
    variables = {**sandbox.create_account().env(), "ESIGNKIT_SERVICE": " ESignLive ", "ESIGNLIVE_CALLBACK_KEY": CANARY}
    with Agreements[ESignLive].from_env(variables) as sign:  # as one who wants the client's type writes it
        assert sign.service == "esignlive"
        assert sign.made_with == (ESignLiveService(Secret(CANARY)),)


@pytest.mark.parametrize("arguments", [{"callback_kye": CANARY}, {"callback_key": CANARY}])
def test_a_key_is_in_no_frame_of_a_traceback_and_a_slip_is_told(arguments: Any):
    words = (
        "did you mean 'callback_key'" if "callback_kye" in arguments else "type str; Agreements takes Constellation1"
    )
    with pytest.raises(TypeError, match=words) as caught:
        Agreements("esignlive", **arguments)
    assert caught.value.__traceback__ is not None
    frames = [frame.f_locals for frame, _ in traceback.walk_tb(caught.value.__traceback__.tb_next)]
    assert CANARY not in repr(frames)
