"""A misspelt name gets an error with the near miss, wherever somebody types one."""

from __future__ import annotations

import inspect
import pickle
import subprocess
import sys
import traceback
import types
import warnings
from contextlib import suppress

import pytest

import esignkit
import esignkit.agreements
import esignkit.durable
import esignkit.sandbox
import esignkit.testing
import esignkit.types
from esignkit import (
    AsyncESignLive,
    AsyncIgnisign,
    ESignLive,
    RetryPolicy,
    Token,
    agreements,
    constellation1,
    esignlive,
    ignisign,
)
from esignkit.core.endpoint import PLANNER
from esignkit.errors import ConfigurationError, UnknownValueWarning
from esignkit.names import with_near_names
from esignkit.names.near_names import misspelt
from esignkit.sandbox.outbox import Outbox
from tests.core.sample import Packages
from tests.tables import in_one_test

PLAN = Packages(PLANNER)

TYPED = {
    "from esignkit import EsignLive": "ESignLive",
    "from esignkit.esignlive import Pakage": "Package",
    "from esignkit.errors import NotFoundEror": "NotFoundError",
    "from esignkit.esignlive.build import singature": "signature",
    "from esignkit.sandbox import Sandbx": "Sandbox",
    "esignkit.agreements.Agreemnt": "Agreement",
    "esignkit.types.Outcom": "Outcome",
    "esignkit.errors.ratelimitederror": "RateLimitedError",
    "client.packges": "packages",
    "client.packages.craete": "create",
    "client.packages.plan.craete": "create",
    "client.packages.list().frist": "first",
    "awaiting.pakages": "packages",
    "awaiting.packages.list().al": "all",
    "esignkit.agreements.Agreements(client).sned": "send",
    "esignlive.Package(name='Lease').nmae": "name",
    "esignkit.RetryPolicy().attemps": "attempts",
    "esignkit.errors.NotSentError('').outcom": "outcome",
    "esignlive.PackageStatus.SNET": "SENT",
    "esignlive.PackageStatus['SNET']": "SENT",
    "esignlive.PackageStatus.konws": "knows",
    "esignkit.agreements.Status.COMPLTED": "COMPLETED",
    "esignkit.durable.RunState.FAILD": "FAILED",
    "esignkit.Outcome.REJCTED": "REJECTED",
}
"""What is typed, and the name that was meant."""


def takes(self, first, *, second=1):
    return first, second


def test_the_near_miss_is_named():
    assert "'second'" in str(misspelt(takes, ["secnod"]))
    assert "first, second" in str(misspelt(takes, ["zzz"]))
    assert misspelt(takes, ["first", "second"]) is None


@in_one_test(
    "call",
    [
        lambda: PLAN.get("x", optoins={}),
        lambda: PLAN.wait("x", evrey=1.0),
        lambda: PLAN.list(limt=3),
        lambda: ESignLive(api_kee="k", environment="us2"),
        lambda: ESignLive(api_key="k", enviroment="us2"),
        lambda: AsyncIgnisign(app_idd="k"),
    ],
)
def test_misspelt_arguments(call):
    with pytest.raises(TypeError, match=r"did you mean '(options|every|limit|api_key|environment|app_id)'\?"):
        call()


@in_one_test(
    "make, words",
    [
        (lambda: esignlive.Package(nmae="x"), r"Package\(\) has no field 'nmae'; did you mean 'name'\?$"),
        (lambda: esignlive.Package(emailMessage="x"), r"did you mean 'email_message'\?$"),
        (lambda: esignlive.Package(files=[]), r"; files belong to the call: packages\.create\(package, files="),
        (lambda: esignlive.Package(signers=[]), r"; signers belong to roles: roles=\[Role\("),
        (lambda: esignlive.Package(title="x"), r"did you mean 'name'\?$"),
        (lambda: constellation1.Signer(email="x"), r"did you mean 'email_address'\?$"),
        (lambda: constellation1.Signer(name="x"), r"did you mean 'first_name' or 'last_name' or 'full_name'\?$"),
        (lambda: agreements.Agreement(name="x"), r"^Agreement\(\) has no argument 'name'; did you mean 'title'\?$"),
        (lambda: agreements.Agreement(files=[]), r"did you mean 'documents'\?$"),
        (lambda: agreements.Agreement(signers=[]), r"did you mean 'parties'\?$"),
        (lambda: agreements.Party("Ada Byron", "a@b.example", order=1), r"did you mean 'step'\?$"),
        (lambda: agreements.Party("Ada Byron", "a@b.example", phone="1"), r"auth=Sms\(phone\)$"),
        (lambda: agreements.Box(), r"^Box\(\) missing 3 required positional arguments: 'page', 'left', and 'top'$"),
        (lambda: agreements.Agreement(title="x"), r"^Agreement\(\) missing 2 required keyword-only arguments: "),
        (
            lambda: esignlive.Document(brandNew=1),
            r"; what the API has beyond the model goes into extra=\{'brandNew': …\}$",
        ),
        (
            lambda: esignlive.Package("Lease"),
            r"^Package\(\) takes no positional arguments; name its members: Package\(name=…\)$",
        ),
    ],
)
def test_a_member_that_a_model_does_not_have(make, words):
    for _ in range(2):  # the first instance compiles the constructor
        with pytest.raises(TypeError, match=words):
            make()


@in_one_test(
    "make, words",
    [
        (lambda: ignisign.NewSigner(mail="x"), r"has no argument 'mail'; did you mean 'email'\?$"),
        (lambda: RetryPolicy(attemps=3), r"has no argument 'attemps'; did you mean 'attempts'\?$"),
        (
            lambda: esignlive.build.signature("r", plce=1),
            r"^signature\(\) has no argument 'plce'; did you mean 'place'\?$",
        ),
        (lambda: esignkit.durable.bulk([], cient=1), r"^bulk\(\) has no argument 'cient'; did you mean 'client'\?$"),
        (lambda: Token("t", lifetme=3), r"has no argument 'lifetme'; did you mean 'lifetime'\?$"),
        (lambda: ignisign.NewDocument(zzz=b"x"), r"has no argument 'zzz'; it takes file, private, json_content, label"),
        (
            lambda: ignisign.NewSigner("Ada"),
            r"NewSigner\(\) takes no positional arguments; name them: first_name=, last_name=",
        ),
        (
            lambda: ignisign.RemoteDocument(name="x"),
            r"^RemoteDocument\(\) missing 1 required keyword-only argument: 'url'$",
        ),
        (lambda: ignisign.NewSigner(birth_place=b"x"), r"birth_place"),
    ],
)
def test_an_argument_that_a_value_does_not_take(make, words):
    with pytest.raises(TypeError, match=words):
        make()


def test_a_constructor_keeps_its_signature_and_no_credential_in_its_frame():
    assert "secret" in inspect.signature(esignlive.ClientApp).parameters
    with pytest.raises(TypeError, match="has no argument 'emial'") as caught:
        esignlive.ClientApp(client_id="c", secret="canary", emial="x")
    text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "suggesting" in text
    assert "'canary'" not in text


@in_one_test(
    "call, words",
    [
        (
            lambda packages: packages.create(esignlive.Package(), [], []),
            r"create\(\) takes package without a name; name ",
        ),
        (lambda packages: packages.create(), r"create\(\) missing 1 required positional argument"),
        (lambda packages: packages.create("x"), r"create\(\): package is a str"),
        (lambda packages: packages.create(esignlive.Package(), fils=[]), r"create\(\) has no argument 'fils'"),
    ],
)
def test_the_error_names_the_class_that_the_caller_knows(call, words):
    with pytest.raises(TypeError, match=rf"^Packages\.{words}"):
        call(esignlive.Packages(PLANNER))


def test_other_type_errors_stay_what_they_are():
    with pytest.raises(TypeError, match="package_id"):
        PLAN.get()


@in_one_test("typed", TYPED)
def test_a_name_that_is_typed_wrongly(typed):
    client, awaiting = [one(api_key="k", environment="us2") for one in (ESignLive, AsyncESignLive)]
    names = {"client": client, "awaiting": awaiting, "esignkit": esignkit, "esignlive": esignlive}
    with pytest.raises((AttributeError, ImportError, KeyError)) as caught:
        exec(typed, names)
    error = pickle.loads(pickle.dumps(caught.value)) if typed[0] != "f" else caught.value
    assert f"did you mean '{TYPED[typed]}'?" in str(error)


def test_a_traceback_asks_once_and_by_the_name_that_callers_know():
    client = ESignLive(api_key="k", environment="us2")
    for names, code in (({"client": client}, "client.packges"), ({"esignkit": esignkit}, "esignkit.EsignLive")):
        with pytest.raises(AttributeError) as caught:
            exec(code, names)
        last = traceback.format_exception_only(caught.value)[-1]
        assert last.startswith("AttributeError: ")
        assert last.count("id you mean") == 1


def test_a_property_that_raises_is_no_misspelt_name():
    @with_near_names
    class Own:
        @property
        def broken(self):
            raise AttributeError("its own error")

    with pytest.raises(AttributeError, match=r"^its own error$"):
        Own().broken  # noqa: B018 - reading it is the test


def test_a_name_is_not_its_own_near_miss():
    """Members of enums have a `name`, and the enum, of which `dir` says the same, has none."""
    with pytest.raises(AttributeError, match=r"^PackageStatus has no 'name'$"):
        esignlive.PackageStatus.name  # noqa: B018 - reading it is the test

    class Own(esignkit.types.OpenEnum):
        name = "n"

    assert Own.name == "n"


def test_a_coroutine_function_stays_one():
    assert inspect.iscoroutinefunction(Outbox.async_wait_for_mail)


def test_a_module_of_the_callers_asks_as_well(monkeypatch):
    asking = types.ModuleType("asking")
    asking.__getattr__ = lambda name: "mine" if name[:2] != "__" and not hasattr(esignkit, name) else None
    asking.__getattr__.__code__ = asking.__getattr__.__code__.replace(co_name="__getattr__")
    monkeypatch.setitem(sys.modules, "asking", asking)
    from asking import Sandbux

    assert Sandbux == "mine"


def test_questions_look_for_nothing():
    """`hasattr` asks; what would compare names is loaded when somebody reads the error."""
    code = (
        "import sys; from esignkit import ESignLive, esignlive; import esignkit.inbox.leases\n"
        "client = ESignLive(api_key='k', environment='us2')\n"
        "assert not any(hasattr(one, 'packges') for one in (client, client.packages, esignlive.PackageStatus))\n"
        "assert 'difflib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@in_one_test("client", [ESignLive, AsyncIgnisign])
def test_an_environment_variable_that_nobody_reads(client):
    prefix = client.__name__.removeprefix("Async").upper()
    env = {f"{prefix}_BASE_ULR": "https://x.example", f"{prefix}_MINE": "1", "PATH": "1"}
    with (
        suppress(ConfigurationError),
        pytest.warns(UnknownValueWarning, match=f"{prefix}_BASE_ULR; did you mean {prefix}_BASE_URL") as notes,
    ):
        client.from_env(env)
    assert len(notes) == 1
    with suppress(ConfigurationError), warnings.catch_warnings(action="error"):
        client.from_env({f"{prefix}_BASE_URL": "https://x.example", f"{prefix}_BASE_URL_2": "beside it: no mistake"})
