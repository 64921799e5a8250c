"""Receipts (法30条) and the records of a hand-over (法29条); may import clearance, gaps and facts."""
