"""Past one machine: claimed tasks go to Celery workers, and their outcomes come back.

The journal stays the one truth. ``engine.py`` is what the supervisor holds, ``worker.py`` what runs
on other machines; between them travel the records of ``wire.py`` and nothing else. Neither celery
nor redis is imported before a broker is used.
"""
