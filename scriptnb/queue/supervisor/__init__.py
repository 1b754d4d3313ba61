"""The supervisor: one detached process a journal, which claims tasks and runs them."""
