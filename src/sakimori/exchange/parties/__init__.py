"""Rows of third parties; lists of sub-processors and of persons who asked us to stop; may import exchange, domain."""
