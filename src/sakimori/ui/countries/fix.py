"""Where a gap about a country is closed: among the settings, by those who write country profiles."""

from __future__ import annotations

from typing import Final

from sakimori.domain.rule import DeadlineKind
from sakimori.rules import rules_with
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import t

FIXED_IN_COUNTRY: Final = "country_profile"


def country_fix_words(line: GapLine) -> str:
    """What the button beside such a gap says."""
    is_stale = line.span.rule_id in rules_with(DeadlineKind.COUNTRY)
    return t("countries.fix_again" if is_stale else "countries.fix")


def lead_to_country(page: Page, line: GapLine) -> None:
    """Open the profile of the country; whoever may not write it sees the gap on the board."""
    close_dialog()
    if page.may(Permission.EDIT_COUNTRIES):
        go_to("settings", tab="countries", id=line.span.fix_id)
    go_to("gaps", party=line.span.third_party_id)
