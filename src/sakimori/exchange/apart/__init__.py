"""A process of its own for each file of others, `python -m sakimori.exchange.apart`; may import exchange, domain.

It imports no reader before it is told which one.
"""

from sakimori.exchange.apart.door import read_apart

__all__ = ["read_apart"]
