"""How the portal is put together and run. Nothing of the domain imports this package."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
