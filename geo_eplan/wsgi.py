"""The WSGI entry point that gunicorn serves."""

import io
import os

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_eplan.settings.dev")

application = get_wsgi_application()
if settings.REFUSE_DEMONSTRATION_ACCOUNTS:
    # However the server was started: no public site with accounts whose password everybody knows.
    call_command("check", databases=["default"], tags=[Tags.database], stdout=io.StringIO())
