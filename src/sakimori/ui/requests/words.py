"""What a request is said to be like, in the list and on its page alike; and the ways to it from elsewhere."""

from __future__ import annotations

from typing import Final

from sakimori.domain.gap import Fix
from sakimori.domain.records.passed_on import PassedOn
from sakimori.services.requests.persons.rows import Clock, RequestRow
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog
from sakimori.ui.frame.formats import day
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import SENTENCES, label, language, t

FIXED_IN_REQUESTS: Final = frozenset({"person_request", "passed_on"})
"""Records that close a gap at this desk."""
ASKED: Final = "request"
LINE: Final = "passed"
FIELD: Final = "fix"
"""What the address names: a request, or a line of what was passed on because of one; and the field that is asked."""


def elapsed_words(clock: Clock) -> str:
    """How long a request has waited, beside our own target; or how long it took."""
    if clock.replied_on is not None:
        return t("requests.elapsed_done", days=clock.elapsed) if clock.elapsed else t("requests.elapsed_today_done")
    if not clock.elapsed:
        return t("requests.elapsed_today")
    return t("requests.elapsed", days=clock.elapsed, target=clock.target_days)


def clock_note(row: RequestRow, page: Page) -> str:
    """What follows from the days: our own target, and the two weeks of 法39条."""
    clock, lang = row.clock, language()
    over = clock.is_over_target(page.on)
    said = [t("requests.target_over" if over else "requests.target_is", day=day(clock.target_on, lang))]
    if clock.suit_from is None:
        said.append(t("requests.no_suit"))
    elif clock.may_be_sued(page.on):
        said.append(t("requests.two_weeks"))
    else:
        said.append(t("requests.suit_from", day=day(clock.suit_from, lang)))
    return SENTENCES.get(lang).join(said)


def recipients_words(row: RequestRow, page: Page) -> str:
    """How many recipients have answered, and how many are overdue."""
    if not row.passed_on:
        return t("requests.not_asked")
    said = t("requests.of_recipients", answered=row.answered, total=len(row.passed_on))
    late = row.late(page.on)
    return f"{said}{'・' if language() == 'ja' else ', '}{t('requests.late', count=late)}" if late else said


def state_words(line: PassedOn | None, page: Page) -> str:
    """How a recipient stands."""
    lang = language()
    if line is None:
        return t("requests.state_unasked")
    if line.answer is not None and line.answered_on is not None:
        return t("requests.state_answered", answer=label(line.answer), day=day(line.answered_on, lang))
    if page.on > line.due_on:
        return t("requests.state_late")
    if line.told_on is None:
        return t("requests.state_untold")
    return t("requests.state_told", day=day(line.told_on, lang))


def request_fix_words(fix: Fix) -> str:
    """What the button beside a gap says that is closed here."""
    return t(f"requests.fix_{fix.record}")


def request_address(fix: Fix) -> dict[str, str]:
    """Where it is closed."""
    return {LINE: fix.record_id} if fix.record == "passed_on" else {ASKED: fix.record_id, FIELD: fix.field}


def lead_to_request(fix: Fix) -> None:
    """From a gap to the request that it is about."""
    close_dialog()
    go_to("requests", **request_address(fix))
