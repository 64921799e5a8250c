"""漏えい・本人対応: must we report, to whom, by when, and which request of a person waits?"""

from __future__ import annotations

from sakimori.ui.frame.views import View, show_views
from sakimori.ui.incidents.page import dialogs_of, exports_of, incident_title, show_incidents
from sakimori.ui.requests.page import REQUESTS_VIEW

show_views(
    {
        "incidents": View(
            title=incident_title, heading="view.incidents", draw=show_incidents, dialogs=dialogs_of, exports=exports_of
        ),
        "requests": REQUESTS_VIEW,
    }
)
