"""What every capability stands on: workspace, unit of work, access, dossiers loaded, gaps kept in step, jobs."""
