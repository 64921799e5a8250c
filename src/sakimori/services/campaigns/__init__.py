"""Campaigns and tags: how each stands on a day, and what its form offers to choose; may import services and below."""
