"""A process of its own for each file of others, `python -m sakimori.exchange.apart`; may import exchange, domain.

It imports no reader before it is told which one; the one that a server keeps ready has the largest.
"""

from sakimori.exchange.apart.door import one_ready, read_apart

__all__ = ["one_ready", "read_apart"]
