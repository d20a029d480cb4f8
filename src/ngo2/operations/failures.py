"""Why an operation could not be done. Each kind has an exit code of its own, so that scripts can tell them apart."""

from ngo2.lib.refusals import Refused


class Failed(Refused):
    """The message says what happened, what state things are in, and what to type next."""

    exit_code = 1


class TruncatedBackup(Failed):
    exit_code = 10


class AlteredBackup(Failed):
    exit_code = 11


class NewerBackup(Failed):
    exit_code = 12


class WrongKey(Failed):
    exit_code = 13


class NotEmpty(Failed):
    exit_code = 14


class NoRoom(Failed):
    exit_code = 15


class StillRunning(Failed):
    exit_code = 16
