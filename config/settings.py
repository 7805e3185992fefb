"""Settings are read once, from the environment. What must be set has no default; every default is the safe one."""

import sys
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from config.logs.setup import LOGGING as LOGGING
from config.safe_start import stop_if_unsafe
from config.schedule import beat_schedule

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # SECRET_KEY_FILE=/run/secrets/… works as well as SECRET_KEY=…


def required(name: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        # Not an exception: whatever starts (web, worker, command) ends with this one line.
        raise SystemExit(f"{name} is not set. Set it in the environment; README.md, 'Deploy', lists what is needed.")
    return value


def three_numbers(name: str, default: str) -> tuple[int, int, int]:
    given: list[str] = env.list(name, default=default.split(","))
    if len(given) != 3 or not all(each.strip().isdecimal() for each in given):
        raise SystemExit(f"{name} is three numbers with commas, as in {default}: days, weeks, months.")
    days, weeks, months = (int(each) for each in given)
    return days, weeks, months


# `manage.py up` sets it for the stack it starts by itself: one machine, plain HTTP, demo accounts, mail kept.
EMBEDDED = env.bool("EMBEDDED", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # older ones, until nothing needs them
SITE_URL = required("SITE_URL").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

DATABASES = {"default": env.db_url_config(required("DATABASE_URL"))}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# One that hangs is away: seconds to connect, and milliseconds for a line to say that it still is one.
DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3, "tcp_user_timeout": 10_000} | DATABASES["default"].get(
    "OPTIONS", {}
)
# Statements stay planned where base/reading/prepared_statements.py asks for it; none does by being asked often.
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = sys.maxsize
# How like a title must be to what was typed to be shown when nothing matches: a slip of the finger, no more. And
# one plan for all keys: else PostgreSQL plans the menu for each reader, since two networks look cheaper than ten.
DATABASES["default"]["OPTIONS"]["options"] = (
    "-c pg_trgm.word_similarity_threshold=0.5 -c plan_cache_mode=force_generic_plan"
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "config.web.cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "memoria",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    },
    # Who changes a template sees it at once.
    "fragments": {
        "BACKEND": f"django.core.cache.backends.{'dummy.DummyCache' if DEBUG else 'locmem.LocMemCache'}",
        "LOCATION": "fragments",
        "KEY_FUNCTION": "config.web.fragments.key_in_language",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pghistory",
    "pgtrigger",
    "template_partials",
    "config",
    "digests",
    "lessons",
    "networks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are a fifth of the size; Django pads them at random, so that sizes tell nothing of secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "config.middleware.stay_here",
    "config.middleware.RequestLogMiddleware",
    "config.middleware.clean_cookies",
    "config.middleware.nothing_stays_on_the_device",
    "config.web.kept.KeptMiddleware",  # before sessions: what is kept is nobody's
    "config.accounts.session_store.BoundedSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "base.reading.page_memory.PageMemoryMiddleware",
    "config.translations.language.ReaderLanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.accounts.second_factor.SecondFactorMiddleware",
    "config.web.again.AgainMiddleware",
    "config.web.once.OnceMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "config.middleware.UnstorableTextMiddleware",
    "config.middleware.say_why_refused",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORMS_URLFIELD_ASSUME_HTTPS = True  # as Django 6 does; goes with it
FORM_RENDERER = "config.web.form_renderer.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials", "config.templatetags.times"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "config.pages.context.page",
            ],
        },
    }
]

# --- language, time ---------------------------------------------------------
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
# Two more languages of Peru that Django does not know by name: docs/languages.md says how to add one.
LANG_INFO |= {
    "qu": {"bidi": False, "code": "qu", "name": "Quechua", "name_local": "runasimi"},
    "ay": {"bidi": False, "code": "ay", "name": "Aymara", "name_local": "aymar aru"},
}
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
TIME_ZONE = "America/Lima"

# --- accounts ---------------------------------------------------------------
AUTH_USER_MODEL = "networks.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "config.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "networks.people.forms.SignupForm"
ACCOUNT_FORMS = {"login": "config.accounts.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True  # a code can be typed on a phone whose mail is elsewhere
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # and no secret stands in an address
ACCOUNT_CHANGE_EMAIL = True
# Of the library's own: how often an address (ip), a person (user), or one who is named (key) may do a thing. An office,
# a training of forty people and half a town on phones share an address: what is theirs alone is bound tighter.
ACCOUNT_RATE_LIMITS = {
    "answer_by_mail": "120/m/ip",  # its token cannot be guessed: this keeps the noise down
    "login": "60/m/ip",  # right ones too: each costs a password hash
    "login_failed": "30/m/ip,5/5m/key",  # a browser that the person used before counts by itself
    "signup": "40/m/ip,400/d/ip",  # each makes a row, and a mail
    "confirm_email": "3/m/key,10/h/key",  # mails to one address, which may be a victim's
    "reset_password": "20/m/ip,200/h/ip,5/h/key",  # the same
    "manage_email": "10/m/user,40/d/user",  # mails to addresses of strangers
}
# Codes outlive a mail server that at first says "later", as many do to strangers for some minutes.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # who owns the address owns the account: an open phone is not enough
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "config.accounts.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # two months: people who come rarely should not meet a login each time

# --- second factor -----------------------------------------------------------
MFA_ADAPTER = "config.accounts.second_factor.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "config.accounts.passkey_forms.AddPasskeyForm",
    "edit_webauthn": "config.accounts.passkey_forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Memoria Viva"
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # nothing that could be guessed
MFA_TOTP_TOLERANCE = 1  # clocks of old phones are half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")
# Of admins and of secretariats, before they can do anything else.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)

# --- what a browser may do --------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without TLS
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Limits by address count the visitor's, which the proxy puts last: by its own, one guesser would lock out everybody.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = SESSION_COOKIE_AGE
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "config.pages.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Where to tell of a hole, for /.well-known/security.txt: an address, as mailto: or https:.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="").removesuffix("none")
# Who runs this installation and answers for the personal data in it: shown at /privacidad/. The contact as above.
OPERATOR_NAME = env.str("OPERATOR_NAME", default="").strip()
OPERATOR_CONTACT = env.str("OPERATOR_CONTACT", default="").strip()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# No more than what could hurt: the header comes with every page.
FEATURES = "browsing-topics camera display-capture geolocation hid microphone payment serial usb"
PERMISSIONS_POLICY: dict[str, list[str]] = {feature: [] for feature in FEATURES.split()}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # the longest lesson is a tenth of it
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",  # small requests
    "config.web.uploads.BoundedFileUploadHandler",
]

# --- files: static, and of lessons --------------------------------------------
DATA_DIR = env.str("DATA_DIR", default=str(BASE_DIR / ".data"))
MEDIA_ROOT = env.path("FILES_DIR", default=f"{DATA_DIR}/files")
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.web.stylesheet.JoinedStylesheets",
]
STORAGES = {
    # Of lessons. Nothing serves this folder but lessons/files/views/attachments.py, which asks who may read.
    "default": {
        "BACKEND": "config.storage.WholeFileStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60

# --- backups: docs/operating.md -------------------------------------------------
# Nothing by itself but in the embedded run: a folder on the disk that fails together with the database is no backup.
BACKUP_DIR = env.str("BACKUP_DIR", default=f"{DATA_DIR}/backups" if EMBEDDED else "")
BACKUP_KEEP = three_numbers("BACKUP_KEEP", default="2,1,1" if EMBEDDED else "7,4,3")  # days, weeks, months
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENT", default=[])  # age public keys, with commas

# --- search by meaning: docs/adr/0039-meaning.md ---------------------------------
# Where its model is installed; `off` leaves it alone.
MEANING = env.bool("MEANING", default=True)

# --- mail -------------------------------------------------------------------
# Without EMAIL_URL mail is kept in the database, where admins read it; only the embedded run may do so.
if EMBEDDED and not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"
else:
    _email = environ.Env.email_url_config(required("EMAIL_URL"))
    EMAIL_BACKEND = _email.pop("EMAIL_BACKEND")
    EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Memoria Viva <boletin@localhost>")

# --- work outside the request -----------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the default gives up within the hour, and the worker ends
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = True  # safe because every task may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_DEFAULT_PRIORITY = 6  # of 9, and 0 is first: codes that somebody waits for pass, see base/queue.py
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 3
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "config.beat:Scheduler"
CELERY_BEAT_SCHEDULE = beat_schedule()

# --- logs -------------------------------------------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # who reads what, and from where, is nobody's business
DJANGO_STRUCTLOG_USER_ID_FIELD = ""

stop_if_unsafe(globals())
