"""Show the demonstration accounts and their password (bin/manage demo_accounts)."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.enums import Role
from accounts.models import User
from geo_eplan.demo.people import PASSWORD


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        people = User.objects.filter(is_demo=True).prefetch_related("assignments__authority", "assignments__province")
        if not people:
            self.stdout.write("There are no demonstration accounts here.")
            return
        self.stdout.write("Demonstration accounts (user name, role, where):")
        for person in people.order_by("pk"):
            for held in person.assignments.all():
                where = held.authority or held.province or "กรมส่งเสริมการปกครองท้องถิ่น"
                self.stdout.write(
                    f"    {person.username:<20} {Role(held.role).name.lower().replace('_', ' '):<26} {where}"
                )
        self.stdout.write(f"Password of all of them: {PASSWORD}")
