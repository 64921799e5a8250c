"""A question of clearance as a file: read, checked, written."""
