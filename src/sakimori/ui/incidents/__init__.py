"""The desk for incidents 漏えい等デスク: clocks, facts, drafts, steps; may import services, frame, charts."""
