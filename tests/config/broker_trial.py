"""A Celery application with one task, for workers that test_broker.py kills."""

import os
import time

import psycopg
from celery import Celery

from config import broker

CONNINFO = os.environ["TRIAL_CONNINFO"]
app = Celery("broker_trial", broker=broker.OWN_DATABASE)
app.conf.update(
    broker_transport_options={
        **broker.transport_options(broker.OWN_DATABASE, {}, visibility_timeout=5),
        "conn_string": CONNINFO,
    },
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_ignore_result=True,
    worker_enable_remote_control=False,
    worker_prefetch_multiplier=1,
)


@app.task  # type: ignore[untyped-decorator]
def note(number: int) -> None:
    time.sleep(0.02)
    with psycopg.connect(CONNINFO, autocommit=True) as connection:
        connection.execute("INSERT INTO noted VALUES (%s)", [number])
