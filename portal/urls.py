from django.urls import path

from portal.views import allocation_files as files
from portal.views import (
    calendar,
    decisions,
    grant,
    home,
    letters,
    public,
    returned_mail,
    returns,
    staff,
    statements,
    workshop,
)

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("mina-uppgifter/", home.tasks, name="tasks"),
    path("brev/", letters.letters, name="letters"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/ny/", calendar.renew, name="calendar_renew"),
    path("kalender/avsluta/", calendar.end, name="calendar_end"),
    path("kalender/<str:token>/statsbidrag.ics", calendar.ics, name="calendar_ics"),
    path("tillganglighet/", public.accessibility, name="accessibility"),
    path("personuppgifter/", public.privacy, name="privacy"),
    path("kontakt/", public.contact, name="contact"),
    path("bidrag/", public.rounds, name="rounds"),
    path("bidrag/<slug:round_key>/", public.round_page, name="round"),
    path(
        "bidrag/<slug:round_key>/fordelning/<int:number>/",
        public.round_version,
        name="round_version",
    ),
    path("bidrag/<slug:round_key>/fordelning.csv", files.allocation_csv, name="allocation_csv"),
    path("bidrag/<slug:round_key>/fordelning.json", files.allocation_json, name="allocation_json"),
    path("bidrag/<slug:round_key>/fordelning.pdf", files.allocation_pdf, name="allocation_pdf"),
    path("bidrag/<slug:round_key>/fordelning.xlsx", files.allocation_xlsx, name="allocation_xlsx"),
    path(
        "bidrag/<slug:round_key>/beslut/<uuid:document_id>/",
        decisions.decision_original,
        name="decision_original",
    ),
    path("bidrag/<slug:round_key>/<slug:recipient_code>/", grant.grant, name="grant"),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/handling/<uuid:document_id>/",
        grant.document,
        name="document",
    ),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/brev/<int:letter_id>/",
        letters.letter,
        name="letter",
    ),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/brev/",
        letters.case_letters,
        name="case_letters",
    ),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/betala-tillbaka/",
        returns.returns,
        name="returns",
    ),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/betala-tillbaka/<int:return_id>/ta-tillbaka/",
        returns.withdraw,
        name="withdraw_return",
    ),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/kontoutdrag/",
        statements.statement,
        name="statement",
    ),
    path(
        "bidrag/<slug:round_key>/<slug:recipient_code>/kontoutdrag.<slug:form>",
        statements.statement_file,
        name="statement_file",
    ),
    path("admin-kontoutdrag/<slug:code>/", statements.staff_statement, name="staff_statement"),
    path(
        "admin-kontoutdrag/<slug:code>.<slug:form>",
        statements.staff_statement_file,
        name="staff_statement_file",
    ),
    path("admin-handling/<uuid:document_id>/", staff.staff_document, name="staff_document"),
    path("studsar/", returned_mail.take, name="bounces"),
    path("brevlada/", workshop.mailbox, name="mailbox"),
    path("brevlada/<str:name>/", workshop.mail, name="mail"),
]
