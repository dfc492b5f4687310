"""Who may do what on the pages, and what keeps others from doing it in their name."""
