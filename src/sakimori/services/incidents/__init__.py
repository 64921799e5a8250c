"""Incidents: reported by anybody, worked on by the desk, told and closed; may import services and below."""
