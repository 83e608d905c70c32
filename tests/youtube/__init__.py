"""A YouTube Data API v3 on loopback, for tests: it follows Google's discovery document.

    with serving(tmp_path) as youtube:
        service = youtube_service(youtube.grant(), youtube.address)

Or as a process of its own: `python -m tests.youtube --folder F --port 0 --faults faults.json`.
`world.Settings` says how the world behaves, `faults` what may go wrong, `control.Remote` what a
test may ask beside YouTube's own methods. A module that answers methods registers them with
`registry.method`; being in this folder is enough.
"""
