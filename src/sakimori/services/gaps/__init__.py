"""Gaps: the board, who closes them and how, waivers, and what stops a hand-over; may import services and below."""
