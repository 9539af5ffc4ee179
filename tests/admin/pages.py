"""How the tests reach the staff's pages."""

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from organisations.models import User
from organisations.roles import StaffRole
from tests.builders import make_staff

BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def staff_client(role: StaffRole = StaffRole.HANDLAGGARE) -> Client:
    """Somebody at the agency with a role, logged in."""
    return client_of(make_staff(role))


def step_url(row: Model, action: str) -> str:
    """Where a button of a case leads."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_do", args=[row.pk, action])


def edit_url(row: Model) -> str:
    """Where a row's form is, when its own page is facts."""
    opts = row._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_edit", args=[row.pk])


def list_url(model: type[Model], query: str = "") -> str:
    opts = model._meta
    return f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?{query}"


def text_of(client: Client, url: str) -> str:
    """A page's HTML; the page must be there."""
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()
