"""What can be wrong with a form or an instance as a whole; each carries a sentence for people."""


class XFormError(ValueError):
    """Any error of this package."""


class Unreadable(XFormError):
    """The document is no form that can be evaluated: not well-formed, a bad expression, a circle, a hole."""


class TooLarge(Unreadable):
    """More bytes, nodes, depth or length than the engine takes on."""


class Unknown(XFormError):
    """The form has no such place, or no such repeat instance now."""


class Unfit(XFormError):
    """An instance that is not one of this form."""


class OtherForm(Unfit):
    pass


class OtherVersion(Unfit):
    pass


class UnknownNodes(Unfit):
    """`paths`: the nodes of the instance that the form does not have (at most 20 are named)."""

    def __init__(self, message: str, paths: tuple[str, ...]) -> None:
        super().__init__(message)
        self.paths = paths
