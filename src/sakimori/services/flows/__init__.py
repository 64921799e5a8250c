"""Data flows: recorded, guided, shown, and the state of each on a day; may import services and below."""
