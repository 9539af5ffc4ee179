from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = "Organisationer"

    def ready(self) -> None:
        from correspondence.plan import register
        from organisations.letters import KINDS

        register(*KINDS)
