"""Needs and offers for pages that are made of many apps."""

from ngo2.exchange.tests.conftest import company, group, need, organised

__all__ = ["company", "group", "need", "organised"]
