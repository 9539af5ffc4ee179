from django.urls import path

from organisations import details_views, invitation_views, letter_choice_views, views

app_name = "organisations"

ORGANISATION = "organisation/<int:organisation_id>/"
INVITATION = f"{ORGANISATION}inbjudan/<int:invitation_id>/"
PERSON = f"{ORGANISATION}person/<int:membership_id>/"
LINK = "inbjudan/<str:invitation_token>/"

urlpatterns = [
    path("organisation/", views.organisations, name="list"),
    path(ORGANISATION, views.detail, name="detail"),
    path(f"{ORGANISATION}andringar/", views.log, name="log"),
    path(f"{ORGANISATION}uppgifter/", details_views.details, name="details"),
    path(f"{ORGANISATION}brev/", letter_choice_views.own_letters, name="own_letters"),
    path(f"{ORGANISATION}bjud-in/", views.invite, name="invite"),
    path(f"{ORGANISATION}lamna/", views.leave, name="leave"),
    path(f"{ORGANISATION}ta-bort/", views.remove_organisation, name="remove_organisation"),
    path(f"{INVITATION}skicka-igen/", views.resend, name="resend"),
    path(f"{INVITATION}ta-tillbaka/", views.withdraw, name="withdraw"),
    path(PERSON, views.change_person, name="person"),
    path(f"{PERSON}ta-bort/", views.remove_person, name="remove_person"),
    path(f"{PERSON}brev/", letter_choice_views.others_letters, name="others_letters"),
    path(LINK, invitation_views.invitation, name="invitation"),
    path(f"{LINK}tacka-ja/", invitation_views.accept, name="accept"),
    path(f"{LINK}tacka-nej/", invitation_views.decline, name="decline"),
]
