"""The only exceptions that a service raises on purpose. `kernel.ui` turns each into a page or a form error."""


class Refused(Exception):
    """It makes no sense, or not now. The message is a translated sentence that says what to do next."""

    def __init__(self, message: object, field: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class Denied(Exception):
    """The actor knows of the thing but may not do this to it (403). `sentence`: where the usual one would mislead."""

    def __init__(self, name: str, sentence: str = "") -> None:
        super().__init__(name)
        self.sentence = sentence


class Hidden(Exception):
    """For this actor the thing does not exist (404): another organisation's object, a foreign id."""


class SignInNeeded(Exception):
    """Nobody is signed in, and somebody must be."""
