"""The book of records; may import services, frame, charts, clearance."""
