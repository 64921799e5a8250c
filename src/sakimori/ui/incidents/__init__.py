"""The desk for incidents 漏えい等デスク: what is known, whether and by when it is reported, drafts, steps; may import services."""
