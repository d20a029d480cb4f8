"""Open microdata: who could be recognised in them, what is done about it, and files that others can read."""
