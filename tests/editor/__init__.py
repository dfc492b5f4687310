"""What the criteria editor answers about a text."""
