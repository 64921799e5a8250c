"""At which instants the demo happens: in working hours, and never after the present one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kit.builders import a_workspace
from sakimori.demo.actors import Actors, morning
from sakimori.demo.company import _last
from sakimori.domain.values.days import JST, legal_day

ON = date(2026, 11, 25)
AT_THREE = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
"""Three in the morning of that day in Japan."""


@pytest.mark.parametrize(
    ("until", "on_the_day"),
    [(None, morning(ON)), (AT_THREE, AT_THREE), (morning(ON) + timedelta(hours=5), morning(ON))],
)
def test_nothing_happens_after_the_present_instant_and_earlier_days_stay_as_they_are(
    until: datetime | None, on_the_day: datetime
) -> None:
    hands = Actors(a_workspace(), ON, {}, morning(ON - timedelta(days=9)), _last(ON, until))
    hands.come_to(ON - timedelta(days=1))
    assert hands.at == morning(ON - timedelta(days=1))
    assert hands._later(2) == hands.at + timedelta(hours=2)
    hands.come_to(ON)
    assert (hands.at, hands.at.date(), hands.at.tzinfo) == (on_the_day, ON, JST)
    assert hands._later(2) == min(on_the_day + timedelta(hours=2), _last(ON, until))
    assert legal_day(hands._later(2)) == ON
