from django.apps import AppConfig


class RepaymentsConfig(AppConfig):
    name = "repayments"
    verbose_name = "Återkrav"

    def ready(self) -> None:
        from correspondence.plan import register
        from repayments.letters import KINDS

        register(*KINDS)
