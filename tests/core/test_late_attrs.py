"""Classes that are attrs classes to whoever asks, though attrs makes nothing of them until then.

Each question is asked in a process of its own, of a class that nobody has asked anything before.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import esignkit
from esignkit.core.late_attrs import Field, fields_of
from esignkit.core.record import Record
from esignkit.core.value_objects import Shown
from esignkit.extras import MissingExtraError
from tests.reliability.forking import Forking, forking

START = """
import sys
from esignkit.core.deserialization import structure
from esignkit.core.late_attrs import AttrsPart
from esignkit.esignlive import Document, Package, PackageStatus, Role, Signer
from esignkit.core.flow import Response, Saved
from esignkit.core.retry import RetryPolicy

def untouched(*classes):
    return all(isinstance(vars(one)["__attrs_attrs__"], AttrsPart) for one in classes)

assert untouched(Package, Role, Saved, RetryPolicy)
assert "attr" not in sys.modules
"""

ASK = """
import contextlib, inspect, linecache, threading  # most of what attrs takes to load

def run(question):
    print("asked", flush=True)
    sys.stdout = sys.stderr  # `help` writes
    exec(question, globals())
"""

ASKED = {
    "has": """
import attrs
assert attrs.has(Package) and attrs.has(Saved)
assert not untouched(Package)
""",
    "fields": """
import attrs
names = [one.name for one in attrs.fields(Signer)]
assert names[:2] == ["extra", "id"] and names[-1] == "digipass_authentication"
assert attrs.fields(Signer).email is attrs.fields_dict(Signer)["email"]
assert attrs.fields(Signer).delivery.kw_only and not attrs.fields(Signer).delivery.inherited
assert attrs.fields(Signer).email.inherited
assert attrs.fields(Package).status.type == "Choice[PackageStatus, str]"
assert [one.name for one in attrs.fields(Saved)] == ["size", "filename", "content_type", "path"]
assert attrs.fields(Saved).size.default is attrs.NOTHING and attrs.fields(Saved).path.default is None
""",
    "fields of an instance's class": """
assert [one.name for one in Role(id="r").__attrs_attrs__][:3] == ["extra", "id", "name"]
assert [one.name for one in Saved(1).__attrs_attrs__][:2] == ["size", "filename"]
""",
    "asdict": """
import attrs
assert attrs.asdict(Saved(1, "a.pdf")) == {"size": 1, "filename": "a.pdf", "content_type": None, "path": None}
written = attrs.asdict(Package(name="Lease", roles=[Role(id="r")]))
assert written["name"] == "Lease" and written["roles"][0]["id"] == "r"
""",
    "evolve": """
import attrs
first = Package(name="Lease", status="DRAFT")
assert attrs.evolve(first, name="Let") == Package(name="Let", status="DRAFT")
assert attrs.evolve(Saved(1), size=2) == Saved(2)
""",
    "replace": """
first = Package(name="Lease", status="DRAFT")
assert first.__replace__(name="Let") == Package(name="Let", status="DRAFT")
assert Saved(1).__replace__(size=2) == Saved(2)
assert untouched(Saved)
""",
    "inspect": """
import attrs
if hasattr(attrs, "inspect"):
    for cls in (Package, Saved, RetryPolicy):
        properties = attrs.inspect(cls)
        assert properties.is_slotted and properties.is_frozen is (cls is not Package), cls
        assert isinstance(attrs.inspect(cls), type(vars(cls)["__attrs_props__"]))
""",
    "a constructor of attrs": """
made = Role.__new__(Role)
made._without = frozenset()
made.__attrs_init__(id="r", name="Tenant")
assert made.id == "r" and made.name == "Tenant" and made.index is None
""",
    "pickle and copy": """
import copy, pickle
package = Package(name="Lease", roles=[Role(id="r")])
saved = Saved(1, "a.pdf")
for one in (package, saved):
    again = [copy.copy(one), copy.deepcopy(one), *(pickle.loads(pickle.dumps(one, n)) for n in range(2, 6))]
    assert all(another == one and another is not one for another in again)
assert untouched(Package, Role, Saved) and "attr" not in sys.modules
""",
    "pickle of a class made by attrs": """
import pickle, attrs
text = pickle.dumps([Package(name="Lease"), Saved(1)])
attrs.fields(Package), attrs.fields(Saved)
assert pickle.loads(text) == [Package(name="Lease"), Saved(1)]
""",
    "repr": """
assert repr(Role(id="r", name="Tenant")) == "Role(id='r', name='Tenant')"
assert repr(Saved(1)) == "Saved(size=1, filename=None, content_type=None, path=None)"
""",
    "signature": """
import inspect
taken = inspect.signature(Saved).parameters
assert [(one.name, one.annotation, one.default) for one in taken.values()][:2] == [
    ("size", "int", inspect.Parameter.empty), ("filename", "str | None", None)
]
assert inspect.signature(Role).parameters["id"].kind is inspect.Parameter.KEYWORD_ONLY
assert list(inspect.signature(Role).parameters)[-1] == "extra"
""",
    "match": """
match Saved(1, "a.pdf"):
    case Saved(size, filename):
        assert (size, filename) == (1, "a.pdf")
    case _:
        raise AssertionError
match Role(id="r"):
    case Role(id="r", name=None):
        raise AssertionError("what was not given is not there")
    case Role(id="r"):
        pass
assert Role.__match_args__ == () and Saved.__match_args__ == ("size", "filename", "content_type", "path")
""",
    "a plain subclass": """
import attrs
class Mine(Role):
    note = "mine"
class Limited(RetryPolicy):
    pass
mine = Mine(id="r")
assert mine.id == "r" and mine.to_wire() == {"id": "r"} and repr(mine) == "Mine(id='r')"
assert attrs.fields(Mine) == attrs.fields(Role) and attrs.has(Limited)
assert Limited(attempts=2) == Limited(attempts=2) != RetryPolicy(attempts=2)
""",
    "a subclass of attrs": """
import attrs
@attrs.define
class Mine(Role):
    note: str = "mine"
mine = Mine(id="r")
assert mine.note == "mine" and mine.id == "r" and not hasattr(mine, "__dict__")
assert [one.name for one in attrs.fields(Mine)] == [*(one.name for one in attrs.fields(Role)), "note"]
assert attrs.asdict(mine)["note"] == "mine"
import copy, pickle
again = [mine, attrs.evolve(mine, note="mine"), copy.deepcopy(mine), Mine.from_wire({"id": "r", "note": "mine"})]
globals()["Mine"] = Mine
again.append(pickle.loads(pickle.dumps(mine)))
for one in again:
    assert one == mine and one.to_wire() == {"id": "r", "note": "mine"} and repr(one) == "Mine(id='r', note='mine')"
mine.signers.append(Signer(email="a@x"))
assert Mine(signers=[Signer(email="a@x")], id="r") == mine != Mine(id="r")
assert getattr(Mine(), "id", None) is None and Mine.from_wire({}) == Mine.from_wire({})
assert getattr(attrs.evolve(Mine.from_wire({}), note="m"), "signers", None) is None  # whether it is empty is not known
@attrs.define
class Sent(Package):
    def __eq__(self, other):
        return other == "sent"
for wrong, words in (lambda: attrs.frozen(type("Fixed", (Role,), {})), "Fixed: models can be changed"), (
    lambda: attrs.define(slots=False)(type("Loose", (Role,), {}))().__copy__(), "has not made this Loose"
):
    try:
        wrong()
    except (AttributeError, TypeError) as error:
        assert words in str(error), error
    else:
        raise AssertionError(words)
assert Sent(status="SENT").status is PackageStatus.SENT and Sent() == "sent"
""",
    "types": """
import attrs, typing
late = "esignkit.esignlive.models.ceremony"
attrs.asdict(Package()), Package(name="Lease").to_wire(), Package.__annotations__["settings"]
assert late not in sys.modules
attrs.resolve_types(Package)
assert attrs.fields(Package).settings.type == sys.modules[late].PackageSettings | None
class Mine(Signer):
    note: str = ""
assert typing.get_type_hints(Mine)["auth"] == sys.modules["esignkit.esignlive"].Auth | None
""",
    "a frozen subclass of attrs": """
import attrs
@attrs.define
class Mine(Saved):
    note: str = "mine"
mine = Mine(1)
assert mine.note == "mine" and mine.size == 1
try:
    mine.note = "other"
except attrs.exceptions.FrozenInstanceError:
    pass
else:
    raise AssertionError("it is not frozen")
""",
    "a field that is converted": """
import attrs
from esignkit.core.auth import StaticHeader
from esignkit.types import Secret
credential = StaticHeader("x-key", "a")
for _ in range(2):
    credential.secret = "canary"
    assert credential.secret == Secret("canary") and "canary" not in repr(credential)
    attrs.fields(StaticHeader)
""",
    "frozen": """
for name in ("size", "other"):
    for change in (lambda one: setattr(one, name, 2), lambda one: delattr(one, name)):
        try:
            change(Saved(1))
        except AttributeError as error:
            assert type(error).__name__ == "FrozenInstanceError", error
        else:
            raise AssertionError("it is not frozen")
""",
    "slots and weak references": """
import weakref
for one in (Role(id="r"), Saved(1), Response(200, {})):
    assert not hasattr(one, "__dict__") and weakref.ref(one)() is one
assert "id" in Role.__slots__ and "size" in Saved.__slots__
""",
    "super": """
class Mine(Role):
    def __repr__(self):
        return super().__repr__() + "!"
assert repr(Mine(id="r")) == "Mine(id='r')!"
""",
    "a constructor of a subclass": """
class Mine(RetryPolicy):
    def __init__(self):
        super().__init__(attempts=2)
class Tenant(Role):
    def __init__(self, **members):
        super().__init__(id="tenant", **members)
assert Mine().attempts == 2 and Tenant(name="Ada").id == "tenant"
""",
    "a subclass that can be changed": """
class Mine(Saved):
    def __setattr__(self, name, value):
        try:
            super().__setattr__(name, value)
        except AttributeError as error:
            raise LookupError(name) from error
try:
    Mine(1).size = 2
except LookupError:
    pass
else:
    raise AssertionError("it is not frozen")
""",
    "help": """
import inspect, pydoc
text = pydoc.plain(pydoc.render_doc(Role))
assert "Id of the role; you may choose it" in text
assert "A place in the signing order" in inspect.getdoc(Role)
assert inspect.getdoc(Saved.size) == "Bytes that were written."
""",
    "a constructor that is mocked": """
from unittest import mock
for cls, members in ((Role, {"id": "r"}), (Saved, {"size": 1}), (RetryPolicy, {"attempts": 2})):
    for n in range(2):
        with mock.patch.object(cls, "__init__", autospec=True, return_value=None) as made:
            cls(**members)
        (itself,), given = made.call_args
        assert type(itself) is cls and given == members, (cls, n)
        assert cls(**members) == cls(**members)
""",
    "a method that is mocked while attrs is asked": """
import attrs
from unittest import mock
with mock.patch.object(Saved, "__setattr__", object.__setattr__):
    saved = Saved(1)
    attrs.fields(Saved)
    saved.size = 2
    assert saved.size == 2
for one in (saved, Saved(1)):
    try:
        one.size = 3
    except attrs.exceptions.FrozenInstanceError:
        pass
    else:
        raise AssertionError("it is not frozen")
""",
    "a walk through the class": """
for cls in (Role, Saved, RetryPolicy, Response):
    for name, value in vars(cls).items():
        isinstance(value, property), getattr(value, "__doc__", None), getattr(cls, name, None)
    assert not untouched(cls)
""",
    "a value that does not compare": """
assert Response(200, {}).__replace__(status=404).status == 404
import attrs
attrs.fields(Response)
assert Response(200, {}).__replace__(status=404).status == 404
""",
    "a constructor that is wrapped as it stands in the class": """
import inspect
def wrapped(init):
    def counting(self, *args, **kwargs):
        seen.append(type(self))
        init(self, *args, **kwargs)
    return counting
seen = []
for cls, members in ((Role, {"id": "r"}), (Saved, {"size": 1}), (RetryPolicy, {"attempts": 2})):
    init = vars(cls)["__init__"]
    assert inspect.isroutine(init) and init.__name__ == "__init__", cls
    cls.__init__ = wrapped(init)
    for _ in range(2):
        cls(**members)
assert seen == [Role, Role, Saved, Saved, RetryPolicy, RetryPolicy]
""",
    "what a constructor returns": """
import typing
assert typing.get_type_hints(Saved.__init__)["return"] is type(None)
""",
    "a constructor that two threads make at once": """
import threading
both = threading.Barrier(2)
def one_after_the_other(frame, event, argument):
    if frame.f_code.co_name.startswith("_suggest"):  # both have compiled it
        both.wait(10)
        if threading.current_thread() is second:
            first.join()
threading.settrace(one_after_the_other)
first, second = (threading.Thread(target=RetryPolicy) for _ in range(2))
first.start(), second.start()
first.join(), second.join()
init = RetryPolicy.__init__
assert init.__wrapped__ and not hasattr(init.__wrapped__, "__wrapped__")
""",
    "a fork while another thread asks": """
import os, signal, threading, attrs
begun, define = threading.Event(), attrs.define
def slowly(*args, **options):
    begun.set()
    go_on.wait(1)
    return define(*args, **options)
go_on = threading.Event()
attrs.define = slowly
asking = threading.Thread(target=attrs.fields, args=(Role,))
asking.start()
begun.wait()
attrs.define = define
child = os.fork()
if not child:
    signal.alarm(20)
    os._exit(0 if attrs.fields(Saved).size.name == "size" and attrs.fields(Role).id.kw_only else 1)
asking.join()
assert os.waitpid(child, 0)[1] == 0
""",
    "cattrs": """
import cattrs
made = cattrs.structure({"size": 1, "filename": "a.pdf"}, Saved)
assert made == Saved(1, "a.pdf") and cattrs.unstructure(made)["filename"] == "a.pdf"
""",
    "pydantic": """
import pydantic
read = pydantic.TypeAdapter(Role).validate_python({"id": "r", "signers": [{"email": "ada@example.com"}]})
assert read.signers[0].email == "ada@example.com"
""",
    "an answer": """
package = structure({"id": "p", "status": "SENT", "roles": [{"id": "r"}]}, Package)
assert package.status is PackageStatus.SENT and package.roles[0].id == "r"
assert package == structure({"id": "p", "status": "SENT", "roles": [{"id": "r"}]}, Package)
package.to_wire(), repr(package)
assert untouched(Package, Role) and "attr" not in sys.modules
""",
    "many threads": """
import threading, attrs
start = threading.Barrier(16)
answers = []
def ask(n):
    start.wait()
    if n % 2:
        names = [(type(one.name).__name__, one.name) for one in attrs.fields(Package)]
    else:
        attrs.asdict(Role(id="r"))
        names = [(type(one.name).__name__, one.name) for one in attrs.fields(Package)]
    answers.append(names)
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=ask, args=(n,)) for n in range(16)]
for one in threads: one.start()
for one in threads: one.join()
assert len(answers) == 16 and all(one == answers[0] for one in answers)
assert ("Always", "id") in answers[0] and ("Several", "roles") in answers[0]
""",
    "many threads make the first instance": """
import threading
start = threading.Barrier(16)
answers = []
def make():
    start.wait()
    answers.append((Saved(1, path="a"), Role(id="r"), RetryPolicy(attempts=2)))
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=make) for _ in range(16)]
for one in threads: one.start()
for one in threads: one.join()
assert len(answers) == 16 and all(one == answers[0] for one in answers)
""",
    "threads that were late for the first instance": """
waiting = vars(RetryPolicy)["__init__"]
assert RetryPolicy(attempts=2).attempts == 2
made = RetryPolicy.__init__
waiting.__get__(None, RetryPolicy)
assert RetryPolicy.__init__ is made
""",
    "classes of a module that evaluates its annotations": """
import attrs, typing
from esignkit.core.model import model
class Mine(Role):
    LIMIT: typing.ClassVar[int] = 3
    WORD: "typing.ClassVar[str]" = "word"
    note: str | None = None
Mine = model(Mine)
assert Mine.LIMIT == 3 and Mine.WORD == "word" and attrs.fields(Mine)[-1].name == "note"
assert Mine(note="mine").to_wire() == {"note": "mine"} and structure({"note": "mine"}, Mine).note == "mine"
""",
    "the state of another version": """
again = RetryPolicy.__new__(RetryPolicy)
again.__setstate__({**RetryPolicy(attempts=2).__getstate__(), "gone": True})
assert again == RetryPolicy(attempts=2)
""",
    "a signature in words": """
import inspect
from esignkit.core.auth import Token
from esignkit.core.operation import Operation
assert str(inspect.signature(Token)) == "(value: 'str | Secret', lifetime: 'float | None' = None) -> None"
assert "args: 'Mapping[str, Argument]' = NOTHING" in str(inspect.signature(Operation))
""",
}


@pytest.fixture(scope="module")
def processes() -> Iterator[Forking]:
    with forking(START + ASK) as program:
        yield program


@pytest.mark.parametrize("question", ASKED)
def test_a_class_that_was_never_asked(question: str, processes: Forking):
    if question == "pydantic":
        pytest.importorskip("pydantic", reason="comes with the extra `test`")
    assert processes(ASKED[question]) == "asked\n"
    assert processes.ended() == 0


def late_classes() -> list[type[Any]]:
    """All classes of the package that wait for attrs, or did."""
    skipped = ("esignkit.__main__", "esignkit.sandbox", "esignkit.demo", "esignkit.cli")
    for module in pkgutil.walk_packages(esignkit.__path__, "esignkit."):
        if not module.name.startswith(skipped):
            try:
                importlib.import_module(module.name)
            except MissingExtraError:
                pass
            except ModuleNotFoundError as error:  # an optional dependency
                assert not str(error.name).startswith("esignkit")
    todo, classes = [Record, Shown, *Shown.__subclasses__()], set[type[Any]]()
    while todo:
        one = todo.pop()
        if one not in classes:
            classes.add(one)
            todo += one.__subclasses__()
    return [one for one in classes if "__esignkit_fields__" in vars(one) and one.__module__.startswith("esignkit")]


def test_what_the_package_knows_of_its_fields_is_what_attrs_says():
    classes = late_classes()
    assert len(classes) > 300
    for cls in classes:
        theirs, ours = attrs.fields(cls), fields_of(cls)
        assert [one.name for one in ours] == [one.name for one in theirs], cls
        for one, attribute in zip(ours, theirs, strict=True):
            assert isinstance(one, Field)
            assert type(one.name) is type(attribute.name)
            seen = (one.alias, one.annotation, one.init, one.repr, bool(one.eq), one.converter)
            known = (attribute.alias, attribute.type, attribute.init, attribute.repr, attribute.eq, attribute.converter)
            assert seen == known, (cls, one.name)


def test_no_class_of_ours_has_a_field_of_attrs_that_waits():
    """`attrs.field` in such a class would be taken for a default."""
    counting = type(attrs.field())
    offenders = [
        (cls.__name__, one.name)
        for cls in late_classes()
        for one in fields_of(cls)
        if isinstance(one.default, counting)
    ]
    assert not offenders
