"""Provision abroad (法28条): places, bases, what is told and asked."""
