"""The files that people write in this project, for the house's rules about them."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
_FOLDERS = (".ci", "bin", "docs", "schemas", "service", "tests", "wp-plugin")
_BUILT = {"node_modules", "vendor", "__pycache__", "filon.egg-info", "build", "dist"}
_TEXT = {
    ".py",
    ".php",
    ".js",
    ".mjs",
    ".css",
    ".html",
    ".json",
    ".md",
    ".txt",
    ".po",
    ".pot",
    ".cfg",
    ".toml",
}


def written_files() -> list[Path]:
    """Every text file of the project that is written by hand or committed, sorted."""
    found = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in _TEXT]
    for folder in _FOLDERS:
        found += [path for path in (ROOT / folder).rglob("*") if _is_written(path)]
    return sorted(found)


def name_of(path: Path) -> str:
    """The path as people say it, from the project's root."""
    return path.relative_to(ROOT).as_posix()


def _is_written(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    # Doors for people in bin/ have no suffix.
    return path.is_file() and not _BUILT & set(parts) and (path.suffix in _TEXT or not path.suffix)
