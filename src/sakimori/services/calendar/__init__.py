"""Deadlines: every day by which somebody must act."""
