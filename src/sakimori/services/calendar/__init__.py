"""Deadlines: every day by which somebody must act; may import services and below."""
