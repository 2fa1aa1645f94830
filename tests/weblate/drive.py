# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs in Weblate's own environment: what an administrator and a translator do through its API; prints the answers as JSON."""

import json
import os

import django

django.setup()

from django.conf import settings
from rest_framework.test import APIClient
from weblate.auth.models import User
from weblate.trans.models import Component

task = json.loads(os.environ["WEBLATE_TEST_TASK"])
settings.SECURE_SSL_REDIRECT = False
user, _ = User.objects.get_or_create(
    username="editor", defaults={"is_superuser": True, "full_name": "Editor", "email": "editor@example.org"}
)
client = APIClient()
client.force_authenticate(user)


def ask(method, path, data=None):
    answer = getattr(client, method)(f"/api/{path}", data, format="json")
    assert answer.status_code < 300, (path, answer.status_code, answer.content[:2000])
    return answer.json() if answer.content else None


def project(slug):
    ask("post", "projects/", {"name": slug, "slug": slug, "web": "https://example.org/"})


def by_api(slug, rows):
    for row in rows:
        ask("post", f"projects/{slug}/components/", row)


def counts(slug):
    return {
        f"{one.slug}/{translation.language.code}": [translation.stats.all, translation.stats.translated]
        for one in Component.objects.filter(project__slug=slug, is_glossary=False)
        for translation in one.translation_set.all()
        if not translation.is_source
    }


def settings_of(slug):
    return {one["slug"]: one for one in ask("get", f"projects/{slug}/components/?page_size=100")["results"]}


def translate(slug, component, language, original, text):
    units = ask("get", f"translations/{slug}/{component}/{language}/units/?page_size=1000")["results"]
    unit = next(one for one in units if one["source"] == [original])
    ask("patch", f"units/{unit['id']}/", {"target": [text], "state": 20})
    for operation in ("commit", "push"):
        ask("post", f"projects/{slug}/repository/", {"operation": operation})


def failing(slug):
    """The checks of Weblate that fail, by the original."""
    found = {}
    for one in Component.objects.filter(project__slug=slug):
        for translation in one.translation_set.all():
            for unit in translation.unit_set.all():
                for check in unit.all_checks_names:
                    found.setdefault(check, []).append(unit.source)
    return found


calls = {one.__name__: one for one in (project, by_api, counts, settings_of, translate, failing)}
print(json.dumps([calls[name](*arguments) for name, arguments in task]))
