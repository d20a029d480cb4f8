"""A broker's plan between the database and `allocation`: what is wished, what was reckoned, how it is told. Pure."""
