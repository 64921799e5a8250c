"""Data flows: recorded, guided, looked at, and how each stands on a day."""
