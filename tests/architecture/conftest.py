"""The tools are programs, not a package; their tests import them as they import each other."""

import sys

from tests.architecture.house import ROOT

sys.path.append(str(ROOT / "tools"))
