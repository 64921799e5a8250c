"""Reports 報告: what goes into each, handed out as files, and the history of what was issued; may import services."""
