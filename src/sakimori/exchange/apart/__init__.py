"""Files of others are read in a process of their own: `read_apart` here, `python -m sakimori.exchange.apart` there."""

from sakimori.exchange.apart.door import read_apart

__all__ = ["read_apart"]
