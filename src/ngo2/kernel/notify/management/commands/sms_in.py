from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandParser

from ngo2.kernel.notify.incoming import Sms
from ngo2.kernel.notify.services import take_sms


class Command(BaseCommand):
    help = "Play an SMS that somebody sends us, for the demo: `sms_in +8613800138000 1`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number")
        parser.add_argument("text")

    def handle(self, *args: Any, number: str, text: str, **options: Any) -> None:
        outcome, answer = take_sms(Sms(number, text, f"command-{uuid4().hex}"))
        self.stdout.write(f"{outcome}: {answer}")
