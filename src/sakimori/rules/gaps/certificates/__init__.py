"""Gaps of certificates."""
