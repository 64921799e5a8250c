"""Gaps of our own registers and notices; may import gaps, facts and domain."""
