"""Assessments compared with each other, and with the controls of a framework; may import services and below."""
