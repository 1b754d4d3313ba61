"""The output of a cell: the card of a task, of several, and of a watched file."""
