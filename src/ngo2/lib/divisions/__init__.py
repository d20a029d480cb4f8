"""Administrative divisions with their history: a generic engine; whose divisions, a country pack says."""

from ngo2.lib.divisions.gazetteer import Gazetteer
from ngo2.lib.divisions.names import Naming
from ngo2.lib.divisions.records import CURRENT, RENAMED, RETIRED, Division, Resolution, Successor

__all__ = ["CURRENT", "RENAMED", "RETIRED", "Division", "Gazetteer", "Naming", "Resolution", "Successor"]
