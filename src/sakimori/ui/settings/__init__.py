"""Policy, people, packs and rules; may import services, frame, charts, clearance."""
