"""The documentation's table of capabilities is the data's, and no cell of it is left out."""

from __future__ import annotations

from esignkit.agreements import CAPABILITIES, Feature, Support
from tests.docs.capabilities import PAGE, with_table


def test_the_table_of_the_documentation_is_drawn_from_the_data():
    page = PAGE.read_text()
    assert page == with_table(page), "python -m tests.docs.capabilities writes it anew"


def test_every_service_says_of_every_feature_whether_it_can():
    for service, table in CAPABILITIES.items():
        assert list(table) == list(Feature), service
        for feature, can in table.items():
            assert can.reason or can.support is Support.YES, (service, feature)
            assert bool(can.nearest) is (can.support is Support.NO), (service, feature)
