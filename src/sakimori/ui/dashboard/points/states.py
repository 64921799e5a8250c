"""How the state of one of the fifteen points is drawn, on the page and on paper."""

from __future__ import annotations

from sakimori.services.dashboard.points import PointStanding, PointState
from sakimori.ui.frame.states import Mark, mark


def state_mark(standing: PointStanding) -> Mark:
    """The gravest of its gaps; 未確認 where nobody has answered or nothing measures it, never a good state."""
    if standing.state is PointState.OPEN:
        return mark(standing.worst)
    return Mark.UNKNOWN if standing.state is PointState.UNKNOWN else Mark.OK
