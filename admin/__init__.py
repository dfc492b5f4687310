"""People: the web pages, the editor's JSON API, sign-in, roles and reports."""
