"""The Celery application: one task, JSON only, late acknowledgement, no result backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import messages
from scriptnb.queue.celery.broker import PATIENCE, PREFIX

if TYPE_CHECKING:
    from scriptnb.queue.celery.broker import Broker

#: The only task that a worker knows.
TASK = "scriptnb.analyze"


def make(broker: Broker) -> Any:
    """Return a Celery application for a broker.

    Answers do not go through Celery: a new supervisor must find those that an earlier one waited
    for, and progress, memory and cancellation take the same way.
    """
    from celery import Celery

    app = Celery("scriptnb", set_as_current=False)
    app.conf.update(
        **broker.for_celery(),
        task_serializer="json",
        accept_content=["json"],
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        # When the worker dies with a task, the journal decides whether it runs again.
        task_reject_on_worker_lost=False,
        worker_prefetch_multiplier=1,
        task_default_queue=messages.QUEUE,
        task_create_missing_queues=True,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": messages.DELIVERED_AGAIN,
            "global_keyprefix": PREFIX,
            "socket_timeout": PATIENCE * 4,
            "socket_connect_timeout": PATIENCE,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
    )
    return app
