"""Country profiles: facts, drafts, and the form that records them; may import services, frame, charts, clearance."""
