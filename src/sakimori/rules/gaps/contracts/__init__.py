"""Gaps of contracts and their clauses; may import gaps, facts and domain."""
