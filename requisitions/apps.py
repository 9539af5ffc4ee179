from django.apps import AppConfig


class RequisitionsConfig(AppConfig):
    name = "requisitions"
    verbose_name = "Rekvisition och utbetalning"

    def ready(self) -> None:
        from correspondence.followers import follow_by
        from correspondence.plan import register
        from requisitions.letters import KINDS
        from requisitions.letters.followers import followers

        register(*KINDS)
        follow_by(followers)
