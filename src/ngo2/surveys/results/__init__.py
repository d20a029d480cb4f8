"""From columns to what a person reads: which table stands for which question, weighted how, and in which words. Pure.

Import the module that you need, where you need it: NumPy and SciPy take a second to load.
"""
