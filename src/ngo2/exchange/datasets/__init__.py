"""Needs, offers and deliveries as rows of a file. Pure: fed with records."""
