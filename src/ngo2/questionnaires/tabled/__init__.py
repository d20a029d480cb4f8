"""Answers that were keyed elsewhere: what the columns of a table mean, and each of its rows held against the form."""
