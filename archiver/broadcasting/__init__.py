"""A session's broadcast, from its folder to the platform and back: what is kept where.

`session` says what is to be announced, and makes, follows and ends the broadcast; `chatting` keeps
what the public writes; `adopting` decides whether the archive becomes the replay.
"""
