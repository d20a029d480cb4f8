"""Same organisation twice: precision and recall against two peers' rules, and a million records in one run."""
