from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portalen"

    def ready(self) -> None:
        from correspondence.plan import register
        from portal.digest.letters import KINDS as DIGESTS
        from portal.mailings.letters import KINDS as MAILINGS

        register(*DIGESTS, *MAILINGS)
