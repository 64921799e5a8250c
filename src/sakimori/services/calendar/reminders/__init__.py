"""Reminders: who is told of what falls due, when, and by which way; may import what calendar and invitations may."""
