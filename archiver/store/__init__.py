"""The archive and its session folders: reading, atomic writing, leases, the manifest."""
