"""Our own dossier and our registers; may import services, frame, charts, assessments, clearance, countries, parties."""
