"""Members that are values of enums: they take the plain text or number as well, and read as the enum."""

from __future__ import annotations

import copy
import inspect
import pickle
import warnings
from collections.abc import Callable

import attrs
import pytest

from esignkit.constellation1 import AuthenticationMethod, SessionInfo, Signer, UseSequence
from esignkit.core.field_specifiers import Choice
from esignkit.errors import MissingMemberError, UnknownValueWarning
from esignkit.esignlive import Package, PackageStatus, Visibility
from esignkit.types import NULL
from tests.core.test_field_specifiers import COPIES, calls
from tests.tables import in_one_test


def assigned(status: str) -> Package:
    package = Package()
    package.status = status
    return package


MAKERS: list[Callable[[str], Package]] = [
    lambda status: Package(status=status),
    lambda status: Package.from_wire({"status": status}),
    lambda status: attrs.evolve(Package(), status=status),
    assigned,
]


@pytest.mark.parametrize("again", COPIES.values(), ids=COPIES)
@pytest.mark.parametrize("make", MAKERS)
def test_a_text_reads_as_the_enum(make: Callable[[str], Package], again: Callable[[Package], Package]) -> None:
    package = again(make("SENT"))
    assert package.status is PackageStatus.SENT
    assert package == Package(status=PackageStatus.SENT)
    assert package.to_wire() == {"status": "SENT"}


@in_one_test("make", MAKERS)
def test_a_text_that_nobody_knows_is_kept(make: Callable[[str], Package]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        package = make("BRAND_NEW")
    assert not package.status.is_known
    assert pickle.loads(pickle.dumps(package)).to_wire() == {"status": "BRAND_NEW"}


def test_what_is_no_text_stays_as_it_is() -> None:
    package = Package(visibility=Visibility.ACCOUNT)
    assert package.visibility is Visibility.ACCOUNT
    package.visibility = None
    assert package.visibility is None
    assert Package().visibility is None
    assert Package(visibility=NULL).to_wire() == {"visibility": None}
    with pytest.raises(MissingMemberError, match=r"Package\.status is not set"):
        _ = Package().status
    assert "status" not in repr(copy.copy(Package()))


def test_a_number_reads_as_the_enum_of_numbers() -> None:
    info = SessionInfo(use_sequence=1)
    assert info.use_sequence is UseSequence(1)
    info.use_sequence = 977
    assert info.use_sequence == 977
    assert info.use_sequence is not None
    assert not info.use_sequence.is_known
    assert info.to_wire() == {"UseSequence": 977}
    assert Signer(auth_method="sms").auth_method is AuthenticationMethod.SMS


def test_a_misspelt_text_warns_once_where_it_is_set() -> None:
    package = Package()
    for line in (lambda: Package(status="SNET"), lambda: setattr(package, "status", "SNET")):
        with pytest.warns(
            UnknownValueWarning, match="^status: 'SNET' is no known value .* did you mean 'SENT'"
        ) as told:
            line()
        assert [one.filename for one in told] == [__file__]


def test_reading_a_response_asks_for_no_conversion() -> None:
    wire = {"status": "SENT", "type": "PACKAGE", "visibility": "ACCOUNT"}
    Package.from_wire(wire)  # compiles the reader
    asked = calls(lambda: Package.from_wire(wire))
    assert asked["__set__"] == asked["_to_enum"] == 0
    assert asked["reader"] == 1


def test_the_class_has_the_descriptor_and_the_signature_says_what_is_taken() -> None:
    assert isinstance(vars(Package)["status"], Choice)
    assert Package.status is vars(Package)["status"]
    parameters = inspect.signature(Package).parameters
    assert parameters["status"].annotation == "PackageStatus | str"
    assert parameters["visibility"].annotation == "Visibility | None | str"
    assert inspect.signature(SessionInfo).parameters["use_sequence"].annotation == "UseSequence | None | int"
