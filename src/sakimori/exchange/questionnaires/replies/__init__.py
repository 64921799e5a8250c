"""Answers in the sender's own file, where only they change a byte; may import exchange, domain, errors."""
