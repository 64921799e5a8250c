"""Two assessments side by side, and the coverage of a framework; may import services, frame, charts, assessments."""
