"""Gaps of a third party: who it is, what it was asked at intake, its sub-processors."""
