"""The steps by which a database comes to hold the tables of the book; ``engine.store.migrate`` takes them."""
