"""gunicorn's settings: few processes with threads; a thread holds one pooled connection at most."""

import os
import re
from typing import Any

from gunicorn.glogging import Logger

from config import environment, logs

_environment = environment.read()
bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = _environment.database_pool_size
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
forwarded_allow_ips = "*" if _environment.trusted_proxies else "127.0.0.1"
accesslog = "-" if _environment.production else None
access_log_format = "%(m)s %(U)s %(s)s %(B)s %(M)sms %({x-request-id}o)s"
logconfig_dict = logs.configuration(form=_environment.log_format, level=_environment.log_level)

SECRET_ADDRESS = re.compile(r"^(/(?:godkann|inbjudan|kalender)/)[^/]{20,}")
"""The personal links: approval, invitation, calendar."""


class AccessLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """The access log without the secrets that stand in personal addresses."""

    def atoms(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args, **kwargs)
        return {**found, "U": SECRET_ADDRESS.sub(r"\1…", str(found["U"]))}


logger_class = AccessLogger
