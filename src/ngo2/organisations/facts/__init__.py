from ngo2.organisations.facts.catalogue import CATALOGUE, Fact, clean, fact

__all__ = ["CATALOGUE", "Fact", "clean", "fact"]
