"""Two assessments side by side, and the coverage of a framework."""
