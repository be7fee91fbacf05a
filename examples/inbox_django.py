"""A Django application that receives the events of any of the three services, and notes each signed agreement once.

    ESIGNKIT_SERVICE=esignlive ESIGNLIVE_CALLBACK_KEY=… python inbox_django.py runserver    # receives events
    ESIGNKIT_SERVICE=esignlive ESIGNLIVE_CALLBACK_KEY=… python inbox_django.py worker       # hands them over

Set the service's own variables too, and register `https://…/webhooks/esignlive` with it (or `/ignisign`,
`/constellation1`). In a project of yours, the view goes to `views.py` and the worker becomes a management command.
"""

import secrets
import sys

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from esignkit.agreements import Agreements, Event, EventKind, Status
from esignkit.inbox import Inbox

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "leases.sqlite3"}}
settings.configure(DATABASES=DATABASES, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY=secrets.token_hex())
django.setup()


@transaction.atomic
def handle(event: Event) -> None:
    """Do the work and record the key in one transaction: an event that comes again changes nothing."""
    state = event.state.status if event.state is not None else None
    if event.kind is not EventKind.COMPLETED or not (event.verified or state is Status.COMPLETED):
        return  # its key is not recorded: where nothing confirms it, the true event may have the same one
    with connection.cursor() as db:
        if db.execute("INSERT INTO handled VALUES (%s) ON CONFLICT DO NOTHING", [event.key]).rowcount:
            db.execute("INSERT INTO signed VALUES (%s)", [event.agreement_id])


connection.cursor().execute("CREATE TABLE IF NOT EXISTS handled (key TEXT PRIMARY KEY)")
connection.cursor().execute("CREATE TABLE IF NOT EXISTS signed (agreement TEXT)")
inbox = Inbox("inbox.sqlite3", agreements=[Agreements.from_env()], handler=handle)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, service: str) -> HttpResponse:
    return HttpResponse(status=inbox.receive(service, request.headers, request.body))


def signed(request: HttpRequest) -> JsonResponse:
    with connection.cursor() as db:
        return JsonResponse([agreement for (agreement,) in db.execute("SELECT agreement FROM signed")], safe=False)


urlpatterns = [path("webhooks/<str:service>", receive), path("signed", signed)]

if __name__ == "__main__":
    inbox.run_worker(sweep_interval=3600) if sys.argv[1:] == ["worker"] else execute_from_command_line(sys.argv)
