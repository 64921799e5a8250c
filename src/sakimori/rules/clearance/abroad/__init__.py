"""Provision abroad (法28条): places, bases, what persons are told and asked; may import clearance, gaps and facts."""
