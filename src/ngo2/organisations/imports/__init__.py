"""How lists of organisations are understood: columns, cells, likely duplicates, differences. Pure."""
