"""How lists of organisations are understood: columns, cells, differences. Pure."""
