"""What one person has answered."""

from django.conf import settings
from django.db import models


class Record(models.Model):
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    answers = models.JSONField(default=dict)
