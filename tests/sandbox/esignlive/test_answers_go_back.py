"""What was read can be sent back: the members of an answer are known in the body that changes it."""

from __future__ import annotations

import re

from starlette.datastructures import Headers

from esignkit.sandbox.emulators.call import Call
from esignkit.sandbox.emulators.esignlive.bodies import BODIES, OPERATIONS
from esignkit.sandbox.emulators.esignlive.emulator import ESignLiveEmulator
from tests.sandbox.esignlive.every_answer import every_answer, operation
from tests.sandbox.esl import at, package

SENDERS_OWN = {"hasDelegates", "memberships", "status", "type", "account", "activated", "locked"}

ANOTHER = {"subaccounts.update"}
"""What is answered with an object of another kind: an Account for a SubAccount."""


def unnamed(template):
    return re.sub(r"\{[^}]*\}", "{}", template.removeprefix("/api"))


CHANGING = {
    unnamed(route.template): route.operation
    for method in ("POST", "PUT")  # where there are both, PUT changes and POST adds
    for route in ESignLiveEmulator().routes()
    if route.method == method and OPERATIONS.get(route.operation, "*") not in {"*", "Nothing"}
}


def problems(operation, answer):
    call = Call("PUT", "", Headers(), operation=operation)
    return BODIES.problems(call, lambda _: answer)


def sent_back(path, answer):
    """Yield the operations that take an answer, or the entries of a list, with what they are sent."""
    rows = answer.get("results") if isinstance(answer, dict) else answer
    if isinstance(rows, list):
        if f"{path}/{{}}" in CHANGING:
            yield from ((CHANGING[f"{path}/{{}}"], row) for row in rows)
        if OPERATIONS.get(CHANGING.get(path, ""), "").startswith("["):
            yield CHANGING[path], rows
    elif path in CHANGING:
        yield CHANGING[path], answer


def test_every_answer_goes_back(sandbox, esl):
    seen, found = set(), {}
    for method, called, answer in every_answer(sandbox, esl):
        path = operation(method, called).partition(" ")[2]
        for change, body in sent_back(path, answer) if method == "GET" and answer is not None else ():
            if change in ANOTHER:
                continue
            seen.add(change)
            for problem in problems(change, body):
                found.setdefault(change, set()).add(re.sub(r"\[\d+\]", "[]", problem))
    assert found == {}
    assert {"packages.update", "roles.update", "roles.reorder", "documents.update", "groups.update"} <= seen
    assert len(seen) > 20


def test_a_strict_service_takes_its_own_package_again(switch, esl):
    assert switch(strict=True)["strict"]
    made = esl.post("/packages", json=package(documents=[])).json()["id"]
    read = esl.get(at(made)).json()
    (owner,) = [role["signers"][0] for role in read["roles"] if role["type"] == "SENDER"]
    assert owner.keys() & SENDERS_OWN == set()
    assert owner["signerType"] == "ACCOUNT_SENDER"
    assert esl.put(at(made), json=read).status_code == 200
    for role in read["roles"]:
        assert esl.put(at(made, "roles", role["id"]), json=role).status_code == 200
    assert esl.put(at(made, "roles"), json=read["roles"]).status_code == 200
