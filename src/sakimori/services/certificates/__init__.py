"""Certificates: what they cover, until when, and which answers they propose; may import services and below."""
