"""The gap board and what is done there; may import services, frame, charts."""
