"""The list of rooms itself."""

from tests.architecture.house import SOURCE, heights, may_point, room_of_module


def test_rooms_are_ordered_as_in_house_md() -> None:
    order = ["lib", "kernel.ui", "kernel.jobs", "kernel.journal", "kernel.notify", "kernel.queue"]
    order += ["accounts", "organisations", "portal", "demo", "config"]
    assert sorted(order, key=heights().__getitem__) == order


def test_pointing_up_and_sideways_is_refused() -> None:
    assert may_point("organisations", "accounts")
    assert may_point("accounts", "accounts")
    assert not may_point("accounts", "organisations")
    assert not may_point("kernel.charts", "kernel.queue")
    assert not may_point("kernel.ui", "kernel.journal")


def test_a_module_belongs_to_its_room() -> None:
    modules = ["ngo2.kernel.ui.forms", "ngo2.lib", "ngo2.accounts.services.codes", "ngo2.__main__"]
    assert [room_of_module(module) for module in modules] == ["kernel.ui", "lib", "accounts", ""]


def test_no_room_is_empty() -> None:
    """Rooms appear when first used."""
    rooms = [SOURCE / room.replace(".", "/") for room in heights()]
    built = [room for room in rooms if room.is_dir()]
    sizes = {room.name: sum(path.stat().st_size for path in room.rglob("*.py")) for room in built}
    assert [name for name, size in sizes.items() if size == 0] == []
