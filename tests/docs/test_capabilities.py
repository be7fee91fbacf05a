"""The documentation's table of capabilities is the data's, and no cell of it is left out."""

from __future__ import annotations

from esignkit.agreements import CAPABILITIES, Feature, Support
from tests.docs.hooks import shown


def test_the_table_of_the_documentation_is_that_of_the_data():
    page = shown("guides/agreements.md").replace("`", "")
    rows = [
        [feature.value, *(CAPABILITIES[service][feature].support.value for service in CAPABILITIES)]
        for feature in Feature
    ]
    table = page.split("| | Constellation1 | Ignisign | eSignLive |\n")[1].partition("\n\n")[0]
    assert table.split("\n")[1:] == [f"| {' | '.join(row)} |" for row in rows]
    for table in CAPABILITIES.values():
        for feature, can in table.items():
            said = f"no: {can.reason}. Nearest: {can.nearest}" if can.support is Support.NO else can.reason
            assert not said or f"- **{feature.value}**: {said}.\n".replace("`", "") in page, (feature, said)


def test_every_service_says_of_every_feature_whether_it_can():
    for service, table in CAPABILITIES.items():
        assert list(table) == list(Feature), service
        for feature, can in table.items():
            assert can.reason or can.support is Support.YES, (service, feature)
            assert bool(can.nearest) is (can.support is Support.NO), (service, feature)
