"""How the state of one of the fifteen points is drawn, on the page and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sakimori.services.dashboard.points import PointOwner, PointStanding, PointState
from sakimori.ui.frame.states import Mark, mark
from sakimori.ui.frame.text import listed, t

_NAMED: Final = 3
"""So many owners at most are named."""


def owners_in_words(owners: Sequence[PointOwner]) -> str:
    """Who has the most of it, with how many of theirs are late: 高橋 健 12（超過 8）."""
    said = []
    for one in owners:
        name = one.name or t("risk.no_owner")
        words = "points.owner_late" if one.overdue else "points.owner"
        said.append(t(words, name=name, number=f"{one.number:,}", late=f"{one.overdue:,}"))
    return listed(said, most=_NAMED)


def state_mark(standing: PointStanding) -> Mark:
    """The gravest of its gaps; 未確認 where nobody has answered or nothing measures it, never a good state."""
    if standing.state is PointState.OPEN:
        return mark(standing.worst)
    return Mark.UNKNOWN if standing.state is PointState.UNKNOWN else Mark.OK
