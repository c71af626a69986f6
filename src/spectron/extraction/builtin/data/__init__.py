"""Word lists and tables that the built-in extractor reads; NOTICE.md names their sources and licences."""
