"""What every service needs: workspace, unit of work, access, loading, gaps, jobs; may import services and below."""
