"""Sakimori 先守: due diligence on whoever receives personal data, a folder a floor.

The import contracts in pyproject.toml say which may import which.
"""
