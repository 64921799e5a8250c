"""The calendar of deadlines; may import services, frame, charts."""
