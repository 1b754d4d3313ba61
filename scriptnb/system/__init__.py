"""Processes, control groups, locks and wake-ups: every question to the operating system, once."""
