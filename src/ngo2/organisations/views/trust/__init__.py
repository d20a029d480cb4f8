"""Pages of checks, vouches and hand-overs: for whoever asks, and for whoever decides."""
