"""提供可否チェック: may I hand this data to this company, which question waits for us, which answer turns soon?"""

from __future__ import annotations

from sakimori.ui.clearance.inbox import follow, show_inbox
from sakimori.ui.clearance.inbox_answer import ANSWER, desk_dialogs
from sakimori.ui.clearance.inquiries import OWN, check_dialogs
from sakimori.ui.clearance.page import show_all
from sakimori.ui.clearance.state import follow_address
from sakimori.ui.clearance.talk.waiting import open_asked, show_waiting
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.views import View, show_views
from sakimori.ui.imports.carried import carried_notice


def show_check(page: Page) -> None:
    """What waits for this person, then the check."""
    open_asked(page, OWN)
    show_waiting(page)
    show_all(page)


def show_desk(page: Page) -> None:
    """Carried decisions that wait, then the desk."""
    open_asked(page, ANSWER)
    carried_notice(page)
    show_inbox(page)


show_views(
    {
        "check": View(follow=follow_address, draw=show_check, dialogs=check_dialogs),
        "inbox": View(follow=follow, draw=show_desk, dialogs=desk_dialogs),
    }
)
