"""はじめる: the five steps of a new workspace; may import services, frame, charts."""
