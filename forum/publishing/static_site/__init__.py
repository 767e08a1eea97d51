"""The released site as files: what is served, written down for any file server."""
