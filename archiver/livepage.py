"""The live page of a session, written into the site while the session is recorded."""
