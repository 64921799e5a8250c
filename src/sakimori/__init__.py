"""Sakimori 先守: due diligence on whoever receives personal data."""
