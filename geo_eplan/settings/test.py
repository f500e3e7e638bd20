"""For the tests: a real PostGIS, no pool, fast passwords, warnings as errors (see pyproject.toml)."""

from geo_eplan.settings.base import *  # noqa: F403 - a settings module is its base plus its differences

SECRET_KEY = "only-for-tests"  # noqa: S105 - it protects nothing
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
