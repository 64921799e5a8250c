"""Requests of persons to stop use or provision, kept as keyed hashes; may import services and below."""
