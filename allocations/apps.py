from django.apps import AppConfig


class AllocationsConfig(AppConfig):
    name = "allocations"
    verbose_name = "Fördelning"

    def ready(self) -> None:
        from allocations.letters import KINDS
        from correspondence.plan import register

        register(*KINDS)
