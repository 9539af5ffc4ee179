"""The answers that the portal itself reads, by their keys in every form.

Keys live across years and forms; the wording of the questions does not matter here. A form
without one of the REQUIRED keys is refused when it is published.
"""

RECEIVED = "mottaget_statsbidrag"
USED = "anvant_statsbidrag"
UNUSED = "oanvant_statsbidrag"

CONTACT_NAME = "kontaktperson_namn"
CONTACT_EMAIL = "kontaktperson_epost"

SIGNATORY_NAME = "foretradare_namn"
SIGNATORY_TITLE = "foretradare_befattning"
SIGNATORY_PHONE = "foretradare_telefon"
SIGNATORY_EMAIL = "foretradare_epost"

REQUIRED = frozenset(
    {
        RECEIVED,
        USED,
        UNUSED,
        CONTACT_NAME,
        CONTACT_EMAIL,
        SIGNATORY_NAME,
        SIGNATORY_TITLE,
        SIGNATORY_PHONE,
        SIGNATORY_EMAIL,
    }
)
