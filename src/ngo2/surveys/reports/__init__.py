"""A report made of blocks: each kind is one file, and freezes to the same shape in every language.

Page, paper and files read that shape only (`faces.py`), so a new kind needs a form and `freeze`, and nothing else.
"""
