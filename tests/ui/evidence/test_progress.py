"""The bar that shows how far the reading of a document is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sakimori.clock import now
from sakimori.exchange.progress import Progress, Step
from sakimori.ui.evidence import reading
from sakimori.ui.frame.text import t


class Place:
    def __init__(self) -> None:
        self.shown: list[tuple[float, str]] = []

    def progress(self, value: float, text: str) -> None:
        self.shown.append((round(value, 2), text))


def test_it_shows_from_the_first_second_on_and_four_times_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    began = now()
    times: list[datetime] = [began]
    monkeypatch.setattr(reading, "now", lambda: times[-1])
    place = Place()
    show = reading._bar(place)  # type: ignore[arg-type] # all that it asks of a place
    for tenth in range(31):
        times.append(began + timedelta(seconds=tenth / 10))
        show(Progress(Step.PAGES, tenth, 60))
    assert len(place.shown) == 7
    assert place.shown[0] == (0.06, t("proposals.progress.pages", done=10, of=60))


@pytest.mark.parametrize("step", [one for one in Step if one is not Step.ROWS])
def test_every_step_of_a_document_has_its_words(step: Step) -> None:
    assert "7" in t(f"proposals.progress.{step}", done=7, of=9)
