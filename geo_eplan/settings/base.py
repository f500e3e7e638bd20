"""What every installation has in common. See docs/how-to/configure.md for the environment variables."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from geo_eplan.settings import environment
from geo_eplan.settings.database import REPLICA, databases
from geo_eplan.settings.native import gdal_library, geos_library

BASE_DIR = Path(__file__).resolve().parents[2]

GDAL_LIBRARY_PATH = gdal_library()
GEOS_LIBRARY_PATH = geos_library()

DEBUG = False
SECRET_KEY = ""
ALLOWED_HOSTS: list[str] = []
REFUSE_DEMONSTRATION_ACCOUNTS = False

# --- Apps, from the top of the house to the ground --------------------------------------------------------------------

INSTALLED_APPS = [
    "geo_eplan.apps.HouseConfig",
    "gis_reports",
    "coordination",
    "projects",
    "accounts",
    "layers",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "procrastinate.contrib.django",
    "geo_eplan.apps.DepartmentAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "geo_eplan.watching.Watching",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "geo_eplan.compression.CompressAnswers",
    "geo_eplan.replica_middleware.ReadFromReplica",
    "geo_eplan.tile_door.TileDoor",
    # pages only: there is nothing in a tile that a browser could run
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.quick_look.QuickLook",
    "allauth.account.middleware.AccountMiddleware",
    "geo_eplan.middleware.SignInFirst",
    "geo_eplan.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "geo_eplan.urls"
WSGI_APPLICATION = "geo_eplan.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "geo_eplan.context.site",
                "geo_eplan.navigation.navigation",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = databases(BASE_DIR)
DATABASE_ROUTERS = ["layers.reading.OneWriter"] if REPLICA in DATABASES else []
# A replica that is further behind than this is not read: seconds.
REPLICA_MAX_AGE = environment.number("REPLICA_MAX_AGE", 5)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "geo_eplan.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
# A small office shares one mailbox. The library insists on this setting for signing in by e-mail; what would enforce it
# (its forms for signing up and for changing the address) is not served here.
ACCOUNT_UNIQUE_EMAIL = True
# Nobody without an account gets mail because somebody typed his address.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignInForm",
    "reauthenticate": "accounts.sign_in_forms.ConfirmPasswordForm",
    "change_password": "accounts.sign_in_forms.ChangePasswordForm",
    "reset_password": "accounts.sign_in_forms.AskForLinkForm",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordForm",
}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # closing the browser signs out; many offices share computers
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "e-Plan"
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.SecondStepForm",
    "reauthenticate": "accounts.sign_in_forms.ConfirmCodeForm",
    "activate_totp": "accounts.sign_in_forms.ActivateAppForm",
}

# Ten wrong passwords for one account from one address close that door for a quarter of an hour (kept in the database,
# so that all server processes count together); guessing many accounts from one address is slowed down as well.
# The second step has no door of its own: there the twenty tries in a quarter of an hour for one account hold.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,20/900s/key", "login": "300/m/ip"}
# How many proxies stand before the site, each of which appends to X-Forwarded-For. None: the header is not believed.
PROXY_COUNT = 0
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "geo_eplan.sign_in.counted_name"
AXES_LOCKOUT_CALLABLE = "geo_eplan.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "geo_eplan.sign_in.client_address"
AXES_VERBOSE = False

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
USE_I18N = True

# --- Static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"

# Photos and papers of projects, and files that exports leave for their owners; never served without asking who wants
# them, and never as static files.
MEDIA_ROOT = Path(environment.text("FILES_DIR") or BASE_DIR / "var" / "files")

# --- The base map, and what the browser may load ----------------------------------------------------------------------

# Empty: our own boundaries and place names, no other host. Otherwise a tile address with {z}/{x}/{y} or a PMTiles file.
BASEMAP_URL = environment.text("BASEMAP_URL")
BASEMAP_ATTRIBUTION = environment.text("BASEMAP_ATTRIBUTION")
_basemap = urlsplit(BASEMAP_URL)
_basemap_hosts = [f"{_basemap.scheme}://{_basemap.netloc}"] if _basemap.netloc else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *_basemap_hosts],
        "connect-src": ["'self'", *_basemap_hosts],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "geo_eplan.pages.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        *(["accounts.tokens.TokenAuthentication"] if find_spec("accounts.tokens") else []),
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["layers.api.parsers.CheckedJSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    # Generous for a person at a map and for a program that pages through a province; tiles are not counted.
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min"},
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "geo_eplan.problems.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "geo_eplan",
    "DESCRIPTION": (
        "Projects, budgets and places of Thailand's local authorities. Errors are problem details (RFC 9457); dates "
        "are ISO 8601 in the common era; `fiscal_year` is the Buddhist-era year; coordinates are WGS 84 longitude, "
        "latitude."
    ),
    "VERSION": "0.3.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AuthorityKind": "layers.enums.AuthorityKind",
        "PositionKind": "projects.enums.PositionKind",
        "Fund": "projects.enums.Fund",
        "Role": "accounts.enums.Role",
    },
}

# --- Words for the log, figures for whoever watches ------------------------------------------------------------------

# Statements slower than this are noted, with their route and without their parameters; milliseconds, 0 for none.
SLOW_QUERY_MS = environment.number("SLOW_QUERY_MS", 500)
LOG_REQUESTS = environment.flag("LOG_REQUESTS", default=False)
LOG_FORMAT = environment.choice("LOG_FORMAT", "text", among=("text", "json"))

# Where the server processes of one machine put their figures together (bin/serve names it); empty: each counts alone.
METRICS_DIR = environment.text("METRICS_DIR")
# Who sends it may read /metrics; without one, programs on this machine may.
METRICS_TOKEN = environment.text("METRICS_TOKEN")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "geo_eplan.logging_lines.Readable",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "geo_eplan.logging_lines.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": environment.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        # Anybody can send a wrong host name, and many programs do; it is answered with 400 and not worth a page of log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
