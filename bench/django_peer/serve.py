"""Answer as many requests as each line of standard input says, and write what they cost in milliseconds as JSON."""

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402


def main():
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS django_peer")
    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_superuser("manager", "manager@bench.example", "a password of the bench")
    browser = Client()
    browser.force_login(user)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    environ = RequestFactory().get("/admin/records/record/", HTTP_COOKIE=cookies).environ
    application = get_wsgi_application()
    for line in sys.stdin:
        times = int(line)
        cpu, wall = time.process_time(), time.perf_counter()
        for _ in range(times):
            body = get(application, dict(environ))
        spent = time.process_time() - cpu, time.perf_counter() - wall
        figures = {"cpu": 1000 * spent[0] / times, "wall": 1000 * spent[1] / times}
        figures |= {"rows": body.count(b'name="_selected_action"'), "bytes": len(body)}
        print(json.dumps(figures), flush=True)


def get(application, environ):
    status = []
    answer = application(environ, lambda code, headers, *_rest: status.append(code))
    body = b"".join(answer)
    answer.close()
    assert status == ["200 OK"], status
    return body


main()
