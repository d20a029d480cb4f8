"""Hours of volunteers: read as people write them, summed, and listed for the national system. Pure."""

from ngo2.exchange.hours.reading import day_within, name_of, read_halves, shown

__all__ = ["day_within", "name_of", "read_halves", "shown"]
