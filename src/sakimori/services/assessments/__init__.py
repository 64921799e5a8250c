"""Assessments: opened on a frozen pack, answered, decided, reviewed again; may import services and below."""
