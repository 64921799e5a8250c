"""Gaps of data flows: ground, purpose, consent, country, cloud, retention; may import facts and domain."""
