"""Gaps of our own registers and notices."""
