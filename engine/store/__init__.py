"""The book of record: tables, transactions, migrations."""
