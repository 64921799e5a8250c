"""漏えい等: must we report, to whom, by when, and what is to be done next?"""

from __future__ import annotations

from sakimori.ui.frame.views import View, show_views
from sakimori.ui.incidents.page import dialogs_of, exports_of, incident_title, show_incidents

show_views({"incidents": View(title=incident_title, draw=show_incidents, dialogs=dialogs_of, exports=exports_of)})
