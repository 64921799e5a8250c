"""Gaps of contracts and their clauses."""
