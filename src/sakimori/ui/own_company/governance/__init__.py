"""体制: officers, policies and who has read them, exceptions, audits, meetings; may import services, frame."""
