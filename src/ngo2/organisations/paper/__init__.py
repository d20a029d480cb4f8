"""The paper form: its number, what stands on it, and what somebody keys from it. Pure."""
