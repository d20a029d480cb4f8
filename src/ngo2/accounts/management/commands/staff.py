from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ngo2.accounts import addresses, queries, services
from ngo2.accounts.addresses import EMAIL, PHONE
from ngo2.lib.actors import SYSTEM
from ngo2.lib.refusals import Refused


class Command(BaseCommand):
    help = "Make somebody a member of the platform team (or with --remove, no longer), and print a code to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="phone number or e-mail address by which the person signs in")
        parser.add_argument("--name", default="", help="needed when nobody signs in with this address yet")
        parser.add_argument("--remove", action="store_true", help="take the person out of the team")

    def handle(self, *args: Any, address: str, name: str, remove: bool, **options: Any) -> None:
        try:
            read = addresses.read(address)
            person = queries.person_at(read)
            if person is None and remove:
                raise CommandError(f"Nobody signs in with {read}: look at the address again.")
            if person is None:
                phone, email = (read.value if read.kind == kind else "" for kind in (PHONE, EMAIL))
                person = services.create_person(SYSTEM, name=name, phone=phone, email=email)
            services.make_staff(SYSTEM, person, is_staff=not remove)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        if remove:
            self.stdout.write(f"{person} is no longer in the platform team, and is signed out everywhere.")
            return
        _row, code = services.issue_join_code(SYSTEM, person=person, days=1)
        self.stdout.write(
            f"{person} is in the platform team. To sign in, ask for a code at /sign-in/, or type this one at "
            f"/join/ within a day: {code}\nThe first thing to do there is to set up an authenticator app."
        )
