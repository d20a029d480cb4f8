"""Forms on paper: printed for members and workshops, keyed by the platform team."""
