"""What keeps the columns of answers fresh."""


def refresh() -> bool:
    from ngo2.surveys.services import columns  # noqa: PLC0415 (NumPy is loaded by whoever makes columns, not by all)

    return columns.refresh()
