"""How instants are written: for people, and for the files that players read."""


def clock(ms: int) -> str:
    """An instant as people and players write it: `0:27`, and `1:02:03` from the first hour on."""
    hours, rest = divmod(ms // 1000, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def timestamp(ms: int, decimal: str = ".") -> str:
    """An instant as subtitle files write it: `01:02:03.456`, with that decimal sign."""
    seconds, thousandths = divmod(ms, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{decimal}{thousandths:03}"
