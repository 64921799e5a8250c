"""The forms of a certificate; may import services, frame, charts."""
