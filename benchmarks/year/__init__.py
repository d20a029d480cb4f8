"""A simulated year of a directory: what it costs in minutes to keep it true, and what costs most.

    PYTHONPATH=src .venv/bin/python -m benchmarks.year [--organisations 5000] [--days 365] [--seed 1]

Everything goes through the real services, schedules and jobs, on a database of its own and a clock of its own; the
world outside (mail, SMS, receivers of webhooks, people) is played. How often people do something, and how long an
answer takes them, stands with its reason in `rates.py`.
"""
