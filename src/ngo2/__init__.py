"""NGO 2.0: one organisation record, updated once by its owner, powers everything."""

__version__ = "0.1.0"
