"""Settings by environment: with none, the checkout's private cluster; with PRODUCTION, nothing is assumed."""

from pathlib import Path

import django
import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from border_gis.basemaps import basemaps_from
from border_gis.gis_libraries import GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH  # noqa: F401 before GeoDjango loads
from border_gis.local import local_database, local_redis, local_secret
from border_gis.logs import configure_logs

DJANGO_FLOOR = (5, 2, 18)  # older ones take a spatial lookup's value for a raster (CVE-2026-87890)
if django.VERSION[:3] < DJANGO_FLOOR:
    raise ImproperlyConfigured(f"Django {django.__version__} is too old: at least 5.2.18 is needed")

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME_FILE=/run/secrets/name gives NAME

PRODUCTION = env.bool("PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG shows the inside of the system to strangers: not with PRODUCTION")


def given(name: str, otherwise):
    """Return the environment's `name`; without it production stops, a checkout calls `otherwise`."""
    value = env.str(name, default="").strip()
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must be set in production")
    return otherwise()


SECRET_KEY = given("SECRET_KEY", local_secret)
if PRODUCTION and (
    len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-")
):
    raise ImproperlyConfigured("SECRET_KEY must be random and at least 50 characters long")
ALLOWED_HOSTS = given("ALLOWED_HOSTS", lambda: "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "rest_framework_gis",
    "django_filters",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "apps.border",
    "apps.accounts",
    "apps.ledger",
    "apps.documents",
    "apps.jobs",
    "apps.construction",
    "apps.land",
    "apps.surveillance",
    "apps.deployments",
    "apps.indicators",
    "apps.reports",
    "apps.exchange",
    "apps.pages",
]

MIDDLEWARE = [
    "django_structlog.middlewares.RequestMiddleware",
    "border_gis.request_id.in_header",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.pages.middleware.latvian_by_default",
    "django.middleware.locale.LocaleMiddleware",
    "border_gis.limits.upload_limit",
    "border_gis.methods.not_allowed_told",
    "border_gis.nul.no_nul",
    "border_gis.slashes.SlashAdding",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.SignInFirst",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.session_limits",
    "apps.accounts.middleware.second_factor",
    "apps.accounts.middleware.reading_level",
    "apps.accounts.middleware.auditors_read",
    "apps.accounts.middleware.private_answers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "border_gis.urls"
WSGI_APPLICATION = "border_gis.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # templates of one's own, under the same paths, come before ours
        "DIRS": [*filter(None, [env.str("TEMPLATE_OVERRIDES", default="")]), BASE_DIR / "map_templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# Database. Many small queries: parallel workers and compilation would cost them 4 to 5 times their length.
# Its pages are in memory or on a solid disk: only then does the planner read a layer by its index, in order.
NATIONAL_SRID = env.int("NATIONAL_SRID", default=3059)
DATABASE_URL = given("DATABASE_URL", str)
DATABASE = (
    environ.Env.db_url_config(DATABASE_URL) if DATABASE_URL else local_database(env.str("DB", "border_gis"))
)
DATABASE["USER"] = env.str("DATABASE_USER", default=DATABASE["USER"])  # the web's role owns no table
DATABASE["PASSWORD"] = env.str("DATABASE_PASSWORD", default=DATABASE["PASSWORD"]).strip()
DATABASE["ENGINE"] = "django.contrib.gis.db.backends.postgis"
DATABASE["OPTIONS"] = {
    **DATABASE.get("OPTIONS", {}),
    "connect_timeout": 5,
    "options": (
        "-c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1"
        f" -c statement_timeout={env.int('DB_STATEMENT_TIMEOUT_MS', default=0)}"
    ),
}
if DB_POOL := env.int("DB_POOL", default=0):
    DATABASE["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DB_POOL, "timeout": 5}
DATABASE["CONN_HEALTH_CHECKS"] = True
DATABASE["TEST"] = {"NAME": env.str("TEST_DB", default=f"test_{DATABASE['NAME']}")}
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rasters of heights that were loaded
DEM_DIR = env.str("DEM_DIR", default=str(BASE_DIR / ".local" / "dem"))
# Reports: where their packs are kept, and who answers for them
REPORTS_DIR = env.str("REPORTS_DIR", default=str(BASE_DIR / ".local" / "reports"))
REPORTS_OUT = env.str("REPORTS_OUT", default=str(Path(REPORTS_DIR) / "out"))
REPORT_AUTHORITY = env.str("REPORT_AUTHORITY", default="") or _("State Border Guard")
REPORT_ORIGINATOR = env.str("REPORT_ORIGINATOR", default="") or _("State Border Guard, Main Board")
REPORT_CONTACT_ROLE = env.str("REPORT_CONTACT_ROLE", default="") or _(
    "Duty officer of the National Coordination Centre"
)

# Who takes the mail with scheduled reports
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="").strip()
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="border-gis@localhost")

# Files of documents, by their hash; a file is sent to disk while it arrives, never wholly into memory
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / ".local" / "media"))
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_BYTES", default=25_000_000)

# Jobs: a row in the database is the truth, Redis and Celery only call a worker to it
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or local_redis(DATABASE["NAME"])
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 10,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "jobs"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Europe/Riga"
# Questions of placement take minutes: so many run at once that with as many workers and one more others get a turn
JOBS_AT_ONCE = {"placement": env.int("PLACEMENTS_AT_ONCE", default=1)}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "apps.jobs.tasks.sweep", "schedule": 10},
    "orphan files": {
        "task": "apps.documents.tasks.sweep_files",
        "schedule": crontab(hour="3", minute="15"),
    },
    "snapshot of the month": {
        "task": "apps.indicators.tasks.seal_last_month",
        "schedule": crontab(day_of_month="1", hour="2", minute="30"),
    },
    "reports of the month": {
        "task": "apps.reports.tasks.ask_for_scheduled",
        "schedule": crontab(hour="3", minute="15"),
    },
    "orphan archives": {"task": "apps.reports.tasks.sweep_archives", "schedule": crontab(minute="45")},
}

# What workers share for counting requests; without an address, or while nobody answers there, each counts its own
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
if CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"]["BACKEND"] = "border_gis.cache.RedisOrOwn"

# People
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "apps.accounts.passwords.HardToGuess"},
]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_S = env.int("SESSION_IDLE_S", default=2 * 60 * 60)
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=False)
TOKEN_PEPPER = env.str("TOKEN_PEPPER", default="").strip() or SECRET_KEY  # changing it ends every API token

ACCOUNT_ADAPTER = "apps.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_RATE_LIMITS = {"reauthenticate": "10/m/user", "change_password": "5/m/user"}  # a rate # nosec B105
ACCOUNT_FORMS = {
    "reauthenticate": "apps.accounts.forms.PasswordAgain",
    "change_password": "apps.accounts.forms.OwnPassword",  # a class # nosec B105
}
MFA_FORMS = {
    "authenticate": "apps.accounts.forms.Code",
    "reauthenticate": "apps.accounts.forms.CodeAgain",
    "authenticate_webauthn": "apps.accounts.forms.Passkey",
    "reauthenticate_webauthn": "apps.accounts.forms.PasskeyAgain",
    "add_webauthn": "apps.accounts.forms.NewPasskey",
    "edit_webauthn": "apps.accounts.forms.KeyName",
    "login_webauthn": "apps.accounts.forms.PasskeyAlone",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Border GIS"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = (
    not PRODUCTION
)  # browsers call http://localhost safe, the library does not

# The organisation's own OpenID Connect provider signs in people whose accounts are here already
SOCIALACCOUNT_ADAPTER = "apps.accounts.adapters.ProviderAdapter"
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_USERNAME_CLAIM = env.str("OIDC_USERNAME_CLAIM", default="preferred_username")
SOCIALACCOUNT_PROVIDERS = {
    "oidc": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisation",
                "name": OIDC_NAME,
                "client_id": given("OIDC_CLIENT_ID", str),
                "secret": given("OIDC_CLIENT_SECRET", str),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ],
    }
    if OIDC_SERVER_URL
    else {}
}

# Five wrong passwords lock an account at an address for a quarter of an hour
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the access log is ours
AXES_USERNAME_CALLABLE = "apps.accounts.names.counted_name"
AXES_CLIENT_IP_CALLABLE = "border_gis.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.locked_out"
AXES_VERBOSE = False

# Layers that one person cannot write alone: what the figures are counted against
FOUR_EYES_LAYERS = env.list("FOUR_EYES_LAYERS", default=["exclusion", "definition", "target"])

# Gaps in surveillance that are shorter are listed together, after the others
GAP_SLIVER_M = env.int("GAP_SLIVER_M", default=10)

# Highest ground of the country, metres: terrain that mostly lies above it is asked whether it is in feet. Gaiziņkalns
# in the grids of Latvia; in any other grid nothing is known, so nothing is asked.
LATVIAN_GRIDS = {3059, 10306}
HIGHEST_GROUND_M = env.float("HIGHEST_GROUND_M", default=312.0 if NATIONAL_SRID in LATVIAN_GRIDS else None)
# Lowest ground around the border, metres: a single height below it is told when terrain is loaded
LOWEST_GROUND_M = env.float("LOWEST_GROUND_M", default=-20.0 if NATIONAL_SRID in LATVIAN_GRIDS else None)

# What the data-quality page calls a sliver, verified too long ago, and too far from the line
QUALITY_SLIVER_M = env.int("QUALITY_SLIVER_M", default=2)
QUALITY_STALE_MONTHS = env.int("QUALITY_STALE_MONTHS", default=24)
QUALITY_FAR_KM = env.int("QUALITY_FAR_KM", default=15)

# Languages, days and numbers
LANGUAGE_CODE = "lv"
LANGUAGES = [("lv", _("Latvian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Riga"

# Files that the browser loads: all from here, nothing from another host
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "static_root")) if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "map_templates/static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "border_gis.storage.HashedModules"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Backgrounds besides our own: the only other hosts that a page may ask, and for pictures alone
BASEMAPS = basemaps_from(env.str("BASEMAPS", default=""))
BASEMAP_HOSTS = sorted({one.host for one in BASEMAPS if one.host})

# What a browser may do with our pages. The nonce is for the import map, which has to stand in the page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, *BASEMAP_HOSTS],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "worker-src": [SELF],
    }
}
# The header in which the proxy in front writes the client's address, whatever the client sent in it
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_TLS_PROXY", default=False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # a change set of 10^5 operations is sent as one body

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "apps.accounts.authentication.TokenAuthentication",  # the first one says how to sign in: 401, Bearer
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "apps.accounts.authentication.ReadsEnough",
        "apps.accounts.authentication.TokenScope",
        "apps.accounts.authentication.SendsNothing",
    ],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["apps.accounts.throttles.PersonThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "person": env.str("THROTTLE_PERSON", default="1200/min"),
        "export": env.str("THROTTLE_EXPORT", default="30/min"),
    },
    "NUM_PROXIES": 0,
    "EXCEPTION_HANDLER": "border_gis.errors.exception_handler",
    "STRICT_JSON": True,
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Border GIS",
    "DESCRIPTION": "Kilometres are official measures of a route; coordinates are EPSG:4326, longitude first.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # No hook for choices: they stay where they are used, one word may have other choices elsewhere.
    "POSTPROCESSING_HOOKS": ["border_gis.schema.with_places", "border_gis.schema.with_refusals"],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # it believes any header; ours is `address`
LOGGING = configure_logs(env.str("LOG_FORMAT", default="json" if PRODUCTION else "console"))
