from django.urls import path

from requisitions import views

app_name = "requisitions"

CASE = "bidrag/<slug:round_key>/<slug:recipient_code>/rekvisition/"

urlpatterns = [
    path(CASE, views.edit, name="edit"),
    path(f"{CASE}granska/", views.check, name="check"),
    path(f"{CASE}skicka-in/", views.submit, name="submit"),
    path(f"{CASE}kvitto/", views.receipt, name="receipt"),
]
