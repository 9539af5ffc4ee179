from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "Återrapportering"

    def ready(self) -> None:
        from correspondence.plan import register
        from reporting.letters import KINDS

        register(*KINDS)
