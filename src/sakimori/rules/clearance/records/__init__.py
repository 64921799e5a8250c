"""Receipts (法30条) and the records that a hand-over asks for (法29条)."""
