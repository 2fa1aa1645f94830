# SPDX-License-Identifier: GPL-3.0-or-later
"""Weblate's settings for the tests: its own example, with everything in one folder of the machine and no worker beside it."""

import os
from pathlib import Path

from weblate.settings_example import *  # noqa: F403

_FOLDER = Path(os.environ["WEBLATE_TEST_FOLDER"])

DEBUG = False
SECRET_KEY = "nothing of these tests is secret, and nobody else can reach them"
SITE_DOMAIN = "127.0.0.1"
SITE_URL = f"http://{SITE_DOMAIN}"
ALLOWED_HOSTS = [SITE_DOMAIN, "testserver"]
OTP_WEBAUTHN_RP_ID = SITE_DOMAIN
OTP_WEBAUTHN_ALLOWED_ORIGINS = [f"https://{SITE_DOMAIN}"]
DATA_DIR = str(_FOLDER / "data")
CACHE_DIR = f"{DATA_DIR}/cache"
STATIC_ROOT = f"{DATA_DIR}/static"
DATABASES["default"]["HOST"] = str(_FOLDER / "sockets")  # noqa: F405
CACHES["default"]["LOCATION"] = f"unix://{_FOLDER}/sockets/valkey?db=1"  # noqa: F405
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
CELERY_RESULT_BACKEND = None
VCS_ALLOW_SCHEMES = {"http"}
VCS_PRIVATE_ALLOWLIST = [SITE_DOMAIN]
