"""Pictures and sound: probing, encoding, loudness, cards, cutting (ffmpeg graphs, PyAV, OpenCV)."""
