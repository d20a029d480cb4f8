"""What manifests fill: named, ordered collections. A double or unknown name is an error at start."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from django.utils.module_loading import autodiscover_modules


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    def __init__(self, of: str) -> None:
        self.of = of
        self._items: dict[str, T] = {}

    def add(self, *items: T) -> None:
        for item in items:
            if item.name in self._items:
                raise ValueError(f"two {self.of} are named {item.name!r}: rename one of them in its manifest")
            self._items[item.name] = item

    def __getitem__(self, name: str) -> T:
        try:
            return self._items[name]
        except KeyError:
            raise LookupError(f"no {self.of} named {name!r}: declare it in the app's manifest.py") from None

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __len__(self) -> int:
        return len(self._items)


def discover() -> None:
    """Import every app's declarations, by name: nobody below ever imports an app above."""
    autodiscover_modules("rules")
    autodiscover_modules("manifest")
    autodiscover_modules("receivers")
