"""The parts of an organisation's page, prepared: from public facts to what a template prints."""
