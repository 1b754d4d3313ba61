"""Tasks on other machines: the supervisor sends claimed tasks to Celery workers.

The journal remains the only store of tasks. ``executor.py`` is what the supervisor uses,
``worker.py`` runs on other machines; they exchange the records of ``messages.py`` and nothing else.
Neither celery nor redis is imported before a broker is used.
"""
