"""Where the records of our own company are mended: every gap of ours leads to a view that there is."""

from __future__ import annotations

import pytest

from sakimori.domain.gap import Fix
from sakimori.ui.frame.pages import PAGES
from sakimori.ui.own_company.address import FIXED_IN_OWN, own_address


@pytest.mark.parametrize("record", sorted(FIXED_IN_OWN))
@pytest.mark.parametrize("record_id", ["", "x1"])
def test_every_kind_of_record_leads_to_a_page_that_there_is(record: str, record_id: str) -> None:
    name, query = own_address(Fix(record, record_id, "name"))
    assert name in {page.name for page in PAGES}
    assert query.get("record", record) == record


def test_a_course_leads_to_the_view_of_training() -> None:
    assert own_address(Fix("course", "cu1", "roles")) == ("training", {})
