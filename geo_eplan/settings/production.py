"""A public site. Refuses to start without a secret key, a host name and HTTPS, or with demonstration accounts."""

from geo_eplan.settings import environment
from geo_eplan.settings.base import *  # noqa: F403 - a settings module is its base plus its differences
from geo_eplan.settings.base import LOGGING

SECRET_KEY = environment.required("SECRET_KEY", "a long random text that signs sessions; keep it secret and unchanged")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    environment.required("ALLOWED_HOSTS", "the host names of this site, separated by commas")
environment.required("DATABASE_URL", "the PostGIS database, postgresql://user:password@host:5432/name")
REFUSE_DEMONSTRATION_ACCOUNTS = True

LOG_REQUESTS = environment.flag("LOG_REQUESTS", default=True)
LOG_FORMAT = environment.choice("LOG_FORMAT", "json", among=("text", "json"))
LOGGING["handlers"]["stderr"]["formatter"] = LOG_FORMAT

CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(".")]

# The site stands behind a proxy that ends TLS and sets X-Forwarded-Proto.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = environment.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
PROXY_COUNT = environment.number("PROXY_COUNT", 1)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "webmaster@localhost")
