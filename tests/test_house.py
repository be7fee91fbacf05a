"""Rules of the house that no linter knows.

`ESIGNKIT_PROVIDER=acme python -m pytest tests/test_house.py` looks at a provider package that lies elsewhere.
"""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import pathlib
import pkgutil
import re
import subprocess
import sys
import tomllib

import attrs
import pytest

import esignkit
from esignkit.core.endpoint import PLANNER, Resource, downloaded, endpoint, paged
from esignkit.core.field_specifiers import taken_type
from esignkit.core.model import Model
from esignkit.core.operation import Operation, Repeat
from esignkit.core.provider import Provider
from esignkit.core.record import wire_name
from esignkit.core.response_readers import open_json
from esignkit.runners.client import AsyncClient, SyncClient
from esignkit.types import OpenEnum
from tests.source import GUEST, PACKAGE, PROVIDERS, folder_of, nodes_in, nodes_of, operation_names, tree_of
from tests.tables import in_one_test

SOURCE = folder_of(GUEST) if GUEST else PACKAGE
MODULES = sorted(SOURCE.rglob("*.py"))


def modules_of(name: str):
    package = importlib.import_module(PROVIDERS[name])
    yield package
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def classes(base: type) -> list[type]:
    found = {
        value
        for provider in PROVIDERS
        for module in modules_of(provider)
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, base) and value.__module__.startswith(PROVIDERS[provider] + ".")
    }
    return sorted(found - {base}, key=lambda c: (c.__module__, c.__qualname__))


def short(cls: type) -> str:
    """A class with its provider."""
    return f"{cls.__module__.removeprefix('esignkit.').split('.')[0]}.{cls.__name__}"


def clients_of(provider: str) -> tuple[type, type]:
    """The blocking and the awaiting client of a provider."""
    module = importlib.import_module(PROVIDERS[provider])
    public = [value for name in module.__all__ if inspect.isclass(value := getattr(module, name))]
    (blocking,) = (value for value in public if issubclass(value, SyncClient))
    (awaiting,) = (value for value in public if issubclass(value, AsyncClient))
    assert awaiting.__name__ == "Async" + blocking.__name__
    return blocking, awaiting


CLIENTS = {provider: clients_of(provider) for provider in PROVIDERS}


def endpoints() -> list[tuple[str, type, object]]:
    rows = []
    for cls in classes(Resource):
        for base in cls.__mro__:
            for name, value in vars(base).items():
                if isinstance(value, endpoint | paged | downloaded):
                    rows.append((f"{short(cls)}.{name}", cls, value))
    return sorted(rows, key=lambda row: row[0])


ENDPOINTS = endpoints()
MODELS = classes(Model)


def nodes(*kinds: type[ast.AST]):
    """Yield the nodes of these kinds in the modules of the SDK, each with its place; the sandbox has rules of its own."""
    for path in MODULES:
        if "sandbox" not in path.parts:
            for node in nodes_of(path):
                if isinstance(node, kinds):
                    yield f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}", node


MOST_LINES = 400


def test_a_long_module_says_in_its_first_line_why_it_is_long():
    """As in "The error codes (long: one list of all codes)."; without a reason, it comes apart by topic."""
    offenders = {}
    for path in MODULES:
        text = path.read_text()
        first = (ast.get_docstring(tree_of(path)) or "").split("\n", 1)[0]
        long = text.count("\n") > MOST_LINES
        if long != bool(re.search(r"\(long: \S.+\)\.?$", first)):
            offenders[str(path.relative_to(SOURCE))] = "has no reason" if long else "is not long, but has a reason"
    assert not offenders


SAYS_NOTHING = {"found", "given", "kept", "said", "wanted"}


def says_nothing(node: ast.AST) -> bool:
    """Whether a node gives something such a name."""
    if isinstance(node, ast.Name):
        return node.id in SAYS_NOTHING and isinstance(node.ctx, ast.Store)
    return isinstance(node, ast.arg) and node.arg in SAYS_NOTHING


@pytest.mark.parametrize("code", ["def f(kept): ...", "def f():\n    found = 1", "lambda x, *, wanted: x"])
def test_the_rule_for_local_names_sees(code: str):
    assert any(map(says_nothing, nodes_in(ast.parse(code))))


def test_local_names_say_what_they_hold():
    """And not that it was found, given, kept, said or wanted."""
    offenders = []
    for path in MODULES:
        if not any(map(says_nothing, nodes_of(path))):
            continue
        where = path.relative_to(SOURCE).as_posix()
        for function in nodes_of(path):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                offenders += [f"{where}:{node.lineno}" for node in nodes_in(function) if says_nothing(node)]
    assert not offenders


def test_a_flow_never_yields_while_it_is_being_closed():
    """`finally` and `except BaseException` may not yield: a cancelled flow could not be closed."""
    offenders = []
    for place, node in nodes(ast.Try):
        guarded = [*node.finalbody]
        for handler in node.handlers:
            names = ast.unparse(handler.type) if handler.type else "BaseException"
            if "BaseException" in names:
                guarded += handler.body
        inner = (inner for statement in guarded for inner in nodes_in(statement))
        offenders += [f"{place}: yields" for one in inner if isinstance(one, ast.Yield | ast.YieldFrom)]
    assert not offenders


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys; before = set(sys.modules); import esignkit; new = set(sys.modules) - before;"
        "heavy = [m for m in new if m.split('.')[0] in"
        " ('httpx', 'attrs', 'attr', 'cattrs', 'anyio', 'ssl', 'starlette', 'pyhanko', 'typing_extensions', 'logging')];"
        "assert not heavy, heavy; assert 'ESignLive' in dir(esignkit);"
        "from esignkit import ESignLive;"
        "others = [m for m in sys.modules if m.startswith(('esignkit.ignisign', 'esignkit.constellation1', 'esignkit.sandbox'))];"
        "assert not others, others"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Esignlive"):
        esignkit.Esignlive  # noqa: B018


def test_every_public_name_loads():
    for name in esignkit.__all__:
        assert getattr(esignkit, name) is not None or name == "NULL"
    for provider in PROVIDERS:
        module = importlib.import_module(PROVIDERS[provider])
        for name in module.__all__:
            assert getattr(module, name) is not None
        assert set(module.__all__) <= set(dir(module))


def test_the_version_is_one():
    text = pathlib.Path(__file__).parents[1].joinpath("pyproject.toml").read_text()
    assert tomllib.loads(text)["project"]["version"] == esignkit.__version__


def test_there_are_endpoints():
    assert len(ENDPOINTS) > (0 if GUEST else 50)


@in_one_test("name, cls, found", ENDPOINTS, ids=lambda row: row[0])
def test_every_call_is_documented_and_takes_options(name, cls, found):
    text = inspect.getdoc(found.build) or ""
    signature = inspect.signature(found.build)
    first = text.split("\n", 1)[0]
    assert first.endswith("."), first
    names = [p for p in signature.parameters if p != "self"]
    assert names[-1] == "options"
    arguments = text.partition("Args:")[2].partition("Returns:")[0]
    for parameter in names[:-1]:  # `options` is explained once, by its type and by `Resource`
        assert re.search(rf"^\s+{parameter}: ", arguments, re.MULTILINE), f"{name}: {parameter} is not documented"
    for parameter in signature.parameters.values():
        assert parameter.kind is not parameter.VAR_KEYWORD
        if parameter.default is not parameter.empty:
            assert parameter.kind is parameter.KEYWORD_ONLY or parameter.name in names[:2], parameter
    assert "Returns:" in text or "Operation[None]" in str(signature) or "Yields:" in text
    assert "HTTP: " in text, f"{name} does not say what is sent"
    owner = next(base for base in cls.__mro__ if found in vars(base).values())
    assert "Source: " in text or "Source: " in inspect.getdoc(owner), f"neither {name} nor its class names a source"
    if "if_lost=" in inspect.getsource(found.build):
        assert "OutcomeUnknownError: " in text, f"{name} does not say that its outcome may be unknown"


def test_what_holds_for_every_call_is_said_once():
    text = inspect.getdoc(Resource)
    assert "`options=`" in text
    assert "`ApiError`" in text
    repeated = [
        name
        for name, _, found in ENDPOINTS
        if re.search(
            r"^ +(options: Options of this call|(Api|Validation)Error: The service refused)( the request)?\.$",
            found.build.__doc__,
            re.MULTILINE,
        )
    ]
    assert not repeated


@pytest.mark.parametrize("provider", PROVIDERS)
def test_sync_and_async_clients_have_the_same_members(provider):
    def members(cls: type) -> set[str]:
        return {name for name in dir(cls) if not name.startswith("_")}

    sync, aio = CLIENTS[provider]
    assert members(sync) - {"close"} == members(aio) - {"aclose"}
    ours = {k: v for k, v in inspect.signature(sync.__init__).parameters.items() if k != "http_client"}
    theirs = {k: v for k, v in inspect.signature(aio.__init__).parameters.items() if k != "http_client"}
    assert ours == theirs


@pytest.mark.parametrize("provider", PROVIDERS)
def test_both_clients_show_their_own_kind_of_http_client_and_explain_each_argument(provider):
    """They share the constructors, whose source names no kind."""
    for cls, own in zip(CLIENTS[provider], ("SendsSync | None", "SendsAsync | None"), strict=True):
        for made in (cls, cls.from_env):
            assert inspect.signature(made).parameters["http_client"].annotation == own
        assert cls.from_env.__qualname__ == f"{cls.__name__}.from_env"
        arguments = inspect.getdoc(cls.__init__).partition("Args:")[2]
        for name in inspect.signature(cls).parameters:
            assert re.search(rf"^\s+{name}: ", arguments, re.MULTILINE), f"{cls.__name__}: {name} is not documented"
        with pytest.raises(TypeError, match=rf"^{cls.__name__}\(\) has no argument 'time_out'"):
            cls(time_out=3)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_coroutines_of_an_async_client_bear_its_name(provider):
    """Python's warning of a coroutine that was never awaited says the name, and callers know no base class."""
    awaiting = CLIENTS[provider][1]
    names = [name for name, _ in inspect.getmembers(awaiting, inspect.iscoroutinefunction) if name[0] != "_"]
    assert names == ["aclose", "request", "run", "run_with_response"]
    for name in names:
        assert getattr(awaiting, name).__qualname__ == f"{awaiting.__name__}.{name}"


def public_attrs_classes() -> set[type]:
    """The attrs classes of the public modules that are no models."""
    ours = ("esignkit", "esignkit.display", "esignkit.webhook_relays", "esignkit.testing", "esignkit.esignlive.build")
    public = [
        getattr(module, name)
        for module in map(importlib.import_module, {*PROVIDERS.values(), *(() if GUEST else ours)})
        for name in module.__all__
    ]
    return {one for one in public if inspect.isclass(one) and attrs.has(one) and not issubclass(one, Model)}


def test_constructors_name_the_near_miss_of_a_misspelt_argument():
    """As models and calls do; `with_suggestions` is what does it."""
    offenders = []
    asked = public_attrs_classes()
    for cls in asked:
        name = max(inspect.signature(cls).parameters, key=len)
        with pytest.raises(TypeError) as caught:
            cls(**{f"{name}s": None})
        if str(caught.value) != f"{cls.__name__}() has no argument '{name}s'; did you mean {name!r}?":
            offenders.append(f"{cls.__name__}: {caught.value}")
    assert offenders == []
    assert len(asked) > (-1 if GUEST else 20)


@in_one_test("cls", MODELS, ids=short)
def test_every_model_makes_copies_pickles_and_hides_secrets(cls):
    import copy
    import pickle

    names = [a.name for a in attrs.fields(cls) if a.name != "extra"]
    assert set(cls.SECRETS) <= set(names)
    assert set(vars(cls).get("WIRE", ())) <= set(names) or cls.__name__.endswith("Model")
    assert set(cls.ALIASES.values()) <= set(names)
    one = cls(**dict.fromkeys(cls.SECRETS, "CANARY"), extra={"token": "CANARY"})
    assert "CANARY" not in repr(one)
    assert pickle.loads(pickle.dumps(one)) == one == copy.deepcopy(one)
    wires = [cls.WIRE.get(name) or cls.CASE(name) for name in names]
    assert len(set(wires)) == len(wires)
    assert (cls.__doc__ or "").strip()


@in_one_test("cls", MODELS, ids=short)
def test_every_field_of_every_model_survives_null_and_the_unknown(cls):
    from esignkit.core.deserialization import wires_of

    wires = [wire for _, wire in wires_of(cls)]
    empty = cls.from_wire(dict.fromkeys(wires))
    assert all(getattr(empty, a.name) in (None, {}, []) for a in attrs.fields(cls))
    assert cls.from_wire({"brandNew": [1]}).extra == {"brandNew": [1]}


def enum_fields():
    from esignkit.core.deserialization import _inner, hints_of

    for cls in MODELS:
        for name, hint in hints_of(cls).items():
            kind = _inner(hint)
            if inspect.isclass(kind) and issubclass(kind, OpenEnum):
                yield cls, name


RECEIVED = {"WebhookEvent", "Notification", "Statement"}
"""Models that a call takes as the service gave them: nobody makes one."""


def models_in(provider: str, *annotations: object) -> set[type]:
    """The models of a provider that annotations name, and those inside them."""
    by_name = {cls.__name__: cls for cls in MODELS if short(cls).startswith(provider + ".")}
    reached: set[type] = set()
    waiting = [*annotations]
    while waiting:
        for word in re.findall(r"\w+", str(waiting.pop())):
            cls = by_name.get(word)
            if cls is not None and cls not in reached:
                reached.add(cls)
                waiting += [a.type for a in attrs.fields(cls)]
    return reached


def models_of_calls() -> set[type]:
    """The models that calls take, and those inside them."""
    reached: set[type] = set()
    for name, _, found in ENDPOINTS:
        takes = list(inspect.signature(found.build).parameters.values())[1:]
        reached |= models_in(name.split(".")[0], *[one.annotation for one in takes])
    return {cls for cls in reached if cls.__name__ not in RECEIVED}


def enums_alone(annotation: str, names: dict[str, object]) -> list[str]:
    """The enums in an annotation whose plain values it does not take."""
    annotation = str(taken_type(annotation))
    enums = {word: names.get(word) for word in re.findall(r"\w+", annotation)}
    plain = {word: "str" if issubclass(cls, str) else "int" for word, cls in enums.items() if is_open_enum(cls)}
    return [word for word, scalar in plain.items() if not re.search(rf"\b{word} \| (\w+ \| )?{scalar}\b", annotation)]


def is_open_enum(cls: object) -> bool:
    return inspect.isclass(cls) and issubclass(cls, enum.Enum) and hasattr(cls, "is_known")


def test_whatever_takes_an_enum_takes_its_plain_value():
    offenders = []
    annotated = 0
    for name, _, found in ENDPOINTS:
        for parameter in inspect.signature(found.build).parameters.values():
            alone = enums_alone(str(parameter.annotation), found.build.__globals__)
            offenders += [f"{name}({parameter.name}: {enum})" for enum in alone]
    for provider in PROVIDERS:
        module = importlib.import_module(PROVIDERS[provider])
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function):
                for parameter in inspect.signature(function).parameters.values():
                    alone = enums_alone(str(parameter.annotation), inspect.unwrap(function).__globals__)
                    offenders += [f"{name}({parameter.name}: {enum})" for enum in alone]
    for cls in models_of_calls():
        for base in cls.__mro__:
            for member, annotation in vars(base).get("__annotations__", {}).items():
                annotated += 1
                names = vars(sys.modules[base.__module__])
                offenders += [f"{short(cls)}.{member}: {enum}" for enum in enums_alone(str(annotation), names)]
    assert offenders == []
    assert annotated > (-1 if GUEST else 300)


def test_a_member_that_is_a_value_of_an_enum_reads_as_the_enum():
    """As `Visibility | str` it would be text for type checkers: `Choice` takes the text and reads as the enum."""
    offenders = []
    choices = 0
    for cls in MODELS:
        names = vars(sys.modules[cls.__module__])
        for a in attrs.fields(cls):
            kind = str(a.type)
            choices += kind.startswith("Choice[")
            if not kind.startswith(("Choice[", "list[")) and re.search(r"\b(str|int)\b", kind):
                offenders += [
                    f"{short(cls)}.{a.name}: {kind}" for word in kind.split() if is_open_enum(names.get(word))
                ]
    assert offenders == []
    assert choices > (-1 if GUEST else 30)


def hidden_members(build: object) -> set[str]:
    """What the operations of a method hide of their responses, also those that a function of its module makes."""
    functions = [build, *(vars(sys.modules[build.__module__]).get(name) for name in build.__code__.co_names)]
    text = "".join(inspect.getsource(one) for one in functions if inspect.isfunction(one))
    return {name for names in re.findall(r"hide=\(([^)]*)\)", text) for name in re.findall(r"\w+", names)}


def test_credentials_in_responses_are_secrets_and_secrets_are_hidden():
    """Errors hide a credential by its name, `repr` by its type: neither knows one that the other does not."""
    offenders = []
    asked = 0
    for name, _, found in ENDPOINTS:
        provider = name.split(".")[0]
        returns = str(inspect.signature(found.build).return_annotation)
        secrets, texts, given = set(), set(), set()
        for model in models_in(provider, returns):
            for a in attrs.fields(model):
                wire = wire_name(model, a.name)
                kind = str(a.type)
                (secrets if "Secret" in kind else texts).add(wire)
                # the parameters of a URL are hidden by name
                if kind in ("Secret", "Secret | None") and not wire.lower().endswith("url"):
                    given.add(wire)
        hidden = hidden_members(found.build)
        asked += len(hidden)
        if "[Secret]" not in returns:
            offenders += [f"{name} hides {one}, which is no Secret" for one in hidden - secrets]
        if "[str]" in returns and hidden:
            offenders.append(f"{name} hides what it returns as text")
        known = {
            one
            for cls in Provider.__subclasses__()
            if cls.__module__.startswith(PROVIDERS[provider])
            for one in cls.CREDENTIALS
        }
        offenders += [f"{name}: {one} is a Secret that errors would show" for one in given - hidden - known]
    for model in MODELS:
        secrets = {a.name for a in attrs.fields(model) if "Secret" in str(a.type)}
        offenders += [f"{short(model)}.{one} is a Secret and not in SECRETS" for one in secrets - model.SECRETS]
    assert offenders == []
    assert asked >= (0 if GUEST else 15)


SECRET_NAMES = re.compile(r"(^|_)(password|secret|api_key|token|cvv)$")


def test_members_that_are_named_like_credentials_are_secrets():
    named = [(cls, a) for cls in MODELS for a in attrs.fields(cls) if SECRET_NAMES.search(a.name)]
    assert [f"{short(cls)}.{a.name}" for cls, a in named if "Secret" not in str(a.type)] == []
    assert len(named) > (-1 if GUEST else 10)


ADDRESS_NAMES = re.compile(r"(^|_)(url|uri|href|link)$")
WITHOUT_A_CREDENTIAL = {
    # given by callers: where the service leads people, or posts events
    "constellation1.SessionInfo.return_url",
    "constellation1.SessionInfo.send_session_redirect_url",
    "esignlive.Callback.url",
    "esignlive.HandOver.href",
    "esignlive.HandoverUrl.href",
    "esignlive.Logo.link",
    "ignisign.ApplicationEnvironmentSettings.app_root_url",
    "ignisign.ApplicationMetadata.root_url",
    "ignisign.WebhookEndpoint.url",
    # given by the service: a picture for everybody, and reports for who signs in
    "esignlive.AccountInfo.logo_url",
    "esignlive.InAppReport.url",
    "esignlive.InAppReportSummary.uri",
}


def test_a_member_that_is_an_address_is_a_secret_or_is_listed_as_one_without_a_credential():
    named = {f"{short(cls)}.{a.name}": a for cls in MODELS for a in attrs.fields(cls) if ADDRESS_NAMES.search(a.name)}
    plain = {name for name, a in named.items() if "Secret" not in str(a.type)}
    if not GUEST:
        assert plain == WITHOUT_A_CREDENTIAL
        assert len(named) > len(plain)


ONE_WAY = {"code_challenge"}
"""Functions whose text does not tell the credential that it was made of."""


def test_text_that_is_made_of_a_credential_is_a_secret():
    """Such as a URL with a token in its query: printing or logging it would tell the token."""
    functions = [
        (f"{provider}.{name}", function)
        for provider, module in ((one, importlib.import_module(PROVIDERS[one])) for one in PROVIDERS)
        for name, function in ((name, getattr(module, name)) for name in module.__all__)
        if inspect.isfunction(function) and name not in ONE_WAY
    ]
    offenders = []
    secrets = 0
    for name, function in [*functions, *((name, found.build) for name, _, found in ENDPOINTS)]:
        signature = inspect.signature(function)
        if any("Secret" in str(parameter.annotation) for parameter in signature.parameters.values()):
            returns = str(signature.return_annotation)
            offenders += [f"{name} -> {returns}"] if re.search(r"\bstr\b", returns) else []
            secrets += "Secret" in returns
    assert offenders == []
    assert secrets >= (0 if GUEST else 10)


@in_one_test("cls, name", enum_fields(), ids=lambda cell: f"{short(cell[0])}.{cell[1]}")
def test_every_enum_field_takes_a_value_nobody_has_heard_of(cls, name):
    wire = cls.WIRE.get(name) or cls.CASE(name)
    value = getattr(cls.from_wire({wire: "BRAND_NEW"}), name)
    assert value == "BRAND_NEW"
    assert cls.from_wire({wire: "BRAND_NEW"}).to_wire() == {wire: "BRAND_NEW"}


def test_no_write_is_declared_a_read_by_oversight():
    """Every call that is not a GET says itself how safe it is to repeat."""
    sources = {cls: inspect.getsource(inspect.getmodule(cls)) for _, cls, _ in ENDPOINTS}
    assert sources
    for name, _, found in ENDPOINTS:
        text = inspect.getsource(found.build)
        for verb in ("POST", "PUT", "DELETE"):
            if f'"{verb}",' in text and "Operation(" in text:
                assert "repeat=" in text, f"{name} does not say how safe it is to repeat"


@pytest.mark.parametrize("cls", [cls for pair in CLIENTS.values() for cls in pair], ids=lambda cls: cls.__name__)
def test_a_client_made_from_the_environment_takes_the_same_options(cls: type, monkeypatch: pytest.MonkeyPatch):
    shared = {"timeout", "retry", "http_client", "max_connections", "trust_env", "hooks"}
    assert shared <= set(inspect.signature(cls).parameters)
    own = {"api_version"} if cls.__name__.endswith("Ignisign") else set()
    assert set(inspect.signature(cls.from_env).parameters) == shared | own | {"env"}
    given: dict[str, object] = {}
    monkeypatch.setattr(cls, "__init__", lambda self, **options: given.update(options))
    chosen = {"timeout": 7.0, "retry": None, "http_client": None, "max_connections": 3, "trust_env": False}
    chosen["hooks"] = None
    env = {"IGNISIGN_APP_ID": "a", "IGNISIGN_APP_ENV": "STAGING", "CONSTELLATION1_TOKEN": "t"}
    assert isinstance(cls.from_env(env, **chosen), cls)
    assert {name: given[name] for name in shared} == chosen


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_call_of_a_service_is_meant_for_it_alone(provider: str):
    """A call that is made of the general class would be sent to whatever client it is run on."""
    own = importlib.import_module(f"{PROVIDERS[provider]}.operation").Operation
    makers = 0
    for module in modules_of(provider):
        made = [
            node.func.value if isinstance(node.func, ast.Subscript) else node.func
            for node in nodes_of(pathlib.Path(module.__file__))
            if isinstance(node, ast.Call)
        ]
        if any(isinstance(name, ast.Name) and name.id == "Operation" for name in made):
            makers += 1
            assert vars(module)["Operation"] is own, module.__name__
    assert makers >= (1 if GUEST else 5)


def test_a_call_that_is_never_sent_again_says_how_to_find_out_about_it():
    with pytest.raises(TypeError, match=r"things\.make is never sent again: give if_lost="):
        Operation("things.make", "POST", "/things", open_json, repeat=Repeat.NEVER)
    for repeat in (Repeat.READ, Repeat.IDEMPOTENT):
        operation = Operation("things.make", "POST", "/things", open_json, repeat=repeat)
        with pytest.raises(TypeError, match="give if_lost="):
            attrs.evolve(operation, repeat=Repeat.NEVER)


def test_the_functions_that_reconcile_a_lost_call_are_there():
    """They are named and not imported, so no type checker sees a wrong name."""
    takes = {"ask": ["operation", "request_id"], "add_request_id": ["operation", "new"]}
    named = [
        (node.arg, ast.literal_eval(node.value))
        for path in MODULES
        for node in nodes_of(path)
        if isinstance(node, ast.keyword) and node.arg in takes and ":" in str(getattr(node.value, "value", ""))
    ]
    assert len(named) > (0 if GUEST else 25)
    for kind, name in named:
        assert list(inspect.signature(pkgutil.resolve_name(name)).parameters) == takes[kind], name


def compared(node: ast.AST) -> list[ast.expr | None]:
    """Return what a node compares with something, or holds as a table."""
    if isinstance(node, ast.Dict):
        return node.keys
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    return [node.value] if isinstance(node, ast.MatchValue) else node.elts


def test_nothing_is_decided_by_a_calls_name():
    """What holds for a call stands in its operation: no table has its name, and nothing is compared with it."""
    names = set().union(*map(operation_names, PROVIDERS))
    assert not [
        f"{place}: {element.value}"
        for place, node in nodes(ast.Dict, ast.Set, ast.List, ast.Tuple, ast.Compare, ast.MatchValue)
        for element in compared(node)
        if isinstance(element, ast.Constant) and element.value in names
    ]


def test_plans_of_all_resources_can_be_made():
    for _, cls, _ in ENDPOINTS:
        if hasattr(cls, "plan"):  # the others are halves of a resource that has one
            assert isinstance(cls(PLANNER).plan, cls)


def test_an_operation_is_a_read_unless_it_says_otherwise():
    assert attrs.fields(Operation).repeat.default is Repeat.READ


def signatures():
    ours = ("esignkit", *(f"esignkit.{name}" for name in ("sandbox", "sandbox.pdf", "types", "errors")))
    seen: dict[int, object] = {}  # what many classes inherit is looked at once
    for name in (*PROVIDERS.values(), *ours):
        module = importlib.import_module(name)
        for public in module.__all__:
            value = getattr(module, public)
            members = [value]
            if inspect.isclass(value):
                members = [inspect.getattr_static(value, k) for k in dir(value) if not k.startswith("_")]
                members.append(value.__init__)
            for member in members:
                member = getattr(member, "build", member)
                member = getattr(member, "__func__", member)
                if callable(member) and id(member) not in seen:
                    seen[id(member)] = member
                    try:
                        yield f"{module.__name__}.{public}", inspect.signature(member)
                    except (TypeError, ValueError):  # built in, or a special form of typing
                        continue


def test_no_public_signature_says_any():
    said = []
    for name, signature in signatures():
        shown = [str(p.annotation) for p in signature.parameters.values()] + [str(signature.return_annotation)]
        said += [(name, text) for text in shown if re.search(r"\bAny\b", text) and "Generator" not in text]
    assert not said


def test_every_read_that_returns_several_gives_a_lazy_list():
    """A write that returns several does not, nor does one that saves files: they are made when they are called."""
    offenders = []
    for name, _, found in ENDPOINTS:
        returns = str(inspect.signature(found.build).return_annotation)
        several = returns.startswith(("Operation[list[", "Operation[builtins.list["))
        if several and "HTTP: `GET " in inspect.getdoc(found.build):
            offenders.append(name)
    assert offenders == []
    assert sum(isinstance(found, paged) for _, _, found in ENDPOINTS) > (0 if GUEST else 30)
