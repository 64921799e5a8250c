"""Gaps of data flows: ground, purpose, consent, country, cloud, retention."""
