"""報告: the quarter report, every other report in one place, and what was issued; may import services and frame."""
