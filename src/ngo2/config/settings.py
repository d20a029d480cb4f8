"""All settings in one file, fed by the environment; docs/reference/settings.md is made from it."""

import os
import secrets
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from ngo2 import __version__
from ngo2.lib import env
from ngo2.lib.db import database

SOURCE = Path(__file__).resolve().parent.parent
ROOT = SOURCE.parent.parent
TESTING = "pytest" in sys.modules

DATA_DIR = env.folder(
    "NGO2_DATA_DIR", ROOT / "var", "Folder for the database, uploaded files, outgoing messages and secrets."
)
PORT = env.integer("PORT", 8000, "Port that `make run` serves on.", low=1, high=65535)
DEBUG = env.flag("NGO2_DEBUG", False, "Show error details in the browser. For development only.")
DEMO = env.flag(
    "NGO2_DEMO", False, "Show sign-in codes on the page that asks for them. Only on a loopback address."
)
NGO2_BIND = env.text("NGO2_BIND", "127.0.0.1", "Address to listen on.")
NGO2_WORKERS = env.integer("NGO2_WORKERS", 1, "How many processes serve pages.", low=1, high=64)
NGO2_PROXIES = env.integer("NGO2_PROXIES", 0, "How many reverse proxies of yours stand in front.", high=9)
NGO2_COUNTRY = env.text("NGO2_COUNTRY", "CN", "Home country (ISO 3166 code); chooses the policy pack.")
NGO2_ICP_NUMBER = env.text("NGO2_ICP_NUMBER", "", "ICP filing number, shown on every page.")
NGO2_SITE_URL = env.text(
    "NGO2_SITE_URL",
    f"http://localhost:{PORT}",
    "Address of the site in messages, without a slash at the end.",
)
NGO2_OPERATOR = env.text(
    "NGO2_OPERATOR",
    "",
    "Who runs this site (name and address of the organisation); stands in the privacy notice.",
)
NGO2_CONTACT = env.text(
    "NGO2_CONTACT",
    "",
    "E-mail address or phone for questions about personal data; stands in the privacy notice.",
)
NGO2_SOURCE_URL = env.text(
    "NGO2_SOURCE_URL", "", "Where visitors find the source code of this site; shown in the footer."
)
ALLOWED_HOSTS = env.listing(
    "NGO2_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that the site answers to, with commas."
)
NGO2_RELEASE = __version__


def _secret() -> str:
    """Made at the first start and kept in the data folder, readable by the owner only."""
    given = env.text(
        "NGO2_SECRET_KEY", "", "Signing key; made and kept in the data folder when empty.", secret=True
    )
    if given or TESTING:
        return given or "tests-only"
    path = DATA_DIR / "secret_key"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(fresh, path)  # the first of two starting processes wins
        fresh.unlink()
    return path.read_text().strip()


SECRET_KEY = _secret()
SECRET_KEY_FALLBACKS = env.text(
    "NGO2_SECRET_KEY_BEFORE",
    "",
    "Signing keys of before, with spaces between: what they signed stays good after a change of key.",
    secret=True,
).split()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "ngo2.kernel.packs",
    "ngo2.kernel.ui",
    "ngo2.kernel.limits",
    "ngo2.kernel.jobs",
    "ngo2.kernel.journal",
    "ngo2.kernel.notify",
    "ngo2.kernel.files",
    "ngo2.kernel.documents",
    "ngo2.kernel.charts",
    "ngo2.kernel.maps",
    "ngo2.kernel.opendata",
    "ngo2.kernel.search",
    "ngo2.kernel.privacy",
    "ngo2.kernel.queue",
    "ngo2.accounts",
    "ngo2.organisations",
    "ngo2.conversations",
    "ngo2.questionnaires",
    "ngo2.exchange",
    "ngo2.surveys",
    "ngo2.portal",
    "ngo2.api",
    "ngo2.operations",
    "ngo2.demo",
    "ngo2.config",
]

AUTH_USER_MODEL = "accounts.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ngo2.operations.middleware.DiskGuard",
    "ngo2.kernel.ui.errors.RefusalMiddleware",
    "ngo2.accounts.middleware.SignedInMiddleware",
    "ngo2.organisations.middleware.JoinedMiddleware",
]
ROOT_URLCONF = "ngo2.config.urls"
FORM_RENDERER = "ngo2.kernel.ui.fields.Renderer"
WSGI_APPLICATION = "ngo2.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "ngo2.config.navigation.context",
            ],
        },
    }
]

DATABASES = {
    "default": database(
        env.text(
            "DATABASE_URL",
            "",
            "postgres://user:password@host:5432/name; empty means SQLite in the data folder.",
            secret=True,
        ),
        DATA_DIR,
    )
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}},
    # Pictures that are drawn once for all processes: on disk, at most 60 MB of them.
    "pictures": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "pictures",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

NGO2_EMAIL_HOST = env.text(
    "NGO2_EMAIL_HOST",
    "",
    "SMTP server for outgoing e-mail; empty writes e-mails as files into outbox/ of the data folder.",
)
NGO2_EMAIL_PORT = env.integer("NGO2_EMAIL_PORT", 587, "Port of the SMTP server.", low=1, high=65535)
NGO2_EMAIL_USER = env.text("NGO2_EMAIL_USER", "", "User name at the SMTP server; empty for none.")
NGO2_EMAIL_PASSWORD = env.text("NGO2_EMAIL_PASSWORD", "", "Password at the SMTP server.", secret=True)
NGO2_EMAIL_TLS = env.text(
    "NGO2_EMAIL_TLS", "starttls", "How the connection to the SMTP server is encrypted: starttls, tls or none."
).lower()
DEFAULT_FROM_EMAIL = env.text("NGO2_EMAIL_FROM", "NGO 2.0 <no-reply@localhost>", "Sender of e-mails.")
NGO2_SMS_ADAPTER = env.text(
    "NGO2_SMS_ADAPTER",
    "ngo2.kernel.notify.channels.sms.transport.to_file",
    "Function that sends one SMS: (number, text, id). Without one, SMS go to outbox/sms.log of the data folder.",
)
NGO2_MAP_BASE = env.text(
    "NGO2_MAP_BASE",
    "",
    "What lies under the points of the map: https://…{z}…{x}…{y}…{key} of a licensed provider, or the path of a "
    "PMTiles file. Empty: our own land, rivers and lakes; then no request leaves this host.",
)
NGO2_MAP_KEY = env.text("NGO2_MAP_KEY", "", "The key of the map provider; readers' browsers see it.")
NGO2_MAP_ATTRIBUTION = env.text("NGO2_MAP_ATTRIBUTION", "", "Whose map it is; always shown on it.")
NGO2_MAP_APPROVAL = env.text(
    "NGO2_MAP_APPROVAL", "", "The approval number (审图号) of the provider's map; always shown on it."
)
NGO2_MAP_DATUM = env.text(
    "NGO2_MAP_DATUM", "wgs84", "The datum of the provider's map: wgs84, or gcj02 (AMap, Tencent)."
).lower()
NGO2_SMS_INBOUND_SECRET = env.text(
    "NGO2_SMS_INBOUND_SECRET",
    "",
    "Secret with which your SMS provider hands over replies at /notify/sms/; empty takes none.",
    secret=True,
)
NGO2_SMS_INBOUND_ADAPTER = env.text(
    "NGO2_SMS_INBOUND_ADAPTER",
    "ngo2.kernel.notify.incoming.from_form",
    "Function that reads one reply from your provider's request: (request) -> Sms(number, text, id).",
)
NGO2_ASK_AT_MOST = env.integer(
    "NGO2_ASK_AT_MOST",
    20,
    "How many organisations are asked in an hour whether old facts still hold; 0 asks nobody.",
)
NGO2_ASK_AGAIN_DAYS = env.integer(
    "NGO2_ASK_AGAIN_DAYS", 90, "Days until an organisation is asked again, at the earliest.", low=7
)
NGO2_ASK_LINK_DAYS = env.integer(
    "NGO2_ASK_LINK_DAYS", 30, "Days for which the link in such a message can be used.", low=1, high=365
)
NGO2_ASK_FROM_HOUR = env.integer(
    "NGO2_ASK_FROM_HOUR",
    9,
    "Local hour from which on nobody minds being asked, or being told at once.",
    high=23,
)
NGO2_ASK_TO_HOUR = env.integer(
    "NGO2_ASK_TO_HOUR", 20, "Local hour from which on nobody is asked, or told at once, any more.", high=24
)
NGO2_POST_ADDRESS = env.text(
    "NGO2_POST_ADDRESS",
    "",
    "Postal address of the platform team, printed on paper forms so that they come back.",
)
NGO2_OUTBOUND_TEST_ALLOW = env.listing(
    "NGO2_OUTBOUND_TEST_ALLOW",
    "",
    "Hosts with ports (sink.test:8080) that may be called although they are on this machine. For tests only.",
)
NGO2_SEARCH_DIR = env.text(
    "NGO2_SEARCH_DIR",
    "" if TESTING else str(DATA_DIR / "search"),
    "Where the search index lies; it may be deleted at any time. “none”: search looks into names only.",
)
NGO2_SEARCH_DIR = "" if NGO2_SEARCH_DIR == "none" else NGO2_SEARCH_DIR
NGO2_API_REQUESTS = env.integer(
    "NGO2_API_REQUESTS", 1000, "How often one network address may ask the API in ten minutes.", low=1
)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if NGO2_EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "outbox"
EMAIL_HOST, EMAIL_PORT = NGO2_EMAIL_HOST, NGO2_EMAIL_PORT
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = NGO2_EMAIL_USER, NGO2_EMAIL_PASSWORD
EMAIL_USE_SSL = NGO2_EMAIL_TLS == "tls"
EMAIL_USE_TLS = NGO2_EMAIL_TLS not in {"tls", "none"}
EMAIL_TIMEOUT = 20  # seconds; below the lease of a message

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = env.text("NGO2_TIME_ZONE", "Asia/Shanghai", "Time zone in which days begin and hours are shown.")
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(
    env.text("NGO2_STATIC_DIR", str(DATA_DIR / "static"), "Where collectstatic puts files to be served.")
)
if TESTING:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing was collected, and whitenoise would warn
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "files"
NGO2_FILES_QUOTA_MB = env.integer(
    "NGO2_FILES_QUOTA_MB", 200, "Megabytes of files that one organisation or person may keep.", low=1
)
NGO2_BACKUP_DIR = Path(
    env.text(
        "NGO2_BACKUP_DIR",
        str(DATA_DIR / "backups"),
        "Where backups go. Another disk, or a folder that is copied to another machine, survives more.",
    )
)
NGO2_BACKUP_COPY = env.text(
    "NGO2_BACKUP_COPY",
    "",
    "s3://bucket/prefix that each nightly backup is copied to; needs tools/python-env s3.",
)
NGO2_S3_ENDPOINT = env.text(
    "NGO2_S3_ENDPOINT",
    "",
    "Address of the store for s3://, if it is not Amazon's: https://oss-cn-shenzhen.aliyuncs.com, for example.",
)
NGO2_BACKUP_KEY_FILE = Path(
    env.text(
        "NGO2_BACKUP_KEY_FILE",
        str(DATA_DIR / "backup_key"),
        "The key of backups; made at the first backup. Keep a copy off this machine.",
    )
)
NGO2_DISK_NO_UPLOADS_PERCENT = env.integer(
    "NGO2_DISK_NO_UPLOADS_PERCENT",
    10,
    "Free share of the disk below which no files are taken in (and less than 10 GB are left).",
    high=99,
)
NGO2_DISK_READ_ONLY_PERCENT = env.integer(
    "NGO2_DISK_READ_ONLY_PERCENT",
    2,
    "Free share of the disk below which pages can only be read (and less than 2 GB are left).",
    high=99,
)
NGO2_BALLAST_MB = env.integer(
    "NGO2_BALLAST_MB",
    0,
    "Megabytes kept occupied on the disk, and given free when it is nearly full. 200 is a good number.",
    high=10_000,
)
WHITENOISE_USE_FINDERS = TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # ODK Collect sends up to 101 at once
FILE_UPLOAD_PERMISSIONS = 0o600


def map_host(template: str) -> list[str]:
    """The one other host that pages may load pictures from: the map provider's, if there is one."""
    host = urlsplit(template.replace("{s}", "*")).netloc if template.startswith("https://") else ""
    return [f"https://{host}"] if host else []


SECURE = NGO2_SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked by machines on the inside
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NGO2_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
# Whether the operator's other host names may be forced to https is for the operator to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-sid" if SECURE else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(timedelta(days=60).total_seconds())
CSRF_FAILURE_VIEW = "ngo2.kernel.ui.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *map_host(NGO2_MAP_BASE)],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "portal:mine"

# Nobody has a user name or password; how persons are reached stands in accounts.Identity. From django-allauth come the
# stages of a login, authenticators, passkeys and the list of sessions; its own views and urls are not used.
AUTHENTICATION_BACKENDS = ["ngo2.accounts.backends.PersonBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_ADAPTER = "ngo2.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "ngo2.accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half minutes by which the clock of a phone may be wrong

# Views of libraries that we include in urls, by URL name, with their access mark (kernel.ui.access).
NGO2_LIBRARY_VIEWS: dict[str, str] = {}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"ngo2": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
if TESTING:
    LOGGING["root"] = {"handlers": [], "level": "WARNING"}
