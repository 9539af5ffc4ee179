from django.urls import path

from repayments import views

app_name = "repayments"

CLAIM = "bidrag/<slug:round_key>/<slug:recipient_code>/aterkrav/<int:claim_id>/"

urlpatterns = [
    path(f"{CLAIM}fakturauppgifter/", views.details, name="details"),
    path(f"{CLAIM}yttrande/", views.hearing, name="hearing"),
    path(f"{CLAIM}yttrande/utkast/", views.autosave, name="autosave"),
    path(f"{CLAIM}yttrande/granska/", views.check, name="check"),
    path(f"{CLAIM}yttrande/skicka-in/", views.send, name="send"),
]
