"""A question of clearance as a file: read, checked, written; may import exchange, domain."""
