"""Gaps of a third party: who it is, its answers at intake, its sub-processors; may import gaps, facts and domain."""
