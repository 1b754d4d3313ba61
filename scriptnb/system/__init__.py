"""What the package asks of the operating system: processes, control groups, locks, wake-ups."""
