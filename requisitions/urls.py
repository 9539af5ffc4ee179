from django.urls import path

from requisitions import views

app_name = "requisitions"

CASE = "bidrag/<slug:round_key>/<slug:recipient_code>/rekvisition/"

urlpatterns = [
    path(CASE, views.edit, name="edit"),
    path(f"{CASE}utkast/", views.autosave, name="autosave"),
    path(f"{CASE}granska/", views.check, name="check"),
    path(f"{CASE}skicka-in/", views.submit, name="submit"),
    path(f"{CASE}avsta/", views.decline, name="decline"),
    path(f"{CASE}rekvirera-anda/", views.reopen, name="reopen"),
    path(f"{CASE}dra-tillbaka/", views.withdraw, name="withdraw"),
    path(f"{CASE}kvitto/", views.receipt, name="receipt"),
]
