from django.apps import AppConfig


class RequisitionsConfig(AppConfig):
    name = "requisitions"
    verbose_name = "Rekvisition och utbetalning"

    def ready(self) -> None:
        from correspondence.plan import register
        from requisitions.letters import KINDS

        register(*KINDS)
