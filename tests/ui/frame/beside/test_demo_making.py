"""The demo is made beside the screens: once for everybody, and who comes before it stands is told how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import Event

import pytest

from kit.builders import AT
from sakimori.clock import now
from sakimori.domain.values.days import legal_day
from sakimori.errors import BusyError, SakimoriError, StoreError
from sakimori.services.kernel.demos import DEMOS, first_demo, language_of
from sakimori.services.kernel.workspace import DEMO, OWN, Workspace, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.ui.frame.beside.demo_making import Making, demo_making, make_demo_ahead

PATIENCE = 20.0


@dataclass
class Maker:
    """Stands in for the making of a demo: half of it is done at once, the rest when it is let go."""

    go_on: Event = field(default_factory=Event)
    half_done: Event = field(default_factory=Event)
    refusal: SakimoriError | None = None
    is_lost: bool = False
    times: int = 0
    languages: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, path: Path, *, on: date, until: datetime, language: str, progress: Callable[[float], None]
    ) -> None:
        assert (on, until <= now()) == (legal_day(until), True)
        self.languages[path.stem] = language
        self.times += 1
        progress(0.5)
        self.half_done.set()
        assert self.go_on.wait(PATIENCE)
        if self.refusal is not None:
            raise self.refusal
        if not self.is_lost:
            Workspace(path)


@pytest.fixture
def maker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maker]:
    made = Maker()
    monkeypatch.setenv("SAKIMORI_HOME", str(tmp_path))
    monkeypatch.setattr("sakimori.ui.frame.beside.demo_making.make_demo_beside", made)
    yield made
    made.go_on.set()


def begun() -> Making:
    making = demo_making(DEMO)
    assert making is not None
    return making


def ended(making: Making, maker: Maker) -> Making:
    maker.go_on.set()
    making.join(PATIENCE)
    assert not making.is_alive()
    return making


def test_two_who_come_at_once_watch_the_same_demo(maker: Maker) -> None:
    making = begun()
    assert maker.half_done.wait(PATIENCE)
    assert begun() is making
    assert making.share == 0.5
    ended(making, maker).check()
    assert maker.times == 1


def test_none_is_made_where_one_stands(maker: Maker) -> None:
    ended(begun(), maker)
    assert demo_making(DEMO) is None
    assert maker.times == 1


@pytest.mark.parametrize("refusal", [BusyError(), None], ids=["refused", "lost"])
def test_who_waits_is_told_why_none_stands_and_the_next_one_begins_anew(
    maker: Maker, refusal: SakimoriError | None
) -> None:
    maker.refusal, maker.is_lost = refusal, True
    making = ended(begun(), maker)
    with pytest.raises(type(refusal) if refusal else StoreError):
        making.check()
    maker.refusal, maker.is_lost = None, False
    ended(begun(), maker).check()
    assert maker.times == 2


def test_it_is_begun_ahead_where_there_is_no_workspace_at_all(maker: Maker) -> None:
    make_demo_ahead()
    assert maker.half_done.wait(PATIENCE)
    ended(begun(), maker).check()
    assert maker.times == 1


@pytest.mark.parametrize("standing", [OWN, DEMO])
def test_nothing_is_begun_ahead_beside_a_workspace(maker: Maker, standing: str) -> None:
    begin_workspace(database(standing), company="あおば", person="山本 恵", department="", at=AT)
    make_demo_ahead()
    assert demo_making(DEMO) is None if standing == DEMO else maker.times == 0
    assert maker.times == 0


def test_one_of_each_language_is_made_when_somebody_asks_for_it(maker: Maker) -> None:
    maker.go_on.set()
    for language, choice in DEMOS.items():
        making = demo_making(choice)
        assert making is not None
        ended(making, maker).check()
        assert (language_of(choice), database(choice).exists()) == (language, True)
    assert maker.languages == {"demo": "ja", "demo-en": "en"}


def test_the_one_that_is_begun_ahead_is_in_the_language_that_the_server_names(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAKIMORI_DEMO_LANG", "en")
    make_demo_ahead()
    assert maker.half_done.wait(PATIENCE)
    making = demo_making(first_demo())
    assert making is not None
    ended(making, maker).check()
    assert maker.languages == {"demo-en": "en"}
    monkeypatch.setenv("SAKIMORI_DEMO_LANG", "fr")
    assert first_demo() == DEMO
