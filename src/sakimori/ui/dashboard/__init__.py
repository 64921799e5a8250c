"""The risk dashboard; may import services, frame, charts, flows, gaps."""
