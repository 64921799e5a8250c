"""The list of what falls due in a month, and where each deadline is settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sakimori.domain.rule import DeadlineKind
from sakimori.services.calendar.deadlines import Deadline
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.formats import day, distance, not_set
from sakimori.ui.frame.listing import Column, Control, Listing
from sakimori.ui.frame.states import LOOKS, SEVERITIES, chip, mark
from sakimori.ui.frame.text import language, t


def start_in_words(deadline: Deadline) -> str:
    """The fact from which a deadline counts; a day that nobody recorded is 未確認."""
    counted = day(deadline.start_on, language()) if deadline.start_on else t("fact.unknown")
    return t(f"calendar.start.{deadline.start.value}", day=counted)


def severity_chips() -> dict[str, str]:
    """The chips of the severities, and the colour of each."""
    return {chip(state, language()): LOOKS[state].colour for state in SEVERITIES[:4]}


def follow(deadline: Deadline) -> None:
    """Go to where a deadline is settled."""
    match deadline.target.record:
        case "assessment" if deadline.target.record_id:
            go_to("assess", id=deadline.target.record_id, q=deadline.target.field)
        case "contract" if "/" not in deadline.target.record_id:
            go_to("contracts", contract=deadline.target.record_id)
        case "flow":
            go_to("flows", flow=deadline.target.record_id)
        case "certificate":
            go_to("party", party=deadline.third_party_id, tab="certificates")
        case "sharing_change" | "filing" | "joint_use" | "data_set":
            go_to("purposes", record=deadline.target.record, id=deadline.target.record_id.partition("/")[0])
        case "course":
            go_to("training")
        case "officer" | "policy_text" | "policy_exception" | "internal_audit" | "meeting":
            go_to("governance", record=deadline.target.record, id=deadline.target.record_id.partition("/")[0])
        case "incident":
            go_to("incidents", incident=deadline.target.record_id.partition("/")[0])
        case "company" if deadline.kind is DeadlineKind.PREPAREDNESS:
            go_to("incidents")
        case "company" if deadline.kind is DeadlineKind.GOVERNANCE:
            go_to("governance")
        case "gap" | "waiver":
            go_to("gaps", party=deadline.third_party_id)
        case _:
            go_to("party", party=deadline.third_party_id)


def _column(name: str, width: int, cell: Callable[[Deadline], str]) -> Column[Deadline]:
    return Column(name=name, widths=(width, width), cell=lambda deadline, _: cell(deadline))


MONTH: Final[Listing[Deadline]] = Listing(
    name="calendar",
    words="calendar",
    alt="calendar.table_alt",
    identity=lambda deadline: f"{deadline.kind}{deadline.day}{deadline.third_party_id}{deadline.title.ja}",
    opens=follow,
    controls=(
        Control(name="kinds", options=tuple(DeadlineKind), is_many=True),
        Control(name="overdue", default=False),
    ),
    columns=(
        _column("day", 88, lambda deadline: day(deadline.day, language())),
        Column(name="left", widths=(104, 104), cell=lambda one, page: distance(one.day, page.on, language())),
        _column("kind", 122, lambda deadline: t(f"calendar.kind.{deadline.kind.value}")),
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
