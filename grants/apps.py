from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "grants"
    verbose_name = "Bidrag"

    def ready(self) -> None:
        from grants.models import Grant
        from organisations.grant_names import register

        register(lambda: dict(Grant.objects.values_list("slug", "name")))
