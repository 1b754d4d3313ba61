"""Tables to sort, filter and download, with the lines behind each row."""
