"""Incidents: reported by anybody, worked on by the desk, told to the authority and the persons, closed."""
