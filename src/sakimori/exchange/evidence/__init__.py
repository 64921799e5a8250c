"""Documents that somebody files as evidence: what they are, and how they look; may import lists."""
