"""Every change of something that stands on a map moves it there."""

from dataclasses import dataclass

from ngo2.kernel.journal.models import Entry
from ngo2.kernel.journal.verbs import Handler, handlers
from ngo2.kernel.maps import services
from ngo2.kernel.maps.layers import layers


@dataclass(frozen=True)
class Placing(Handler):
    """Asks the layers what they follow: their manifests are read after this room's."""

    def wants(self, verb: str) -> bool:
        return any(layer.is_changed_by(verb) for layer in layers)


def place(entry: Entry) -> None:
    for layer in layers:
        if refs := layer.changed_by(entry):
            services.place(layer, refs)


handlers.add(Placing("ngo2.kernel.maps.receivers.place", place))
