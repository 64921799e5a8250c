"""The audit trail: its lines, and the proof that nobody changed them; may import services and below."""
