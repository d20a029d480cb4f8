"""What a report can be made of. A kind is a file of its own, and is added here by the manifest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ngo2.kernel.ui.asking import Asking
from ngo2.lib.registry import Registry
from ngo2.surveys.models import Wave
from ngo2.surveys.reports.faces import Face

if TYPE_CHECKING:
    from ngo2.surveys.reports.counting import Ask, Data

Settings = Mapping[str, Any]  # of a block, as its form was answered


@dataclass(frozen=True)
class Kind:
    """`freeze(settings, data)` in the language of now; raises Refused where it cannot be shown any more.

    `form(wave, data, initial)`: what is asked when it is put in; None: nothing. `asks`: what it counts of the answers,
    so that what is hidden in one table is not given away by another. `always`: printed also where nobody put it in.
    `suits`: whether it is offered for a report of this wave.
    """

    name: str
    label: object
    freeze: Callable[[Settings, "Data"], Face]
    form: Callable[[Wave, Any, Settings], Asking] | None = None
    asks: Callable[[Settings], "list[Ask]"] = field(default=lambda settings: [])
    always: bool = False
    suits: Callable[[Wave], bool] = field(default=lambda wave: True)


kinds: Registry[Kind] = Registry("kind of block of a report")
