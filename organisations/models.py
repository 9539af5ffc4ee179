"""Organisations (huvudmän), recipients (RSS and kommuner), people, and who belongs where.

A huvudman is not the same thing as a recipient: one can stand behind several recipients, and a
recipient can change huvudman from a date. See docs/glossary.md.
"""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models

from organisations.roles import LetterChoice, OrganisationRole
from organisations.states import InvitationStatus


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address; there are no user names."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person who logs in with a code sent to the e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-postadress", unique=True)
    phone = models.CharField("telefon", max_length=30, blank=True)
    title = models.CharField("befattning", max_length=100, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Lan(models.Model):
    """A county (län); keyed on SCB's länskod."""

    lanskod = models.CharField(
        "länskod", max_length=2, primary_key=True, validators=[RegexValidator(r"^\d{2}$")]
    )
    name = models.CharField("namn", max_length=60)

    class Meta:
        verbose_name = "län"
        verbose_name_plural = "län"
        ordering = ["lanskod"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A huvudman: the legal person that signs, is paid and is invoiced."""

    organisationsnummer = models.CharField(
        "organisationsnummer",
        max_length=10,
        unique=True,
        validators=[RegexValidator(r"^\d{10}$", "Skriv tio siffror utan bindestreck.")],
    )
    name = models.CharField("namn", max_length=140)
    postal_address = models.CharField("utdelningsadress", max_length=200, blank=True)
    postal_code = models.CharField("postnummer", max_length=6, blank=True)
    postal_town = models.CharField("postort", max_length=60, blank=True)
    registry_email = models.EmailField("registrator", blank=True)
    bankgiro = models.CharField("bankgiro", max_length=8, blank=True)
    e_invoice_address = models.CharField("e-fakturaadress", max_length=60, blank=True)
    is_demo = models.BooleanField("påhittade uppgifter", default=False)
    confirmed_at = models.DateTimeField("uppgifterna bekräftade", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "User",
        verbose_name="bekräftade av",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "huvudman"
        verbose_name_plural = "huvudmän"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def as_snapshot(self) -> dict[str, Any]:
        """Name, number and address as they are now, for what must stay as it was."""
        return {
            "name": self.name,
            "organisationsnummer": self.organisationsnummer_printed,
            "address": [self.postal_address, f"{self.postal_code} {self.postal_town}"],
        }

    @property
    def organisationsnummer_printed(self) -> str:
        """With the hyphen that people read: 212000-0142."""
        return f"{self.organisationsnummer[:6]}-{self.organisationsnummer[6:]}"


class RecipientKind(models.TextChoices):
    RSS = "rss", "RSS"
    KOMMUN = "kommun", "Kommun"
    REGION = "region", "Region"

    @property
    def plural(self) -> str:
        """ "Statsbidrag till …": all of the kind, in the middle of a sentence."""
        return {"rss": "RSS", "kommun": "kommuner", "region": "regioner"}[self.value]

    @property
    def plural_in_full(self) -> str:
        """The same for who meets the words for the first time."""
        in_full = "regionala samverkans- och stödstrukturer (RSS)"
        return in_full if self is RecipientKind.RSS else self.plural


class Recipient(models.Model):
    """Whom money is allocated to: one of 24 RSS, 290 kommuner or 21 regioner.

    Keyed on code, never on name.
    """

    code = models.CharField(
        "kod", max_length=30, unique=True, help_text="RSS-kod, kommunkod eller REG- och länskod."
    )
    kind = models.CharField("slag", max_length=10, choices=RecipientKind.choices)
    name = models.CharField("namn", max_length=100)
    lan = models.ForeignKey(Lan, verbose_name="län", on_delete=models.PROTECT)
    rss = models.ForeignKey(
        "self",
        verbose_name="RSS",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="kommuner",
        limit_choices_to={"kind": RecipientKind.RSS},
    )

    class Meta:
        verbose_name = "bidragsmottagare"
        verbose_name_plural = "bidragsmottagare"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def huvudman_on(self, day: date) -> Organisation:
        """The organisation that stands behind the recipient on a day.

        Raises HuvudmanPeriod.DoesNotExist when none does.
        """
        return (
            self.huvudman_periods.in_force(on=day).select_related("organisation").get().organisation
        )


class HuvudmanPeriodQuerySet(models.QuerySet["HuvudmanPeriod"]):
    def in_force(self, *, on: date) -> "HuvudmanPeriodQuerySet":
        """For each recipient the latest period that has begun on the day."""
        return (
            self.filter(from_date__lte=on)
            .order_by("recipient_id", "-from_date")
            .distinct("recipient_id")
        )


class HuvudmanPeriod(models.Model):
    """From a date on, this organisation is the recipient's huvudman (until the next row's date)."""

    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="huvudman_periods"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="recipient_periods"
    )
    from_date = models.DateField("från och med")

    objects = HuvudmanPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "huvudmannaskap"
        verbose_name_plural = "huvudmannaskap"
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "from_date"], name="one_huvudman_from_a_date"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.organisation} från {self.from_date}"


class Limits(models.Model):
    """What a role is limited to, as plain codes; an empty list means all of the organisation's."""

    recipient_codes = ArrayField(
        models.CharField(max_length=30),
        verbose_name="bara mottagarna",
        default=list,
        blank=True,
        help_text="Koder för de mottagare som behörigheten gäller. Tomt: alla.",
    )
    grant_slugs = ArrayField(
        models.CharField(max_length=50),
        verbose_name="bara statsbidragen",
        default=list,
        blank=True,
        help_text="Kortnamn på de statsbidrag som behörigheten gäller. Tomt: alla.",
    )

    class Meta:
        abstract = True


class Membership(Limits):
    """A person's role in an organisation (the table in docs/glossary.md says what each may do)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("roll", max_length=30, choices=OrganisationRole.choices)
    letters = models.CharField(
        "brev", max_length=20, choices=LetterChoice.choices, default=LetterChoice.ALL
    )
    letter_grants = ArrayField(
        models.CharField(max_length=50),
        verbose_name="brev bara om statsbidragen",
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = "behörighet"
        verbose_name_plural = "behörigheter"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(letters=LetterChoice.SOME, letter_grants__len__gt=0)
                | (~models.Q(letters=LetterChoice.SOME) & models.Q(letter_grants__len=0)),
                name="letters_about_some_grants_name_them",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_role_per_person_and_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} för {self.organisation}"


class Invitation(Limits):
    """An offer of a role by mail. Accepted once, by whoever controls the address, or not at all.

    The link in the letter is a signed value of the row's id and `nonce`; sending it again changes
    the nonce, so that an older link stops working.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField("e-postadress")
    role = models.CharField("roll", max_length=30, choices=OrganisationRole.choices)
    status = models.CharField(
        "läge",
        max_length=10,
        choices=InvitationStatus.choices,
        default=InvitationStatus.WAITING,
    )
    nonce = models.UUIDField(default=uuid.uuid4)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField("inbjuden")
    sent_at = models.DateTimeField("senast skickad")
    expires_at = models.DateTimeField("gäller till")
    decided_at = models.DateTimeField("avgjord", null=True, blank=True)

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        ordering = ["-invited_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(status=InvitationStatus.WAITING),
                name="one_waiting_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=models.Q(status=InvitationStatus.WAITING, decided_at__isnull=True)
                | (~models.Q(status=InvitationStatus.WAITING) & models.Q(decided_at__isnull=False)),
                name="invitation_decided_exactly_when_it_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()} för {self.organisation}"


# Django finds models here; these two have a module of their own.
from organisations.register_import.models import Contact as Contact  # noqa: E402
from organisations.register_import.models import RegisterImport as RegisterImport  # noqa: E402
