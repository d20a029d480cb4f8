"""What projects contribute: what their tables hold."""

from ngo2.lib.personal import declare


def contribute() -> None:
    # What organisations say of what they do together; it names no person.
    declare("exchange.Project", plain={"aim", "paying", "branding", "reporting"})
