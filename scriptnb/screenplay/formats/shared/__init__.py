"""What several formats need: archives, XML, HTML, title pages, and text made from elements."""
