"""The Python SDK: typed verbs over HTTP, or over a file in the caller's own process."""
