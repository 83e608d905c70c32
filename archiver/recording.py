"""Records one session: opens its folder, starts the recorder and all that goes on beside it."""
