"""Delete the demonstration accounts, whose password everybody knows (bin/manage delete_demo_accounts).

The records they entered stay, without a name.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            people = User.objects.filter(is_demo=True)
            count = people.count()
            people.delete()
        self.stdout.write(
            f"{count} demonstration accounts deleted" if count else "There are no demonstration accounts."
        )
