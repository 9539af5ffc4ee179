from django.urls import path

from reporting.views import approving, filling, reading

app_name = "reporting"

CASE = "bidrag/<slug:round_key>/<slug:recipient_code>/aterrapportering/"
LINK = "godkann/<str:token>/"

urlpatterns = [
    path(CASE, filling.tasks, name="tasks"),
    path(f"{CASE}sida/<slug:page>/", filling.edit_page, name="page"),
    path(f"{CASE}lasversion/", reading.reading_copy, name="reading_copy"),
    path(f"{CASE}granska/", filling.check, name="check"),
    path(f"{CASE}till-godkannande/", filling.lock, name="lock"),
    path(f"{CASE}ta-tillbaka/", filling.unlock, name="unlock"),
    path(f"{CASE}andra/", filling.reopen, name="reopen"),
    path(f"{CASE}kvitto/", filling.receipt, name="receipt"),
    path(LINK, approving.approve, name="approve"),
    path(f"{LINK}kod/", approving.send_code, name="send_code"),
    path(f"{LINK}bekrafta/", approving.confirm, name="confirm"),
    path(f"{LINK}godkann/", approving.approve_confirmed, name="approve_confirmed"),
    path(f"{LINK}avboj/", approving.decline, name="decline"),
    path(f"{LINK}pdf/", approving.document, name="approval_document"),
]
