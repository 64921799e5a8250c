"""The audit trail and the check of its chain; may import services, frame, charts."""
