"""Evidence 証跡 in use: judged, given to those who may have it, and what rests on it; may import services and below."""
