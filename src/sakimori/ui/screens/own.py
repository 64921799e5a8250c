"""自社: what stands in the way on our own side, and do our texts cover what we do?"""

from __future__ import annotations

from sakimori.ui.frame.views import View, show_views
from sakimori.ui.own_company.campaigns.forms import campaign_dialogs
from sakimori.ui.own_company.campaigns.page import show_campaigns
from sakimori.ui.own_company.campaigns.words import follow_address as follow_campaign
from sakimori.ui.own_company.governance.page import governance_dialogs, show_governance
from sakimori.ui.own_company.governance.state import follow_address as follow_governance
from sakimori.ui.own_company.notice_page import follow_address, notice_dialogs, show_notice_check
from sakimori.ui.own_company.page import show_own
from sakimori.ui.own_company.registers_page import show_registers
from sakimori.ui.own_company.report import own_exports
from sakimori.ui.own_company.training.page import show_training, training_dialogs

show_views(
    {
        "own": View(draw=show_own, exports=own_exports),
        "purposes": View(draw=show_registers),
        "governance": View(draw=show_governance, dialogs=governance_dialogs, follow=follow_governance),
        "training": View(draw=show_training, dialogs=training_dialogs),
        "notice": View(draw=show_notice_check, dialogs=notice_dialogs, follow=follow_address),
        "campaigns": View(draw=show_campaigns, dialogs=campaign_dialogs, follow=follow_campaign),
    }
)
