"""A griffe extension: the reference shows what a caller sees of code that is written in another way.

- A method under `@endpoint` is written as `-> Operation[Package]` and called as `-> Package`.
- An attrs class has a constructor that stands nowhere in its source.
- What a class says in capitals is how it is read and written (`READ`, `SECRETS`), and not for those who use it.
- A member of a model shows the type that it has when it is read, and no helper that declares it.
- The values of an enumeration stand in one list, not each under a heading of its own.
- A blocking and an awaiting client share constructors that are generic in the type of `http_client`.
- The lines `HTTP:` and `Source:` at the end of a docstring become lines of their own.
"""

from __future__ import annotations

import ast
import copy
import re
from typing import Any, TypeGuard

import griffe

SHOWN = {
    "endpoint": "{}",
    "paged": "Items[{}]",
    "downloaded": "Download",
}
LABELS = {
    "endpoint": "await it on the async client",
    "paged": "async for on the async client",
    "downloaded": "an AsyncDownload on the async client",
}
WRAPPED = re.compile(r"^(?:Operation|Steps|Flow|Paging)\[(.*)\]$", re.DOTALL)
LAST_LINES = re.compile(r"^(HTTP|Source): (.*)$", re.MULTILINE)
ATTRS = {"define", "frozen"}
HTTP_CLIENTS = {"SyncClient": "SendsSync", "AsyncClient": "SendsAsync"}
ENUMS = {"OpenEnum", "OpenNumber", "OpenName", "Enum", "StrEnum"}
CLASS_VARIABLE = "class_variable"
DEFAULT = "default"
DECLARED = {"always()", "several()", "choice()"}
ALSO_TAKES = {"str": "takes its text as well", "int": "takes its number as well"}
"""Labels of members that are values of enums, by what their `Choice` names beside the enum."""
MADE_ANEW = "..."
"""Stands for a default that a factory makes."""


class Modes(griffe.Extension):
    """Show endpoints, attrs classes and docstrings as their readers need them."""

    def on_function(self, *, func: griffe.Function, **kwargs: Any) -> None:
        """Give a method under one of the three decorators the type that its caller gets."""
        kind = next((name for name in map(decorator_name, func.decorators) if name in SHOWN), None)
        if kind is None:
            return
        func.decorators = []
        wrapped = WRAPPED.match(str(func.returns or ""))
        shown = SHOWN[kind].format(wrapped[1] if wrapped else "object")
        func.returns = griffe.get_expression(ast.parse(shown, mode="eval").body, parent=func.parent)
        func.labels.add(LABELS[kind])

    def on_class(self, *, cls: griffe.Class, **kwargs: Any) -> None:
        """Write out the constructors of attrs classes and clients; a field shows its default, not how attrs has it."""
        own = next((HTTP_CLIENTS[str(base)] for base in cls.bases if str(base) in HTTP_CLIENTS), None)
        if own is not None:
            write_out_constructors(cls, own)
        for name in [name for name, one in cls.members.items() if name.isupper() and is_setting(one)]:
            cls.del_member(name)
        if ENUMS & {str(base).rsplit(".", 1)[-1] for base in cls.bases}:
            list_values(cls)
        if "__init__" not in cls.members and ATTRS & set(map(decorator_name, cls.decorators)):
            parameters = [griffe.Parameter("self", kind=griffe.ParameterKind.positional_or_keyword)]
            parameters += [parameter(one) for one in cls.attributes.values() if is_argument(one)]
            init = griffe.Function("__init__", parameters=griffe.Parameters(*parameters), lineno=cls.lineno)
            cls.set_member("__init__", init)
        for one in cls.attributes.values():
            show_as_read(one)
        for one in cls.members.values():
            if isinstance(one, griffe.Attribute) and is_field(one.value):
                default = default_of(one)
                one.extra[DEFAULT] = {"value": default}  # for the constructors of the classes below
                one.value = None if default == MADE_ANEW else default

    def on_attribute_instance(self, *, node: Any, attr: griffe.Attribute, **kwargs: Any) -> None:
        """Remember a ClassVar, which griffe leaves out of the annotation."""
        if isinstance(node, ast.AnnAssign) and "ClassVar" in ast.unparse(node.annotation):
            attr.extra[CLASS_VARIABLE] = {}

    def on_attribute(self, *, attr: griffe.Attribute, **kwargs: Any) -> None:
        """Say nothing about where a field is stored."""
        attr.labels -= {"class-attribute", "instance-attribute"}

    def on_object(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Set the last lines of a docstring apart."""
        if obj.docstring is not None:
            obj.docstring.value = LAST_LINES.sub(r"**\1** \2  ", obj.docstring.value)


def show_as_read(attribute: griffe.Attribute) -> None:
    """Show a member of a model as its readers see it: `Choice[Visibility | None, str]` is a `Visibility | None`."""
    if str(attribute.value) in DECLARED:
        attribute.value = None
    match attribute.annotation:
        case griffe.ExprSubscript(left=left, slice=griffe.ExprTuple(elements=[read, plain])) if str(left) == "Choice":
            attribute.annotation = read
            attribute.labels.add(ALSO_TAKES[str(plain)])


def is_setting(member: griffe.Object | griffe.Alias) -> bool:
    """Whether a member in capitals is a class's setting; the values of an enumeration have no annotation."""
    return isinstance(member, griffe.Attribute) and member.annotation is not None and CLASS_VARIABLE in member.extra


def list_values(cls: griffe.Class) -> None:
    """Put the values of an enumeration into its docstring, with what is said of them."""
    values = [one for one in cls.attributes.values() if one.name.isupper() and not one.is_private]
    if not values or cls.docstring is None:
        return
    shown = [(shown_value(one), one.docstring.value if one.docstring else "") for one in values]
    if any(text for _, text in shown):
        listed = "\n".join(f"- {name}: {' '.join(text.split())}" if text else f"- {name}" for name, text in shown)
    else:
        listed = "Values: " + ", ".join(name for name, _ in shown) + "."
    cls.docstring.value = f"{cls.docstring.value}\n\n{listed}"
    for one in values:
        cls.del_member(one.name)


def shown_value(attribute: griffe.Attribute) -> str:
    """Return an enumeration's member as code, with its value where that is not its name."""
    value = str(attribute.value)
    return (
        f"`{attribute.name}`"
        if value in (f'"{attribute.name}"', f"'{attribute.name}'", "auto()")
        else f"`{attribute.name}` = `{value}`"
    )


def write_out_constructors(cls: griffe.Class, http_client: str) -> None:
    """Give a client what it shares with that of the other mode, with its own type of `http_client`."""
    base = cls.module.classes[f"_{cls.name.removeprefix('Async')}"]
    for name in ("__init__", "from_env"):
        shared = base.functions[name]
        parameters = [copy.copy(one) for one in shared.parameters]
        for one in parameters:
            if one.name == "http_client":
                shown = ast.parse(str(one.annotation).replace("HTTPClient", http_client), mode="eval")
                one.annotation = griffe.get_expression(shown.body, parent=cls)
        written = griffe.Function(
            name,
            parameters=griffe.Parameters(*parameters),
            returns=shared.returns,
            docstring=shared.docstring,
            lineno=shared.lineno,
        )
        written.labels |= shared.labels
        cls.set_member(name, written)


def decorator_name(decorator: griffe.Decorator) -> str:
    """Return the last part of a decorator's name, without its arguments."""
    return str(decorator.value).split("(", 1)[0].rsplit(".", 1)[-1]


def is_argument(attribute: griffe.Attribute) -> bool:
    """Whether an attrs field is an argument of the constructor."""
    if attribute.annotation is None or CLASS_VARIABLE in attribute.extra or "property" in attribute.labels:
        return False
    if attribute.name.startswith("__"):
        return False
    return "init=False" not in str(attribute.value or "").replace(" ", "")


def parameter(attribute: griffe.Attribute) -> griffe.Parameter:
    """Return the constructor's argument for an attrs field."""
    kind = griffe.ParameterKind.positional_or_keyword
    name = attribute.name.lstrip("_")
    return griffe.Parameter(name, annotation=attribute.annotation, kind=kind, default=default_of(attribute))


def default_of(attribute: griffe.Attribute) -> str | griffe.Expr | None:
    """Return what an attrs field is when it is not given; None when it must be given."""
    if DEFAULT in attribute.extra:
        return attribute.extra[DEFAULT]["value"]
    value = attribute.value
    if not is_field(value):
        return value
    given = {one.name: one.value for one in value.arguments if isinstance(one, griffe.ExprKeyword)}
    return MADE_ANEW if "factory" in given else given.get("default")


def is_field(value: str | griffe.Expr | None) -> TypeGuard[griffe.ExprCall]:
    """Whether a value is a call of `attrs.field`."""
    return isinstance(value, griffe.ExprCall) and str(value.function).rsplit(".", 1)[-1] == "field"
