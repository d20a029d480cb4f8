"""Sound figures of surveys: weights, tables, intervals, tests. Import the module that you need: some load SciPy."""
