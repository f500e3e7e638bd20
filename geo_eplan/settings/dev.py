"""One machine: the demonstration and development. Serves on 127.0.0.1 only; `bin/run` starts it."""

import secrets

from geo_eplan.settings import environment
from geo_eplan.settings.base import *  # noqa: F403 - a settings module is its base plus its differences
from geo_eplan.settings.base import BASE_DIR

DEBUG = environment.flag("DEBUG", default=False)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def _own_secret_key() -> str:
    """A key of this checkout's own, made once, so that sessions outlive a restart."""
    note = BASE_DIR / "var" / "secret-key"
    if not note.exists():
        note.parent.mkdir(exist_ok=True)
        note.touch(mode=0o600)
        note.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return note.read_text(encoding="utf-8").strip()


SECRET_KEY = environment.text("SECRET_KEY") or _own_secret_key()

# Files come straight from the apps (the build writes to geo_eplan/static/build); nothing has to be collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
