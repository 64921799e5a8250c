"""Evidence 証跡 in use: looked at, judged, given to those who may have it, and where it counts."""
