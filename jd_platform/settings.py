"""All settings. Every value comes from the environment or the file .env; .env.example explains each."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from jd_platform import environment, logs

BASE_DIR = Path(__file__).resolve().parent.parent
environment.read_file(BASE_DIR / ".env")

# --- The installation -------------------------------------------------------------------------------------------
SECRET_KEY = environment.text("SECRET_KEY", minimum_length=32)
DEBUG = environment.flag("DEBUG", default=False)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var", base=BASE_DIR)
HTTPS = environment.flag("HTTPS", default=False)
DEMONSTRATION_PASSWORD = environment.text("DEMONSTRATION_PASSWORD", "")
PAGE_SIZE = environment.whole("PAGE_SIZE", 25, maximum=200)

# --- Uploads ----------------------------------------------------------------------------------------------------
UPLOAD_MAX_BYTES = environment.whole("UPLOAD_MAX_BYTES", 10 * 1024 * 1024)
UPLOAD_MAX_ARCHIVE_BYTES = environment.whole("UPLOAD_MAX_ARCHIVE_BYTES", 200 * 1024 * 1024)
UPLOAD_MAX_FILES = environment.whole("UPLOAD_MAX_FILES", 50, maximum=1000)
READ_MAX_PAGES = environment.whole("READ_MAX_PAGES", 200)
READ_MAX_UNPACKED_BYTES = environment.whole("READ_MAX_UNPACKED_BYTES", 200 * 1024 * 1024)
READ_MAX_ENTRIES = environment.whole("READ_MAX_ENTRIES", 2000)
READ_MAX_CHARACTERS = environment.whole("READ_MAX_CHARACTERS", 500_000)
READ_MAX_MEMORY_BYTES = environment.whole("READ_MAX_MEMORY_BYTES", 400 * 1024 * 1024)
READ_TIMEOUT_SECONDS = environment.whole("READ_TIMEOUT_SECONDS", 60, maximum=3600)
CLAMD_ADDRESS = environment.daemon("CLAMD_ADDRESS")

# --- Finding skills ---------------------------------------------------------------------------------------------
SKILLS_ENGINE = environment.choice("SKILLS_ENGINE", ["auto", "lightcast", "embedded"], "auto")
SKILLS_CONFIDENCE_THRESHOLD = environment.number("SKILLS_CONFIDENCE_THRESHOLD", 0.42, minimum=0.25, maximum=1)
SKILLS_FALLBACK = environment.choice("SKILLS_FALLBACK", ["none", "embedded"], "none")
LIGHTCAST: dict[str, Any] = {
    "client_id": environment.text("LIGHTCAST_CLIENT_ID", ""),
    "client_secret": environment.text("LIGHTCAST_CLIENT_SECRET", ""),
    "scope": environment.text("LIGHTCAST_SCOPE", "emsi_open"),
    "auth_url": environment.web_address("LIGHTCAST_AUTH_URL", "https://auth.emsicloud.com/connect/token"),
    "skills_url": environment.web_address("LIGHTCAST_SKILLS_URL", "https://api.lightcast.io/skills"),
    "titles_url": environment.web_address("LIGHTCAST_TITLES_URL", "https://api.lightcast.io/titles"),
    "classification_url": environment.web_address(
        "LIGHTCAST_CLASSIFICATION_URL", "https://classification.emsicloud.com"
    ),
    "skills_version": environment.text("LIGHTCAST_SKILLS_VERSION", "latest"),
    "titles_version": environment.text("LIGHTCAST_TITLES_VERSION", "latest"),
    "confidence_threshold": environment.number("LIGHTCAST_CONFIDENCE_THRESHOLD", 0.5, minimum=0, maximum=1),
    "connect_timeout": environment.number("LIGHTCAST_CONNECT_TIMEOUT", 5, minimum=0.1, maximum=120),
    "read_timeout": environment.number("LIGHTCAST_READ_TIMEOUT", 30, minimum=0.1, maximum=300),
    "monthly_quota": environment.whole("LIGHTCAST_MONTHLY_QUOTA", 50),
}

# --- Applications -----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "jd_platform",
    "jd_platform.idempotency",
    "jd_platform.tokens",
    "jd_platform.webhooks",
    "jobs",
    "skills",
    "analytics",
    "jd_platform.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "jd_platform.apps.SignInRecordsConfig",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "simple_history",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "jd_platform.middleware.CompressPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jd_platform.middleware.DatabaseBusyMiddleware",
    "jd_platform.middleware.LanguageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jd_platform.middleware.HtmxLoginMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "jd_platform.middleware.RequestLogMiddleware",
    "axes.middleware.AxesMiddleware",
    "jd_platform.api_conditions.ApiConditionsMiddleware",
]

ROOT_URLCONF = "jd_platform.urls"
WSGI_APPLICATION = "jd_platform.wsgi.application"
ASGI_APPLICATION = "jd_platform.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jd_platform.context.interface",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------
DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = environment.redis("REDIS_URL")
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "jd_platform.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "jd_platform",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
_QUEUES = {
    "database": "django_tasks_db.DatabaseBackend",
    "redis": "django_tasks_rq.RQBackend",
    "immediate": "django_tasks.backends.immediate.ImmediateBackend",
    "dummy": "django_tasks.backends.dummy.DummyBackend",
}
QUEUE_BACKEND = environment.choice("QUEUE_BACKEND", list(_QUEUES), "database")
TASKS = {"default": {"BACKEND": _QUEUES[QUEUE_BACKEND]}}
# What a task may take is limited where the work is done; JSON, so that what stands in Redis is never run as code.
RQ_QUEUES = {
    "default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": -1, "SERIALIZER": "rq.serializers.JSONSerializer"},
}
RQ = {"COMMIT_MODE": "auto"}
if QUEUE_BACKEND == "redis":
    environment.needs("QUEUE_BACKEND=redis", REDIS_URL=REDIS_URL)
    INSTALLED_APPS.append("django_rq")
MEDIA_ROOT = DATA_DIR / "files"  # never served as such: the original of a job description is sent by a view
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 20 * UPLOAD_MAX_FILES  # up to this many the page answers with a sentence
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- People -----------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "jd_platform.preferences.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AXES_FAILURE_LIMIT = environment.whole("LOGIN_FAILURE_LIMIT", 10)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_VERBOSE = False
TRUSTED_PROXIES = environment.whole("TRUSTED_PROXIES", 0, minimum=0, maximum=10)
AXES_CLIENT_IP_CALLABLE = "jd_platform.addresses.client_address"
OIDC_ISSUER = environment.secure_address("OIDC_ISSUER")
OIDC_CLIENT_ID = environment.text("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = environment.text("OIDC_CLIENT_SECRET", "")
OIDC_NAME = environment.text("OIDC_NAME", "SSO")
OIDC_DEFAULT_ROLE = environment.choice("OIDC_DEFAULT_ROLE", ["none", "viewer", "editor"], "none")
OIDC_ORIGINS = environment.words("OIDC_ORIGINS")
if OIDC_ISSUER:
    environment.needs("OIDC_ISSUER", OIDC_CLIENT_ID=OIDC_CLIENT_ID, OIDC_CLIENT_SECRET=OIDC_CLIENT_SECRET)
    INSTALLED_APPS += [
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
        "jd_platform.oidc",
    ]
    MIDDLEWARE.append("allauth.account.middleware.AccountMiddleware")
    AUTHENTICATION_BACKENDS.append("jd_platform.oidc.backends.OidcBackend")
    ACCOUNT_ADAPTER = "jd_platform.oidc.adapters.AccountAdapter"
    ACCOUNT_EMAIL_VERIFICATION = "none"  # the provider's word counts; no mail is sent
    SOCIALACCOUNT_ADAPTER = "jd_platform.oidc.adapters.SocialAccountAdapter"
    SOCIALACCOUNT_EMAIL_REQUIRED = False
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": OIDC_ISSUER,  # another provider's numbers are other people
                    "name": OIDC_NAME,
                    "client_id": OIDC_CLIENT_ID,
                    "secret": OIDC_CLIENT_SECRET,
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }

# --- Language and time ------------------------------------------------------------------------------------------
LANGUAGE_CODE = environment.choice("LANGUAGE_CODE", ["en", "fr"], "en")
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.time_zone("TIME_ZONE", "UTC")
USE_TZ = True

# --- Static files -----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = not DEBUG
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Security ---------------------------------------------------------------------------------------------------
# The hash is that of the empty style element that Plotly puts into the page.
_EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, _EMPTY_STYLE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Chromium holds the redirect to the provider, which answers a form, to this as well.
        "form-action": [SELF, *([environment.origin(OIDC_ISSUER), *OIDC_ORIGINS] if OIDC_ISSUER else [])],
        "frame-ancestors": [NONE],
    }
}
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BEHIND_PROXY", False) else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

# --- API --------------------------------------------------------------------------------------------------------
API_REQUESTS_PER_MINUTE = environment.whole("API_REQUESTS_PER_MINUTE", 600)
API_COSTLY_REQUESTS_PER_MINUTE = environment.whole("API_COSTLY_REQUESTS_PER_MINUTE", 60)
API_MAX_BODY_BYTES = environment.whole("API_MAX_BODY_BYTES", 16 * 1024 * 1024)
WEBHOOK_PRIVATE_HOSTS = environment.words("WEBHOOK_PRIVATE_HOSTS")
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "jd_platform.tokens.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["jd_platform.api.ModelPermissions"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["jd_platform.api_parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["jd_platform.api_throttles.Throttle"],
    "DEFAULT_PAGINATION_CLASS": "jd_platform.api_paging.PagesOrCursor",
    "DEFAULT_FILTER_BACKENDS": ["jd_platform.api_filters.KnownFilters"],
    "DEFAULT_SCHEMA_CLASS": "jd_platform.api_schema.ApiSchema",
    "EXCEPTION_HANDLER": "jd_platform.api_errors.answer_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "PAGE_SIZE": PAGE_SIZE,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "JD Platform",
    "DESCRIPTION": "Job descriptions, the skills they ask for, and what that adds up to.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "JobStatusEnum": "jobs.models.JobDescription.Status",
        "SkillStatusEnum": "skills.models.Skill.Status",
        "SkillTypeEnum": "skills.models.Skill.Type",
        "DecisionEnum": "skills.models.JobSkill.Decision",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api",
    "PREPROCESSING_HOOKS": ["jd_platform.api_schema.without_closing_slash"],
}

# --- Logs and figures ---------------------------------------------------------------------------------------------
METRICS_TOKEN = environment.text("METRICS_TOKEN", "", minimum_length=16)
if METRICS_TOKEN:
    MIDDLEWARE.insert(0, "jd_platform.metrics.MetricsMiddleware")
    (DATA_DIR / "metrics").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))  # read by prometheus_client
LOG_LEVEL = environment.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO")
LOG_FORMAT = environment.choice("LOG_FORMAT", ["console", "json"], "console")
LOGGING = logs.configuration(level=LOG_LEVEL, output_format=LOG_FORMAT)
logs.configure_structlog()
