"""The list of what falls due in a month, and where each deadline is settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sakimori.domain.rule import DeadlineKind
from sakimori.services.calendar.deadlines import Deadline
from sakimori.services.calendar.places import place_of
from sakimori.services.calendar.words import kind_words
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.formats import day, distance, not_set
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.states import LOOKS, SEVERITIES, chip, mark
from sakimori.ui.frame.text import language, t

BY_MONTH, ALL = "month", "all"
"""How the calendar shows what falls due: by the month, or in one list."""


def start_in_words(deadline: Deadline) -> str:
    """The fact from which a deadline counts; a day that nobody recorded is 未確認."""
    counted = day(deadline.start_on, language()) if deadline.start_on else t("fact.unknown")
    return t(f"calendar.start.{deadline.start.value}", day=counted)


def severity_chips() -> dict[str, str]:
    """The chips of the severities, and the colour of each."""
    return {chip(state, language()): LOOKS[state].colour for state in SEVERITIES[:4]}


def follow(deadline: Deadline) -> None:
    """Go to where a deadline is settled."""
    place = place_of(deadline)
    go_to(place.page, **place.query)


def _column(name: str, width: int, cell: Callable[[Deadline], str]) -> Column[Deadline]:
    return Column(name=name, widths=(width, width), cell=lambda deadline, _: cell(deadline))


MONTH: Final[Listing[Deadline]] = Listing(
    name="calendar",
    words="calendar",
    alt="calendar.table_alt",
    identity=lambda deadline: f"{deadline.kind}{deadline.day}{deadline.third_party_id}{deadline.title.ja}",
    leads=lambda deadline, _: place_of(deadline),
    link="title",
    controls=(
        Control(name="kinds", options=tuple(DeadlineKind), is_many=True),
        Control(name="overdue", default=False),
        Control(name="whose"),
        Control(name="show", options=(BY_MONTH, ALL), default=BY_MONTH),
    ),
    columns=(
        _column("day", 88, lambda deadline: day(deadline.day, language())),
        Column(name="left", widths=(104, 104), cell=lambda one, page: distance(one.day, page.on, language())),
        _column("kind", 122, lambda deadline: kind_words(deadline.kind).get(language())),
        _column("party", 144, lambda deadline: deadline.third_party_name),
        _column("title", 190, lambda deadline: deadline.title.get(language())),
        Column(
            name="after", widths=(84, 84), chips=severity_chips,
            cell=lambda deadline, _: [chip(mark(deadline.severity), language())],
        ),
        _column("owner", 72, lambda deadline: deadline.owner_name or not_set(language())),
        _column("start", 190, start_in_words),
        _column("basis", 150, lambda deadline: deadline.cites.get(language())),
        _column("count", 110, lambda _: t("calendar.counting")),
    ),
)  # fmt: skip
