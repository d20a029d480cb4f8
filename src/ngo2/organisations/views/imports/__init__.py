"""Pages for bringing in a list; the platform team only."""
