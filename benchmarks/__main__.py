"""The figures that need nothing but the sample: `make bench` runs these, `make demo` comes first.

Others take a path: `python -m benchmarks.splitting FOLDER`, `python -m benchmarks.interruptions
VIDEO AGENDA`, `python -m benchmarks.search --hours 1000`.
"""

import subprocess
import sys
from pathlib import Path

SAMPLE = Path("samples/val-d-ambre")
DEMO = Path("demo")
VIDEO = DEMO / "video" / "val-d-ambre.mp4"
TRANSCRIPT = DEMO / "archive" / "2026-11-20-seance-publique" / "transcript.json"

RUNS = (
    ("benchmarks.speech", SAMPLE / "truth.json", TRANSCRIPT),
    ("benchmarks.process", VIDEO, SAMPLE / "agenda.json"),
    ("benchmarks.search", "--hours", "100"),
)


def main() -> None:
    """Run each in turn."""
    if not TRANSCRIPT.exists():
        sys.exit("run `make demo` first: these figures are taken from the sample session")
    for module, *args in RUNS:
        print(f"\n## python -m {module} {' '.join(map(str, args))}\n", flush=True)
        subprocess.run([sys.executable, "-m", module, *map(str, args)], check=True)


if __name__ == "__main__":
    main()
