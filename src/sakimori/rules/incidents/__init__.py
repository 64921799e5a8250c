"""Incidents: whether one is reported, and by when (法26条, 規則7条–10条); may import facts and domain."""
