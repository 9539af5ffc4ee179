from django.urls import path

from reporting.views import (
    approving,
    asking,
    extension,
    files,
    filling,
    overview,
    reading,
    sending,
    supplement,
)

app_name = "reporting"

CASE = "bidrag/<slug:round_key>/<slug:recipient_code>/aterrapportering/"
LINK = "godkann/<str:token>/"

urlpatterns = [
    path(CASE, overview.tasks, name="tasks"),
    path(f"{CASE}sida/<slug:page>/", filling.edit_page, name="page"),
    path(f"{CASE}sida/<slug:page>/utkast/", filling.autosave, name="autosave"),
    path(f"{CASE}arbetskopia/", reading.work_copy, name="work_copy"),
    path(f"{CASE}lasversion/", reading.reading_copy, name="reading_copy"),
    path(f"{CASE}granska/", sending.check, name="check"),
    path(f"{CASE}till-godkannande/", sending.lock, name="lock"),
    path(f"{CASE}ta-tillbaka/", sending.unlock, name="unlock"),
    path(f"{CASE}andra/", sending.reopen, name="reopen"),
    path(f"{CASE}paminn/", asking.remind, name="remind"),
    path(f"{CASE}ny-lank/", asking.renew, name="renew"),
    path(f"{CASE}ersattare/", asking.stand_in, name="stand_in"),
    path(f"{CASE}kvitto/", sending.receipt, name="receipt"),
    path(f"{CASE}anstand/", extension.extension, name="extension"),
    path(
        f"{CASE}anstand/<int:extension_id>/ta-tillbaka/",
        extension.withdraw_extension,
        name="withdraw_extension",
    ),
    path(f"{CASE}komplettering/<int:supplement_id>/", supplement.supplement, name="supplement"),
    path(
        f"{CASE}komplettering/<int:supplement_id>/spara/",
        supplement.autosave_supplement,
        name="supplement_autosave",
    ),
    path(f"{CASE}fil/<uuid:upload_id>/", files.file, name="file"),
    path("admin-fil/<uuid:upload_id>/", files.staff_file, name="staff_file"),
    path(
        f"{CASE}komplettering/<int:supplement_id>/fil/<uuid:upload_id>/",
        supplement.supplement_file,
        name="supplement_file",
    ),
    path(LINK, approving.approve, name="approve"),
    path(f"{LINK}kod/", approving.send_code, name="send_code"),
    path(f"{LINK}bekrafta/", approving.confirm, name="confirm"),
    path(f"{LINK}godkann/", approving.approve_confirmed, name="approve_confirmed"),
    path(f"{LINK}avboj/", approving.decline, name="decline"),
    path(f"{LINK}ersattare/", approving.stand_in, name="approval_stand_in"),
    path(f"{LINK}pdf/", approving.document, name="approval_document"),
    path(f"{LINK}fil/<uuid:upload_id>/", approving.file, name="approval_file"),
]
