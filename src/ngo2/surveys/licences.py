"""Under which terms reports and anonymised answers may be passed on: the open ones of Creative Commons."""

from typing import Final

from ngo2.kernel.opendata.datasets import Licence

LICENCES: Final = (
    Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
)
NAMES: Final = tuple(one.text for one in LICENCES)


def licence(name: str) -> Licence:
    return next(one for one in LICENCES if one.text == name)
