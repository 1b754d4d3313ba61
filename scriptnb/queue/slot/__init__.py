"""What runs inside a worker process, and nothing else."""
