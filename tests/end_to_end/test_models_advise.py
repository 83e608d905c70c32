"""What `models advise` says on this machine, for real, and `model = "auto"` after it."""

from pathlib import Path

from tests.end_to_end.support import Shell


def test_this_machine_is_measured_and_the_advice_kept(
    tmp_path: Path, base_env: dict[str, str]
) -> None:
    shell = Shell(tmp_path, {**base_env, "ARCHIVER_CACHE": str(tmp_path / "cache")})
    shell.ok("models", "install", "base")
    told = shell.ok("models", "advise", "--seconds", "5", "--json").json
    base = next(rate for rate in told["rates"] if rate["model"] == "base")
    assert base["measured"]
    assert base["seconds_per_second"] > 0
    assert base["memory_mb"] > 100
    larger = next(rate for rate in told["rates"] if rate["model"] == "large-v3-turbo")
    assert larger["seconds_per_second"] > base["seconds_per_second"]
    assert (tmp_path / "cache" / "advice.json").is_file()
