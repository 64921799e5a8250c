"""Packs of questions: the shelf, one pack, its versions and uses; may import services, frame, charts."""
