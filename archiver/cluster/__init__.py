"""The same work on many machines: a Dask cluster hands it out, the session folders keep it.

Nothing here is the truth: whatever dies, what is missing in the folders is handed out again.
"""
