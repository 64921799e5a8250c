"""Requests of persons: received, looked into, answered, passed on, forgotten; may import services and below."""
