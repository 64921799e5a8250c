"""The first week: the five steps of a new workspace, and what to do first; may import services and below."""
