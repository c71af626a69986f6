"""Where memory is kept: one set of tables, one set of queries, and per engine only what differs."""
