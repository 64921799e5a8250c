"""Pages that were drawn a moment ago: not drawn again, not kept for long, and not without limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest

from kit.builders import AT
from sakimori.services.evidence.drawn import KEPT, Drawn, Pages


class Drawing:
    """Draws, and counts how often."""

    def __init__(self, size: int = 4) -> None:
        self.times = 0
        self.size = size

    def __call__(self) -> Pages:
        self.times += 1
        return (b"x" * self.size,)


def test_pages_are_drawn_once_for_one_person_and_again_for_another_and_later() -> None:
    kept, draw = Drawn(), Drawing()
    for at in (AT, AT + KEPT):
        assert kept.of(("paper", "us01"), draw, at=at) == (b"xxxx",)
    assert draw.times == 1
    kept.of(("paper", "us02"), draw, at=AT)
    assert draw.times == 2
    kept.of(("paper", "us01"), draw, at=AT + KEPT + timedelta(seconds=1))
    assert draw.times == 3


def test_who_asks_for_the_second_page_while_the_first_is_drawn_waits_for_both() -> None:
    kept, draw, begun, goes_on = Drawn(), Drawing(), Event(), Event()

    def slowly() -> Pages:
        begun.set()
        assert goes_on.wait(10)
        return draw()

    with ThreadPoolExecutor(2) as two:
        first = two.submit(kept.of, ("paper",), slowly, at=AT)
        assert begun.wait(10)
        second = two.submit(kept.of, ("paper",), draw, at=AT)
        goes_on.set()
        assert first.result() == second.result()
    assert draw.times == 1


def test_the_oldest_pages_go_where_there_is_no_room_and_none_stay_past_their_time() -> None:
    kept, draw = Drawn(most_bytes=10), Drawing()
    for name in "abc":
        kept.of((name,), draw, at=AT)
    assert list(kept._places) == [("b",), ("c",)]
    kept.of(("d",), draw, at=AT + KEPT + timedelta(seconds=1))
    assert list(kept._places) == [("d",)]


def test_what_cannot_be_drawn_is_not_kept() -> None:
    kept = Drawn()

    def broken() -> Pages:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        kept.of(("paper",), broken, at=AT)
    assert not kept._places
